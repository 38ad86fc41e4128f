"""그림(SVG)을 보이는 모양 그대로 두고 가볍게 합니다.

matplotlib은 점마다 소수점 아래 여섯 자리까지 적고, 글자마다 긴 이름을 붙입니다.
눈에 보이지 않는 자리까지 적은 것과, 그림을 그리는 데 쓰이지 않는 것을 덜어 냅니다.
svgo는 Node가 있어야 하고, scour는 matplotlib이 글자의 윤곽을 적는 법을 몰라서 쓰지 않습니다.
"""

import functools
import html
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from parabook.book.sources import write_changed
from parabook.charts import drawing
from parabook.charts.drawing import Chart

# 글자의 윤곽은 한 변이 6400칸쯤인 네모에 그려집니다. 16칸을 한 칸으로 모아도 화면의 1/20픽셀입니다.
_GLYPH_SCALE = "scale(0.015625)"
_GLYPH_STEP = 16
_GLYPH_RESCALED = "scale(.25)"
_HUNDREDTH = 0.01  # 그 밖의 선은 1/100포인트까지 적습니다.

_DROPPED = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE[^>]*>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL
)
_BETWEEN_TAGS = re.compile(r">\s+<")
_PATH = re.compile(r'(?P<head><path\b[^>]*?\bd=")(?P<data>[^"]*)(?P<tail>"[^>]*>)')
_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_STYLE = re.compile(r'\bstyle="([^"]*)"')
_PLACED = re.compile(r'(<use\b[^>]*?) transform="translate\(([-\d.]+)[ ,]+([-\d.]+)\)"')
_DECIMALS = re.compile(r"-?\d+\.\d{3,}")
_ID = re.compile(r'\sid="([^"]*)"')
_USED_ID = re.compile(r'(?:href="#|url\(#)([^")]+)')
_TEXT = re.compile(r'<g id="text_\d+">')
_GROUP = re.compile(r"<(/?)g\b[^>]*?(/?)>")


def save(chart: Chart, folder: Path, stem: str) -> None:
    """그림을 `folder`에 둡니다: `stem.svg`와 어두운 `stem_dark.svg`, 그리고 글자를 뺀 작은 것(`stem_small…`)."""
    for ending, picture in (("", chart.light), ("_dark", chart.dark)):
        write_changed(folder / f"{stem}{ending}.svg", slim(picture.decode()))
    save_small(chart, folder, stem)


def save_small(chart: Chart, folder: Path, stem: str) -> None:
    """목차에 쓸, 글자를 뺀 작은 것(`stem_small…`)만 둡니다."""
    for ending, picture in (("", chart.light), ("_dark", chart.dark)):
        write_changed(folder / f"{stem}_small{ending}.svg", slim(without_words(picture.decode())))


def slim(picture: str) -> str:
    """보이는 모양이 같은, 더 짧은 SVG를 돌려줍니다. 다시 해도 그대로입니다."""
    description = drawing.description_in(picture)
    text = _BETWEEN_TAGS.sub("><", _DROPPED.sub("", picture)).strip()
    text = _PATH.sub(_shorten_path, text)
    text = _STYLE.sub(lambda one: one[0].replace(": ", ":").replace("; ", ";"), text)
    text = _PLACED.sub(lambda one: f'{one[1]} x="{one[2]}" y="{one[3]}"', text)
    text = _DECIMALS.sub(_shorten_decimal, text)
    text = _shorten_names(text.replace(' y="0"', ""))
    if description and "<desc>" not in text:
        # 그림에 무엇이 보이는지 적은 글은, 군더더기와 함께 빠지지 않게 SVG의 제자리에 옮깁니다.
        head, end, rest = text.partition(">")
        text = f"{head}{end}<desc>{html.escape(description, quote=False)}</desc>{rest}"
    return text


def without_words(picture: str) -> str:
    """글자를 뺀 그림을 돌려줍니다. 줄여 보이는 그림의 글자는 읽을 수 없고, 무게의 대부분입니다."""
    picture, kept, end = _DROPPED.sub("", picture), [], 0
    for match in _TEXT.finditer(picture):
        if match.start() < end:
            continue
        kept.append(picture[end : match.start()])
        end = _end_of_group(picture, match.start())
    return "".join([*kept, picture[end:]])


def _end_of_group(picture: str, start: int) -> int:
    depth = 0
    for tag in _GROUP.finditer(picture, start):
        closing, empty = tag.groups()
        depth += 0 if empty else (-1 if closing else 1)
        if depth == 0:
            return tag.end()
    raise ValueError("SVG의 묶음이 닫히지 않았습니다.")


def _shorten_path(path: re.Match[str]) -> str:
    tail = path["tail"]
    if _GLYPH_SCALE in tail:
        return f"{path['head']}{shorter(path['data'], _GLYPH_STEP, 1)}{tail.replace(_GLYPH_SCALE, _GLYPH_RESCALED)}"
    return f"{path['head']}{shorter(path['data'], _HUNDREDTH, _HUNDREDTH)}{tail}"


@functools.lru_cache(maxsize=4096)
def shorter(data: str, step: float, unit: float) -> str:
    """선의 자취를, 앞의 점에서 얼마나 떨어졌는지로 고쳐 적습니다.

    같은 글자의 윤곽이 그림마다 되풀이되므로, 고쳐 적은 것을 기억해 둡니다.

    Args:
        data: 절대 좌표로 적은 자취(`M L Q C z`). 다른 명령이 있으면 손대지 않습니다.
        step: 이만큼을 한 칸으로 모읍니다.
        unit: 모은 한 칸을 적는 수.
    """
    steps = _STEP.findall(data)
    if not {command for command, _ in steps} <= set("MLQCz"):
        return data
    made: list[str] = []
    here = start = (0, 0)
    last = ""
    for command, rest in steps:
        if command == "z":
            made.append("z")
            here, last = start, "z"
            continue
        points = _points(rest, step)
        moves = [(x - here[0], y - here[1]) for x, y in points]
        letter, numbers = command.lower(), list(itertools.chain.from_iterable(moves))
        if letter == "l" and 0 in numbers:
            letter, numbers = ("h", numbers[:1]) if numbers[1] == 0 else ("v", numbers[1:])
        here = points[-1]
        if command == "M":
            start = here
        made.append(
            _joined("" if letter == last else letter, [number * unit for number in numbers])
        )
        last = letter
    return "".join(made)


def _points(text: str, step: float) -> list[tuple[int, int]]:
    numbers = [round(float(number) / step) for number in text.split()]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _joined(letter: str, numbers: list[float]) -> str:
    words = [_number(number) for number in numbers]
    text = letter + words[0] if letter or words[0].startswith("-") else f" {words[0]}"
    for word in words[1:]:
        text += word if word.startswith("-") else f" {word}"
    return text


def _shorten_decimal(found: re.Match[str]) -> str:
    value = float(found[0])
    # 배율처럼 1보다 작은 수는 더 잘게 적어야 합니다.
    return _number(value) if abs(value) >= 1 else f"{value:.4f}".rstrip("0").rstrip(".")


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return {"-0": "0"}.get(text, re.sub(r"^(-?)0\.", r"\1.", text))


def _shorten_names(text: str) -> str:
    used = dict(zip(dict.fromkeys(_USED_ID.findall(text)), _short_names(), strict=False))
    text = _ID.sub(lambda one: f' id="{used[one[1]]}"' if one[1] in used else "", text)
    return _USED_ID.sub(lambda one: one[0].replace(one[1], used[one[1]]), text)


def _short_names() -> Iterator[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    for size in itertools.count(1):
        yield from map("".join, itertools.product(letters, repeat=size))
