"""페이지 끝에 두는 읽는 사람의 것: 제 함수를 재는 한 줄과, 제 기록을 이 책의 것과 나란히 놓는 자리.

기록은 브라우저 안에서만 읽습니다(`beside.js`). 아무것도 보내지 않고, 폴더에서 바로 열어도 됩니다.
"""

import contextlib
import html
import json
from typing import Any

from docutils import nodes
from docutils.nodes import Node

from parabook import paired
from parabook.record.schema import SCHEMA, Record
from parabook.record.words import tails_of
from parabook.wire.samples import ContenderLabel

COMMANDS = {
    "time": "compare mine.py:before mine.py:after",
    "latency": "latency mine.py:handle --rate 100",
    "observation": "observe mine.py:work",
}
"""무엇을 잰 실험인지마다, 제 함수를 그렇게 재는 명령."""
ADVISE = "advise mine.py:work --inputs mine.py:ITEMS"
HEADING = "내 함수로 재 보기"
EXERCISE_HEADING = "빈 폴더에서 시작하기"
"""사이트에만 싣는 작은 제목."""


def command_lines(wheel: str, command: str, heading: str = HEADING) -> list[Node]:
    """명령을 부르는 한 줄들입니다. 줄 안의 휠은 쪽이 열릴 때 그 사이트의 주소로 바뀝니다."""
    with_pip = " && ".join(
        (
            "python3 -m venv parabook-venv",
            f"parabook-venv/bin/pip install {wheel}",
            f"parabook-venv/bin/parabook {command}",
        )
    )
    shown: list[Node] = [nodes.rubric("", heading)]
    for label, line in (
        ("uv가 있으면:", f"uvx --from {wheel} parabook {command}"),
        ("uv가 없으면:", with_pip),
    ):
        shown += [nodes.paragraph("", label), run_line(line)]
    return shown


def run_line(line: str) -> Node:
    """복사해서 돌릴 한 줄입니다."""
    block = nodes.literal_block(line, line, language="text", classes=["parabook-run"])
    return nodes.container("", block, classes=["parabook-run-line"])


def place_of(name: str, href: str) -> Node:
    """줄 안의 파일 이름이 어느 주소인지, 스크립트가 읽을 자리입니다."""
    span = f'<span class="parabook-place" hidden data-name="{name}" data-href="{href}"></span>'
    return nodes.raw("", span, format="html")


def beside(record: Record) -> Node:
    """제 기록을 놓을 자리입니다. 스크립트가 없으면 보이지 않습니다."""
    data = html.escape(json.dumps(known(record), ensure_ascii=False, separators=(",", ":")))
    return nodes.raw(
        "", f'<div class="parabook-own" hidden data-book="{data}"></div>', format="html"
    )


def known(record: Record) -> dict[str, Any]:
    """나란히 놓을 이 책의 수입니다. 시간의 단위는 초입니다."""
    facts = record.design.get("facts", {})
    of: dict[str, Any] = {"time": _time, "latency": _lateness, "observation": _facts}
    return {
        "schema": SCHEMA,
        "experiment": record.experiment,
        "purpose": record.purpose,
        "machine": record.machine.as_json(),
        "student": [round(paired.student(freedom), 3) for freedom in range(1, 31)],
        **({"facts": {name: record.label_of(name) for name in facts}} if facts else {}),
        "contenders": [
            {"name": one.name, "label": one.label, **of[record.purpose](record, one)}
            for one in record.contenders
        ],
    }


def _time(record: Record, one: ContenderLabel) -> dict[str, Any]:
    found: dict[str, Any] = {"median": record.time(one.name).median}
    if one != record.baseline and one.at is None:
        with contextlib.suppress(paired.TooFewSamplesError):
            gain = record.speedup(one.name)
            found["gain"] = [gain.value, gain.low, gain.high]
    return found


def _lateness(record: Record, one: ContenderLabel) -> dict[str, Any]:
    return {"tails": {percent: record.tail(one.name, percent) for percent in tails_of(record)}}


def _facts(record: Record, one: ContenderLabel) -> dict[str, Any]:
    counts = {name: record.counts(one.name, name) for name in record.design.get("facts", {})}
    return {
        "counts": {
            name: [seen.value, seen.low, seen.high]
            for name, values in counts.items()
            if values and (seen := paired.tally(values))
        }
    }
