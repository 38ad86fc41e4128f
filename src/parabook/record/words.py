"""기록을 적는 말: 표, 문장, 잰 자리, 기준과의 비. 수는 기록이 구하고, 여기서는 적기만 합니다."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING

from parabook import paired, units
from parabook.record.facts import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parabook.record.schema import Record
    from parabook.wire.samples import ContenderLabel

UNSTABLE = "(불안정)"
TOO_FEW = "세대가 모자라 말할 수 없음"
ROUGH = {"quick": " · 거칠게 잼(quick)", "once": " · 한 번씩만 돌림(once)"}
"""예산을 적는 말. 공들여 잰 것에는 적지 않습니다."""
TAILS = (50, 90, 99)
"""표에 적는 지연의 백분위."""
OUTCOMES = {
    "finished": "끝까지 감",
    "exception": "예외로 끝남",
    "deadline": "끝나지 않아 멈춤",
    "killed": "신호로 죽음",
    "exited": "값 없이 끝남",
}
"""지켜본 함수의 결말을 적는 말."""


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


def table(record: Record) -> list[dict[str, str]]:
    """적을 글로 바꾼 표를 한 줄씩 돌려줍니다. 열은 무엇을 잰 기록인지에 따라 다릅니다.

    시간을 잰 기록은 방법마다 한 줄이고, 값을 바꾸어 가며 쟀으면 값마다 한 줄입니다.
    """
    if record.purpose == "observation":
        return _without_plain_endings([_seen(record, item) for item in record.contenders])
    if record.purpose == "latency":
        return [_lateness(record, contender) for contender in record.contenders]
    if any(contender.at is not None for contender in record.contenders):
        return _sweep(record)
    return [_timing(record, contender) for contender in record.contenders]


def marked(record: Record, contender: ContenderLabel) -> str:
    """방법의 이름입니다. 불안정하면 그렇다고 붙입니다."""
    doubted = record.doubts(contender.name)
    return f"{contender.label} {UNSTABLE}" if doubted else contender.label


def _timing(record: Record, contender: ContenderLabel) -> dict[str, str]:
    slowest = max(record.time(other.name).median for other in record.contenders)
    time = record.time(contender.name)
    size, unit = units.unit_beside(time.median, slowest)
    row = {
        "방법": marked(record, contender),
        "시간": units.duration(time.median, like=slowest),
        "퍼짐": f"{units.spread(time.low / size, time.high / size)}{units.suffix(unit)}",
        "기준과의 비": comparison(record, contender.name),
    }
    try:
        if (fraction := record.fraction(contender.name)) is not None:
            alone = contender == record.baseline
            row["천장 대비"] = "기준" if alone else units.percent(fraction.value)
    except paired.TooFewSamplesError:
        row["천장 대비"] = TOO_FEW
    if (peak := record.memory_of(contender.name)) is not None:
        kind = "메모리 피크" if peak.method == "pss" else "메모리 피크(RSS의 합)"
        row[kind] = units.memory(peak.peak_bytes)
    if (connections := record.connections(contender.name)) is not None:
        row["커넥션"] = f"{connections}개"
    return row


def _sweep(record: Record) -> list[dict[str, str]]:
    """값마다 한 줄, 재어 본 것마다 한 열. 값을 바꾸지 않은 방법은 끝에 한 줄씩 둡니다."""
    axis = record.design.get("axis") or "값"
    series = list(dict.fromkeys(c.series for c in record.contenders if c.at is not None))
    swept = [c for c in record.contenders if c.at is not None]
    texts = _told_apart({c.at or 0.0 for c in swept})
    cells: dict[float, dict[str, str]] = {}
    for contender in sorted(swept, key=lambda c: c.at or 0.0):
        at = contender.at or 0.0
        row = cells.setdefault(at, {axis: texts[at]})
        row[contender.series] = _cell(record, contender)
    rows = [{axis: row[axis], **{s: row.get(s, "") for s in series}} for row in cells.values()]
    for contender in record.contenders:
        if contender.at is None:
            blank = dict.fromkeys(series, "")
            blank[series[0]] = _cell(record, contender)
            rows.append({axis: contender.label, **blank})
    return rows


def _told_apart(values: set[float]) -> dict[float, str]:
    """값마다 적을 글입니다. 유효 숫자 셋으로 적어 서로 같아지면 모든 자리를 적습니다."""
    short = {
        value: f"{value:,.0f}" if value.is_integer() else units.significant(value, 3)
        for value in map(float, values)
    }
    texts = list(short.values())
    return {
        value: text if texts.count(text) == 1 else f"{value:,}" for value, text in short.items()
    }


def _cell(record: Record, contender: ContenderLabel) -> str:
    # 값을 바꾸어 가며 재면 시간이 여러 자릿수에 걸치므로, 칸마다 알맞은 단위를 씁니다.
    time = record.time(contender.name)
    size, unit = units.time_unit(time.median)
    mark = f" {UNSTABLE}" if record.doubts(contender.name) else ""
    spread = units.spread(time.low / size, time.high / size)
    return f"{units.duration(time.median)} ({spread}{units.suffix(unit)}){mark}"


def _lateness(record: Record, contender: ContenderLabel) -> dict[str, str]:
    tails = {
        f"p{percent}": units.duration(record.tail(contender.name, percent))
        for percent in tails_of(record)
    }
    tails["최대"] = units.duration(record.tail(contender.name, 100))
    arrivals = sum(map(len, record.latencies_of(contender.name)))
    return {"방법": marked(record, contender), **tails, "도착": f"{arrivals:,}번"}


def tails_of(record: Record) -> list[int]:
    """모든 방법에서 말할 수 있는 백분위들입니다. 도착이 적으면 꼬리의 끝은 말할 수 없습니다."""
    return [percent for percent in TAILS if _every_tail(record, percent)]


def _every_tail(record: Record, percent: float) -> bool:
    try:
        return all(record.tail(item.name, percent) >= 0 for item in record.contenders)
    except paired.TooFewSamplesError:
        return False


def _without_plain_endings(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """모두 끝까지 갔으면 결말을 적을 것이 없습니다."""
    if all(row["결말"] == OUTCOMES["finished"] for row in rows):
        return [{key: text for key, text in row.items() if key != "결말"} for row in rows]
    return rows


def _seen(record: Record, contender: ContenderLabel) -> dict[str, str]:
    row = {"방법": marked(record, contender)}
    for fact in record.design.get("facts", {}):
        row[head_of(record, fact)] = fact_in_words(record, contender.name, fact)
    outcomes = dict.fromkeys(seen.outcome for seen in record.observations_of(contender.name))
    row["결말"] = ", ".join(OUTCOMES[outcome] for outcome in outcomes)
    return row


def fact_in_words(record: Record, name: str, fact: str) -> str:
    """센 사실은 중앙값과 최소, 최대이고, 잰 사실은 어림한 것과 95 % 구간입니다. 그런지 아닌지는 말로 적습니다."""
    try:
        found = record.observed(name, fact)
    except paired.TooFewSamplesError:
        return "없음"
    if record.is_answer(fact):
        return answer(record.counts(name, fact))
    write, span = _written(record, fact, found.value)
    return (
        write(found.value) if found.low == found.high else f"{write(found.value)} ({span(found)})"
    )


def head_of(record: Record, fact: str) -> str:
    """표의 칸마다 단위가 있으면 열의 이름에는 적지 않습니다."""
    label, unit = record.label_of(fact), record.unit_of(fact)
    return label.removesuffix(f"({unit})") if _carries_unit(record, fact) else label


def _carries_unit(record: Record, fact: str) -> bool:
    """시간과, 잰 메모리의 크기는 자릿수가 크게 달라, 칸마다 알맞은 단위로 적습니다."""
    unit = record.unit_of(fact)
    return unit in units.SECONDS or (unit == "바이트" and fact in record.measured)


def _written(
    record: Record, fact: str, value: float
) -> tuple[Callable[[float], str], Callable[[paired.Tally | paired.Interval], str]]:
    """값을 적는 법과, 구간을 적는 법입니다."""
    if not _carries_unit(record, fact):
        return units.count, lambda ends: f"{units.count(ends.low)}–{units.count(ends.high)}"
    if (seconds := units.SECONDS.get(record.unit_of(fact))) is None:
        return units.memory, lambda ends: f"{units.memory(ends.low)}–{units.memory(ends.high)}"
    size, name = units.time_unit(value * seconds)
    return (
        lambda value: units.duration(value * seconds),
        lambda ends: (
            units.spread(ends.low * seconds / size, ends.high * seconds / size) + units.suffix(name)
        ),
    )


def answer(counts: Sequence[float]) -> str:
    """실행마다 그랬는지(1) 아닌지(0)를 말로 적습니다. 실행마다 달랐으면 몇 번 그랬는지입니다."""
    if len(set(counts)) == 1 and counts[0] in {0, 1}:
        return ANSWERS[int(counts[0])]
    return f"{len(counts)}번 가운데 {sum(map(bool, counts))}번 {ANSWERS[1]}"


def comparison(record: Record, name: str, *, verbose: bool = True) -> str:
    """기준과의 비를 사람의 말로 적습니다. 기준이면 그렇다고, 세대가 모자라면 말할 수 없다고 적습니다."""
    if name == record.baseline.name:
        return "기준"
    try:
        return describe_gain(record.speedup(name), verbose=verbose)
    except paired.TooFewSamplesError:
        return TOO_FEW


def text(record: Record) -> str:
    """원래 교재의 출력과 같은 모양의 글입니다."""
    lines = [sentence(record, contender) for contender in record.contenders]
    with contextlib.suppress(paired.TooFewSamplesError):
        if record.purpose == "time" and (best := record.attainable()) is not None:
            interval = units.times_span(best.low, best.high)
            lines.append(
                f"천장: 코어 {record.machine.usable_cores}개로 얻을 수 있던 최선은 "
                f"{units.times(best.value)} (95 % 구간 {interval})"
            )
    if reasons := record.reasons():
        lines.append(f"불안정: {'; '.join(reasons)}")
    lines.extend(record.notes)
    lines.append(f"[{provenance(record)}]")
    return "\n".join(lines)


def sentence(record: Record, contender: ContenderLabel) -> str:
    """방법 하나의 결과를 한 줄로 적은 것입니다."""
    if record.purpose == "time":
        row = _timing(record, contender)
        extra = "" if row["기준과의 비"] == "기준" else f", {row['기준과의 비']}"
        rest = {
            key: value
            for key, value in row.items()
            if key not in {"방법", "시간", "퍼짐", "기준과의 비"} and value != "기준"
        }
        shown = "".join(
            f", 천장의 {value}" if key == "천장 대비" else f", {key} {value}"
            for key, value in rest.items()
        )
        return f"{row['방법']}: {row['시간']} ({row['퍼짐']}){extra}{shown}"
    row = _lateness(record, contender) if record.purpose == "latency" else _seen(record, contender)
    if row.get("결말") == OUTCOMES["finished"]:
        del row["결말"]
    name = row.pop("방법")
    return f"{name}: {', '.join(f'{key} {value}' for key, value in row.items())}"


def provenance(record: Record) -> str:
    """어디에서 언제 재었는지 한 줄로 적은 것입니다."""
    day = dt.date.fromisoformat(record.created[:10])
    rough = ROUGH.get(record.design.get("budget", ""), "")
    return f"{record.machine.sentence} · {day.year}년 {day.month}월 {day.day}일{rough}"
