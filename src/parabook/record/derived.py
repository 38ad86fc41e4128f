"""잰 것에서 구하는 값: 중앙값, 비, 꼬리, 메모리, 불안정한 이유. 적어 두지 않고 날것에서 계산합니다.

지켜본 사실에서 구하는 값은 `facts`에 있습니다.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from parabook import paired
from parabook.machine import Machine
from parabook.record import doubts
from parabook.record.facts import Facts
from parabook.wire.samples import (
    CEILING,
    Condition,
    ContenderLabel,
    Latencies,
    MemoryPeak,
    Observation,
    Purpose,
    Sample,
)

BEYOND_TAIL = 10
"""백분위를 말하려면 그보다 늦은 것이 이만큼은 있어야 합니다. p99는 도착 1,000번부터입니다."""


class UnknownContenderError(KeyError):
    """기록에 없는 경쟁 방법을 물은 경우."""

    def __str__(self) -> str:
        """따옴표를 두르지 않은 문장입니다."""
        return str(self.args[0])


def _undisturbed(sample: Sample) -> float:
    """코어를 빼앗긴 시간을 뺀 시간(초)입니다. 세는 때가 어긋나도 0이 되지는 않습니다."""
    return max(sample.wall - sample.run_delay, 0.1 * sample.wall)


@dataclass(frozen=True, kw_only=True)
class Measurements(Facts):
    """한 실험에서 얻은 날것과, 거기서 구하는 값.

    `purpose`가 `time`이면 `samples`, `latency`이면 `latencies`, `observation`이면 `observations`에
    날것이 들어 있습니다. `design`은 어떻게 재었는지(세대, 회, 예산, 서버)입니다.
    """

    experiment: str
    machine: Machine
    design: Mapping[str, Any]
    contenders: tuple[ContenderLabel, ...]
    purpose: Purpose = "time"
    samples: tuple[Sample, ...] = ()
    latencies: tuple[Latencies, ...] = ()
    observations: tuple[Observation, ...] = ()
    conditions: tuple[Condition, ...] = ()
    memory: tuple[MemoryPeak, ...] = ()

    @property
    def baseline(self) -> ContenderLabel:
        """견줌의 기준이 되는 첫 경쟁 방법입니다."""
        return self.contenders[0]

    @cached_property
    def _by_contender(self) -> dict[str, list[Sample]]:
        grouped: dict[str, list[Sample]] = {contender.name: [] for contender in self.contenders}
        for sample in self.samples:
            grouped.setdefault(sample.contender, []).append(sample)
        return grouped

    def samples_of(self, name: str) -> list[Sample]:
        """경쟁 방법 하나의 표본을 잰 순서대로 돌려줍니다.

        Raises:
            UnknownContenderError: 이 기록에 없는 이름인 경우.
        """
        try:
            return self._by_contender[name]
        except KeyError:
            known = ", ".join(contender.name for contender in self.contenders)
            raise UnknownContenderError(
                f"기록 {self.experiment}에는 경쟁 방법 {name}의 표본이 없습니다. 있는 것: {known}."
            ) from None

    def require(self, name: str) -> None:
        """이 기록에 있는 이름인지 봅니다.

        Raises:
            UnknownContenderError: 이 기록에 없는 이름인 경우.
        """
        self.samples_of(name)

    def label(self, name: str) -> str:
        """함수 이름에 딸린, 사람이 읽는 이름을 돌려줍니다."""
        self.require(name)
        known = {contender.name: contender.label for contender in self.contenders}
        return known.get(name, "천장")

    def time(self, name: str) -> paired.Spread:
        """한 번 부르는 데 든 시간(초)의 가운데와 퍼짐을 돌려줍니다."""
        return paired.spread([sample.wall for sample in self.samples_of(name)])

    def cpu(self, name: str) -> paired.Spread:
        """한 번 부르는 데 쓴 CPU 시간(초)의 가운데와 퍼짐을 돌려줍니다."""
        return paired.spread([sample.cpu for sample in self.samples_of(name)])

    def switches(self, name: str) -> paired.Spread:
        """한 번 부르는 동안 스스로 물러난 컨텍스트 스위치의 횟수입니다."""
        counts = [sample.voluntary_switches / sample.loops for sample in self.samples_of(name)]
        return paired.spread(counts)

    def ratio(self, numerator: str, denominator: str) -> paired.Ratio:
        """같은 회에 잰 두 시간의 비와 95 % 구간을 돌려줍니다.

        코어 하나에 묶어 잰 것끼리는, 그 코어를 남에게 빼앗긴 시간을 빼고 비교합니다.
        여러 코어를 쓰는 방법에서는 저희끼리 코어를 기다린 시간과 가릴 수 없으므로 빼지 않습니다.
        """
        if {numerator, denominator} <= self._on_one_core:
            return self._paired(numerator, denominator, _undisturbed)
        return self._paired(numerator, denominator, lambda sample: sample.wall)

    @cached_property
    def _on_one_core(self) -> set[str]:
        planned = self.design.get("contenders", ())
        return {item["name"] for item in planned if item.get("one_core")}

    def cpu_ratio(self, numerator: str, denominator: str) -> paired.Ratio:
        """같은 회에 쓴 두 CPU 시간의 비와 95 % 구간을 돌려줍니다."""
        return self._paired(numerator, denominator, lambda sample: sample.cpu)

    def _paired(
        self, numerator: str, denominator: str, of: Callable[[Sample], float]
    ) -> paired.Ratio:
        below = {
            (sample.generation, sample.round): of(sample) for sample in self.samples_of(denominator)
        }
        groups: dict[int, list[tuple[float, float]]] = {}
        for sample in self.samples_of(numerator):
            partner = below.get((sample.generation, sample.round))
            # 시계의 눈금보다 짧은 CPU 시간은 0으로 읽힙니다.
            if partner and of(sample):
                groups.setdefault(sample.generation, []).append((of(sample), partner))
        return paired.ratio(list(groups.values()))

    def speedup(self, name: str) -> paired.Ratio:
        """기준보다 몇 배 빠른지 돌려줍니다. 1보다 작으면 느린 것입니다."""
        return self.ratio(self.baseline.name, name)

    def attainable(self) -> paired.Ratio | None:
        """이 기계의 코어를 다 써서 얻을 수 있던 최선의 비입니다. 재지 않았으면 없음입니다.

        기준의 일을 코어마다 하나씩 동시에 했을 때, 한 몫에 든 시간으로 기준의 시간을 나눈 것입니다.
        """
        if CEILING not in self._by_contender:
            return None
        return self.ratio(self.baseline.name, CEILING).scaled(self.machine.usable_cores)

    def fraction(self, name: str) -> paired.Ratio | None:
        """얻을 수 있던 최선의 얼마를 얻었는지 돌려줍니다. 1이면 다 얻은 것입니다."""
        if CEILING not in self._by_contender:
            return None
        return self.ratio(CEILING, name).scaled(1 / self.machine.usable_cores)

    def doubts(self, name: str) -> tuple[str, ...]:
        """이 방법의 결과를 불안정하다고 볼 이유들입니다. 없으면 안정한 것입니다.

        규칙은 `record/doubts`에 있고, 재기 전에 정해 둔 것입니다. 남이 한 일만 봅니다.
        지켜본 기록에서는 잰 사실(`measured`)의 이유입니다. 센 사실은 바쁜 기계에서도 그대로입니다.
        """
        self.require(name)
        if self.purpose == "observation" and not self.design.get("measured"):
            return ()
        pinned = self.samples_of(name) if name in self._on_one_core else []
        return doubts.doubts(
            foreign=self.foreign_share(),
            taken=doubts.taken_share([(s.wall, s.cpu, s.run_delay) for s in pinned]),
        )

    def reasons(self) -> tuple[str, ...]:
        """불안정한 방법마다 그 이유를 적은 것입니다. 모두에게 같은 이유는 한 번만 적습니다."""
        doubts = {contender: self.doubts(contender.name) for contender in self.contenders}
        shared = [
            reason
            for reason in doubts[self.baseline]
            if all(reason in found for found in doubts.values())
        ]
        own = [
            f"{contender.label}: {', '.join(rest)}"
            for contender, found in doubts.items()
            if (rest := [reason for reason in found if reason not in shared])
        ]
        return (*shared, *own)

    def foreign_share(self) -> float:
        """재는 동안 측정과 상관없는 것이 쓴 코어의 비율입니다."""
        known = [c for c in self.conditions if c.foreign_cpu_seconds is not None and c.seconds > 0]
        return doubts.foreign_share(
            [condition.foreign_cpu_seconds or 0.0 for condition in known],
            [condition.seconds for condition in known],
            self.machine.usable_cores,
        )

    def pressure(self) -> float | None:
        """재는 동안 무엇이든 코어를 기다린 시간의 비율(Linux의 PSI)입니다. 알 수 없으면 없음입니다.

        재는 것들 스스로가 코어보다 많은 스레드를 돌려도 커지므로, 규칙에는 넣지 않고 보이기만 합니다.
        """
        known = [c for c in self.conditions if c.pressure_seconds is not None and c.seconds > 0]
        shares = [(c.pressure_seconds or 0.0) / c.seconds for c in known]
        return paired.spread(shares).median if shares else None

    def memory_of(self, name: str) -> MemoryPeak | None:
        """방법의 메모리입니다. 여러 번 보았으면 피크가 가운데인 때의 것이고, 재지 않았으면 없음입니다."""
        self.require(name)
        peaks = sorted(
            (peak for peak in self.memory if peak.contender == name),
            key=lambda peak: peak.peak_bytes,
        )
        return peaks[len(peaks) // 2] if peaks else None

    def memory_ratio(self, numerator: str, denominator: str) -> paired.Ratio | None:
        """두 방법이 부르는 동안 더 쓴 메모리가 아니라, 피크 그 자체의 비와 95 % 구간입니다.

        같은 회차에 새로 시작해 본 것끼리 짝짓습니다. 읽지 못했으면 없음입니다.

        Raises:
            TooFewSamplesError: 짝이 모자라 구간을 말할 수 없는 경우.
        """
        above, below = (
            {
                peak.turn: float(peak.peak_bytes)
                for peak in self.memory
                if peak.contender == name and peak.peak_bytes > 0
            }
            for name in (numerator, denominator)
        )
        for name in (numerator, denominator):
            self.require(name)
        if not above or not below:
            return None
        return paired.ratio([[(above[turn], below[turn])] for turn in above if turn in below])

    def latencies_of(self, name: str) -> list[tuple[float, ...]]:
        """도착마다의 지연(초)을 세대의 순서로 돌려줍니다."""
        self.require(name)
        found = (item for item in self.latencies if item.contender == name)
        return [item.seconds for item in sorted(found, key=lambda item: item.generation)]

    def tail(self, name: str, percent: float) -> float:
        """지연의 백분위수(초)입니다. `tail("fetch", 99)`는 백에 아흔아홉이 그보다 빨랐다는 뜻입니다.

        Raises:
            TooFewSamplesError: 도착이 적어서, 그보다 늦은 것이 열 번도 되지 않는 경우.
        """
        every = [seconds for group in self.latencies_of(name) for seconds in group]
        # 이진수로 빼면 90 %의 나머지가 10 %에 조금 못 미쳐, 100번에도 모자라다고 합니다.
        beyond = 100 - Decimal(str(percent))
        needed = math.ceil(100 * BEYOND_TAIL / beyond) if beyond else 1  # 최대는 언제나 압니다.
        if len(every) < needed:
            raise paired.TooFewSamplesError(
                f"도착이 {len(every):,}번뿐이라 지연의 p{percent:g}를 말할 수 없습니다. "
                f"{needed:,}번은 있어야 합니다."
            )
        return paired.percentile(every, percent)

    def tail_ratio(self, numerator: str, denominator: str, percent: float) -> paired.Ratio:
        """두 방법의 지연의 백분위수를 비교한 비와 95 % 구간입니다.

        Raises:
            TooFewSamplesError: 도착이나 세대가 모자란 경우.
        """
        for name in (numerator, denominator):
            self.tail(name, percent)
        return paired.tail_ratio(
            self.latencies_of(numerator), self.latencies_of(denominator), percent
        )

    def connections(self, name: str) -> int | None:
        """한 번 부르는 동안 서버에 맺은 연결 수의 최댓값입니다. 서버가 없었으면 없음입니다."""
        counts = [s.connections for s in self.samples_of(name) if s.connections is not None]
        return max(counts, default=None)
