"""기록들을 쪽 하나로: 표와 그림과 다른 것. 다른 파일도 인터넷도 없이 열립니다."""

from __future__ import annotations

import base64
import re
from html import escape
from typing import TYPE_CHECKING

from parabook.command import beside, columns
from parabook.command.reporting import provenance
from parabook.command.wording import language, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parabook.record.schema import Record

STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.6 parabook,"Noto Sans KR","Noto Sans CJK KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif;
word-break:keep-all;overflow-wrap:break-word;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.5rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .8rem .35rem 0;text-align:left;vertical-align:top;border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent)}
img{max-width:100%;height:auto}
small{opacity:.85}
@media print{body{margin:0;max-width:none}}
"""


def written(paths: Sequence[str], records: Sequence[Record]) -> str:
    """페이지의 HTML입니다."""
    titles = list(dict.fromkeys(record.title for record in records))
    body = [f"<h1>{escape(' · '.join(titles))}</h1>"]
    if len(records) > 1:
        body.append(f"<h2>{escape(say('beside'))}</h2>")
        body.append(_table(beside.rows(paths, records)))
        if different := beside.differences(records):
            head = ["", *beside.heads(paths, records)]
            body.append(f"<h2>{escape(say('differs'))}</h2>")
            body.append(_table([head, *different]))
        else:
            body.append(f"<p>{escape(say('same_place'))}</p>")
    for path, record in zip(paths, records, strict=True):
        body.append(f"<h2>{escape(record.title)} <small>({escape(path)})</small></h2>")
        body.append(_table(columns.shown_rows(record)))
        body.append(_picture(record))
        body += [f"<p>{escape(line)}</p>" for line in columns.remarks(record)]
        body.append(f"<p><small>{escape(provenance(record))}</small></p>")
    content = "\n".join(filter(None, body))
    return (
        f'<!doctype html>\n<html lang="{language.get()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(' · '.join(titles))}</title>\n<style>{_font(content)}{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{content}\n</main>\n</body>\n</html>\n"
    )


def _font(content: str) -> str:
    """페이지에 나온 글자만 담은 글꼴입니다. 그림은 글자를 선으로 그리므로 계산에서 뺍니다."""
    from parabook.charts.korean_font import (  # noqa: PLC0415 - 페이지를 만들 때에만 무거운 것을 불러옵니다.
        font_holding,
    )

    held = base64.b64encode(font_holding(re.sub(r"<picture.*?</picture>", "", content)))
    source = f"data:font/woff;base64,{held.decode()}"
    return f"\n@font-face{{font-family:parabook;src:url({source})}}" if held else ""


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *others = rows
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = [
        "<tr>"
        f'<th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for first, *cells in others
    ]
    return (
        f'<div class="scroll" tabindex="0"><table><thead><tr>{top}</tr></thead>\n'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _picture(record: Record) -> str:
    from parabook.charts.drawing import (  # noqa: PLC0415 - 그릴 때에만 무거운 것을 불러옵니다.
        ChartError,
        render,
    )

    try:
        chart = render(record)
    except ChartError:
        return ""
    if chart.is_table:
        return ""  # 표와 같은 것을 보이는 그림입니다.
    light, dark = (
        "data:image/svg+xml;base64," + base64.b64encode(one).decode()
        for one in (chart.light, chart.dark)
    )
    # 그림 속의 글은 한국어입니다.
    spoken = escape(chart.description, quote=True)
    return (
        f'<picture lang="ko"><source media="(prefers-color-scheme: dark)" srcset="{dark}">'
        f'<img src="{light}" alt="{spoken}"></picture>'
    )
