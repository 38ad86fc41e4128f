"""기록 여럿을 나란히: 같은 이름의 잰 것과, 잰 자리에서 다른 것. 단말의 표와 페이지가 함께 씁니다."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from parabook.command.reporting import against, seconds
from parabook.command.wording import language, say
from parabook.paired import TooFewSamplesError
from parabook.record import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parabook.record.schema import Record

PLACE = {
    "cpu": ("CPU", "CPU"),
    "cores": ("기계의 코어", "cores"),
    "usable_cores": ("허락된 코어", "usable cores"),
    "cpu_quota": ("CPU 할당량", "CPU quota"),
    "memory_bytes": ("메모리(바이트)", "memory in bytes"),
    "system": ("운영 체제", "system"),
    "kernel": ("커널", "kernel"),
    "python": ("파이썬", "Python"),
    "implementation": ("파이썬 구현", "implementation"),
    "compiler": ("파이썬을 빌드한 컴파일러", "compiler"),
    "gil": ("GIL", "GIL"),
    "start_method": ("시작 방식", "start method"),
}
"""잰 자리의 칸마다, 한국어와 영어."""


def heads(paths: Sequence[str], records: Sequence[Record]) -> list[str]:
    """기록마다의 이름입니다: 잰 때와 파일. 파일의 이름이 같으면 받은 경로를 적습니다."""
    names = [Path(path).name for path in paths]
    shown = names if len(set(names)) == len(names) else paths
    return [
        f"{record.created[:16].replace('T', ' ')} ({path})"
        for path, record in zip(shown, records, strict=True)
    ]


def rows(paths: Sequence[str], records: Sequence[Record]) -> list[list[str]]:
    """방법마다 한 줄, 기록마다 한 열. 첫 줄은 머리입니다. 비는 저마다 제 기록의 기준과 비교한 것입니다."""
    labels: dict[str, str] = {}
    for record in records:
        for one in record.contenders:
            labels.setdefault(one.name, one.label)
    table = [[say("contender"), *heads(paths, records)]]
    table += [
        [label, *(_cell(record, name) for record in records)] for name, label in labels.items()
    ]
    return table


def _cell(record: Record, name: str) -> str:
    if name not in {one.name for one in record.contenders}:
        return "-"
    if record.purpose == "time":
        gain = ""
        if name != record.baseline.name:
            try:
                gain = f", {against(record.speedup(name))}"
            except TooFewSamplesError:
                gain = ""
        return f"{seconds(record.time(name).median)}{gain}"
    if record.purpose == "latency":
        tails = words.tails_of(record) or [50]
        return ", ".join(f"{one} % {seconds(record.tail(name, one))}" for one in tails)
    return ", ".join(
        f"{record.label_of(fact)} {words.fact_in_words(record, name, fact)}"
        for fact in record.design.get("facts", {})
    ) or ", ".join(dict.fromkeys(one.outcome for one in record.observations_of(name)))


def differences(records: Sequence[Record]) -> list[list[str]]:
    """기록마다 다른 것: 잰 자리, 패키지의 버전, 잰 법. 이름과, 기록마다의 값입니다."""
    found = [_place(record) for record in records]
    lines = []
    for key in dict.fromkeys(key for one in found for key in one):
        values = [one.get(key, "-") for one in found]
        if len(set(values)) > 1:
            lines.append([key, *values])
    return lines


def _place(record: Record) -> Mapping[str, str]:
    at = ("ko", "en").index(language.get())
    place = {
        PLACE[key][at] if key in PLACE else key: say("on" if value else "off")
        if key == "gil"
        else "-"
        if value is None
        else str(value)
        for key, value in record.machine.as_json().items()
    }
    design = {
        say("design_" + key): str(record.design.get(key, "-"))
        for key in ("generations", "rounds", "budget")
    }
    return place | {key: str(value) for key, value in record.versions.items()} | design
