"""재어지는 인터프리터 안에서, 읽는 사람의 함수를 찾아 부를 수 있게 차립니다.

실험의 폴더에 복사해 두고 그 이름으로 불러옵니다. 그 인터프리터에는 parabook이 없을 수 있으므로
표준 라이브러리만 씁니다. 여기서 쓰는 시간은 재지 않습니다.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import os
import pickle
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class UnusableError(Exception):
    """읽는 사람의 함수나 인자를 쓸 수 없는 경우. 무엇이 왜 안 되는지는 JSON으로 적습니다."""

    def __init__(self, kind: str, **details: object) -> None:
        super().__init__(
            json.dumps({"kind": kind, **{key: str(value) for key, value in details.items()}})
        )


@contextlib.contextmanager
def opened(case: dict[str, Any]) -> Iterator[Any]:
    """읽는 사람의 함수를 인자 없이 부를 수 있는 것으로 바꾸어 내줍니다.

    인자가 없으면 그 함수 그대로입니다. 사이에 끼는 것이 있으면 짧은 함수의 시간이 달라집니다.
    """
    sys.path += [path for path in case["paths"] if path not in sys.path]
    with contextlib.ExitStack() as stack:
        function = find(case["function"])
        if not callable(function):
            raise UnusableError("not_callable", text=case["function"]["text"])
        arguments, keywords = _arguments_of(case, stack)
        for value in (*arguments, *keywords.values()):
            if hasattr(value, "__next__"):
                raise UnusableError("one_shot", type=type(value).__name__)
        call = (
            functools.partial(function, *arguments, **keywords)
            if arguments or keywords
            else function
        )
        coroutine = case["function"]["coroutine"] or _is_coroutine(function)
        if coroutine and not case["awaited"]:
            call = _run_to_the_end(call, stack)
        elif coroutine and call is not function:
            call = _awaiting(call)
        elif (arguments or keywords) and not coroutine and case["facts"] is None:
            _refuse_changes(case, call, arguments, keywords)
        yield call if case["facts"] is None else _watched(call, case["facts"])


_COROUTINE = 0x80
"""`inspect.CO_COROUTINE`. inspect는 무거워서 불러오지 않습니다."""


def _is_coroutine(function: Any) -> bool:
    """다른 파일에서 불러온 `async def` 함수는 글로는 알 수 없습니다."""
    return bool(getattr(getattr(function, "__code__", None), "co_flags", 0) & _COROUTINE)


def _awaiting(call: Any) -> Any:
    """인자를 채운 `async def` 함수를, 다시 `async def` 함수로 보이게 합니다."""

    async def awaiting() -> Any:
        return await call()

    return awaiting


def _watched(call: Any, wanted: list[str]) -> Any:
    """함수를 부르고, 바깥에서 볼 수 있는 사실을 세어 돌려주는 것으로 바꿉니다."""

    def watched() -> dict[str, float | None]:
        before = _left_over()
        value = call()
        seen: dict[str, float | None] = dict.fromkeys(wanted)
        if isinstance(value, dict):
            seen |= {key: value[key] for key in wanted if isinstance(value.get(key), int | float)}
        elif "returned" in seen and isinstance(value, int | float):
            seen["returned"] = value
        after = _left_over()
        seen |= {key: after[key] - before[key] for key in after if key in seen}
        return seen

    return watched


def _left_over() -> dict[str, int]:
    """지금 살아 있는 스레드, 자식 프로세스, 연 파일과 소켓의 수입니다. 셀 수 없는 것은 뺍니다."""
    threading = sys.modules.get("threading")
    found = {"threads_left": threading.active_count() if threading else 1}
    try:
        # 이 폴더들을 읽는 동안 그것도 열려 있습니다. 앞뒤에서 똑같이 하나입니다.
        found["files_left"] = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - pathlib은 가볍지 않습니다.
        found["children_left"] = 0
        for thread in os.listdir("/proc/self/task"):  # noqa: PTH208 - 위와 같습니다.
            with open(f"/proc/self/task/{thread}/children", encoding="ascii") as file:  # noqa: PTH123 - 위와 같습니다.
                found["children_left"] += len(file.read().split())
    except OSError:  # Linux가 아니거나, 세는 사이에 사라진 스레드가 있습니다.
        pass
    return found


def find(named: dict[str, Any]) -> Any:
    """이름이 가리키는 것을 불러옵니다."""
    sys.path.insert(0, named["folder"])
    module = importlib.import_module(named["module"])
    file = getattr(module, "__file__", None)
    if named["file"] and file and not os.path.samefile(file, named["file"]):  # noqa: PTH121 - pathlib은 가볍지 않습니다.
        raise UnusableError("shadowed", file=named["file"], other=file)
    found = module
    for part in named["attribute"].split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            raise UnusableError("no_attribute", text=named["text"], name=part) from None
    return found


def _arguments_of(
    case: dict[str, Any], stack: contextlib.ExitStack
) -> tuple[list[Any], dict[str, Any]]:
    given: list[Any] = []
    if case["setup"]:
        ready = find(case["setup"])()
        if hasattr(ready, "__enter__"):
            ready = stack.enter_context(ready)
        if ready is not None:
            given.append(ready)
    arguments = case["arguments"]
    if case["arguments_from"]:
        arguments = find(case["arguments_from"])
        arguments = arguments() if callable(arguments) else arguments
    if isinstance(arguments, dict):
        return given, arguments
    if not isinstance(arguments, list | tuple):
        raise UnusableError("arguments_not_list", type=type(arguments).__name__)
    return [*given, *arguments], {}


def _run_to_the_end(call: Any, stack: contextlib.ExitStack) -> Any:
    """`async def` 함수를 이벤트 루프 하나에서 끝까지 돌리는 것으로 바꿉니다."""
    import asyncio  # noqa: PLC0415 - 비동기 함수만 이 비용을 치릅니다.

    runner = stack.enter_context(asyncio.Runner())
    return lambda: runner.run(call())


def _refuse_changes(
    case: dict[str, Any], call: Any, arguments: list[Any], keywords: dict[str, Any]
) -> None:
    """받은 것을 고치는 함수는 두 번째부터 다른 일을 합니다. 처음에 한 번 불러 보고, 그러면 멈춥니다."""
    looked = case["looked"]
    if os.path.exists(looked):  # noqa: PTH110 - 위와 같습니다.
        return
    try:
        before = pickle.dumps((arguments, keywords))
    except Exception:  # noqa: BLE001 - 피클할 수 없으면 비교할 길이 없습니다.
        return
    call()
    if pickle.dumps((arguments, keywords)) != before:
        raise UnusableError("changes_arguments", text=case["function"]["text"])
    open(looked, "w", encoding="utf-8").close()  # noqa: PTH123 - 위와 같습니다.
