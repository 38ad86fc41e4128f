"""견줌의 설계: 잴 수 없는 것은 재기 전에 한국어 한 문장으로 돌려보냅니다."""

from __future__ import annotations

import functools
import re
from typing import Any

import numpy as np
import pytest

from parabook import Contender, compare, observe, sweep
from parabook.experiment.design import DesignError, entries_of
from parabook.wire.target import TargetError


def work(*_arguments: Any) -> int:
    """하는 일"""
    return 0


def untold() -> int:
    """ """  # noqa: D419 - 빈 문서 문자열을 시험합니다.
    return 0


async def waiting() -> dict[str, int]:
    """기다리는 일"""
    return {"seen": 1}


class Desk:
    """메서드를 빌려 줄 책상."""

    def sit(self) -> int:
        """앉습니다."""
        return 0


def typed_in_a_shell() -> Any:
    """REPL에서 친 것처럼, 파일이 없는 함수입니다."""
    scope: dict[str, Any] = {}
    exec(compile("def typed():\n    return 0\n", "<stdin>", "exec"), scope)  # noqa: S102 - 시험이 적은 코드입니다.
    return scope["typed"]


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (functools.partial(work, 1), r"work.*맨 바깥에 def로"),
        (typed_in_a_shell(), r"typed: 파일\(<stdin>\)이 없어.*파일에 적어"),
        (Desk().sit, r"Desk\.sit: .*메서드.*맨 바깥에 def로"),
    ],
)
def test_function_that_cannot_be_found_again_is_refused(function: Any, sentence: str) -> None:
    """다른 프로세스가 찾을 수 없는 함수는, 이름과 고칠 법을 적어 돌려보냅니다."""
    with pytest.raises(TargetError, match=sentence):
        compare(function)


def test_blank_docstring_leaves_the_name() -> None:
    """문서 문자열이 비었으면 함수의 이름이 사람이 읽는 이름입니다."""
    assert Contender(untold).label == "untold"


@pytest.mark.parametrize("ask", [compare, functools.partial(observe, facts={"seen": "본 것"})])
def test_coroutine_function_is_only_for_latency(ask: Any) -> None:
    """코루틴 함수는 지연만 잴 수 있고, 나머지에서는 어떻게 감쌀지 알려 줍니다."""
    with pytest.raises(DesignError, match=r"waiting: .*async def.*asyncio\.run"):
        ask(waiting)


@pytest.mark.parametrize("argument", [{1, 2}, np.arange(3), {1: "가"}, object()])
def test_argument_that_cannot_travel_is_refused(argument: object) -> None:
    """JSON으로 건널 수 없는 인자는, 어느 방법의 것인지와 함께 돌려보냅니다."""
    with pytest.raises(DesignError, match=r"work의 인자 .*JSON"):
        entries_of([Contender(work, (argument,))])


def test_numpy_numbers_travel_as_plain_ones() -> None:
    """NumPy의 수는 파이썬의 수로 바꾸어 건넵니다."""
    swept = entries_of(sweep(work, np.arange(1, 3)))
    assert [entry.arguments for entry in swept] == [(1,), (2,)]
    assert {type(entry.at) for entry in swept} == {int}
    (given,) = entries_of([Contender(work, ([np.float64(0.5)], {"가": np.int64(3)}))])
    assert given.arguments == ([0.5], {"가": 3})
    assert type(given.arguments[1]["가"]) is int


def test_sweep_takes_only_numbers() -> None:
    """값이 수가 아니면 무엇이 잘못인지 알려 줍니다."""
    with pytest.raises(DesignError, match=r"work의 값 '가'.*수"):
        sweep(work, ["가"])  # type: ignore[list-item]  # 잘못 부르는 것을 시험합니다.


def test_swept_names_tell_values_apart_and_fit_in_a_claim() -> None:
    """값이 다르면 이름도 다르고, 어떤 값이든 이름은 주장에 적을 수 있는 글자로만 됩니다."""
    values = [1_000_000, 1_000_001, 1e-05, -1, 1, 0.1234567, 0.12345671, 1e22, -2.5e-07]
    names = [entry.name for entry in sweep(work, values)]
    assert len(set(names)) == len(values)
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in names)


def test_swept_names_in_the_book_stay() -> None:
    """책의 주장에 적힌 이름은 그대로입니다."""
    values = (1, 100, 10_000, 524_288, 1_000_000, 8_000_000, 0.5)
    assert [entry.name for entry in sweep(work, values)] == [
        "work_1", "work_100", "work_10000", "work_524288", "work_1e06", "work_8e06", "work_0p5",
    ]  # fmt: skip
