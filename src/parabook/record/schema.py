"""측정 기록: 날 표본과 그것을 얻은 자리. 중앙값과 비는 적어 두지 않고 표본에서 구합니다.

버전(schema)의 내력:
1. 처음 모양.
2. 무엇을 잰 기록인지(`purpose`)와, 도착마다의 지연, 지켜본 일이 들어갑니다.
   값을 바꾸어 가며 잰 방법에는 그 값이, 메모리에는 몇 번째로 본 것인지가 붙습니다.
"""

import datetime as dt
import itertools
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self, get_args

from parabook.machine import Machine
from parabook.record import words
from parabook.record.derived import Measurements
from parabook.record.writing import write_whole
from parabook.wire.samples import (
    CEILING,
    Condition,
    ContenderLabel,
    Latencies,
    MemoryPeak,
    Observation,
    Outcome,
    Sample,
    Span,
)

SCHEMA = 2


class RecordError(ValueError):
    """기록 파일을 믿고 읽을 수 없는 경우. 문장에 파일의 이름과 이유가 들어 있습니다."""


@dataclass(frozen=True, kw_only=True)
class Record(Measurements):
    """한 실험의 기록.

    `design`은 어떻게 재었는지(세대, 회, 예산, 서버)이고,
    `key`는 다시 재야 하는지 가리는 열쇠입니다.
    """

    title: str
    created: str
    key: str
    versions: Mapping[str, str]
    notes: tuple[str, ...] = ()
    schema: int = field(default=SCHEMA)

    def __post_init__(self) -> None:
        """`design`의 튜플을 목록으로 고칩니다. 갓 잰 기록과 다시 읽은 기록이 같아야 합니다."""
        object.__setattr__(self, "design", json.loads(json.dumps(self.design)))

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
            "purpose": self.purpose,
            "latencies": [asdict(item) for item in self.latencies],
            "observations": [asdict(item) for item in self.observations],
            "samples": [asdict(sample) for sample in self.samples],
            "memory": [asdict(peak) for peak in self.memory],
            "conditions": [asdict(condition) for condition in self.conditions],
            "notes": list(self.notes),
        }

    def save(self, folder: Path) -> Path:
        """기록을 `이름.json`으로 남기고 그 경로를 돌려줍니다.

        언제 끊겨도 온전한 기록만 남습니다.
        """
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.experiment}.json"
        text = json.dumps(self.as_json(), ensure_ascii=False, indent=1)
        write_whole(path, f"{text}\n".encode())
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
                f"기록 파일의 버전이 {schema!r}입니다: {path}. "
                f"이 parabook이 아는 버전은 {SCHEMA}입니다. 새 parabook으로 읽거나 다시 재십시오."
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
                "contenders": tuple(map(_label_from_json, data["contenders"])),
                "samples": tuple(Sample(**item) for item in data["samples"]),
                "latencies": tuple(
                    Latencies(**{**item, "seconds": tuple(item["seconds"])})
                    for item in data["latencies"]
                ),
                "observations": tuple(map(observation_from_json, data["observations"])),
                "memory": tuple(MemoryPeak(**item) for item in data["memory"]),
                "conditions": tuple(map(condition_from_json, data["conditions"])),
                "notes": tuple(data["notes"]),
            }
        )
        _check(record)
        return record

    def table(self) -> list[dict[str, str]]:
        """적을 글로 바꾼 표를 한 줄씩 돌려줍니다."""
        return words.table(self)

    def sentence(self, contender: ContenderLabel) -> str:
        """방법 하나의 결과를 한 줄로 적은 것입니다."""
        return words.sentence(self, contender)

    @property
    def provenance(self) -> str:
        """어디에서 언제 재었는지 한 줄로 적은 것입니다."""
        return words.provenance(self)

    def __str__(self) -> str:
        """원래 교재의 출력과 같은 모양의 글입니다."""
        return words.text(self)


def _label_from_json(data: Mapping[str, Any]) -> ContenderLabel:
    """방법의 이름을 읽습니다. 예전 기록에는 방법마다의 인터프리터가 있었고, 언제나 비어 있었습니다."""
    return ContenderLabel(**{name: value for name, value in data.items() if name != "interpreter"})


def condition_from_json(data: Mapping[str, Any]) -> Condition:
    """`asdict`가 적은 것을 다시 읽습니다."""
    return Condition(**{**data, "started": tuple(data.get("started", ()))})


def observation_from_json(data: Mapping[str, Any]) -> Observation:
    """`asdict`가 적은 것을 다시 읽습니다."""
    return Observation(
        **{
            **data,
            "facts": dict(data.get("facts", {})),
            "spans": tuple(Span(**span) for span in data.get("spans", ())),
            "trace": tuple((at, value) for at, value in data.get("trace", ())),
        }
    )


def _check(record: Record) -> None:
    """날것이 설계와 맞는지 봅니다. 손으로 고친 파일이 조용히 지나가지 않게 하려는 것입니다."""
    dt.datetime.fromisoformat(record.created)
    names = [contender.name for contender in record.contenders]
    if not names:
        raise ValueError("경쟁 방법이 하나도 없습니다")
    if len(set(names)) != len(names):
        raise ValueError("경쟁 방법의 이름이 겹칩니다")
    kinds: dict[str, tuple[Sample | Latencies | Observation, ...]] = {
        "time": record.samples,
        "latency": record.latencies,
        "observation": record.observations,
    }
    if record.purpose not in kinds:
        raise ValueError(f"무엇을 잰 기록인지 모릅니다: {record.purpose}")
    raw = kinds[record.purpose]
    seen: set[tuple[str, ...]] = set()
    for item in raw:
        if item.contender not in (*names, CEILING):
            raise ValueError(f"표본의 경쟁 방법을 모릅니다: {item.contender}")
        if not _possible(item):
            raise ValueError(f"{item.contender}의 표본에 있을 수 없는 값이 있습니다")
        place = (item.contender, *map(str, _place(item)))
        if place in seen:
            raise ValueError(f"{item.contender}의 같은 회 표본이 둘 있습니다")
        seen.add(place)
    if missing := set(names) - {item.contender for item in raw}:
        raise ValueError(f"표본이 없는 경쟁 방법: {', '.join(sorted(missing))}")


def _place(item: Sample | Latencies | Observation) -> tuple[int, ...]:
    if isinstance(item, Sample):
        return (item.generation, item.round)
    return (item.generation,) if isinstance(item, Latencies) else (item.turn,)


def _possible(item: Sample | Latencies | Observation) -> bool:
    if isinstance(item, Latencies):
        return bool(item.seconds) and all(0 <= seconds < math.inf for seconds in item.seconds)
    if isinstance(item, Observation):
        written = (*item.facts.values(), *itertools.chain.from_iterable(item.trace))
        numbers = all(isinstance(value, int | float) for value in written)
        return numbers and item.outcome in get_args(Outcome) and 0 <= item.wall < math.inf
    return _possible_sample(item)


def _possible_sample(sample: Sample) -> bool:
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
