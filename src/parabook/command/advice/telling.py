"""조언을 단말에 적고, 다른 프로그램이 읽을 꼴로 바꿉니다."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parabook import units
from parabook.choice.workload import FIELDS
from parabook.command import reporting
from parabook.command.advice.choosing import CHAPTERS
from parabook.command.advice.sentences import say
from parabook.command.wording import LANGUAGES, language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parabook.choice.workload import Work
    from parabook.command.advice.choosing import Answer
    from parabook.command.advice.options import Option, Trial
    from parabook.command.advice.profile import Profile
    from parabook.record.schema import Record

CHOOSER = "comparison/chooser.html"


def labels_of(options: Sequence[Option]) -> dict[str, str]:
    """방법마다의 이름입니다. 워커가 있는 것은 그 수를 붙입니다."""
    return {one.name: label_of(one) for one in options}


def label_of(option: Option) -> str:
    """방법 하나의 이름입니다."""
    method = say(f"method_{option.name}")
    if option.name in {"threads", "processes"} and option.workers:
        return say("with_workers", method=method, workers=option.workers)
    return method


def between(low: float, high: float) -> str:
    """두 시간을 줄표로 잇습니다. 단위는 한 번만 적습니다."""
    if language.get() != "ko":
        return f"{reporting.seconds(low)}–{reporting.seconds(high)}"
    size, name = units.time_unit(high)
    return f"{units.spread(low / size, high / size)}{name}"


def profile_lines(function: str, profile: Profile) -> list[str]:
    """알아낸 것을 적은 줄들입니다."""
    gained = []
    if profile.thread_gain is not None:
        times = units.significant(profile.thread_gain, 3)
        gained.append(say("threads_gained", count=profile.threads, times=times))
    if profile.process_gain is not None:
        gained.append(say("processes_gained", times=units.significant(profile.process_gain, 3)))
    lines = [
        say("head", function=function, inputs=profile.inputs),
        say(
            "each_call",
            seconds=reporting.seconds(profile.seconds),
            compute=reporting.seconds(profile.compute),
            wait=reporting.seconds(profile.wait),
            sampled=profile.sampled,
            spread=between(profile.spread["low"], profile.spread["high"]),
            most=reporting.seconds(profile.spread["most"]),
        ),
    ]
    if profile.held is not None:
        detail = f" ({', '.join(gained)})" if gained else ""
        lines.append(say("gil_share", share=round(profile.held * 100), gained=detail))
    sizes = profile.sizes
    lines += [
        say(
            "wire",
            input=reporting.bytes_of(round(sizes["input"]["bytes"])),
            result=reporting.bytes_of(round(sizes["result"]["bytes"])),
            packing=reporting.seconds(sizes["input"]["seconds"] + sizes["result"]["seconds"]),
        ),
        say("resident", **{k: reporting.bytes_of(v) for k, v in profile.memory.items()}),
    ]
    lines = [lines[0], *(f"  {line}" for line in lines[1:])]
    if not profile.whole:
        lines.append(say("unfinished_inputs", inputs=profile.inputs))
    if profile.result_type == "generator":
        lines.append(say("returns_generator"))
    elif not profile.steady:
        lines.append(say("prints_or_random"))
    return lines


def table(
    options: Sequence[Option],
    trial: Trial,
    predictions: Mapping[str, float | None],
    record: Record | None,
) -> str:
    """방법마다의 예측과 측정을 나란히 놓은 표입니다."""
    rows = [[say(kind) for kind in ("contender", "workers", "prediction", "measurement")]]
    names = [one.name for one in record.contenders] if record is not None else []
    for one in options:
        seconds = predictions[one.name]
        known = one.workers and (one.usable or seconds is not None)
        row = [
            say(f"method_{one.name}"),
            f"{one.workers:,}" if known and one.usable else "–",
            reporting.seconds(seconds) if seconds is not None else "–",
        ]
        if record is not None and one.name in names:
            spread = record.time(one.name)
            row.append(f"{reporting.seconds(spread.median)} ({between(spread.low, spread.high)})")
        else:
            row.append(one.why_not or trial.skipped.get(one.name, say("stopped_before")))
        rows.append(row)
    return reporting.printed(rows)


def doubts(record: Record) -> list[str]:
    """재는 동안 남이 코어를 썼으면 그렇다는 말입니다."""
    doubted = [one.label for one in record.contenders if record.doubts(one.name)]
    return [say("unstable", reasons=", ".join(doubted))] if doubted else []


def answer_lines(answer: Answer, options: Sequence[Option]) -> list[str]:
    """답 한 문장과 읽을 장입니다."""
    chosen = answer.chosen
    basis = say("basis_measured" if answer.measured else "basis_predicted")
    alone = answer.seconds.get("sequential", answer.seconds[chosen.name] * answer.gain)
    title = CHAPTERS[answer.chapter][LANGUAGES.index(language.get())]
    if chosen.name == "sequential":
        said = say(
            "answer_nothing",
            alone=reporting.seconds(alone),
            basis=basis,
            next=_next_best(answer, options),
            reason=answer.reason,
        )
    else:
        said = say(
            "answer_gain",
            method=label_of(chosen),
            times=units.significant(answer.gain, 3),
            alone=reporting.seconds(alone),
            took=reporting.seconds(answer.seconds[chosen.name]),
            basis=basis,
            reason=answer.reason,
        )
    return [said, say("chapter", title=title, page=answer.chapter)]


def _next_best(answer: Answer, options: Sequence[Option]) -> str:
    others = {name: took for name, took in answer.seconds.items() if name != "sequential"}
    if not others:
        return ""
    name = min(others, key=others.__getitem__)
    option = next(one for one in options if one.name == name)
    times = units.significant(answer.seconds["sequential"] / others[name], 3)
    return say("next_best", method=label_of(option), times=times)


def as_json(  # noqa: PLR0917 - 조언을 이루는 것들입니다.
    function: str,
    profile: Profile,
    options: Sequence[Option],
    trial: Trial,
    predictions: Mapping[str, float | None],
    record: Record | None,
    answer: Answer,
) -> dict[str, Any]:
    """다른 프로그램이 읽을 꼴입니다. 시간의 단위는 초, 크기는 바이트입니다."""
    names = [one.name for one in record.contenders] if record is not None else []
    methods = {}
    for one in options:
        measured = None
        if record is not None and one.name in names:
            spread = record.time(one.name)
            measured = {"median": spread.median, "low": spread.low, "high": spread.high}
        methods[one.name] = {
            "workers": one.workers,
            "predicted_seconds": predictions[one.name],
            "measured_seconds": measured,
            "why_not": one.why_not
            or (None if measured else trial.skipped.get(one.name, say("stopped_before"))),
            "all_inputs_seconds": answer.seconds.get(one.name, one.seconds),
        }
    return {
        "function": function,
        "profile": profile.as_json() | {"measured_inputs": trial.tasks},
        "methods": methods,
        "chosen": {"method": answer.chosen.name, "workers": answer.chosen.workers},
        "gain": answer.gain,
        "reason": answer.reason,
        "chapter": answer.chapter,
    }


def chooser_link(work: Work, site: str) -> str:
    """책의 고르는 도구를 이 일로 채우는 링크입니다. 값은 모두 `#` 뒤에 있어서 서버로 가지 않습니다."""
    values = []
    for field in FIELDS:
        value = getattr(work, field.name) / field.unit_size
        value = min(max(value, field.least), field.most)
        text = f"{value:.0f}" if field.whole else _plainly(value)
        values.append(f"{field.name}={text}")
    base = f"{site.rstrip('/')}/{CHOOSER}" if site else CHOOSER
    return f"{base}#{'&'.join(values)}"


def _plainly(value: float) -> str:
    """지수 없이, 유효 숫자 넷으로 적습니다. 칸이 지수를 읽지 않습니다."""
    text = units.significant(value, 4).replace(",", "")
    return text.rstrip("0").rstrip(".") if "." in text else text
