"""측정 기록: 날 표본과 그것을 얻은 자리. 중앙값과 비는 적어 두지 않고 표본에서 구합니다.

판(schema)의 내력:
1. 처음 모양.
2. 무엇을 잰 기록인지(`purpose`)와, 도착마다의 늦음, 지켜본 일이 들어갑니다.
   값을 바꾸어 가며 잰 방법에는 그 값이, 메모리에는 몇 번째로 본 것인지가 붙습니다.
"""

import datetime as dt
import itertools
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from parabook import paired, units
from parabook.machine import Machine
from parabook.record.derived import Measurements
from parabook.wire.samples import (
    CEILING,
    Condition,
    ContenderLabel,
    Latencies,
    MemoryPeak,
    Observation,
    Sample,
    Span,
)

SCHEMA = 2

UNSTABLE = "(불안정)"

TAILS = (50, 90, 99)
"""표에 적는 늦음의 백분위."""

OUTCOMES = {
    "finished": "끝까지 감",
    "exception": "예외로 끝남",
    "deadline": "끝나지 않아 멈춤",
    "killed": "신호로 죽음",
    "exited": "값 없이 끝남",
}
"""지켜본 함수의 결말을 적는 말."""


class RecordError(ValueError):
    """기록 파일을 믿고 읽을 수 없는 경우. 문장에 파일의 이름과 까닭이 들어 있습니다."""


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
                "latencies": tuple(
                    Latencies(**{**item, "seconds": tuple(item["seconds"])})
                    for item in data["latencies"]
                ),
                "observations": tuple(map(observation_from_json, data["observations"])),
                "memory": tuple(MemoryPeak(**item) for item in data["memory"]),
                "conditions": tuple(Condition(**item) for item in data["conditions"]),
                "notes": tuple(data["notes"]),
            }
        )
        _check(record)
        return record

    def table(self) -> list[dict[str, str]]:
        """적을 글로 바꾼 표를 한 줄씩 돌려줍니다. 열은 무엇을 잰 기록인지에 따라 다릅니다.

        시간을 잰 기록은 방법마다 한 줄이고, 값을 바꾸어 가며 쟀으면 값마다 한 줄입니다.
        """
        if self.purpose == "observation":
            return self._without_plain_endings([self._seen(item) for item in self.contenders])
        if self.purpose == "latency":
            return [self._lateness(contender) for contender in self.contenders]
        if any(contender.at is not None for contender in self.contenders):
            return self._sweep()
        return [self._timing(contender) for contender in self.contenders]

    def _marked(self, contender: ContenderLabel) -> str:
        doubted = self.doubts(contender.name)
        return f"{contender.label} {UNSTABLE}" if doubted else contender.label

    def _timing(self, contender: ContenderLabel) -> dict[str, str]:
        slowest = max(self.time(other.name).median for other in self.contenders)
        size, unit = units.time_unit(slowest)
        time = self.time(contender.name)
        row = {
            "방법": self._marked(contender),
            "시간": units.duration(time.median, like=slowest),
            "퍼짐": f"{units.span(time.low / size, time.high / size, 3)}{unit}",
            "기준과의 비": self._comparison(contender.name),
        }
        if (fraction := self.fraction(contender.name)) is not None:
            alone = contender == self.baseline
            row["천장에 견주어"] = "기준" if alone else units.percent(fraction.value)
        if (peak := self.memory_of(contender.name)) is not None:
            kind = "메모리 꼭대기" if peak.method == "pss" else "메모리 꼭대기(RSS의 합)"
            row[kind] = units.memory(peak.peak_bytes)
        if (connections := self.connections(contender.name)) is not None:
            row["연결"] = f"{connections}개"
        return row

    def _sweep(self) -> list[dict[str, str]]:
        """값마다 한 줄, 재어 본 것마다 한 열. 값을 바꾸지 않은 방법은 끝에 한 줄씩 둡니다."""
        axis = self.design.get("axis") or "값"
        series = list(dict.fromkeys(c.series for c in self.contenders if c.at is not None))
        cells: dict[str, dict[str, str]] = {}
        swept = [c for c in self.contenders if c.at is not None]
        for contender in sorted(swept, key=lambda c: c.at or 0.0):
            row = cells.setdefault(
                units.count(contender.at or 0.0), {axis: units.count(contender.at or 0.0)}
            )
            row[contender.series] = self._cell(contender)
        rows = [{axis: row[axis], **{s: row.get(s, "") for s in series}} for row in cells.values()]
        for contender in self.contenders:
            if contender.at is None:
                blank = dict.fromkeys(series, "")
                blank[series[0]] = self._cell(contender)
                rows.append({axis: contender.label, **blank})
        return rows

    def _cell(self, contender: ContenderLabel) -> str:
        # 값을 바꾸어 가며 재면 시간이 여러 자릿수에 걸치므로, 칸마다 알맞은 단위를 씁니다.
        time = self.time(contender.name)
        size, unit = units.time_unit(time.median)
        mark = f" {UNSTABLE}" if self.doubts(contender.name) else ""
        spread = units.span(time.low / size, time.high / size, 3)
        return f"{units.duration(time.median)} ({spread}{unit}){mark}"

    def _lateness(self, contender: ContenderLabel) -> dict[str, str]:
        tails = {f"{percent} %": self.tail(contender.name, percent) for percent in TAILS}
        tails["최대"] = self.tail(contender.name, 100)
        arrivals = sum(map(len, self.latencies_of(contender.name)))
        return {
            "방법": self._marked(contender),
            **{name: units.duration(seconds) for name, seconds in tails.items()},
            "도착": f"{arrivals:,}번",
        }

    @staticmethod
    def _without_plain_endings(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        """모두 끝까지 갔으면 결말을 적을 것이 없습니다."""
        if all(row["결말"] == OUTCOMES["finished"] for row in rows):
            return [{key: text for key, text in row.items() if key != "결말"} for row in rows]
        return rows

    def _seen(self, contender: ContenderLabel) -> dict[str, str]:
        row = {"방법": contender.label}
        for fact, label in self.design["facts"].items():
            try:
                counted = self.fact(contender.name, fact)
            except paired.TooFewSamplesError:
                row[label] = "없음"
                continue
            row[label] = units.count(counted.value)
            if counted.low != counted.high:
                row[label] += f" ({units.count(counted.low)}–{units.count(counted.high)})"
        outcomes = dict.fromkeys(seen.outcome for seen in self.observations_of(contender.name))
        row["결말"] = ", ".join(OUTCOMES[outcome] for outcome in outcomes)
        return row

    def _comparison(self, name: str) -> str:
        if name == self.baseline.name:
            return "기준"
        return describe_gain(self.speedup(name))

    def __str__(self) -> str:
        """원래 교재의 출력과 같은 모양의 글입니다."""
        lines = [self.sentence(contender) for contender in self.contenders]
        if self.purpose == "time" and (best := self.attainable()) is not None:
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

    def sentence(self, contender: ContenderLabel) -> str:
        """방법 하나의 결과를 한 줄로 적은 것입니다."""
        if self.purpose == "time":
            row = self._timing(contender)
            extra = "" if row["기준과의 비"] == "기준" else f", {row['기준과의 비']}"
            rest = {
                key: value
                for key, value in row.items()
                if key not in {"방법", "시간", "퍼짐", "기준과의 비"} and value != "기준"
            }
            shown = "".join(
                f", 천장의 {value}" if key == "천장에 견주어" else f", {key} {value}"
                for key, value in rest.items()
            )
            return f"{row['방법']}: {row['시간']} ({row['퍼짐']}){extra}{shown}"
        row = self._lateness(contender) if self.purpose == "latency" else self._seen(contender)
        if row.get("결말") == OUTCOMES["finished"]:
            del row["결말"]
        name = row.pop("방법")
        return f"{name}: {', '.join(f'{key} {value}' for key, value in row.items())}"

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
        return numbers and item.outcome in OUTCOMES and 0 <= item.wall < math.inf
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


def read_folder(folder: Path) -> Iterable[Record]:
    """폴더에 있는 모든 기록을 이름 차례로 읽습니다."""
    for path in sorted(folder.glob("*.json")):
        yield Record.load(path)
