"""지켜본 사실에서 구하는 값: 센 수, 잰 것을 어림한 값과 비, 비율.

센 것은 부하가 바꿀 수 없으므로 최소와 최대를, 잰 것(시간, 메모리)은 구간을 말합니다.
"""

import math
import re
from collections.abc import Mapping
from typing import Any

from parabook import paired
from parabook.wire.samples import ALWAYS_KNOWN, Observation

_NAMED = re.compile(r"(?P<name>.*?)\s*\((?P<unit>[^()]*)\)", re.DOTALL)
_HINT = re.compile(r"면 1$|^1이면|^예/아니요$")
"""괄호 안이 이러면 단위가 아니라, 1이 무엇이라는 풀이입니다: `(끝났으면 1)`, `(예/아니요)`."""

ANSWERS = ("아니요", "예")
"""그런지 아닌지를 센 사실의 말: 0일 때와 1일 때."""


class Facts:
    """기록(`derived.Measurements`)이 물려받는, 지켜본 사실을 묻는 말들."""

    design: Mapping[str, Any]
    observations: tuple[Observation, ...]

    def require(self, name: str) -> None:
        """이 기록에 있는 방법의 이름인지 봅니다. 기록이 정합니다."""
        raise NotImplementedError

    def observations_of(self, name: str) -> list[Observation]:
        """함수 하나를 지켜본 것들을 순서대로 돌려줍니다."""
        self.require(name)
        return [seen for seen in self.observations if seen.contender == name]

    @property
    def measured(self) -> frozenset[str]:
        """세지 않고 잰 사실(시간, 메모리)의 이름들입니다. 부하가 바꿀 수 있습니다."""
        return frozenset({"seconds", *self.design.get("measured", ())})

    def is_answer(self, fact: str) -> bool:
        """그런지 아닌지를 센 사실(0이나 1)인지 알려 줍니다. 이름의 괄호에 그렇게 적혀 있습니다."""
        return bool(_HINT.search(self._named(fact)[1]))

    def label_of(self, fact: str) -> str:
        """사람이 읽는 사실의 이름입니다. 단위는 괄호에 남기고, 1이 무엇이라는 풀이는 뺍니다."""
        name, unit = self._named(fact)
        return name if not unit or self.is_answer(fact) else f"{name}({unit})"

    def name_of(self, fact: str) -> str:
        """단위를 뺀 사실의 이름입니다. 값에 단위가 붙는 자리에 씁니다."""
        return self._named(fact)[0]

    def unit_of(self, fact: str) -> str:
        """사실의 단위입니다. 이름의 괄호에 적혀 있고, 없으면 빈 글입니다."""
        return "" if self.is_answer(fact) else self._named(fact)[1]

    def _named(self, fact: str) -> tuple[str, str]:
        known = ALWAYS_KNOWN.get(fact)
        label = self.design.get("facts", {}).get(fact, known.label if known else fact)
        found = _NAMED.fullmatch(label)
        if found and (_HINT.search(found["unit"]) or not re.search(r"\d", found["unit"])):
            return found["name"], found["unit"]
        if found:  # `(백분위 90)`처럼 수가 든 것은 단위가 아니라 이름의 일부입니다.
            return label, ""
        return label, known.unit if known else ""

    def fact(self, name: str, fact: str) -> paired.Tally:
        """실행마다 센 사실의 중앙값과 최소, 최대입니다.

        함수가 돌려준 것 말고도 `ALWAYS_KNOWN`에 든 것을 물을 수 있습니다.

        Raises:
            TooFewSamplesError: 그 사실을 센 실행이 하나도 없는 경우.
        """
        return paired.tally(self.counts(name, fact))

    def estimate(self, name: str, fact: str) -> paired.Interval:
        """실행마다 잰 사실을 어림한 것과 95 % 구간입니다.

        Raises:
            TooFewSamplesError: 잰 실행이 모자라 구간을 말할 수 없는 경우.
        """
        values = self.counts(name, fact)
        if all(value > 0 for value in values):
            return paired.positive(values)
        return paired.interval(values)

    def observed(self, name: str, fact: str) -> paired.Tally | paired.Interval:
        """보일 값입니다. 잰 사실이면 어림한 것이고, 센 사실이거나 몇 번 재지 않았으면 중앙값입니다.

        Raises:
            TooFewSamplesError: 그 사실이 있는 실행이 하나도 없는 경우.
        """
        enough = len(self.counts(name, fact)) >= paired.FEWEST_GENERATIONS
        return (
            self.estimate(name, fact) if enough and fact in self.measured else self.fact(name, fact)
        )

    def fact_ratio(self, numerator: str, denominator: str, fact: str) -> paired.Ratio:
        """같은 회차에 돌린 두 함수의 사실을 나눈 비와 95 % 구간입니다.

        Raises:
            TooFewSamplesError: 0보다 큰 짝이 모자라 구간을 말할 수 없는 경우.
        """
        sides = (self._facts_by_turn(name, fact) for name in (numerator, denominator))
        above, below = ({turn: v for turn, v in side.items() if v > 0} for side in sides)
        return paired.ratio([[(above[turn], below[turn])] for turn in above if turn in below])

    def share(self, name: str, hits: str, of: str) -> paired.Share:
        """모두(`of`) 가운데 그런 것(`hits`)의 비율(%)과 95 % 구간입니다. 실행들을 모두 더해 셉니다.

        Raises:
            TooFewSamplesError: 센 것이 없는 경우.
        """
        sums = (round(math.fsum(self.counts(name, fact))) for fact in (hits, of))
        return paired.share(*sums)

    def counts(self, name: str, fact: str) -> list[float]:
        """실행마다 센 사실들을 순서대로 돌려줍니다. 그 사실을 세지 못한 실행은 빠집니다."""
        return list(self._facts_by_turn(name, fact).values())

    def _facts_by_turn(self, name: str, fact: str) -> dict[int, float]:
        found = {}
        for seen in self.observations_of(name):
            always = {key: known.of(seen) for key, known in ALWAYS_KNOWN.items()}
            known = {**always, **seen.facts}
            if fact in known:
                found[seen.turn] = known[fact]
        return found
