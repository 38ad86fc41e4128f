"""pytest의 픽스처: 구간이 단언을 판정하고, 알 수 없는 것은 조용히 지나가지 않습니다."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parabook.command.testing import Comparison, Instrument

if TYPE_CHECKING:
    from tests.parabook.conftest import MakeRecord

WORK = """
def slow():
    return sum(range(4_000_000)) * 0

def fast():
    return sum(range(40_000)) * 0

def wrong():
    return 1
"""


@pytest.fixture(name="korean", autouse=True)
def _korean(monkeypatch: pytest.MonkeyPatch) -> None:
    """문장은 로캘의 말로 나옵니다."""
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")


def run(pytester: pytest.Pytester, **files: str) -> pytest.RunResult:
    """읽는 사람의 시험을, 저만의 pytest에서 돌립니다."""
    if files:
        pytester.makepyfile(**files)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist")


def test_interval_decides_the_assertion(pytester: pytest.Pytester):
    """시험 파일에 적은 함수를 비교해, 참인 말은 지나가고 틀린 말은 잰 비를 보이며 실패합니다."""
    done = run(
        pytester,
        test_speed=WORK
        + """
def test_true(parabook):
    assert parabook.compare(slow, fast, seconds=3).ratio("fast", "slow") < 0.5

def test_by_function(parabook):
    assert parabook.compare(slow, fast, seconds=3).speedup(fast) > 2

def test_false(parabook):
    assert parabook.compare(slow, fast, seconds=3).ratio("slow", "fast") < 1.05
""",
    )
    done.assert_outcomes(passed=2, failed=1)
    done.stdout.re_match_lines(
        [r"E +(?:AssertionError: )?assert <ratio\(slow, fast\) = [\d.]+ \([\d.]+–[\d.]+\)> < 1.05"]
    )
    assert not list(pytester.path.rglob("parabook-results"))


@pytest.mark.parametrize(("setting", "outcome"), [("fail", "failed"), ("xfail", "xfailed")])
def test_undecided_is_told(pytester: pytest.Pytester, setting: str, outcome: str):
    """구간이 끝에 걸치면 실패하거나 xfail이고, 어느 쪽이든 이유를 말합니다."""
    pytester.makeini(f"[pytest]\nparabook_undecided = {setting}\naddopts = -rx\n")
    done = run(
        pytester,
        test_same=WORK
        + """
def test_same(parabook):
    found = parabook.compare(slow, fast, seconds=1).ratio("slow", "fast")
    assert found < found.value
""",
    )
    done.assert_outcomes(**{outcome: 1})
    done.stdout.fnmatch_lines(["*알 수 없습니다: ratio(slow, fast) < *구간이 끝에 걸쳤습니다*"])


def test_imports_of_the_session_are_found(pytester: pytest.Pytester):
    """꾸러미 안의 시험, 설정에 적은 pythonpath, 불러온 함수, C로 적은 함수를 새 인터프리터도 찾습니다."""
    pytester.makeini("[pytest]\npythonpath = src\nparabook_folder = records\n")
    pytester.mkpydir("tests")
    (pytester.path / "src").mkdir()
    (pytester.path / "src" / "mine.py").write_text(WORK, encoding="utf-8")
    (pytester.path / "tests" / "sizes.py").write_text("SIZE = 40_000\n", encoding="utf-8")
    (pytester.path / "tests" / "test_inside.py").write_text(
        """
from math import fsum
from mine import fast
from .sizes import SIZE

def here():
    return sum(range(SIZE)) * 0

def numbers():
    return range(SIZE)

def test_inside(parabook):
    assert parabook.compare(here, fast, seconds=1).ratio("fast", "here").value > 0

def test_compiled(parabook):
    found = parabook.compare(sum, fsum, setup=numbers, seconds=1)
    assert found.ratio(fsum, sum).value > 0
""",
        encoding="utf-8",
    )
    run(pytester).assert_outcomes(passed=2)
    assert {path.name for path in (pytester.path / "records").iterdir()} == {
        "here-fast.json",
        "sum-fsum.json",
    }


def test_what_cannot_be_measured_fails_with_one_sentence(pytester: pytest.Pytester):
    """찾을 수 없는 함수, 다른 값, 모르는 이름에는 인자의 말로 적은 문장 하나로 답합니다."""
    done = run(
        pytester,
        test_bad=WORK
        + """
def nearly():
    return 1 + 1e-12

def test_lambda(parabook):
    parabook.compare(slow, lambda: 0)

def test_mismatch(parabook):
    parabook.compare(wrong, nearly, seconds=1)

def test_alone(parabook):
    parabook.compare(slow)

def test_close(parabook):
    assert parabook.compare(wrong, nearly, equal="close", seconds=1).ratio("other", "wrong") < 9
""",
    )
    done.assert_outcomes(failed=4)
    done.stdout.fnmatch_lines(
        [
            "E *lambda*모듈의 맨 바깥에 def로*",
            'E *equal="close"를 주십시오.',
            "E *비교하려면 둘이 있어야*",
            "E *잰 방법: wrong, nearly.",
        ]
    )
    assert "--equal" not in done.stdout.str()
    assert "measuring.py" not in done.stdout.str()


def test_sessions_without_the_fixture_pay_nothing(pytester: pytest.Pytester):
    """픽스처를 쓰지 않으면 재는 코드도, 표준 라이브러리 밖의 것도 불러오지 않습니다."""
    done = run(
        pytester,
        test_light="""
import sys

def test_light():
    mine = {name for name in sys.modules if name.startswith("parabook")}
    assert mine == {"parabook", "parabook.command", "parabook.command.plugin"}
    assert not sys.modules.keys() & {"numpy", "matplotlib", "psutil"}
""",
    )
    done.assert_outcomes(passed=1)


def test_bound_outside_the_interval_is_decided(make_record: MakeRecord):
    """구간 밖의 수와 비교하면 참과 거짓이고, 안의 수와 비교하면 어느 쪽도 아닙니다."""
    walls = {"slow": [[0.59], [0.6], [0.61], [0.62]], "fast": [[0.2]] * 4}
    found = Comparison(make_record(walls)).ratio("slow", "fast")
    low, high = found.interval.low, found.interval.high
    assert low < found.value < high
    assert (found < high * 1.01, found > low * 0.99) == (True, True)
    assert (found < low, found > high, found <= low * 0.99, found >= high * 1.01) == (False,) * 4
    for ask in (found.__lt__, found.__le__, found.__gt__, found.__ge__):
        with pytest.raises(pytest.fail.Exception, match="알 수 없습니다"):
            ask(found.value)
    with pytest.raises(TypeError, match="꼭 같지 않습니다"):
        found == 3  # noqa: B015 - 묻는 것만으로 오류가 나야 합니다.


def test_what_was_not_measured_is_said(make_record: MakeRecord):
    """재지 않은 메모리를 물으면 그렇다고 합니다."""
    with pytest.raises(pytest.fail.Exception, match="메모리가 없습니다"):
        Comparison(make_record()).memory_ratio("slow", "fast")


def test_setting_is_checked(pytester: pytest.Pytester):
    """모르는 설정은 무엇을 적을지 말합니다."""
    pytester.makeini("[pytest]\nparabook_undecided = maybe\n")
    done = run(pytester, test_x="def test_x(parabook):\n    pass\n")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*fail이나 xfail을 적으십시오*"])


def test_arguments_and_setup_reach_the_function():
    """이 시험 파일의 함수를 바로 비교합니다. 인자는 새 인터프리터까지 갑니다."""
    found = Instrument().compare(total, doubled, arguments=[[1, 2, 3]], seconds=1)
    assert found.ratio(total, doubled).value > 0


def total(numbers):
    """더합니다."""
    return sum(numbers)


def doubled(numbers):
    """두 배를 더해 반으로 나눕니다."""
    return sum(2 * number for number in numbers) / 2
