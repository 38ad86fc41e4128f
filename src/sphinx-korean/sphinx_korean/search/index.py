"""색인을 적고 읽는 꼴."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx.search import js_index

from sphinx_korean.search.packing import UNPACK, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import IO, Any

    Terms = Mapping[str, int | list[int]]

TABLES = ("terms", "titleterms")
# 앞의 절반은 수의 마지막 자리, 뒤의 절반은 더 이어지는 자리입니다.
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASE = len(DIGITS) // 2
LONGEST_SHARED = 35


class CompressedIndex:
    r"""searchindex.js를 눌러 담습니다. Sphinx는 한글 한 글자를 `\uXXXX` 여섯 자로 적습니다.

    낱말은 가나다순으로 놓아 앞말과 다른 뒷부분만, 쪽 번호는 앞 번호와의 차이만 적습니다. 그래야 압축해 보내는
    서버에서도 가볍습니다. 압축한 것은 다시 압축해도 거의 줄지 않기 때문입니다.

    다시 지을 때 Sphinx는 고치지 않은 쪽의 찾아보기 항목을 잃으므로, 읽어 둔 색인에서 옮겨 적습니다.
    """

    prefix = (
        "(async (packed) => {\n"
        f"{UNPACK}"
        f'  const values = new Map([..."{DIGITS}"].map((digit, i) => [digit, i]));\n'
        "  const readFiles = (text) => {\n"
        "    const files = [];\n"
        "    let [file, step, unit] = [-1, 0, 1];\n"
        "    for (const digit of text) {\n"
        "      const value = values.get(digit);\n"
        f"      step += (value % {BASE}) * unit;\n"
        f"      unit *= {BASE};\n"
        f"      if (value >= {BASE}) continue;\n"
        "      files.push((file += step + 1));\n"
        "      [step, unit] = [0, 1];\n"
        "    }\n"
        "    return files.length === 1 ? files[0] : files;\n"
        "  };\n"
        f"  for (const name of {list(TABLES)}) {{\n"
        "    const terms = {};\n"
        '    let before = "";\n'
        "    const [words, files] = data[name] ?? [[], []];\n"
        "    words.forEach((word, i) => {\n"
        "      before = before.slice(0, word.charCodeAt() - 48) + word.slice(1);\n"
        "      terms[before] = readFiles(files[i]);\n"
        "    });\n"
        "    data[name] = terms;\n"
        "  }\n"
        "  Search.setIndex(data);\n"
        '})("'
    )
    suffix = '");\n'

    def __init__(self, **gatherers: Callable[[list[str]], list[list[Any]]]) -> None:
        """`rewritten`에는 이번에 다시 쓴 쪽의 이름을 담습니다.

        `gatherers`는 쪽의 이름들을 주면 그 이름으로 색인에 더할 것을 돌려주는 함수들입니다: 오류의 글, 묻는 말.
        """
        self.rewritten: set[str] = set()
        self._gatherers = gatherers
        self._before: dict[str, Any] = {}

    def dump(self, data: dict[str, Any], file: IO[str]) -> None:
        """색인을, 스스로 풀어서 `Search.setIndex`에 넘기는 스크립트로 적습니다."""
        self._keep_entries(data)
        for name, gather in self._gatherers.items():
            if found := gather(data["docnames"]):
                data = {**data, name: found}
        tables = {name: fold_terms(data[name]) for name in TABLES if name in data}
        file.write(f"{self.prefix}{pack({**data, **tables})}{self.suffix}")

    def load(self, file: IO[str]) -> Any:
        """적어 둔 색인을 돌려줍니다. 이 확장을 켜기 전에 Sphinx가 적어 둔 것도 읽습니다.

        Raises:
            ValueError: 색인이 아닌 경우. 그러면 Sphinx가 처음부터 다시 만듭니다.
        """
        text = file.read()
        if text.startswith(self.prefix):
            data = unpack(text.removeprefix(self.prefix).removesuffix(self.suffix))
            data |= {name: unfold_terms(data[name]) for name in TABLES if name in data}
        else:
            data = js_index.loads(text)
        self._before = data
        return data

    def _keep_entries(self, data: dict[str, Any]) -> None:
        old = self._before.get("docnames", ())
        files = {name: file for file, name in enumerate(data.get("docnames", ()))}
        for entry, places in self._before.get("indexentries", {}).items():
            for number, *rest in places:
                name = old[number]
                if name not in files or name in self.rewritten:
                    continue
                known = data["indexentries"].setdefault(entry, [])
                if [files[name], *rest] not in [list(place) for place in known]:
                    known.append([files[name], *rest])


def fold_terms(terms: Terms) -> tuple[list[str], list[str]]:
    """낱말마다 앞말과 겹치는 길이와 나머지, 그리고 낱말마다 쪽 번호의 차이들."""
    words = sorted(word for word, files in terms.items() if files != [])
    shared = [_shared(before, word) for before, word in pairwise(["", *words])]
    endings = [f"{chr(48 + n)}{word[n:]}" for word, n in zip(words, shared, strict=True)]
    return endings, [write_files(terms[word]) for word in words]


def unfold_terms(table: tuple[list[str], list[str]]) -> dict[str, int | list[int]]:
    """`fold_terms`를 되돌립니다."""
    terms: dict[str, int | list[int]] = {}
    word = ""
    for ending, files in zip(*table, strict=True):
        word = word[: ord(ending[0]) - 48] + ending[1:]
        terms[word] = read_files(files)
    return terms


def _shared(one: str, other: str) -> int:
    most = min(len(one), len(other), LONGEST_SHARED)
    return next((i for i in range(most) if one[i] != other[i]), most)


def write_files(files: int | list[int]) -> str:
    """쪽 번호들을 차이로 적은 것. Sphinx는 번호가 하나면 목록이 아니라 수로 둡니다."""
    numbers = sorted([files] if isinstance(files, int) else files)
    text = ""
    for before, file in pairwise([-1, *numbers]):
        step = file - before - 1
        while step >= BASE:
            text += DIGITS[BASE + step % BASE]
            step //= BASE
        text += DIGITS[step]
    return text


def read_files(text: str) -> int | list[int]:
    """`write_files`를 되돌립니다."""
    files: list[int] = []
    file, step, unit = -1, 0, 1
    for value in map(DIGITS.index, text):
        step += value % BASE * unit
        unit *= BASE
        if value < BASE:
            file += step + 1
            files.append(file)
            step, unit = 0, 1
    return files[0] if len(files) == 1 else files
