"""고를 수 있는 방법들: 워커의 수, 예측한 시간, 쓸 수 없는 이유, 복사해 쓸 프로그램의 뼈대."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parabook.choice import formulas
from parabook.choice.ranking import METHODS, Method, advise
from parabook.command.advice.sentences import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parabook.choice.workload import Costs, Work
    from parabook.command.advice.profile import Profile

NAMES = ("sequential", "threads", "coroutines", "processes")
"""코드를 덜 바꾸는 순서입니다."""
HOPELESS = 3.0
"""예측이 가장 빠른 것의 이만큼을 넘는 방법은 재지 않습니다."""
PASSES, OVERHEAD_SECONDS = 6, 1.0
"""한 방법을 재는 데 드는 것: 세 세대마다 준비 한 번과 재기 한 번, 그리고 인터프리터를 시작하는 시간(초)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """방법 하나. 시간(초)은 입력 모두에 대한 예측이고, 계산할 수 없으면 없음입니다."""

    name: str
    workers: int
    seconds: float | None
    why_not: str | None = None
    skeleton: str = ""

    @property
    def usable(self) -> bool:
        """쓸 수 있으면 참입니다."""
        return not self.why_not

    def numbers(self, tasks: int) -> dict[str, int]:
        """뼈대의 상수들입니다."""
        chunk = -(-tasks // (formulas.CHUNKS_PER_WORKER * self.workers))
        return {"WORKERS": self.workers, "CHUNK": chunk}


def options_of(profile: Profile, work: Work) -> list[Option]:
    """방법마다의 예측과, 쓸 수 없으면 그 이유입니다. 코드를 덜 바꾸는 순서입니다."""
    return [_option(name, profile, work) for name in NAMES]


def _option(name: str, profile: Profile, work: Work) -> Option:
    method = next(one for one in METHODS if one.name == name)
    why_not = _why_not(name, profile)
    skeleton = {"sequential": "awaited", "processes": "loops"}.get(name, name)
    skeleton = skeleton if profile.coroutine else name
    if profile.costs is None:
        return Option(
            name=name, workers=1, seconds=None, skeleton=skeleton,
            why_not=why_not or say("no_costs"),
        )  # fmt: skip
    found = advise(method, work, profile.costs)
    workers = work.tasks if name == "coroutines" else found.workers
    if not found.fits:
        return Option(
            name=name, workers=0, seconds=None, skeleton=skeleton, why_not=say("no_memory")
        )
    option = Option(
        name=name, workers=workers, seconds=found.seconds, why_not=why_not, skeleton=skeleton
    )
    return replace(option, seconds=predicted(option, profile, work))


def predicted(option: Option, profile: Profile, work: Work) -> float:
    """이 방법으로 이 일을 하는 데 걸릴 시간(초)의 예측입니다."""
    costs = profile.costs
    assert costs is not None  # noqa: S101 - 부르는 쪽이 보았습니다.
    method = next(one for one in METHODS if one.name == option.name)
    workers = max(1, min(option.workers, method.most(work)))
    if option.skeleton == "loops":
        return _looped(method, work, costs, workers)
    return method.seconds(work, costs, 1 if option.name == "coroutines" else workers)


def _looped(method: Method, work: Work, costs: Costs, workers: int) -> float:
    """프로세스마다 이벤트 루프를 돌리는 시간입니다. 기다림은 모두 겹치고 계산은 코어에 나뉩니다."""
    share = replace(work, tasks=-(-work.tasks // workers))
    speed = formulas.gain(workers, work.cores, costs.process_gain) / workers
    started = method.seconds(replace(work, compute=0.0, wait=0.0), costs, workers)
    return started + formulas.coroutine_seconds(share, costs, 1) / max(0.1, speed)


def _why_not(name: str, profile: Profile) -> str | None:
    if name == "threads" and profile.coroutine:
        return say("threads_for_coroutines")
    if name == "threads" and profile.threads_fail:
        return say("threads_fail", error=profile.threads_fail)
    if name == "coroutines" and not profile.coroutine:
        return say("not_coroutine")
    if name == "processes" and profile.blocked:
        which, found = next(iter(profile.blocked.items()))
        return say(
            "cannot_travel",
            what=say(f"travelling_{which}"),
            path=found["path"],
            type=found["type"],
            way=say(f"way_{found['sort']}"),
        )
    return None


@dataclass(frozen=True, slots=True)
class Trial:
    """무엇을 몇 개의 입력으로 재어 볼지. 재지 않을 것에는 이유가 있습니다."""

    options: tuple[Option, ...]
    tasks: int
    skipped: dict[str, str]


def trial_of(
    options: Sequence[Option], profile: Profile, work: Work, budget_seconds: float
) -> Trial:
    """앞선 것들을, 시간 안에 잴 수 있는 만큼 고릅니다.

    순차 실행은 기준이므로 함께 재되, 너무 오래 걸리면 뺍니다. 순서대로 부른 시간은 표본에서 이미 압니다.
    그래도 오래 걸리면 입력을 고르게 줄입니다.
    """
    usable = [one for one in options if one.usable and one.seconds is not None]
    if profile.costs is None or not usable:
        return Trial((), 0, {})
    best = min(one.seconds or 0 for one in usable)
    skipped = {}
    kept = []
    for one in usable:
        if one.name == "sequential" or (one.seconds or 0) <= HOPELESS * best:
            kept.append(one)
        else:
            times = f"{(one.seconds or 0) / best:.1f}"
            skipped[one.name] = say("hopeless", times=times)

    def cost(those: Sequence[Option], tasks: int) -> float:
        fewer = replace(work, tasks=tasks)
        each = sum(predicted(one, profile, fewer) for one in those)
        return PASSES * each + OVERHEAD_SECONDS

    others = [one for one in kept if one.name != "sequential"]
    plodding = kept[0].seconds or 0
    if cost(kept, work.tasks) > budget_seconds and others and plodding > HOPELESS * best:
        skipped["sequential"] = say("too_slow_to_measure")
        kept = others
    tasks = work.tasks
    least = min(work.tasks, 2 * max(2, work.cores))
    while tasks > least and cost(kept, tasks) > budget_seconds:
        tasks = max(least, tasks // 2)
    if cost(kept, tasks) > budget_seconds:
        skipped |= {one.name: say("no_time_to_measure") for one in kept}
        return Trial((), 0, skipped)
    if len(kept) < 2 and kept[0].name == "sequential":  # noqa: PLR2004 - 비교하려면 둘입니다.
        nearest = sorted(
            (one for one in usable if one not in kept), key=lambda one: one.seconds or 0
        )
        extra = [one for one in nearest if cost([*kept, one], tasks) <= budget_seconds][:1]
        kept += extra
        for one in extra:
            skipped.pop(one.name, None)
    return Trial(tuple(kept), tasks, skipped)
