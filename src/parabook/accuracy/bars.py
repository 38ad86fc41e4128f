"""눈금: 재기 전에 정해 둔 한도와, 얻은 값을 그것에 견준 기록."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parabook import machine
from parabook.experiment.staleness import versions
from parabook.record.schema import Record
from parabook.wire.samples import ContenderLabel, Observation

FACTS = {
    "reached": "얻은 값",
    "least": "적어도",
    "most": "많아야",
    "kept": "지킴(지켰으면 1)",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """눈금 하나. `least`와 `most` 사이여야 합니다."""

    name: str
    label: str
    least: float | None = None
    most: float | None = None

    def result(self, reached: float) -> Observation:
        """얻은 값을 눈금에 견줍니다."""
        low = self.least is None or reached >= self.least
        high = self.most is None or reached <= self.most
        facts = {"reached": reached, "kept": int(low and high)}
        facts |= {} if self.least is None else {"least": self.least}
        facts |= {} if self.most is None else {"most": self.most}
        return Observation(contender=self.name, turn=0, outcome="finished", wall=0.0, facts=facts)


Found = Iterator[tuple[Bar, float]]


def as_record(found: Sequence[tuple[Bar, float]]) -> Record:
    """얻은 값들을 기록 하나로 모읍니다."""
    return Record(
        experiment="accuracy",
        title="이 책의 자를 재어 본 것",
        created=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        key="",
        machine=machine.here(),
        versions=versions(),
        design={"budget": "full", "generations": 1, "facts": FACTS},
        contenders=tuple(ContenderLabel(bar.name, bar.label) for bar, _ in found),
        purpose="observation",
        observations=tuple(bar.result(reached) for bar, reached in found),
    )
