"""표본에서 알아낸 것을 책의 식에 넣을 꼴로 바꿉니다."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from parabook import machine
from parabook.choice.workload import FIELDS, Costs, Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parabook.command.advice.asking import Found

UNSEEN_GAIN = 0.9
"""프로세스를 하나 더할 때 느는 몫을 재지 못했을 때 쓰는 비용."""
LARGE_BYTES = 2000
"""이보다 큰 것만 그 객체를 싸고 푸는 시간을 따로 셉니다. 작은 것의 비용은 하나에 드는 비용에 들어 있습니다."""
LEAST_MEMORY = 1e8


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """한 번 부르는 데 드는 것. 시간은 초, 크기는 바이트입니다.

    `held`는 계산 가운데 GIL을 잡는 몫이고, 볼 것이 없었으면 없음입니다.
    `blocked`는 다른 프로세스로 보낼 수 없는 것(`function`, `input`, `result`)마다의 이유입니다.
    """

    inputs: int
    whole: bool
    made: bool
    coroutine: bool
    seconds: float
    compute: float
    wait: float
    spread: Mapping[str, float]
    first: float
    sampled: int
    held: float | None
    thread_gain: float | None
    process_gain: float | None
    threads: int | None
    sizes: Mapping[str, Mapping[str, float]]
    blocked: Mapping[str, Mapping[str, str]]
    steady: bool
    result_type: str
    memory: Mapping[str, int]
    costs: Costs | None
    threads_fail: str = ""

    @classmethod
    def of(cls, found: Found) -> Profile:
        """알아낸 것에서 만듭니다."""
        raw: dict[str, Any] = found.profile
        return cls(
            inputs=found.inputs,
            whole=found.whole,
            made=found.made,
            coroutine=raw["coroutine"],
            seconds=raw["wall"],
            compute=raw["compute"],
            wait=raw["wait"],
            spread=raw["spread"],
            first=raw["first"],
            sampled=raw["sampled"],
            held=raw.get("held"),
            thread_gain=raw.get("thread_gain"),
            process_gain=raw.get("process_gain"),
            threads=raw.get("threads"),
            sizes=raw["sizes"],
            blocked=raw["blocked"],
            steady=raw["steady"],
            result_type=raw["result_type"],
            memory=raw["memory_bytes"],
            costs=_costs(found),
            threads_fail=raw.get("threads_fail", ""),
        )

    def work(self, tasks: int = 0) -> Work:
        """책의 식에 넣을 일입니다. `tasks`를 주지 않으면 입력의 수입니다."""
        return Work(
            tasks=tasks or self.inputs,
            compute=_within("compute", self.compute),
            wait=_within("wait", self.wait),
            data=self.sizes["input"]["bytes"],
            result=self.sizes["result"]["bytes"],
            memory=_free_memory(),
            cores=cores(),
            held=1.0 if self.held is None else self.held,
        )

    def as_json(self) -> dict[str, Any]:
        """다른 프로그램이 읽을 꼴입니다."""
        return {
            "inputs": self.inputs,
            "sampled": self.sampled,
            "coroutine": self.coroutine,
            "seconds": self.seconds,
            "cpu_seconds": self.compute,
            "wait_seconds": self.wait,
            "spread_seconds": dict(self.spread),
            "first_call_seconds": self.first,
            "gil_share": self.held,
            "thread_gain": self.thread_gain,
            "thread_gain_workers": self.threads,
            "process_gain": self.process_gain,
            "input_bytes": self.sizes["input"]["bytes"],
            "result_bytes": self.sizes["result"]["bytes"],
            "input_pickle_seconds": self.sizes["input"]["seconds"],
            "result_pickle_seconds": self.sizes["result"]["seconds"],
            "picklable": {
                name: name not in self.blocked for name in ("function", "input", "result")
            },
            "not_picklable": {name: dict(one) for name, one in self.blocked.items()},
            "steady_results": self.steady,
            "memory_bytes": dict(self.memory),
            "cores": cores(),
            "gil": machine.gil_enabled(),
        }


def cores() -> int:
    """쓸 수 있는 코어의 수입니다. 할당량이 있으면 그것을 넘지 않습니다."""
    here = machine.here()
    quota = here.cpu_quota or here.usable_cores
    return max(1, min(here.usable_cores, round(quota)))


def _free_memory() -> float:
    import psutil  # noqa: PLC0415 - 재지 않는 명령은 이 비용을 치르지 않습니다.

    return max(LEAST_MEMORY, float(psutil.virtual_memory().available))


def _within(name: str, value: float) -> float:
    field = next(one for one in FIELDS if one.name == name)
    return min(max(value, field.least * field.unit_size), field.most * field.unit_size)


def _costs(found: Found) -> Costs | None:
    """이 기계에서 잰 비용에, 이 함수에서 잰 것을 더합니다."""
    if not found.costs:
        return None
    raw = found.profile
    limit = raw.get("process_limit")
    costs = Costs(
        **found.costs,
        thread_gain=0.0 if machine.gil_enabled() else max(0.0, raw.get("thread_gain", 2.0) - 1),
        process_gain=UNSEEN_GAIN if limit is None else min(1.0, max(0.1, limit - 1)),
    )
    sizes = [one for one in raw["sizes"].values() if one["bytes"] > LARGE_BYTES]
    if total := sum(one["bytes"] for one in sizes):
        packing = sum(one["seconds"] for one in sizes) / total
        costs = replace(costs, process_byte=costs.process_byte + packing)
    return costs
