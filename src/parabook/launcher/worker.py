"""예제의 함수 하나를 부르는 얇은 주 모듈. 새 인터프리터에서 `python -P worker.py`로 시작됩니다.

이 파일은 표준 라이브러리만, 그것도 가벼운 것만 불러옵니다.
`spawn`과 `forkserver`의 자식은 주 모듈을 다시 불러옵니다.
그래서 여기서 불러오는 비용은 모든 워커가 치릅니다.
예제는 제 이름으로 불러온 모듈이라서, 자식 프로세스도 그 안의 함수를 찾을 수 있습니다.

대화는 한 줄에 JSON 하나입니다.
명령은 표준 입력으로 받고, 답은 시작할 때의 표준 출력으로 보냅니다.
예제가 찍는 글은 표준 오류로 돌려서 대화와 섞이지 않게 합니다.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import json
import os
import sys
import time

# typing은 이 파일의 나머지를 모두 합친 것보다 무거워서 불러오지 않습니다.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

try:
    import resource
except ImportError:  # Windows에는 없습니다.
    resource = None  # type: ignore[assignment]  # 없는 것을 없다고 적어 둡니다.


class UncheckableResultError(TypeError):
    """검산할 수 없는 값을 함수가 돌려준 경우."""


def fingerprint(value: object) -> str:
    """값이 같으면(`==`) 같은 지문을 돌려줍니다.

    `pickle`은 같은 값도 다르게 적을 때가 있고, 다른 프로세스의 값과 비교할 수 없는 것이 섞입니다.
    그래서 값의 모양을 정해진 글로 풀어 적고 그 해시를 씁니다.
    목록과 튜플은 같은 것으로 봅니다. NaN은 NaN과 같은 것으로 봅니다.
    배열은 형까지 같아야 같고, 배열의 원소 하나는 수와 같은 것으로 봅니다.

    Raises:
        UncheckableResultError: 풀어 적을 줄 모르는 형의 값인 경우.
    """
    digest = hashlib.sha256()
    _feed(digest, value)
    return digest.hexdigest()[:16]


def _feed(digest: hashlib._Hash, value: Any) -> None:
    if value is None:
        digest.update(b"none;")
    elif isinstance(value, (int, float, complex)):
        digest.update(f"number:{_spell(value)};".encode())
    elif isinstance(value, str):
        digest.update(f"str:{str.__repr__(value)};".encode())
    elif isinstance(value, (bytes, bytearray, memoryview)):
        digest.update(b"bytes:" + hashlib.sha256(bytes(value)).digest())
    elif isinstance(value, (list, tuple)):
        digest.update(f"[{len(value)}:".encode())
        for item in value:
            _feed(digest, item)
    elif isinstance(value, dict):
        pairs = sorted((fingerprint(key), fingerprint(item)) for key, item in value.items())
        digest.update(f"dict:{pairs};".encode())
    elif isinstance(value, (set, frozenset)):
        digest.update(f"set:{sorted(map(fingerprint, value))};".encode())
    elif hasattr(value, "tobytes") and hasattr(value, "dtype"):
        _feed_array(digest, value)
    else:
        raise UncheckableResultError(
            f"{type(value).__name__} 형의 값은 검산할 수 없습니다. "
            "수, 글자, 바이트, 목록, 사전, 집합, 배열 가운데 하나를 돌려주도록 고치십시오."
        )


def close(one: Any, other: Any, tolerance: float) -> bool:
    """두 값이 상대 오차 `tolerance`까지 같은지 봅니다. 목록, 사전, 배열 속의 수도 그렇게 봅니다.

    배열은 같은 수가 든 목록과 같은 것으로 봅니다.
    0 가까이에서는 상대 오차가 뜻이 없으므로, 같은 크기의 절대 오차까지 봐줍니다.
    더하는 순서만 바꾸어도 부동소수점의 끝자리는 달라집니다.
    """
    one, other = (item.tolist() if hasattr(item, "tolist") else item for item in (one, other))
    if isinstance(one, (int, float, complex)) and isinstance(other, (int, float, complex)):
        if one == other or (one != one and other != other):  # noqa: PLR0124 - NaN은 저와 다릅니다.
            return True
        apart, size = abs(one - other), max(abs(one), abs(other), 1.0)
        return apart <= tolerance * size < float("inf")
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        pairs = zip(one, other)  # noqa: B905 - 길이는 바로 아래에서 봅니다.
        return len(one) == len(other) and all(close(a, b, tolerance) for a, b in pairs)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            close(one[key], other[key], tolerance) for key in one
        )
    return bool(one == other)


def _spell(number: complex) -> str:
    """같은 수를 같은 글로 적습니다. `1`, `1.0`, `True`가 같고, `0.0`과 `-0.0`이 같습니다."""
    if isinstance(number, complex):
        if number.imag == 0:
            return _spell(number.real)
        return f"{_spell(number.real)}+{_spell(number.imag)}j"
    if isinstance(number, int) or number.is_integer():
        # 십진수로 적으면 아주 큰 정수에서 파이썬의 자릿수 한도에 걸립니다.
        return f"{int(number):x}"
    return float.__repr__(number)


def _feed_array(digest: hashlib._Hash, array: Any) -> None:
    if array.shape == () and not hasattr(number := array.item(), "dtype"):
        _feed(digest, number)
    elif array.dtype.kind == "O":
        # 원소가 파이썬 객체인 배열의 바이트는 주소일 뿐입니다.
        digest.update(f"objects:{array.shape}:".encode())
        _feed(digest, array.tolist())
    else:
        if array.dtype.kind in "iufc":
            # 받은 배열을 고치지 않고, -0.0과 바이트 순서만 고른 사본을 만듭니다.
            array = array + 0
        digest.update(f"array:{array.dtype.name}:{array.shape}:".encode())
        digest.update(hashlib.sha256(array.tobytes()).digest())


def _shorten(value: object, limit: int = 200) -> str:
    try:
        text = repr(value)
    except ValueError:  # 자릿수 한도를 넘는 정수가 들어 있습니다.
        return f"(적기에 너무 긴 {type(value).__name__} 형의 값)"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _usage() -> tuple[float, float, int, int]:
    """이 프로세스와 기다려 준 자식들이 쓴 CPU 시간(초)과 컨텍스트 스위치 횟수입니다."""
    if resource is None:
        return time.process_time(), 0.0, 0, 0
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        own.ru_utime + own.ru_stime,
        children.ru_utime + children.ru_stime,
        own.ru_nvcsw + children.ru_nvcsw,
        own.ru_nivcsw + children.ru_nivcsw,
    )


def _run_delay() -> float:
    """이 프로세스의 살아 있는 스레드들이 코어를 기다린 시간(초)입니다. Linux가 아니면 0입니다."""
    total = 0
    try:
        # pathlib도 가볍지 않아서 쓰지 않습니다.
        for thread in os.listdir("/proc/self/task"):  # noqa: PTH208 - 윗줄과 같습니다.
            with open(f"/proc/self/task/{thread}/schedstat", encoding="ascii") as file:  # noqa: PTH123 - 윗줄과 같습니다.
                total += int(file.read().split()[1])
    except OSError:  # 세는 사이에 사라진 스레드가 있거나, Linux가 아닙니다.
        return total / 1e9
    return total / 1e9


def _gil_enabled() -> bool:
    """지금 GIL이 켜져 있는지 알려 줍니다. GIL 없는 빌드에서도 확장 모듈을 불러오다가 켜질 수 있습니다."""
    return bool(getattr(sys, "_is_gil_enabled", lambda: True)())


def _may_have_family() -> bool:
    """자식 프로세스가 있을 수 있는지 알려 줍니다. 없다면 바깥에서 나무를 뒤질 이유가 없습니다.

    이 모듈들을 거치지 않고 낳은 자식은, 기다려 주었다면 `RUSAGE_CHILDREN`에 들어 있습니다.
    """
    return not sys.modules.keys().isdisjoint({"multiprocessing", "_posixsubprocess"})


def _find(module: ModuleType, qualname: str) -> Any:
    found: Any = module
    for part in qualname.split("."):
        found = getattr(found, part)
    return found


class Bench:
    """함수 하나를 불러 놓고, 시키는 대로 부르며 시간을 재는 자리."""

    def __init__(self, order: dict[str, Any]) -> None:
        """코어와 시작 방식을 정하고, 예제를 불러와 함수를 찾습니다. 차릴 것은 아직 차리지 않습니다."""
        if order["start_method"]:
            import multiprocessing  # noqa: PLC0415 - 시작 방식을 정하지 않는 예제는 이 비용을 치르지 않습니다.

            multiprocessing.set_start_method(order["start_method"])
        sys.path.insert(0, order["folder"])
        module = importlib.import_module(order["module"])
        # 예제가 허락된 코어의 수로 정하는 상수는 코어를 묶기 전의 것이어야 합니다.
        if order["cpus"] and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, order["cpus"])
        self.function = _find(module, order["function"])
        self.arguments = list(order["arguments"])
        self.context: Any = None
        self.value: Any = None
        equal = order.get("equal")
        self._equal: Any = _find(module, equal) if isinstance(equal, str) else equal
        self._given = _find(module, order["given"]) if order["given"] else None

    def prepare(self) -> None:
        """미리 차릴 것이 있으면 차리고, 그것을 첫 인자로 삼습니다. 부를 것을 차렸으면 그것을 부릅니다."""
        if self._given is None:
            return
        self.context = self._given()
        ready = self.context.__enter__()
        if self._given is self.function:
            self.function = ready
        else:
            self.arguments.insert(0, ready)

    def call(self, loops: int, replaced: list[Any] | None = None) -> dict[str, Any]:
        """함수를 `loops`번 부르고, 한 번에 든 벽시계 시간과 CPU 시간(초)을 돌려줍니다.

        `replaced`를 주면 처음에 정한 인자 대신 씁니다. 차려 둔 것은 그대로 첫 인자입니다.
        """
        function, arguments = self.function, self.arguments
        if replaced is not None:
            arguments = [*self.arguments[: self.context is not None], *replaced]
        self.value = None  # 앞의 값을 잡고 있으면 메모리 피크가 그만큼 높아집니다.
        repeats = range(loops)
        delayed = _run_delay()
        before = _usage()
        started = time.perf_counter()
        for _ in repeats:
            value = function(*arguments)
        elapsed = time.perf_counter() - started
        own, children, voluntary, involuntary = (
            after - past for after, past in zip(_usage(), before, strict=True)
        )
        return {
            # 거친 시계는 0을 가리키기도 합니다. 그보다 짧은 것은 시계가 가릴 수 있는 가장 짧은 시간으로 적습니다.
            "wall": max(elapsed, time.get_clock_info("perf_counter").resolution) / loops,
            "cpu_own": own / loops,
            "cpu_children": children / loops,
            "run_delay": max(0.0, _run_delay() - delayed),
            "voluntary_switches": voluntary,
            "involuntary_switches": involuntary,
            **self._checkable(value),
            "preview": _shorten(value),
            "family": _may_have_family(),
            "gil": _gil_enabled(),
        }

    def _checkable(self, value: Any) -> dict[str, str]:
        """다른 인터프리터의 값과 비교할 것입니다. 같은지 보는 법을 따로 정했으면 값 그 자체입니다."""
        if self._equal is None:
            return {"fingerprint": fingerprint(value)}
        import pickle  # noqa: PLC0415 - 같은지 보는 법을 정한 예제만 이 비용을 치릅니다.

        self.value = value
        return {"value": pickle.dumps(value).hex()}

    def agrees(self, expected: str) -> bool:
        """마지막으로 돌려준 값이, 다른 인터프리터의 그 값과 같은지 봅니다."""
        import pickle  # noqa: PLC0415 - 위와 같습니다.

        other = pickle.loads(bytes.fromhex(expected))  # noqa: S301 - 같은 예제의 함수가 돌려준 값입니다.
        if callable(self._equal):
            return bool(self._equal(other, self.value))
        return close(other, self.value, self._equal)

    def observe(self) -> dict[str, Any]:
        """함수를 한 번 부르고, 돌려준 사실과 시간표와 추이와 걸린 시간(초)을 돌려줍니다."""
        started = time.perf_counter()
        value = self.function(*self.arguments)
        elapsed = time.perf_counter() - started
        if not isinstance(value, dict):
            raise UncheckableResultError(
                f"사실의 사전을 돌려주지 않고 {_shorten(value)}을 돌려주었습니다. "
                "사실의 이름에서 수로 가는 사전을 돌려주고, 셀 것이 없으면 {}를 돌려주십시오."
            )
        facts = dict(value)
        spans = [_span(*span) for span in facts.pop("spans", ())]
        trace = [[float(at), float(number)] for at, number in facts.pop("trace", ())]
        for name, number in facts.items():
            if number is not None and not isinstance(number, (int, float)):
                raise UncheckableResultError(
                    f"사실 {name}의 값이 수가 아닙니다: {_shorten(number)}. "
                    "글은 print로 찍고, 사실은 수로 돌려주십시오. 셀 것이 없으면 None을 돌려주십시오."
                )
        seen = {"wall": elapsed, "facts": facts, "spans": spans, "trace": trace}
        return {**seen, "gil": _gil_enabled()}

    def arrive(self, order: dict[str, Any]) -> dict[str, Any]:
        """`interval`초마다 하나씩 `count`번 도착하게 하고, 저마다 얼마나 늦게 끝났는지(초) 돌려줍니다.

        지연은 도착하기로 한 때부터 셉니다. `closed`이면 같은 동안 앞의 것이 끝나는 대로 다음을 시작하고,
        시작한 때부터 셉니다. `each`이면 첫 인자가 목록이고, 도착마다 그 하나씩을 받습니다.
        """
        count, interval = order["count"], order["interval"]
        latencies = [0.0] * count
        if order["closed"]:
            latencies = []
            end = time.perf_counter() + count * interval
            while (started := time.perf_counter()) < end:
                self.function(*self._arguments_of(len(latencies), order["each"]))
                latencies.append(time.perf_counter() - started)
        elif getattr(getattr(self.function, "__code__", None), "co_flags", 0) & _COROUTINE:
            import asyncio  # noqa: PLC0415 - 비동기 함수만 이 비용을 치릅니다.

            asyncio.run(self._arrive_together(latencies, interval, each=order["each"]))
        else:
            self._arrive_in_threads(latencies, interval, order["threads"], each=order["each"])
        return {"latencies": latencies, "gil": _gil_enabled()}

    def _arguments_of(self, number: int, each: bool) -> list[Any]:  # noqa: FBT001 - 명령에서 온 값입니다.
        if not each:
            return self.arguments
        place = 0 if self.context is None else 1
        choices = self.arguments[place]
        chosen = choices[number % len(choices)]
        return [*self.arguments[:place], chosen, *self.arguments[place + 1 :]]

    async def _arrive_together(
        self, latencies: list[float], interval: float, *, each: bool
    ) -> None:
        import asyncio  # noqa: PLC0415 - 위와 같습니다.

        first = time.perf_counter() + _LEAD_SECONDS

        async def arrival(number: int) -> None:
            intended = first + number * interval
            await asyncio.sleep(max(0.0, intended - time.perf_counter()))
            await self.function(*self._arguments_of(number, each))
            latencies[number] = time.perf_counter() - intended

        await asyncio.gather(*(arrival(number) for number in range(len(latencies))))

    def _arrive_in_threads(
        self, latencies: list[float], interval: float, threads: int, *, each: bool
    ) -> None:
        import threading  # noqa: PLC0415 - 위와 같습니다.

        first = time.perf_counter() + _LEAD_SECONDS
        numbers, lock = iter(range(len(latencies))), threading.Lock()
        failures: list[BaseException] = []

        def serve() -> None:
            while not failures:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                intended = first + number * interval
                time.sleep(max(0.0, intended - time.perf_counter()))
                try:
                    self.function(*self._arguments_of(number, each))
                except BaseException as error:  # noqa: BLE001 - 부른 쪽에 그대로 알립니다.
                    failures.append(error)
                latencies[number] = time.perf_counter() - intended

        servers = [threading.Thread(target=serve) for _ in range(threads)]
        for server in servers:
            server.start()
        for server in servers:
            server.join()
        if failures:
            raise failures[0]

    def close(self) -> None:
        """차려 둔 것이 있으면 치웁니다."""
        if self.context is not None:
            self.context.__exit__(None, None, None)


_COROUTINE = 0x80
"""`inspect.CO_COROUTINE`. inspect는 무거워서 불러오지 않습니다."""

_LEAD_SECONDS = 0.05
"""첫 도착까지 두는 말미. 기다릴 스레드와 태스크가 다 준비될 만큼입니다."""


def _span(lane: object, start: float, end: float, label: object = "") -> dict[str, Any]:
    return {"lane": str(lane), "start": float(start), "end": float(end), "label": str(label)}


def _failure(error: BaseException) -> dict[str, str]:
    # 실패하지 않는 인터프리터가 이 비용을 치르지 않도록 여기서 불러옵니다.
    import traceback  # noqa: PLC0415

    return {
        "error": "".join(traceback.format_exception_only(error)).strip(),
        "traceback": "".join(traceback.format_exception(error)),
    }


def main() -> None:
    """표준 입력이 닫히거나 그만두라는 명령이 올 때까지 명령을 따릅니다."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    orders = os.fdopen(os.dup(0), encoding="utf-8")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)

    def answer(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    bench = None
    try:
        bench = Bench(json.loads(orders.readline()))
        answer({"ready": True, "family": _may_have_family()})
        for line in orders:
            command = json.loads(line)
            if "prepare" in command:
                bench.prepare()
                answer({"family": _may_have_family()})
            elif "observe" in command:
                answer(bench.observe())
            elif "expected" in command:
                answer({"same": bench.agrees(command["expected"])})
            elif "arrivals" in command:
                answer(bench.arrive(command["arrivals"]))
            elif command["loops"] == 0:
                break
            else:
                answer(bench.call(command["loops"], command.get("arguments")))
        bench.close()
        answer({"closed": True})
        # 끝나는 파이썬은 살아 있는 것을 여러 번 뒤집니다. 곧 모두 사라질 것이므로 뒤지지 않게 합니다.
        gc.freeze()
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - 무엇이든 이유를 알립니다.
        answer(_failure(error))
        sys.exit(1)


if __name__ == "__main__":
    main()
