"""측정 기록: 날 표본과 그것을 얻은 자리. 중앙값과 비는 적어 두지 않고 표본에서 구합니다.

판(schema)의 내력:
1. 처음 모양.
"""

import datetime as dt
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from parabook import noise, paired, units
from parabook.machine import Machine

SCHEMA = 1

UNSTABLE = "(불안정)"

CEILING = "ceiling"
"""천장의 표본이 기록에서 쓰는 이름. 경쟁 방법의 이름으로는 쓸 수 없습니다."""


class RecordError(ValueError):
    """기록 파일을 믿고 읽을 수 없는 경우. 문장에 파일의 이름과 까닭이 들어 있습니다."""


class UnknownContenderError(KeyError):
    """기록에 없는 경쟁 방법을 물은 경우."""

    def __str__(self) -> str:
        """따옴표를 두르지 않은 문장입니다."""
        return str(self.args[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """한 번 잰 값. 시간은 한 번 부르는 데 든 초입니다.

    `cpu`는 자손까지 더한 CPU 시간(초), `run_delay`는 코어를 얻지 못해 기다린 시간(초),
    `connections`와 `peak_in_flight`는 서버가 센 것,
    `server_utilisation`은 그동안 서버가 코어 하나를 쓴 비율입니다.
    """

    contender: str
    generation: int
    round: int
    position: int
    loops: int
    wall: float
    cpu: float
    voluntary_switches: int
    involuntary_switches: int
    run_delay: float = 0.0
    connections: int | None = None
    peak_in_flight: int | None = None
    server_utilisation: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """한 세대를 재는 동안 기계의 사정. 시간의 단위는 초이고, 알 수 없는 것은 없음입니다.

    `foreign_cpu_seconds`는 측정과 상관없는 프로세스나 이웃한 가상 기계가 쓴 CPU 시간,
    `pressure_seconds`는 무엇이든 코어를 기다린 시간(Linux의 PSI)입니다.
    """

    generation: int
    seconds: float
    foreign_cpu_seconds: float | None = None
    pressure_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryPeak:
    """한 방법을 부르는 동안 프로세스 나무가 차지한 메모리. 단위는 바이트입니다.

    `idle_bytes`는 부르기 전, `peak_bytes`는 가장 컸던 때의 Σ PSS이고,
    `peak_own_bytes`는 혼자 쓰는 쪽(Σ USS)이 가장 컸던 때의 값입니다.
    `method`가 `rss`이면 PSS가 없는 시스템이라 RSS를 더한 것입니다. `looks`는 들여다본 횟수입니다.
    """

    contender: str
    idle_bytes: int
    peak_bytes: int
    peak_own_bytes: int
    processes: int
    method: str
    looks: int


@dataclass(frozen=True, slots=True)
class ContenderLabel:
    """경쟁 방법의 함수 이름과 사람이 읽는 이름."""

    name: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """한 실험의 기록.

    `design`은 어떻게 재었는지(세대, 회, 예산, 서버)이고,
    `key`는 다시 재야 하는지 가리는 열쇠입니다.
    """

    experiment: str
    title: str
    created: str
    key: str
    machine: Machine
    versions: Mapping[str, str]
    design: Mapping[str, Any]
    contenders: tuple[ContenderLabel, ...]
    samples: tuple[Sample, ...]
    conditions: tuple[Condition, ...] = ()
    memory: tuple[MemoryPeak, ...] = ()
    notes: tuple[str, ...] = ()
    schema: int = field(default=SCHEMA)

    def __post_init__(self) -> None:
        """`design`의 튜플을 목록으로 고칩니다. 갓 잰 기록과 다시 읽은 기록이 같아야 합니다."""
        object.__setattr__(self, "design", json.loads(json.dumps(self.design)))

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
        """경쟁 방법 하나의 표본을 잰 차례로 돌려줍니다.

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

    def label(self, name: str) -> str:
        """함수 이름에 딸린, 사람이 읽는 이름을 돌려줍니다."""
        self.samples_of(name)
        known = {contender.name: contender.label for contender in self.contenders}
        return known.get(name, "천장")

    def time(self, name: str) -> paired.Spread:
        """한 번 부르는 데 든 시간(초)의 가운데와 퍼짐을 돌려줍니다."""
        return paired.spread([sample.wall for sample in self.samples_of(name)])

    def cpu(self, name: str) -> paired.Spread:
        """한 번 부르는 데 쓴 CPU 시간(초)의 가운데와 퍼짐을 돌려줍니다."""
        return paired.spread([sample.cpu for sample in self.samples_of(name)])

    def ratio(self, numerator: str, denominator: str) -> paired.Ratio:
        """같은 회에 잰 두 시간의 비와 95 % 구간을 돌려줍니다."""
        below = {
            (sample.generation, sample.round): sample.wall
            for sample in self.samples_of(denominator)
        }
        groups: dict[int, list[tuple[float, float]]] = {}
        for sample in self.samples_of(numerator):
            partner = below.get((sample.generation, sample.round))
            if partner is not None:
                groups.setdefault(sample.generation, []).append((sample.wall, partner))
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
        """이 방법의 결과를 불안정하다고 볼 까닭들입니다. 없으면 안정한 것입니다.

        규칙은 `noise` 모듈에 있고, 재기 전에 정해 둔 것입니다.
        """
        self.samples_of(name)
        alone = self.samples_of(self.baseline.name)
        width = 0.0
        if name != self.baseline.name:
            width = self.speedup(name).relative_width
        return noise.doubts(
            foreign=self._foreign_share(),
            delay=noise.delay_share([s.run_delay for s in alone], [s.wall for s in alone]),
            width=width,
            inflation=self._inflation() if self.fraction(name) is not None else 1.0,
        )

    def reasons(self) -> tuple[str, ...]:
        """불안정한 방법마다 그 까닭을 적은 것입니다. 모두에게 같은 까닭은 한 번만 적습니다."""
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

    def _foreign_share(self) -> float:
        known = [c for c in self.conditions if c.foreign_cpu_seconds is not None and c.seconds > 0]
        return noise.foreign_share(
            [condition.foreign_cpu_seconds or 0.0 for condition in known],
            [condition.seconds for condition in known],
            self.machine.cores,
        )

    def _inflation(self) -> float:
        """같은 일을 코어마다 동시에 할 때, 한 몫의 CPU 시간이 몇 배가 되었는지입니다."""
        together = paired.spread([sample.cpu for sample in self.samples_of(CEILING)]).median
        alone = self.cpu(self.baseline.name).median
        return together / self.machine.usable_cores / alone if alone > 0 else 1.0

    def memory_of(self, name: str) -> MemoryPeak | None:
        """방법의 메모리입니다. 재지 않았으면 없음입니다."""
        self.samples_of(name)
        return next((peak for peak in self.memory if peak.contender == name), None)

    def connections(self, name: str) -> int | None:
        """한 번 부르는 동안 서버에 맺은 연결 수의 최댓값입니다. 서버가 없었으면 없음입니다."""
        counts = [s.connections for s in self.samples_of(name) if s.connections is not None]
        return max(counts, default=None)

    def as_json(self) -> dict[str, Any]:
        """JSON으로 적을 수 있는 사전을 돌려줍니다."""
        return {
            "schema": self.schema,
            "experiment": self.experiment,
            "title": self.title,
            "created": self.created,
            "key": self.key,
            "machine": self.machine.as_json(),
            "versions": dict(self.versions),
            "design": dict(self.design),
            "contenders": [asdict(contender) for contender in self.contenders],
            "samples": [asdict(sample) for sample in self.samples],
            "memory": [asdict(peak) for peak in self.memory],
            "conditions": [asdict(condition) for condition in self.conditions],
            "notes": list(self.notes),
        }

    def save(self, folder: Path) -> Path:
        """기록을 `이름.json`으로 남기고 그 경로를 돌려줍니다.

        쓰다 만 파일이 남지 않도록, 다 쓴 다음에 이름을 바꿉니다.
        """
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.experiment}.json"
        unfinished = path.with_suffix(".unfinished")
        text = json.dumps(self.as_json(), ensure_ascii=False, indent=1)
        unfinished.write_text(text + "\n", encoding="utf-8")
        unfinished.replace(path)
        return path

    @classmethod
    def load(cls, path: Path) -> Self:
        """`save`가 남긴 기록을 읽습니다.

        Raises:
            RecordError: 파일이 없거나, 잘렸거나, 모르는 판이거나, 손을 댄 자국이 있는 경우.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise RecordError(f"기록 파일이 없습니다: {path}") from None
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise RecordError(
                f"기록 파일을 읽을 수 없습니다: {path} ({error}). 지우고 다시 재십시오."
            ) from error
        schema = data.get("schema") if isinstance(data, dict) else None
        if schema != SCHEMA:
            raise RecordError(
                f"기록 파일의 판이 {schema!r}입니다: {path}. "
                f"이 parabook이 아는 판은 {SCHEMA}입니다. 새 parabook으로 읽거나 다시 재십시오."
            )
        try:
            return cls._from_json(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RecordError(
                f"기록 파일의 내용이 어긋납니다: {path} ({error}). 지우고 다시 재십시오."
            ) from error

    @classmethod
    def _from_json(cls, data: Mapping[str, Any]) -> Self:
        record = cls(
            **{
                **data,
                "machine": Machine.from_json(data["machine"]),
                "contenders": tuple(ContenderLabel(**item) for item in data["contenders"]),
                "samples": tuple(Sample(**item) for item in data["samples"]),
                "memory": tuple(MemoryPeak(**item) for item in data["memory"]),
                "conditions": tuple(Condition(**item) for item in data["conditions"]),
                "notes": tuple(data["notes"]),
            }
        )
        _check(record)
        return record

    def table(self) -> list[dict[str, str]]:
        """경쟁 방법마다 한 줄씩, 적을 글로 바꾼 표를 돌려줍니다.

        열은 방법, 시간(중앙값), 퍼짐(사분위 범위), 기준과의 비(95 % 구간)이고,
        천장을 재었으면 그 몇 할인지, 메모리를 재었으면 그 꼭대기, 서버가 있었으면 연결 수가 더 있습니다.
        """
        slowest = max(self.time(contender.name).median for contender in self.contenders)
        size, unit = units.time_unit(slowest)
        rows = []
        for contender in self.contenders:
            time = self.time(contender.name)
            row = {
                "방법": contender.label,
                "시간": units.duration(time.median, like=slowest),
                "퍼짐": f"{units.span(time.low / size, time.high / size, 3)}{unit}",
                "기준과의 비": self._comparison(contender.name),
            }
            if self.doubts(contender.name):
                row["방법"] += f" {UNSTABLE}"
            if (fraction := self.fraction(contender.name)) is not None:
                alone = contender == self.baseline
                row["천장에 견주어"] = "기준" if alone else units.percent(fraction.value)
            if (peak := self.memory_of(contender.name)) is not None:
                row["메모리 꼭대기"] = units.memory(peak.peak_bytes)
            if (connections := self.connections(contender.name)) is not None:
                row["연결"] = f"{connections}개"
            rows.append(row)
        return rows

    def _comparison(self, name: str) -> str:
        if name == self.baseline.name:
            return "기준"
        return describe_gain(self.speedup(name))

    def __str__(self) -> str:
        """원래 교재의 출력과 같은 모양의 글입니다."""
        lines = []
        for row in self.table():
            extra = "" if row["기준과의 비"] == "기준" else f", {row['기준과의 비']}"
            share = row.get("천장에 견주어", "기준")
            ceiling = "" if share == "기준" else f", 천장의 {share}"
            counted = ("메모리 꼭대기", "연결")
            rest = "".join(f", {key} {row[key]}" for key in counted if key in row)
            lines.append(f"{row['방법']}: {row['시간']} ({row['퍼짐']}){extra}{ceiling}{rest}")
        if (best := self.attainable()) is not None:
            interval = units.times_span(best.low, best.high)
            lines.append(
                f"천장: 코어 {self.machine.usable_cores}개로 얻을 수 있던 최선은 "
                f"{units.times(best.value)} (95 % 구간 {interval})"
            )
        if reasons := self.reasons():
            lines.append(f"불안정: {'; '.join(reasons)}")
        lines.extend(self.notes)
        lines.append(f"[{self.provenance}]")
        return "\n".join(lines)

    @property
    def provenance(self) -> str:
        """어디에서 언제 재었는지 한 줄로 적은 것입니다."""
        day = dt.date.fromisoformat(self.created[:10])
        rough = " · 거칠게 잼(quick)" if self.design.get("budget") == "quick" else ""
        return f"{self.machine.sentence} · {day.year}년 {day.month}월 {day.day}일{rough}"


def describe_gain(gain: paired.Ratio, *, verbose: bool = True) -> str:
    """기준과의 비를 사람의 말로 적습니다. 구간이 1을 품으면 그렇다고 말합니다.

    Args:
        gain: 기준의 시간을 이 방법의 시간으로 나눈 비.
        verbose: 참이면 구간 앞에 무슨 구간인지 적습니다.
    """
    shown = gain if gain.value >= 1 or not gain.conclusive else gain.inverse
    if gain.conclusive:
        times = units.times(shown.value, apart_from_one=True)
        sentence = f"{times} {'빠름' if gain.value > 1 else '느림'}"
    else:
        sentence = "차이를 확인하지 못함"
    interval = units.times_span(shown.low, shown.high)
    return f"{sentence} ({'95 % 구간 ' if verbose else ''}{interval})"


def _check(record: Record) -> None:
    """표본이 설계와 맞는지 봅니다. 손으로 고친 파일이 조용히 지나가지 않게 하려는 것입니다."""
    dt.datetime.fromisoformat(record.created)
    names = [contender.name for contender in record.contenders]
    if not names:
        raise ValueError("경쟁 방법이 하나도 없습니다")
    if len(set(names)) != len(names):
        raise ValueError("경쟁 방법의 이름이 겹칩니다")
    seen: set[tuple[str, int, int]] = set()
    for sample in record.samples:
        if sample.contender not in (*names, CEILING):
            raise ValueError(f"표본의 경쟁 방법을 모릅니다: {sample.contender}")
        if not _possible(sample):
            raise ValueError(f"{sample.contender}의 표본에 있을 수 없는 값이 있습니다")
        place = (sample.contender, sample.generation, sample.round)
        if place in seen:
            raise ValueError(f"{sample.contender}의 같은 회 표본이 둘 있습니다")
        seen.add(place)
    if missing := set(names) - {sample.contender for sample in record.samples}:
        raise ValueError(f"표본이 없는 경쟁 방법: {', '.join(sorted(missing))}")


def _possible(sample: Sample) -> bool:
    counts = (
        sample.generation,
        sample.round,
        sample.position,
        sample.voluntary_switches,
        sample.involuntary_switches,
        sample.connections or 0,
        sample.peak_in_flight or 0,
    )
    return (
        all(isinstance(count, int) and count >= 0 for count in counts)
        and isinstance(sample.loops, int)
        and sample.loops >= 1
        and 0 < sample.wall < math.inf
        and 0 <= sample.cpu < math.inf
    )


def read_folder(folder: Path) -> Iterable[Record]:
    """폴더에 있는 모든 기록을 이름 차례로 읽습니다."""
    for path in sorted(folder.glob("*.json")):
        yield Record.load(path)
