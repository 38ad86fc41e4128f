"""무엇이 바뀌면 다시 재고, 무엇이 바뀌어도 다시 재지 않는지 시험합니다."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from parabook import Contender
from parabook.experiment import imports, staleness
from parabook.experiment.design import plan_of
from parabook.experiment.staleness import measurement_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parabook.wire.plan import Plan

EXAMPLE = '''\
"""제목"""


def f():
    return 1
'''

IMPORTING = '''\
"""제목"""

import json
from helper import value


def f():
    from pack import inner

    return value()
'''


def planned(file: Path, *, python: str = sys.executable, **details: Any) -> Plan:
    """파일에 적힌 `f`를 재는 계획입니다."""
    scope: dict[str, Any] = {}
    code = compile("def f():\n    return 1\n", str(file), "exec")
    exec(code, scope)  # noqa: S102 - 시험이 적은 코드입니다.
    return plan_of(
        [Contender(scope["f"])], "time", None, 0, python=python, deadline_seconds=60.0, **details
    )


@pytest.fixture
def key(tmp_path: Path) -> Callable[..., str]:
    """폴더에 파일들을 적고, 그 가운데 예제의 열쇠를 얻는 함수입니다."""

    def make(folder: str, **texts: str) -> str:
        for name, text in texts.items():
            file = tmp_path / folder / f"{name.replace('__in__', '/')}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return measurement_key(planned(tmp_path / folder / "plot_x.py"))

    return make


def test_key_ignores_where_the_file_is_but_not_what_it_says(key: Callable[..., str]) -> None:
    """열쇠는 코드를 따르고, 주석과 머리글과 자리는 따르지 않습니다."""
    original = key("a", plot_x=EXAMPLE)
    assert key("b", plot_x=EXAMPLE.replace("제목", "다른 제목") + "\n# 주석\n") == original
    assert key("c", plot_x=EXAMPLE.replace("return 1", "return 2")) != original


def test_key_follows_the_modules_that_the_example_imports(key: Callable[..., str]) -> None:
    """예제가 불러오는 이웃 모듈과, 그것이 불러오는 것까지 바뀌면 다시 잽니다. 부르지 않는 이웃은 상관없습니다."""
    texts = {
        "plot_x": IMPORTING,
        "helper": "import deeper\n\n\ndef value():\n    return deeper.VALUE\n",
        "deeper": "import helper\n\nVALUE = 1\n",
        "pack__in____init__": "",
        "pack__in__inner": "INNER = 1\n",
        "plot_other": "OTHER = 1\n",
    }
    original = key("a", **texts)
    assert key("b", **texts) == original
    commented = {**texts, "helper": "# 주석\n" + texts["helper"]}
    assert key("c", **commented) == original
    assert key("d", **{**texts, "plot_other": "OTHER = 2\n"}) == original
    for name, before, after in (
        ("helper", "deeper.VALUE", "deeper.VALUE + 1"),
        ("deeper", "VALUE = 1", "VALUE = 2"),
        ("pack__in__inner", "INNER = 1", "INNER = 2"),
    ):
        changed = {**texts, name: texts[name].replace(before, after)}
        assert changed != texts
        assert key(f"changed_{name}", **changed) != original, name


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """`fancy`라는 이름으로 불러오는 배포판 `Fancy-Tool`의 버전을 정하는 함수입니다."""
    site = tmp_path / "site"
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("PYTHONPATH", str(site), prepend=os.pathsep)

    def install(version: str) -> None:
        shutil.rmtree(site, ignore_errors=True)
        known = site / f"fancy_tool-{version}.dist-info"
        known.mkdir(parents=True)
        known.joinpath("METADATA").write_text(f"Name: Fancy-Tool\nVersion: {version}\n", "utf-8")
        known.joinpath("top_level.txt").write_text("fancy\n", "utf-8")
        for cached in (imports._owners, imports._asked):
            cached.cache_clear()

    yield install
    for cached in (imports._owners, imports._asked):
        cached.cache_clear()


@pytest.mark.parametrize(
    ("plot_x", "again"),
    [
        (EXAMPLE, False),
        (EXAMPLE.replace("def f", "import fancy.deep\n\n\ndef f"), True),
        (EXAMPLE.replace("return 1", "from fancy import part\n\n    return part"), True),
        (EXAMPLE.replace("return 1", 'return importlib.import_module("fancy")'), True),
        (EXAMPLE.replace("def f", "import helper\n\n\ndef f"), True),
    ],
)
def test_key_follows_the_versions_of_imported_packages(
    key: Callable[..., str], installed: Callable[[str], None], plot_x: str, *, again: bool
) -> None:
    """예제나 그 이웃이 불러오는 패키지의 버전이 바뀌면 다시 잽니다. 부르지 않는 것은 상관없습니다."""
    texts = {"plot_x": plot_x, "helper": "import fancy\n"}
    installed("1.0")
    before = key("a", **texts)
    assert key("b", **texts) == before
    installed("2.0")
    assert (key("c", **texts) != before) is again


def test_versions_are_those_of_the_measured_interpreter(
    tmp_path: Path, installed: Callable[[str], None]
) -> None:
    """다른 인터프리터로 재면 거기에 설치된 버전을 묻습니다. 기록에도 그것이 남습니다."""
    file = tmp_path / "plot_x.py"
    file.write_text("import fancy\n", encoding="utf-8")
    folder, _, name = sys.executable.rpartition(os.sep)
    other = f"{folder}{os.sep}.{os.sep}{name}"
    installed("1.0")
    assert staleness.versions(file, other)["Fancy-Tool"] == "1.0"
    assert staleness.versions(file)["Fancy-Tool"] == "1.0"
    assert "Fancy-Tool" not in staleness.versions()


def test_module_beats_a_package_of_the_same_name(key: Callable[..., str]) -> None:
    """이름이 같은 패키지가 설치되어 있어도, 제 폴더의 모듈을 불러오므로 그 코드를 봅니다."""
    texts = {
        "plot_x": EXAMPLE.replace("def f", "import requests\n\n\ndef f"),
        "requests": "A = 1\n",
    }
    original = key("a", **texts)
    assert key("b", **{**texts, "requests": "A = 2\n"}) != original


def test_seed_is_drawn_anew_but_not_part_of_the_key(tmp_path: Path) -> None:
    """계획마다 씨앗을 새로 뽑습니다. 씨앗이 다르다고 다시 재지는 않습니다."""
    file = tmp_path / "plot_x.py"
    file.write_text(EXAMPLE, encoding="utf-8")
    plans = [planned(file) for _ in range(5)]
    assert len({plan.seed for plan in plans}) == 5
    assert len({measurement_key(plan) for plan in plans}) == 1


@pytest.mark.parametrize("details", [{"equal": 1e-9}, {"memory": True}, {"ceiling": True}])
def test_other_plan_is_measured_again(tmp_path: Path, details: dict[str, Any]) -> None:
    """재는 법이 바뀌면 다시 잽니다. 같은지 보는 법도 그렇습니다."""
    file = tmp_path / "plot_x.py"
    file.write_text(EXAMPLE, encoding="utf-8")
    assert measurement_key(planned(file, **details)) != measurement_key(planned(file))


def test_other_interpreter_is_measured_again(tmp_path: Path) -> None:
    """버전이 같아도 다른 자리의 인터프리터로 재면, 앞의 것을 다시 쓰지 않습니다."""
    file = tmp_path / "plot_x.py"
    file.write_text(EXAMPLE, encoding="utf-8")
    folder, _, name = sys.executable.rpartition(os.sep)
    other = measurement_key(planned(file, python=f"{folder}{os.sep}.{os.sep}{name}"))
    assert other != measurement_key(planned(file))


@pytest.fixture
def instrument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """고쳐도 되는, 측정 도구의 코드를 복사한 폴더입니다."""
    package = tmp_path / "instrument"
    shutil.copytree(
        Path(staleness.__file__).parent.parent,
        package,
        ignore=shutil.ignore_patterns("__pycache__", "book", "static"),
    )
    monkeypatch.setattr(staleness, "__file__", str(package / "experiment" / "staleness.py"))
    staleness._code_of_places.cache_clear()
    yield package
    staleness._code_of_places.cache_clear()


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("paired.py", True),
        ("machine.py", True),
        ("launcher/worker.py", True),
        ("wire/plan.py", True),
        ("units.py", False),
        ("record/derived.py", False),
        ("claims/grammar.py", False),
    ],
)
def test_instrument_that_measures_is_part_of_the_key(
    tmp_path: Path, instrument: Path, name: str, *, again: bool
) -> None:
    """재는 데 관여하는 코드가 바뀌면 다시 잽니다. 그만 잴 때를 정하는 `paired.py`도 그렇습니다.

    적고 그리고 판정하는 코드는 날것을 바꾸지 않으므로 다시 재지 않습니다.
    """
    file = tmp_path / "plot_x.py"
    file.write_text(EXAMPLE, encoding="utf-8")
    plan = planned(file)
    before = measurement_key(plan)
    part = instrument / name
    part.write_text(part.read_text(encoding="utf-8") + "\nCHANGED = 1\n", encoding="utf-8")
    staleness._code_of_places.cache_clear()
    assert (measurement_key(plan) != before) is again


@pytest.mark.parametrize(("name", "again"), [("simulators/chunked.py", True), ("laws.py", False)])
def test_room_that_the_example_imports_is_part_of_the_key(
    tmp_path: Path, instrument: Path, name: str, *, again: bool
) -> None:
    """예제가 잰 것과 비교하는 모델의 코드가 바뀌면 다시 잽니다. 불러오지 않는 모델은 상관없습니다."""
    file = tmp_path / "plot_x.py"
    file.write_text(f"{EXAMPLE}\n\nfrom parabook.simulators import chunked\n", encoding="utf-8")
    plan = planned(file)
    before = measurement_key(plan)
    part = instrument / name
    part.write_text(part.read_text(encoding="utf-8") + "\nCHANGED = 1\n", encoding="utf-8")
    staleness._code_of_places.cache_clear()
    assert (measurement_key(plan) != before) is again
