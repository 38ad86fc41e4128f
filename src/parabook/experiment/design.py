"""측정의 설계: 무엇을 비교하고 얼마나 공들일지 정해, 측정을 맡을 프로세스에 줄 계획으로 바꿉니다."""

import inspect
import os
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from parabook import machine
from parabook.server.specification import Server
from parabook.units import count
from parabook.wire.plan import Plan, PlannedContender
from parabook.wire.samples import CEILING, Purpose
from parabook.wire.target import Target

BUDGET_VARIABLE = "PARABOOK_BUDGET"
PYTHON_VARIABLE = "PARABOOK_PYTHON"
"""경쟁 방법을 다른 인터프리터에서 돌릴 때, 그 경로를 적는 환경 변수."""


class DesignError(ValueError):
    """견줌의 설계가 잘못된 경우."""


@dataclass(frozen=True, slots=True)
class Budget:
    """얼마나 공들여 잴지. 시간의 단위는 초입니다. `times`는 지켜볼 때 함수마다 돌리는 횟수입니다."""

    name: str
    generations: int
    most_generations: int
    fewest_rounds: int
    most_rounds: int
    seconds: float
    swept_seconds: float
    times: int
    warmups: int


BUDGETS = {
    "full": Budget(
        "full",
        generations=8,
        most_generations=12,
        fewest_rounds=2,
        most_rounds=12,
        seconds=2.0,
        swept_seconds=4.0,
        times=5,
        warmups=2,
    ),
    "quick": Budget(
        "quick",
        generations=4,
        most_generations=4,
        # 한 회가 길면(0.5초 넘게) 한 회만 잽니다. 세대 사이의 차이가 회 사이의 차이보다 커서, 구간은 세대가 정합니다.
        fewest_rounds=1,
        most_rounds=2,
        seconds=3.2,
        swept_seconds=3.2,
        times=1,
        warmups=1,
    ),
    "once": Budget(
        "once",
        generations=1,
        most_generations=1,
        fewest_rounds=1,
        most_rounds=1,
        seconds=0.0,
        swept_seconds=0.0,
        times=1,
        warmups=1,
    ),
}
"""`once`는 돌아가는지만 봅니다. 세대가 하나뿐이라 비도 구간도 말하지 않습니다."""

SWEPT_ROUNDS = 2

TARGET_WIDTH = 0.10
"""비의 구간이 비의 이만큼보다 넓으면 세대를 더 잽니다."""


@dataclass(frozen=True, slots=True)
class Contender:
    """비교할 방법 하나. 이름과 설명이 기본값과 달라야 할 때만 씁니다.

    Args:
        function: 모듈의 맨 바깥에 적은 함수. 문서 문자열의 첫 줄이 사람이 읽는 이름이 됩니다.
        arguments: 함수에 줄 인자. JSON으로 적을 수 있어야 합니다.
        given: 잴 것을 미리 차려 주는 함수. `with`로 쓸 수 있는 것을 돌려주어야 하고,
            그 값이 첫 인자가 됩니다. 차리는 시간은 재지 않습니다.
            `function`과 같은 것을 주면, 차린 값을 바로 부릅니다.
        one_core: 코어를 하나만 쓰는 방법이면 참. 그런 것끼리는 같은 코어에서 재어야 비교할 수 있습니다.
        name: 기록에서 쓸 이름. 함수 하나를 인자를 바꾸어 여러 번 비교할 때 줍니다.
        label: 사람이 읽는 이름.
        series: 값을 바꾸어 가며 잴 때, 무엇을 재는지. `sweep`이 채웁니다.
        at: 그때의 값.
        closed_loop: 지연을 잴 때, 앞의 것이 끝나야 다음을 시작하면 참.
        python: 이 방법을 돌릴 인터프리터의 경로. 없으면 다른 방법들과 같은 것입니다.
        expect_failure: 지켜볼 때, 실패하는 것을 보이는 방법이면 참. 아니면 실패는 실험의 실패입니다.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    given: Callable[[], Any] | None = None
    one_core: bool = False
    name: str = ""
    label: str = ""
    series: str = ""
    at: float | None = None
    closed_loop: bool = False
    python: str = ""
    expect_failure: bool = False

    def __post_init__(self) -> None:
        """빈 이름을 함수에서 채웁니다.

        Raises:
            TargetError: 다른 프로세스에서 이름으로 찾을 수 없는 함수인 경우.
        """
        Target.of(self.function)
        if not self.name:
            object.__setattr__(self, "name", self.function.__name__)
        if not self.label:
            lines = (self.function.__doc__ or "").strip().splitlines() or [self.name]
            object.__setattr__(self, "label", lines[0].rstrip("."))


Entrant = Callable[..., Any] | Contender
"""비교할 것을 적는 두 가지 꼴."""


def sweep(
    function: Callable[..., Any],
    values: Iterable[float],
    *,
    given: Callable[[], Any] | None = None,
    one_core: bool = False,
) -> list[Contender]:
    """함수 하나를 값을 바꾸어 가며 재는 방법들을 돌려줍니다. 값이 함수의 마지막 인자가 됩니다.

    같은 함수의 방법들은 인터프리터 하나를 함께 쓰고, 같은 값에서 잰 것끼리 같은 결과인지 봅니다.
    이름은 `함수_값`입니다. 예: `pool_map_100`. 소수점은 `p`로, 빼기는 `m`으로 적습니다.

    Raises:
        DesignError: 값이 수가 아닌 경우.
        TargetError: 다른 프로세스에서 이름으로 찾을 수 없는 함수인 경우.
    """
    label = Contender(function).label
    values = [_number(function.__name__, value) for value in values]
    return [
        Contender(
            function,
            arguments=(value,),
            given=given,
            one_core=one_core,
            name=f"{function.__name__}_{_spelled(value)}",
            label=f"{label}, {count(value)}",
            series=label,
            at=value,
        )
        for value in values
    ]


def _number(name: str, value: Any) -> float:
    """파이썬의 수로 바꾼 값입니다. NumPy의 수도 받습니다."""
    try:
        plain = _travelling(value)
    except TypeError:
        plain = None
    if not isinstance(plain, int | float):
        raise DesignError(
            f"sweep으로 바꾸어 가며 잴 {name}의 값 {value!r}은 수가 아닙니다. 정수나 실수를 주십시오."
        )
    return plain


def _spelled(value: float) -> str:
    """값을 주장에 적을 수 있는 글자로 적습니다. 다른 값은 다르게 적힙니다."""
    short = f"{value:g}"
    text = short if float(short) == value else repr(value)
    return text.replace("e+", "e").replace(".", "p").replace("-", "m")


def _travelling(value: Any) -> Any:
    """JSON으로 다른 프로세스에 건네도 같은 값으로 돌려줍니다. NumPy의 수는 파이썬의 수로 바꿉니다.

    Raises:
        TypeError: 건넬 수 없거나, 건너가면 다른 값이 되는 경우.
    """
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return type(value)(map(_travelling, value))
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _travelling(item) for key, item in value.items()}
    raise TypeError


def _carried(entry: Contender) -> Contender:
    """인자를 다른 프로세스에 건넬 수 있는 꼴로 바꾼 방법입니다."""
    try:
        return replace(entry, arguments=_travelling(tuple(entry.arguments)))
    except TypeError:
        raise DesignError(
            f"경쟁 방법 {entry.name}의 인자 {entry.arguments!r}를 JSON으로 다른 프로세스에 건넬 수 없습니다. "
            "수, 글, 목록, 열쇠가 글인 사전으로 주거나, given이 차려 주게 하십시오."
        ) from None


def budget() -> Budget:
    """`PARABOOK_BUDGET`이 고른 예산을 돌려줍니다. 없으면 `full`입니다.

    Raises:
        SettingError: 모르는 예산을 적은 경우.
    """
    chosen = os.environ.get(BUDGET_VARIABLE, "") or "full"
    if chosen not in BUDGETS:
        raise machine.SettingError(
            f"환경 변수 {BUDGET_VARIABLE}의 값 {chosen!r}을 모릅니다. "
            f"{', '.join(BUDGETS)} 가운데 하나를 적으십시오."
        )
    return BUDGETS[chosen]


def entries_of(entrants: Iterable[Entrant], *, one_core: bool = False) -> list[Contender]:
    """비교할 것들을 `Contender`로 맞추고, 설계에 어긋나는 것이 없는지 봅니다.

    Raises:
        DesignError: 방법이 없거나, 이름이 겹치거나, 서로 다른 파일에 있거나, 인자를 건넬 수 없는 경우.
        TargetError: 다른 프로세스에서 이름으로 찾을 수 없는 함수인 경우.
    """
    entries = [item if isinstance(item, Contender) else Contender(item) for item in entrants]
    if one_core:
        entries = [replace(entry, one_core=True) for entry in entries]
    if not entries:
        raise DesignError("비교할 방법이 없습니다. 함수를 하나 이상 주십시오.")
    names = [entry.name for entry in entries]
    if len(set(names)) != len(names):
        raise DesignError(
            f"경쟁 방법의 이름이 겹칩니다: {', '.join(names)}. Contender의 name을 다르게 주십시오."
        )
    if CEILING in names:
        raise DesignError(f"{CEILING}은 천장의 이름입니다. 경쟁 방법에 다른 name을 주십시오.")
    if len({Target.of(entry.function).file for entry in entries}) != 1:
        raise DesignError("경쟁 방법은 모두 한 파일에 있어야 합니다.")
    return [_carried(entry) for entry in entries]


def same_as(
    equal: float | Callable[[Any, Any], bool] | None, entries: list[Contender]
) -> float | str | None:
    """같은지 보는 법을 계획에 적을 꼴로 바꿉니다: 상대 오차이거나, 함수의 이름입니다.

    Raises:
        DesignError: 0 이상의 수도, 비교할 방법과 같은 파일의 함수도 아닌 경우.
        TargetError: 다른 프로세스에서 이름으로 찾을 수 없는 함수인 경우.
    """
    if equal is None:
        return None
    if callable(equal):
        target = Target.of(equal)
        if target.file != Target.of(entries[0].function).file:
            raise DesignError("equal에 줄 함수는 비교할 방법과 같은 파일에 있어야 합니다.")
        return target.function
    if isinstance(equal, int | float) and not isinstance(equal, bool) and 0 <= equal < 1:
        return float(equal)
    raise DesignError(
        f"equal의 값 {equal!r}은 같은지 보는 법이 아닙니다. "
        "상대 오차(예: 1e-9)나 두 값을 받아 참과 거짓을 돌려주는 함수를 주십시오."
    )


def plan_of(
    entries: list[Contender],
    purpose: Purpose,
    server: Server | None,
    requests: int,
    *,
    python: str,
    deadline_seconds: float,
    **details: Any,
) -> Plan:
    """고른 예산으로 계획을 세웁니다. `details`는 `Plan`의 나머지 칸입니다.

    Raises:
        DesignError: 서버와 주소의 수가 맞지 않거나, 코루틴 함수의 시간을 재려고 한 경우.
        SettingError: 환경 변수에 쓸 수 없는 값이 있는 경우.
    """
    if (server is None) != (requests == 0):
        raise DesignError("server와 requests는 함께 주어야 합니다. requests는 1 이상입니다.")
    for entry in entries:
        if purpose != "latency" and inspect.iscoroutinefunction(entry.function):
            raise DesignError(
                f"경쟁 방법 {entry.name}: async def로 적은 함수는 latency만 받습니다. "
                "asyncio.run으로 끝까지 돌리는 def 함수를 적어 주십시오."
            )
    chosen = budget()
    python = python or os.environ.get(PYTHON_VARIABLE) or sys.executable
    swept = any(entry.at is not None for entry in entries)
    settings: dict[str, Any] = {
        "start_method": machine.of(python).start_method,
        "generations": chosen.generations,
        "most_generations": chosen.most_generations,
        "target_width": TARGET_WIDTH,
        # 값을 바꾸어 가며 재면 방법이 많아 한 회가 깁니다. 시간을 더 쓰되, 세대가 여럿이면 한 회로도
        # 점이 넉넉하고 두 회면 충분합니다.
        "fewest_rounds": 1 if swept and chosen.generations > 1 else chosen.fewest_rounds,
        "most_rounds": min(chosen.most_rounds, SWEPT_ROUNDS) if swept else chosen.most_rounds,
        "budget_seconds": chosen.swept_seconds if swept else chosen.seconds,
        "times": chosen.times,
        "warmups": chosen.warmups,
        "seed": random.SystemRandom().getrandbits(32),
    }
    return Plan(
        file=str(Target.of(entries[0].function).file),
        contenders=tuple(map(_planned, entries)),
        purpose=purpose,
        python=python,
        deadline_seconds=deadline_seconds,
        server=server.as_json() if server else None,
        requests=requests,
        **(settings | details),
    )


def _planned(entry: Contender) -> PlannedContender:
    return PlannedContender(
        name=entry.name,
        function=Target.of(entry.function).function,
        arguments=entry.arguments,
        given=Target.of(entry.given).function if entry.given else None,
        one_core=entry.one_core,
        at=entry.at,
        closed_loop=entry.closed_loop,
        expect_failure=entry.expect_failure,
        python=entry.python,
    )
