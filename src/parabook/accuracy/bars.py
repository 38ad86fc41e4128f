"""눈금: 재기 전에 정해 둔 한도와, 얻은 값을 그것과 비교한 기록."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
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

    def facts(self, reached: float) -> dict[str, float]:
        """얻은 값을 눈금과 비교한 것입니다."""
        low = self.least is None or reached >= self.least
        high = self.most is None or reached <= self.most
        facts: dict[str, float] = {"reached": reached, "kept": int(low and high)}
        facts |= {} if self.least is None else {"least": self.least}
        facts |= {} if self.most is None else {"most": self.most}
        return facts


Found = Iterator[tuple[Bar, float]]


def as_record(found: Sequence[tuple[Bar, float]]) -> Record:
    """얻은 값들을 기록 하나로 모읍니다."""
    rows = [(bar.name, bar.label, bar.facts(reached)) for bar, reached in found]
    return record_of("accuracy", "이 책의 측정 도구를 재어 본 것", FACTS, rows)


def record_of(
    experiment: str,
    title: str,
    facts: Mapping[str, str],
    rows: Sequence[tuple[str, str, Mapping[str, float]]],
) -> Record:
    """이름, 사람이 읽는 이름, 사실로 된 줄들을 기록 하나로 모읍니다."""
    return Record(
        experiment=experiment,
        title=title,
        created=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        key="",
        machine=machine.here(),
        versions=versions(),
        design={"budget": "full", "generations": 1, "facts": dict(facts)},
        contenders=tuple(ContenderLabel(name, label) for name, label, _ in rows),
        purpose="observation",
        observations=tuple(
            Observation(contender=name, turn=0, outcome="finished", wall=0.0, facts=dict(found))
            for name, _, found in rows
        ),
    )
