"""값의 지문이 값의 같음을 따르는지, 워커가 정해진 말로 대화하는지 시험합니다."""

from __future__ import annotations

import contextlib
import copy
import enum
import json
import math
import pickle
import subprocess
import sys
import time
from array import array
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parabook.launcher import worker
from parabook.launcher.rounds import loops_for
from parabook.launcher.worker import Bench, UncheckableResultError, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

numbers = st.one_of(
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False),
    st.complex_numbers(allow_nan=False),
)
keys = st.one_of(st.none(), numbers, st.text(), st.binary())
values = st.recursive(
    keys,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(keys, inner, max_size=4),
        st.frozensets(keys, max_size=4),
    ),
    max_leaves=12,
)


def disguised(value: Any) -> Any:
    """같은 값을 다른 모양으로 바꿉니다. 목록은 튜플로 바꾸고, 사전은 거꾸로 채웁니다."""
    if isinstance(value, list):
        return tuple(disguised(item) for item in value)
    if isinstance(value, dict):
        return {key: disguised(value[key]) for key in reversed(value)}
    if isinstance(value, frozenset):
        return set(value)
    if isinstance(value, bytes):
        return bytearray(value)
    if isinstance(value, int | float) and value == 0:
        return -0.0
    return value


@given(values)
def test_equal_values_share_a_fingerprint(value: Any) -> None:
    """목록과 튜플, 채운 순서, 0의 부호가 달라도 같은 값의 지문은 같습니다."""
    assert fingerprint(disguised(value)) == fingerprint(value)


@given(values)
def test_fingerprint_survives_a_copy(value: Any) -> None:
    """값을 복사해도 지문은 같습니다. 주소나 놓인 순서는 지문에 들어가지 않습니다."""
    assert fingerprint(copy.deepcopy(value)) == fingerprint(value)


@given(st.lists(numbers, min_size=2, max_size=2))
def test_numbers_share_a_fingerprint_exactly_when_equal(pair: list[Any]) -> None:
    """두 수의 지문은 파이썬이 같다고 하는 때에만 같습니다."""
    one, other = pair
    assert (fingerprint(one) == fingerprint(other)) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "tolerance", "same"),
    [
        (0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1, 1e-9, True),
        (0.1 + 0.2, 0.3, 0.0, False),
        (1e6, 1.01e6, 1e-9, False),
        (1e6, 1.01e6, 0.02, True),
        (100.0, 101.0, 0.009, False),
        (-1.0, 1.0, 1e-9, False),
        (0.0, 1e-12, 1e-9, True),
        (1, 1.0, 0.0, True),
        (1 + 1e-12j, 1, 1e-9, True),
        (math.nan, math.nan, 1e-9, True),
        (math.nan, 1.0, 0.5, False),
        (math.inf, math.inf, 1e-9, True),
        (math.inf, 1e300, 0.5, False),
        (math.inf, -math.inf, 0.5, False),
        ([1.0, [2.0]], (1.0, (2.0 + 1e-12,)), 1e-9, True),
        ([1.0, 2.0], [1.0], 1e-9, False),
        ({"합": 1.0}, {"합": 1.0 + 1e-12}, 1e-9, True),
        ({"합": 1.0}, {"곱": 1.0}, 1e-9, False),
        ("글", "글", 1e-9, True),
        ("글", "말", 0.9, False),
        (None, 0, 1e-9, False),
        (1, "1", 1e-9, False),
        (np.float64(1.0), 1.0 + 1e-12, 1e-9, True),
        (np.float32(0.1), 0.1, 1e-6, True),
        (np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-12]), 1e-9, True),
        (np.array([1.0, 2.0]), [1.0, 2.0], 1e-9, True),
        (np.array([1.0, 2.0]), np.array([1.0, 2.1]), 1e-9, False),
        (np.ones(4), np.ones((2, 2)), 1e-9, False),
        (array("d", [1.0]), array("d", [1.0 + 1e-12]), 1e-9, True),
    ],
)
def test_values_are_close_within_the_tolerance(
    one: Any, other: Any, tolerance: float, *, same: bool
) -> None:
    """수는 상대 오차까지, 나머지는 틀림없이 같아야 합니다. 담긴 자리와 순서는 같아야 하고, 바꾸어 물어도 같습니다."""
    assert worker.close(one, other, tolerance) is same
    assert worker.close(other, one, tolerance) is same


@given(values)
def test_value_is_close_to_itself(value: Any) -> None:
    """어떤 값이든 모양만 바꾼 것과는 오차 없이 같습니다."""
    assert worker.close(value, disguised(value), 0.0)


@given(values, values)
def test_different_values_have_different_fingerprints(one: Any, other: Any) -> None:
    """다른 값의 지문은 다릅니다."""
    assert (fingerprint(one) == fingerprint(other)) == (one == other)


class Weekday(enum.IntEnum):
    """정수이기도 한 값."""

    MONDAY = 1


class Color(enum.StrEnum):
    """글이기도 한 값."""

    RED = "red"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        (2**60, float(2**60)),
        (1.5, 1.5 + 0j),
        (math.nan, -math.nan),
        (Weekday.MONDAY, 1),
        (Color.RED, "red"),
        ({1: "a"}, {1.0: "a"}),
        (b"ab", memoryview(b"axbx")[::2]),
        (np.float64(1.5), 1.5),
        (np.float32(1.5), 1.5),
        (np.int64(7), 7),
        (np.bool_(True), True),  # noqa: FBT003 - 그 값을 시험합니다.
        (np.str_("글"), "글"),
        (np.array(7), 7),
        (np.array([0.0, 1.0]), np.array([-0.0, 1.0])),
        (np.array([1, 2], dtype=">i4"), np.array([1, 2], dtype="<i4")),
        (np.arange(6).reshape(2, 3), np.asfortranarray(np.arange(6).reshape(2, 3))),
        (np.arange(10)[::2], np.array([0, 2, 4, 6, 8])),
        (np.array([int("9" * 30)], dtype=object), np.array([int("9" * 30)], dtype=object)),
    ],
)
def test_spelling_does_not_matter(one: Any, other: Any) -> None:
    """형이나 메모리의 배치가 달라도 같은 값이면 지문이 같습니다."""
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, "1"),
        ("ab", b"ab"),
        (None, "None"),
        (None, 0),
        ([], {}),
        ([], set()),
        ({}, set()),
        ([1], {1}),
        ([[1], 2], [[1, 2]]),
        (["a", "b"], ["a;str:b"]),
        (0.1 + 0.2, 0.3),
        (2**53, 2**53 + 1),
        ({"a": "b"}, {"b": "a"}),
        (np.zeros(4), np.zeros((2, 2))),
        (np.zeros(2, dtype="i4"), np.zeros(2, dtype="i8")),
        (np.array([1, 2]), np.array([2, 1])),
        (np.array([1, 2]), [1, 2]),
    ],
)
def test_look_alikes_are_told_apart(one: Any, other: Any) -> None:
    """닮았지만 같지 않은 값은 지문이 다릅니다."""
    assert fingerprint(one) != fingerprint(other)


def test_array_is_left_as_it_was() -> None:
    """지문을 뜨느라 받은 배열을 고치지 않습니다."""
    array = np.array([-0.0])
    fingerprint(array)
    assert np.signbit(array[0])


def test_huge_integer_can_be_checked() -> None:
    """십진수로 적을 수 없을 만큼 큰 정수도 검산하고, 그 앞부분 대신 형을 적습니다."""
    huge = 10**5000
    assert fingerprint([huge]) != fingerprint([huge + 1])
    assert worker._shorten([huge]) == "(적기에 너무 긴 list 형의 값)"


@pytest.mark.parametrize("value", [object(), range(3), iter([1]), [1, {2: {3: object()}}], min])
def test_unknown_type_is_refused_in_korean(value: Any) -> None:
    """검산할 줄 모르는 값은 한국어로 거절하고, 무엇을 돌려주면 되는지 말합니다."""
    with pytest.raises(UncheckableResultError, match=r"형의 값은 검산할 수 없습니다\..*목록"):
        fingerprint(value)


def test_preview_is_short() -> None:
    """값의 앞부분은 200자를 넘지 않습니다."""
    assert worker._shorten([1, 2]) == "[1, 2]"
    assert len(worker._shorten("가" * 1000)) == 200


class Callee:
    """`Bench`가 부를 것들."""

    calls: list[tuple[Any, ...]]
    closed: bool

    def __init__(self) -> None:
        """아직 부르지 않은 자리."""
        self.calls = []
        self.closed = False

    def add(self, *numbers: int) -> int:
        """더한 값."""
        self.calls.append(numbers)
        return sum(numbers)

    @contextlib.contextmanager
    def prepared(self) -> Iterator[int]:
        """미리 차려 둔 수."""
        yield 100
        self.closed = True


def bench(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> tuple[Bench, Callee]:
    """이 프로세스 안에 차린 `Bench`와 그것이 부를 것을 돌려줍니다."""
    callee = Callee()
    monkeypatch.setitem(sys.modules, "callee_for_bench", callee)
    monkeypatch.setattr(sys, "path", list(sys.path))
    order = {
        "cpus": [],
        "start_method": None,
        "folder": "",
        "module": "callee_for_bench",
        "function": "add",
        "arguments": [1, 2],
        "given": None,
    }
    made = Bench(order | changes)
    made.prepare()
    return made, callee


def test_function_is_called_as_often_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """시킨 횟수만큼 부르고, 마지막 값의 지문과 앞부분을 돌려줍니다."""
    found, callee = bench(monkeypatch)
    answer = found.call(5)
    assert callee.calls == [(1, 2)] * 5
    assert answer["fingerprint"] == fingerprint(3)
    assert answer["preview"] == "3"
    assert answer["wall"] > 0
    assert answer["cpu_own"] >= 0


def test_coarse_clock_shows_its_resolution_instead_of_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """시계가 0을 가리키면 시계가 가릴 수 있는 가장 짧은 시간으로 적습니다. 그래야 몇 번 부를지도 정합니다."""
    found, _ = bench(monkeypatch)
    monkeypatch.setattr(worker.time, "perf_counter", lambda: 1.0)
    wall = found.call(1)["wall"]
    assert wall == time.get_clock_info("perf_counter").resolution
    assert loops_for({"fast": wall, "slow": 1.0})["slow"] == 1


def test_value_is_let_go_before_the_next_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """같은지 물을 값을 다음에 부르는 동안까지 잡고 있지 않습니다. 잡으면 메모리 피크가 그만큼 높아집니다."""
    found, _ = bench(monkeypatch, equal=1e-9)
    held: list[Any] = []
    monkeypatch.setattr(found, "function", lambda *_: held.append(found.value) or 3.0)
    answer = found.call(2)
    assert "fingerprint" not in answer
    assert found.agrees(answer["value"])
    found.call(2)
    assert held == [None] * 4
    assert not found.agrees(pickle.dumps(4.0).hex())


def test_time_is_per_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """시간은 부른 횟수로 나눈 것입니다."""
    found, _ = bench(monkeypatch)
    ticks = iter([10.0, 12.0])
    monkeypatch.setattr(worker.time, "perf_counter", lambda: next(ticks))
    assert found.call(4)["wall"] == 0.5


def test_prepared_value_comes_first_and_is_put_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """미리 차린 값은 첫 인자가 되고, 닫을 때 치웁니다."""
    found, callee = bench(monkeypatch, given="prepared")
    found.call(1)
    assert callee.calls == [(100, 1, 2)]
    assert not callee.closed
    found.close()
    assert callee.closed


def converse(folder: Path, *lines: dict[str, Any], **changes: Any) -> tuple[list[Any], str, int]:
    """워커를 시작해 말을 모두 건네고, 답과 표준 오류와 종료 코드를 돌려줍니다."""
    order = {
        "cpus": [],
        "start_method": None,
        "folder": str(folder),
        "module": "lesson",
        "function": "work",
        "arguments": [3],
        "given": None,
    }
    done = subprocess.run(
        [sys.executable, "-P", worker.__file__],
        input="".join(json.dumps(line) + "\n" for line in (order | changes, *lines)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr, done.returncode


def test_printing_does_not_disturb_the_conversation(tmp_path: Path) -> None:
    """예제가 찍는 글은 표준 오류로 가고, 표준 입력을 읽어도 명령을 빼앗지 않습니다."""
    (tmp_path / "lesson.py").write_text(
        "import sys\n"
        "def work(number):\n"
        "    print('noise')\n"
        "    return [number, sys.stdin.read()]\n",
        encoding="utf-8",
    )
    answers, errors, code = converse(tmp_path, {"loops": 2}, {"loops": 0})
    ready, answer, closed = answers
    assert (ready, closed) == ({"ready": True, "family": False}, {"closed": True})
    assert answer["preview"] == "[3, '']"
    assert errors.count("noise") == 2
    assert code == 0


def test_worker_leaves_when_its_input_ends(tmp_path: Path) -> None:
    """그만두라는 말이 없어도 표준 입력이 닫히면 치우고 끝납니다."""
    (tmp_path / "lesson.py").write_text("def work(n):\n    return n\n", encoding="utf-8")
    answers, _, code = converse(tmp_path, {"loops": 1})
    assert answers[-1] == {"closed": True}
    assert code == 0


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("def work(n):\n    raise RuntimeError('아야')\n", "RuntimeError: 아야"),
        ("def work(n):\n    raise SystemExit(7)\n", "SystemExit: 7"),
        ("def work(n):\n    return object()\n", "검산할 수 없습니다"),
        ("raise ImportError('없음')\n", "ImportError: 없음"),
        ("other = 1\n", "AttributeError"),
    ],
)
def test_failure_is_explained(tmp_path: Path, body: str, reason: str) -> None:
    """무엇이 잘못되든 이유를 한 줄의 답으로 알리고 1로 끝납니다."""
    (tmp_path / "lesson.py").write_text(body, encoding="utf-8")
    answers, _, code = converse(tmp_path, {"loops": 1})
    assert reason in answers[-1]["error"]
    assert "lesson.py" in answers[-1]["traceback"] or reason in answers[-1]["traceback"]
    assert code == 1
