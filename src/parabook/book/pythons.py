"""이 기계에 있는 CPython 3.11부터를 찾아, 저마다 기록을 남길 명령을 적습니다: `python -m parabook.book.pythons`.

PATH와, 버전을 나누어 설치하는 도구들이 쓰는 폴더와, 환경 변수 PARABOOK_PYTHONS에 적은 것을 봅니다.
같은 라이브러리를 쓰는 이름들은 하나로 셉니다. GIL이 없는 빌드는 `t`가 붙은 이름으로도 찾습니다.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from parabook import machine, streams

LISTED = "PARABOOK_PYTHONS"
"""찾지 못할 곳에 있는 인터프리터의 경로들을 적는 환경 변수. 경로는 PATH처럼 나눕니다."""
OLDEST = (3, 11)

_NAME = re.compile(r"python3\.\d+t?(\.exe)?")
_MANAGED = (
    ".pyenv/versions/*/bin",
    ".local/share/uv/python/*/bin",
    ".asdf/installs/python/*/bin",
    ".local/share/mise/installs/python/*/bin",
    ".rye/py/*/bin",
    "miniconda3/envs/*/bin",
    "AppData/Local/Programs/Python/*",
)
"""집 폴더에서 본, 버전마다의 실행 파일이 있는 자리들입니다."""


@dataclass(frozen=True, slots=True)
class Found:
    """찾은 인터프리터 하나. `gil`은 지금 켜져 있는지입니다."""

    path: Path
    version: str
    gil: bool

    @property
    def record_name(self) -> str:
        """`docs/records/`에 남길 때의 이름입니다. 예: `python-3-14`, `free-threaded-3-14`."""
        major, minor, *_ = self.version.split(".")
        return f"{'python' if self.gil else 'free-threaded'}-{major}-{minor}"


def candidates(environment: Mapping[str, str], home: Path) -> Iterator[Path]:
    """볼 만한 실행 파일들입니다. 적어 준 것이 먼저이고, 그다음이 PATH와 집 폴더입니다."""
    listed = environment.get(LISTED, "").split(os.pathsep)
    yield from (Path(path) for path in listed if path)
    folders = [Path(path) for path in environment.get("PATH", "").split(os.pathsep) if path]
    folders += [folder for pattern in _MANAGED for folder in sorted(home.glob(pattern))]
    for folder in folders:
        if folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))


def find(environment: Mapping[str, str], home: Path) -> list[Found]:
    """이 책의 도구가 돌 수 있는 CPython들을 찾습니다. 물어서 대답하지 않는 것은 뺍니다."""
    found: dict[tuple[str, ...], Found] = {}
    for path in candidates(environment, home):
        if not os.access(path, os.X_OK):
            continue
        try:
            told, place = machine.of(str(path)), machine.prefixes(str(path))
        except machine.SettingError:
            continue
        # 링크나 껍데기 프로그램이 여럿이어도, 같은 라이브러리를 쓰면 같은 인터프리터입니다.
        if told.implementation == "CPython" and _version(told.python) >= OLDEST:
            found.setdefault(place, Found(path, told.python, told.gil))
    return sorted(found.values(), key=lambda one: (_version(one.version), one.gil, str(one.path)))


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(".")[:2])


def main() -> int:
    """찾은 것마다 한 줄과, 그것으로 기록을 남길 명령을 적습니다."""
    streams.never_refuse()
    found = find(os.environ, Path.home())
    if not found:
        print(f"CPython 3.11 이상을 찾지 못했습니다. 경로를 {LISTED}에 적으십시오.")
        return 1
    for one in found:
        print(f"{one.version}{'' if one.gil else ', GIL 꺼짐'}: {one.path}")
        print(f"  PARABOOK_PYTHON={one.path} python3 -m nox -s record -- {one.record_name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
