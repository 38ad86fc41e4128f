"""표본으로 불러 보는 프로세스의 몸: 시킨 것을 한 줄로 받고, 알아낸 것을 한 줄씩 알립니다."""

from __future__ import annotations

import inspect
import json
import multiprocessing
import os
import pickle
import statistics
import sys
import time

from . import pickling, pricing, together
from .calling import SHORT_SECONDS, resident_bytes
from .finding import load
from .inputs import scattered, spread
from .returned import plain
from .unusable import UnusableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .calling import Spent

MOST_SAMPLES, SAMPLE_SECONDS, ENOUGH = 200, 3.0, 3
SHARE_OF_TIME = 15
"""표본에는 모든 시간의 이만큼 분의 1까지만 씁니다."""
UNHURRIED = 10
LOOKED_INTO = 8
"""바뀌는지, 같은 값을 내는지, 보낼 수 있는지를 몇 개까지 볼지."""


def main() -> None:
    """시킨 것을 하고 끝냅니다. 함수가 찍는 글은 대화와 섞이지 않습니다."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    orders = os.fdopen(os.dup(0), encoding="utf-8")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)

    def tell(**message: Any) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    order = json.loads(orders.readline())
    if order["start_method"]:
        multiprocessing.set_start_method(order["start_method"])
    try:
        Probe(order, tell).run()
    except UnusableError as error:
        tell(error={"kind": error.kind, **error.details})
        sys.exit(1)
    except BaseException as error:  # noqa: BLE001 - 무엇이든 이유를 알립니다.
        tell(error=json.loads(str(_unusable(error))))
        sys.exit(1)
    # 읽는 사람이 남긴 스레드나 이벤트 루프를 기다리지 않습니다.
    os._exit(0)


def _unusable(error: BaseException) -> UnusableError:
    if type(error).__name__ == "UnusableError":  # 이름을 찾는 모듈의 것입니다.
        found = json.loads(str(error))
        return UnusableError(found.pop("kind"), **found)
    return UnusableError("cannot_load", error=f"{type(error).__name__}: {error}")


class Probe:
    """함수 하나를 표본으로 불러 보고 알아낸 것들."""

    def __init__(self, order: dict[str, Any], tell: Callable[..., None]) -> None:
        self.order, self.tell = order, tell
        self.longest = min(SAMPLE_SECONDS, order["seconds"] / SHARE_OF_TIME)
        self.spent: list[Spent] = []
        self.sizes: dict[str, list[tuple[int, float]]] = {"input": [], "result": []}
        self.blocked: dict[str, dict[str, str]] = {}
        self.steady, self.kind = True, ""
        self.kept: list[tuple[Any, bytes]] = []

    def run(self) -> None:
        """순서대로 보고, 볼 때마다 알립니다."""
        self.tell(step="loading")
        loaded = load(self.order)
        self.loaded, caller = loaded, loaded.caller
        self.tell(inputs=len(loaded.items), whole=loaded.whole, made=loaded.made)
        self._look_at_function()
        before = resident_bytes()
        indices = scattered(spread(len(loaded.items), MOST_SAMPLES))
        self.began = time.monotonic()
        self.wanted = len(indices)
        caller.each([(at, loaded.items[at]) for at in [indices[0], *indices]],
                    self._seen, self._calling)  # fmt: skip
        self._forget_the_first()
        sample = [loaded.items[at] for at in indices[: len(self.spent)]]
        profile = self._profile(sample) | {
            "memory_bytes": {"before": before, "after": resident_bytes()},
        }
        self.tell(profile=profile)
        if self.order["cores"] > 1 and profile["wall"] < self.order["slow_seconds"]:
            self.tell(step="together")
            compute, wait = profile["compute"], profile["wait"]
            self.tell(profile=together.gains(self.order, caller, sample, compute, wait))
        self.tell(step="pricing")
        named = self.order["function"]
        self.tell(
            costs=pricing.prices(
                named["module"],
                named["folder"],
                times=3 if self.order["seconds"] >= UNHURRIED else 1,
            )
        )
        self.tell(done=True)

    def _look_at_function(self) -> None:
        if found := pickling.hindrance(self.loaded.caller.function, self.order["name"]):
            self.blocked["function"] = found

    def _calling(self, index: int) -> None:
        self.tell(calling=index, seen=len(self.spent), wanted=self.wanted)
        if len(self.spent) <= LOOKED_INTO:
            self.packed = _packed(self.loaded.items[index])

    def _seen(self, index: int, item: Any, value: Any, spent: Spent) -> bool:
        """한 번 부른 것을 적습니다. 넉넉히 보았으면 거짓을 돌려줍니다."""
        self.spent.append(spent)
        if len(self.spent) <= LOOKED_INTO + 1:
            self._look_at(index, item, value)
        elapsed = time.monotonic() - self.began
        enough = len(self.spent) > ENOUGH or spent.wall > self.longest / 2
        return not (enough and elapsed > self.longest)

    def _look_at(self, index: int, item: Any, value: Any) -> None:
        if self.packed is not None and _packed(item) not in {None, self.packed}:
            raise UnusableError("changes_inputs", index=index, text=self.order["function"]["text"])
        self.kind = type(value).__name__
        if inspect.isgenerator(value) or inspect.isasyncgen(value):
            self.kind = "generator"
        for name, one in (("input", item), ("result", value)):
            if name in self.blocked:
                continue
            try:
                self.sizes[name].append(pickling.travelled(one))
            except Exception:  # noqa: BLE001 - 왜 안 되는지는 아래에서 찾습니다.
                label = f"{self.order['inputs_name']}[{index}]" if name == "input" else "result"
                found = pickling.hindrance(one, label)
                self.blocked |= {name: found} if found else {}
        if len(self.spent) == 1:
            self.kept.append((None, _packed(plain(value)) or b""))
        elif len(self.spent) == 2:  # noqa: PLR2004 - 첫 입력은 두 번 부릅니다.
            self.steady = self.kept[0][1] == (_packed(plain(value)) or b"")

    def _forget_the_first(self) -> None:
        """처음 부를 때에만 하는 일(불러오기, 캐시)을 뺍니다. 한 번밖에 못 불렀으면 그것이라도 씁니다."""
        self.cold = self.spent[0]
        if len(self.spent) > 1:
            del self.spent[0]

    def _profile(self, sample: list[Any]) -> dict[str, Any]:
        walls = sorted(one.wall for one in self.spent)
        middle = statistics.median(walls)
        mean = {
            name: statistics.fmean(getattr(one, name) for one in self.spent)
            for name in ("wall", "compute", "wait")
        }
        if middle < SHORT_SECONDS:
            mean = vars(self.loaded.caller.in_bulk(sample))
        if len(self.spent) == 1:
            # 한 번만 불렀으면 처음 부를 때의 일이 섞였는지 알 수 없습니다.
            mean |= {"once": True}
        return {
            **mean,
            "spread": {
                "low": walls[len(walls) // 4],
                "high": walls[-1 - len(walls) // 4],
                "most": walls[-1],
            },
            "first": self.cold.wall,
            "sampled": len(self.spent),
            "sizes": {name: _typical(found) for name, found in self.sizes.items()},
            "blocked": self.blocked,
            "steady": self.steady,
            "result_type": self.kind,
            "coroutine": self.loaded.caller.coroutine,
        }


def _packed(value: Any) -> bytes | None:
    try:
        return pickle.dumps(value)
    except Exception:  # noqa: BLE001 - 피클할 수 없으면 비교할 길이 없습니다.
        return None


def _typical(found: list[tuple[int, float]]) -> dict[str, float]:
    """크기(바이트)와 싸고 푸는 시간(초)의 평균입니다."""
    if not found:
        return {"bytes": 0, "seconds": 0.0}
    return {
        "bytes": round(statistics.fmean(size for size, _ in found)),
        "seconds": statistics.median(seconds for _, seconds in found),
    }
