"""기록의 표와 JSON: 시간, 지연, 지켜본 것마다의 열. 한국어와 영어로 적습니다."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parabook import units
from parabook.command.bench import reason_in_words
from parabook.command.reporting import against, bytes_of, printed, seconds
from parabook.command.wording import language, say
from parabook.paired import TooFewSamplesError
from parabook.record import words

if TYPE_CHECKING:
    from parabook.paired import Ratio
    from parabook.record.schema import Record
    from parabook.wire.samples import ContenderLabel


def rows(record: Record) -> list[list[str]]:
    """표의 줄들입니다. 첫 줄은 머리입니다. 열은 무엇을 잰 기록인지에 따라 다릅니다."""
    return {"time": _timing, "latency": _lateness, "observation": _seen}[record.purpose](record)


def _timing(record: Record) -> list[list[str]]:
    head = [say(kind) for kind in ("contender", "time", "spread", "against_baseline")]
    with_memory = any(record.memory_of(one.name) is not None for one in record.contenders)
    table = [[*head, *([say("memory")] if with_memory else [])]]
    for one in record.contenders:
        spread = record.time(one.name)
        row = [one.label, seconds(spread.median), f"{seconds(spread.low)}–{seconds(spread.high)}"]
        row.append(_gain(record, one.name))
        if with_memory and (peak := record.memory_of(one.name)) is not None:
            row.append(bytes_of(peak.peak_bytes))
        table.append(row)
    return table


def _gain(record: Record, name: str) -> str:
    if name == record.baseline.name:
        return say("baseline")
    try:
        return against(record.speedup(name))
    except TooFewSamplesError:
        return say("too_few_generations")


def _lateness(record: Record) -> list[list[str]]:
    tails = words.tails_of(record)
    head = [say("contender"), *(f"{percent} %" for percent in tails), say("latest")]
    table = [[*head, say("arrivals"), *([_tail_head(tails)] if _are_compared(record) else [])]]
    for one in record.contenders:
        row = [one.label, *(seconds(record.tail(one.name, percent)) for percent in [*tails, 100])]
        row.append(f"{sum(map(len, record.latencies_of(one.name))):,}")
        if _are_compared(record):
            row.append(_tail_gain(record, one.name, tails))
        table.append(row)
    return table


def _are_compared(record: Record) -> bool:
    return len(record.contenders) > 1


def _tail_head(tails: list[int]) -> str:
    return say("tail_against", percent=tails[-1] if tails else 50)


def _tail_gain(record: Record, name: str, tails: list[int]) -> str:
    if name == record.baseline.name:
        return say("baseline")
    if (found := _tail_ratio(record, name, tails)) is None:
        return say("too_few_generations")
    return against(found)


def _tail_ratio(record: Record, name: str, tails: list[int]) -> Ratio | None:
    try:
        return record.tail_ratio(record.baseline.name, name, tails[-1] if tails else 50)
    except TooFewSamplesError:
        return None


def _seen(record: Record) -> list[list[str]]:
    facts = list(record.design.get("facts", {}))
    korean = language.get() == "ko"
    # 사실의 이름은 한국어로 적혀 있습니다. 영어로는 셀 때의 이름을 그대로 적습니다.
    heads = [record.label_of(fact) if korean else fact for fact in facts]
    table = [[say("contender"), say("ended"), say("took"), *heads]]
    for one in record.contenders:
        found = record.observations_of(one.name)
        outcomes = [item.outcome for item in found]
        ended = ", ".join(
            say(outcome, count=outcomes.count(outcome)) for outcome in dict.fromkeys(outcomes)
        )
        walls = sorted(item.wall for item in found)
        took = seconds(walls[0])
        if len(walls) > 1:
            took += f"–{seconds(walls[-1])}"
        table.append([one.label, ended, took, *(_fact(record, one.name, fact) for fact in facts)])
    return table


def _fact(record: Record, name: str, fact: str) -> str:
    if language.get() == "ko":
        return words.fact_in_words(record, name, fact)
    counts = sorted(record.counts(name, fact))
    if not counts:
        return "-"
    low, middle, high = (units.count(counts[at]) for at in (0, len(counts) // 2, -1))
    return middle if low == high else f"{middle} ({low}–{high})"


def shown_rows(record: Record) -> list[list[str]]:
    """기록을 다시 볼 때의 표입니다. 한국어로는 책의 표와 같습니다."""
    if language.get() != "ko":
        return rows(record)
    table = record.table()
    heads = list(dict.fromkeys(head for row in table for head in row))
    return [heads, *([row.get(head, "") for head in heads] for row in table)]


def report(record: Record) -> str:
    """표와, 그 표를 얼마나 믿을지입니다."""
    return "\n".join([printed(rows(record)), *remarks(record)])


def remarks(record: Record) -> list[str]:
    """표 아래에 적을 말: 조건에 적을 이름, 실패의 이유, 천장, 불안정한 것."""
    lines = []
    if any(one.name != one.label for one in record.contenders):
        names = ", ".join(f"{one.label} = {one.name}" for one in record.contenders)
        lines.append(say("names", names=names))
    if record.purpose == "observation":
        lines += _failures(record)
    try:
        best = record.attainable() if record.purpose == "time" else None
    except TooFewSamplesError:
        best = None
    if best is not None:
        times = say("times", value=units.significant(best.value, 2))
        lines.append(say("attainable", cores=record.machine.usable_cores, times=times))
    if doubted := [one.label for one in record.contenders if record.doubts(one.name)]:
        lines.append(say("unstable", reasons=", ".join(doubted)))
    return lines


def _failures(record: Record) -> list[str]:
    """끝까지 가지 못한 것마다 처음 본 이유입니다."""
    lines = []
    for one in record.contenders:
        reasons = [
            reason_in_words(item.outcome, item.reason)
            for item in record.observations_of(one.name)
            if item.reason
        ]
        lines += [f"{one.label}: {reason}" for reason in reasons[:1]]
    return lines


def as_json(record: Record) -> dict[str, Any]:
    """다른 프로그램이 읽을 꼴입니다. 시간의 단위는 초, 메모리의 단위는 바이트입니다."""
    told = {"time": _time_as_json, "latency": _lateness_as_json, "observation": _seen_as_json}
    found = [
        {
            "name": one.name,
            "label": one.label,
            **told[record.purpose](record, one),
            "doubts": list(record.doubts(one.name)),
        }
        for one in record.contenders
    ]
    return {"experiment": record.experiment, "created": record.created, "contenders": found}


def _time_as_json(record: Record, one: ContenderLabel) -> dict[str, Any]:
    spread = record.time(one.name)
    peak = record.memory_of(one.name)
    return {
        "seconds": {"median": spread.median, "low": spread.low, "high": spread.high},
        "speedup": _interval(record, one.name),
        "memory_bytes": peak.peak_bytes if peak else None,
    }


def _interval(record: Record, name: str) -> dict[str, float] | None:
    if name == record.baseline.name:
        return None
    try:
        return _ends(record.speedup(name))
    except TooFewSamplesError:
        return None


def _ends(found: Ratio) -> dict[str, float]:
    return {"value": found.value, "low": found.low, "high": found.high}


def _lateness_as_json(record: Record, one: ContenderLabel) -> dict[str, Any]:
    tails = words.tails_of(record)
    found = None if one == record.baseline else _tail_ratio(record, one.name, tails)
    return {
        "seconds": {str(percent): record.tail(one.name, percent) for percent in [*tails, 100]},
        "arrivals": sum(map(len, record.latencies_of(one.name))),
        "tail_percent": tails[-1] if tails else 50,
        "tail_speedup": _ends(found) if found else None,
    }


def _seen_as_json(record: Record, one: ContenderLabel) -> dict[str, Any]:
    seen = record.observations_of(one.name)
    return {
        "outcomes": [item.outcome for item in seen],
        "seconds": [item.wall for item in seen],
        "facts": {fact: record.counts(one.name, fact) for fact in record.design.get("facts", {})},
        "reasons": [item.reason for item in seen if item.reason],
        "output": [item.output for item in seen if item.output],
    }
