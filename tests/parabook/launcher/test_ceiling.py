"""천장은 맨 인터프리터들을 한꺼번에 시키고, 가장 늦은 것을 봅니다."""

from __future__ import annotations

from typing import Any

import pytest

from parabook.launcher.ceiling import Ceiling
from parabook.launcher.session import FreshError
from parabook.wire.failure import Failure


class Bare:
    """시킨 일을 순서대로 적어 두는 세션."""

    def __init__(self, log: list[str], name: str, wall: float, *, fails: bool = False) -> None:
        self.log, self.name, self.wall, self.fails = log, name, wall, fails

    def __enter__(self) -> None:
        """준비합니다."""
        self.log.append(f"{self.name} 준비")

    def __exit__(self, *_: object) -> None:
        """그만둡니다."""
        self.log.append(f"{self.name} 그만")

    def kill(self) -> None:
        """끝냅니다."""
        self.log.append(f"{self.name} 끝냄")

    def agrees(self, expected: str) -> bool:
        """제 이름을 답으로 압니다."""
        return expected in {self.name, "모두"}

    def begin(self, loops: int) -> None:
        """시작합니다."""
        self.log.append(f"{self.name} 시작 {loops}")

    def finish(self) -> dict[str, Any]:
        """거둡니다."""
        self.log.append(f"{self.name} 거둠")
        if self.fails:
            raise FreshError(Failure("two", "killed", "죽었습니다."))
        counted = dict.fromkeys(("run_delay", "voluntary_switches", "involuntary_switches"), 1)
        return {"wall": self.wall, "cpu": 2.0, "gil": True, **counted}


def test_all_start_before_any_is_awaited():
    """하나를 기다리고 다음을 시작하면 천장이 아닙니다. 모두 시작하고 나서 거둡니다."""
    log: list[str] = []
    Ceiling([Bare(log, "가", 1.0), Bare(log, "나", 1.0)]).call(3)
    assert log == ["가 시작 3", "나 시작 3", "가 거둠", "나 거둠"]


def test_slowest_decides_and_use_is_summed():
    """시간은 가장 늦은 것의 것이고, CPU 시간과 컨텍스트 스위치는 모두 더한 것입니다."""
    answer = Ceiling([Bare([], "가", 1.0), Bare([], "나", 1.5), Bare([], "다", 0.5)]).call()
    assert (answer["wall"], answer["cpu"], answer["run_delay"]) == (1.5, 6.0, 3)
    assert answer["gil"] is True


def test_one_failure_is_told():
    """하나라도 값을 내지 못하면 천장도 없습니다."""
    with pytest.raises(FreshError):
        Ceiling([Bare([], "가", 1.0), Bare([], "나", 1.0, fails=True)]).call()


def test_every_one_must_agree():
    """모두가 같은 값을 내야 같은 일을 한 것입니다."""
    ceiling = Ceiling([Bare([], "가", 1.0), Bare([], "나", 1.0)])
    assert ceiling.agrees("모두")
    assert not ceiling.agrees("가")


def test_all_are_opened_and_closed():
    """들어가면 모두 준비하고, 나가면 모두 그만둡니다. 여러 번 끝내도 됩니다."""
    log: list[str] = []
    ceiling = Ceiling([Bare(log, "가", 1.0), Bare(log, "나", 1.0)])
    with ceiling:
        ceiling.kill()
        ceiling.kill()
    assert log == ["가 준비", "나 준비", *["가 끝냄", "나 끝냄"] * 2, "가 그만", "나 그만"]
