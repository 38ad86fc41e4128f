"""파일에 적힌 함수 하나를 새 인터프리터에서 부르고, 아무것도 남기지 않습니다.

함수는 (파일, 이름)으로 주고받습니다.
갤러리는 예제를 가짜 `__main__`으로 실행하므로, 함수 그 자체는 다른 프로세스에서 찾을 수 없습니다.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from parabook import machine
from parabook.launcher import worker
from parabook.processes import limits, usage
from parabook.processes.child import Child
from parabook.wire.failure import Failure
from parabook.wire.target import Target

OUTPUT_BYTES = 20_000
ERROR_BYTES = 2000


class FreshError(Exception):
    """새 인터프리터에서 함수를 부르지 못한 경우. 이유는 `failure`에 있습니다."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


class Session:
    """함수 하나를 불러 놓은 새 인터프리터. `with`로 쓰고, 나가면 그 자손까지 사라집니다."""

    def __init__(
        self,
        target: Target,
        *,
        name: str,
        arguments: Sequence[Any] = (),
        given: str | None = None,
        python: str = sys.executable,
        start_method: str | None = None,
        cpus: Iterable[int] = (),
        environment: Mapping[str, str] | None = None,
        equal: float | str | None = None,
        deadline_seconds: float = 60.0,
    ) -> None:
        self.name = name
        self.folder = str(target.file.parent)
        self.deadline_seconds = deadline_seconds
        self._child = Child(
            [python, "-P", worker.__file__], environment=_environment() | dict(environment or {})
        )
        self._kin: list[Any] = []
        self._loops = 1
        self._family = True
        self._unprepared = given is not None
        self._preparing = False
        self._settled = False
        self._dismissed = False
        self._refusal: FreshError | None = None
        self._before = usage.Usage()
        # 답은 __enter__에서 기다립니다. 그래서 여럿을 만들어 두면 나란히 준비합니다.
        self._child.send(
            {
                "folder": self.folder,
                "module": target.file.stem,
                "function": target.function,
                "arguments": list(arguments),
                "given": given,
                "start_method": start_method,
                "cpus": list(cpus),
                "equal": equal,
            }
        )

    @property
    def pid(self) -> int:
        """새 인터프리터의 프로세스 번호입니다."""
        return self._child.pid

    def settle(self) -> None:
        """예제를 다 불러올 때까지 기다립니다. 그러지 못했으면 그 이유는 `__enter__`가 알립니다."""
        self._settled = True
        try:
            self._family = self._receive()["family"]
        except FreshError as error:
            self._refusal = error

    def prepare(self) -> None:
        """미리 차릴 것을 차리라고 시키기만 합니다. 여럿을 나란히 차리게 할 때 씁니다."""
        if self._unprepared:
            self._unprepared, self._preparing = False, True
            self._child.send({"prepare": True})

    def __enter__(self) -> Self:
        """예제를 다 불러오고, 미리 차릴 것까지 다 차릴 때까지 기다립니다.

        Raises:
            FreshError: 예제를 불러오지 못했거나, 차리지 못했거나, 데드라인을 넘긴 경우.
        """
        try:
            if not self._settled:
                self.settle()
            if self._refusal is None:
                self._finish_preparing()
        except BaseException:
            self.kill()
            raise
        if self._refusal is not None:
            self.kill()
            raise self._refusal
        return self

    def _finish_preparing(self) -> None:
        self.prepare()
        if self._preparing:
            self._preparing = False
            self._family = self._receive()["family"]

    def __exit__(self, kind: type[BaseException] | None = None, *_: object) -> None:
        """그만두라고 말하고, 듣지 않으면 끝냅니다. 이미 실패했으면 말하지 않고 끝냅니다."""
        if kind is not None:
            self.kill()
            return
        try:
            if self._child.poll() is None:
                self.dismiss()
                self._receive()
                self._child.wait(self.deadline_seconds)
        except (FreshError, subprocess.TimeoutExpired):
            pass  # 값은 이미 받았습니다. 아래에서 끝냅니다.
        finally:
            self.kill()

    def dismiss(self) -> None:
        """그만두라고 시키기만 합니다. 다 잰 여럿을 나란히 끝나게 할 때 씁니다. 여러 번 불러도 됩니다."""
        if self._dismissed:
            return
        self._dismissed = True
        # 이 프로세스가 끝나고 나면 남은 자손을 찾을 길이 없으므로 미리 적어 둡니다.
        self._kin = self._child.descendants()
        self._child.send({"loops": 0})

    def call(self, loops: int = 1, arguments: Sequence[Any] | None = None) -> dict[str, Any]:
        """함수를 `loops`번 부르고 한 번에 든 시간(초)을 돌려줍니다.

        Args:
            loops: 부를 횟수.
            arguments: 처음에 정한 것 대신 줄 인자.

        Returns:
            `wall`, `cpu`와 `run_delay`(자손까지 더한 CPU 시간과 코어를 기다린 시간),
            컨텍스트 스위치 횟수, 값의 지문과 앞부분.

        Raises:
            FreshError: 예외, 데드라인, 죽음 가운데 하나로 값을 얻지 못한 경우.
        """
        self.begin(loops, arguments)
        return self.finish()

    def begin(self, loops: int = 1, arguments: Sequence[Any] | None = None) -> None:
        """함수를 부르라고 시키기만 합니다. 여럿에게 한꺼번에 시킬 때 씁니다."""
        self._loops = loops
        self._before = self._outside_usage()
        replaced = {} if arguments is None else {"arguments": list(arguments)}
        self._child.send({"loops": loops, **replaced})

    def observe(self) -> dict[str, Any]:
        """함수를 한 번 부르고, 돌려준 사실(`facts`), 시간표(`spans`), 추이(`trace`), 걸린 시간(`wall`, 초)을 돌려줍니다.

        Raises:
            FreshError: 값을 얻지 못했거나, 사실이 아닌 것을 돌려준 경우.
        """
        return self._exchange({"observe": True})

    def arrive(self, order: dict[str, Any]) -> dict[str, Any]:
        """정해진 때마다 함수를 부르게 하고, 도착마다의 지연(`latencies`, 초)을 돌려줍니다.

        Raises:
            FreshError: 한 번이라도 예외가 났거나 데드라인을 넘긴 경우.
        """
        return self._exchange({"arrivals": order})

    def agrees(self, expected: str) -> bool:
        """방금 돌려준 값이, 다른 인터프리터가 돌려준 값(`value`)과 같은지 이 인터프리터에 묻습니다.

        Raises:
            FreshError: 비교하는 함수가 예외를 냈거나 데드라인을 넘긴 경우.
        """
        return bool(self._exchange({"expected": expected})["same"])

    def output(self) -> str:
        """함수가 지금까지 찍은 글의 끝부분입니다. 오류 출력까지 들어 있습니다."""
        return self._child.errors(OUTPUT_BYTES)

    def answered(self) -> bool:
        """`begin`으로 시킨 것이 끝났는지 기다리지 않고 봅니다. 죽은 것도 끝난 것입니다."""
        return self._child.has_spoken() or self._child.poll() is not None

    def memory(self) -> usage.Memory:
        """이 인터프리터와 자손들이 지금 차지한 메모리입니다."""
        return usage.memory([self._child.identity, *self._child.descendants()])

    def finish(self) -> dict[str, Any]:
        """`begin`으로 시킨 것의 값을 기다립니다. 돌려주는 것과 오류는 `call`과 같습니다."""
        sample = self._receive()
        # 이번에 처음 자식을 낳았을 수도 있습니다. 부르기 전에는 쓴 것이 없었습니다.
        self._family = sample.pop("family")
        outside = self._outside_usage().since(self._before)
        own = sample.pop("cpu_own") + sample.pop("cpu_children")
        sample["cpu"] = own + outside.cpu / self._loops
        sample["voluntary_switches"] += outside.voluntary
        sample["involuntary_switches"] += outside.involuntary
        sample["run_delay"] = (sample["run_delay"] + outside.run_delay) / self._loops
        return sample

    def _outside_usage(self) -> usage.Usage:
        """이 인터프리터가 스스로 셀 수 없는 자손들이 쓴 것입니다. 나무를 뒤지는 데 몇 ms가 듭니다."""
        if not self._family:
            return usage.Usage()
        return usage.usage(self._child.descendants())

    def kill(self) -> None:
        """이 인터프리터와 그 자손을 모두 끝냅니다. 여러 번 불러도 됩니다."""
        self._child.kill(self._kin)

    def _exchange(self, order: dict[str, Any]) -> dict[str, Any]:
        self._child.send(order)
        return self._receive()

    def _receive(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._wait_for_answer())
        if "error" in answer:
            if short := limits.explained(answer["error"], answer["traceback"]):
                raise FreshError(Failure(self.name, "limit", short))
            raise FreshError(
                Failure(self.name, "exception", _explain(answer["error"]), answer["traceback"])
            )
        return answer

    def _wait_for_answer(self) -> bytes:
        deadline = time.monotonic() + self.deadline_seconds
        while True:
            left = max(0.0, deadline - time.monotonic())
            if (code := self._child.poll()) is not None:
                self._child.hear_out()
            with contextlib.suppress(queue.Empty):
                if line := self._child.line(min(0.25, left) if code is None else 0):
                    return line
                # 출력을 닫았으니 곧 끝납니다. 끝나야 그 이유를 압니다.
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._child.wait(left)
                code = self._child.poll()
            if code is not None:
                raise FreshError(self._death(code))
            if time.monotonic() > deadline:
                raise FreshError(
                    Failure(
                        self.name,
                        "deadline",
                        f"{self.deadline_seconds:g}초 안에 끝나지 않아 멈추었습니다.",
                        self._child.errors(ERROR_BYTES),
                    )
                )

    def _death(self, code: int) -> Failure:
        detail = self._child.errors(ERROR_BYTES)
        if short := limits.explained(detail, detail):
            return Failure(self.name, "limit", short)
        if code < 0:
            name = _signal_name(-code)
            if name == "SIGBUS":
                return Failure(self.name, "limit", limits.too_little_shared_memory())
            hint = " 메모리가 모자라면 운영 체제가 이렇게 끝냅니다." if name == "SIGKILL" else ""
            reason = f"신호 {name}을 받아 죽었습니다.{hint}"
            return Failure(self.name, "killed", reason, detail)
        reason = f"값을 돌려주지 않고 종료 코드 {code}로 끝났습니다."
        return Failure(self.name, "exited", reason, detail)


def _signal_name(number: int) -> str:
    """신호의 이름입니다. 실시간 신호에는 이름이 없어서 번호를 씁니다."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _environment() -> dict[str, str]:
    """새 인터프리터의 환경 변수. 프록시를 쓰는 자리에서도 연습용 서버에는 바로 갑니다."""
    direct = ",".join(filter(None, [os.environ.get("no_proxy"), "127.0.0.1"]))
    return machine.readers_environment() | {
        "PYTHONFAULTHANDLER": "1",
        "PYTHONIOENCODING": "utf-8",
        "no_proxy": direct,
        "NO_PROXY": direct,
    }


def _explain(error: str) -> str:
    """파이썬이 남긴 오류 한 줄에, 자주 나오는 것이면 한국어 풀이를 붙입니다."""
    if error.startswith(("concurrent.futures.process.BrokenProcessPool", "BrokenProcessPool")):
        return f"워커 프로세스가 죽어 풀이 깨졌습니다. ({error})"
    return f"예외를 내고 멈추었습니다. ({error})"


def run(
    target: Target,
    *arguments: Any,
    python: str = sys.executable,
    start_method: str | None = None,
    deadline_seconds: float = 60.0,
) -> dict[str, Any]:
    """함수를 새 인터프리터에서 한 번 부르고 잰 것을 돌려줍니다.

    Raises:
        FreshError: 값을 얻지 못한 경우.
    """
    with Session(
        target,
        name=target.function,
        arguments=arguments,
        python=python,
        start_method=start_method,
        deadline_seconds=deadline_seconds,
    ) as session:
        return session.call()
