"""잰 것과 예측에서 방법 하나를 고르고, 왜 그것인지 말합니다."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parabook import units
from parabook.choice.ranking import CLOSE, METHODS
from parabook.command import reporting
from parabook.command.advice.options import NAMES, Option, Trial, predicted
from parabook.command.advice.sentences import say
from parabook.paired import TooFewSamplesError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parabook.choice.workload import Work
    from parabook.command.advice.profile import Profile
    from parabook.record.schema import Record

MEASURED_CLOSE = 0.10
"""잰 시간의 차이가 이 몫보다 작으면, 빠른 것이 아니라 코드를 덜 바꾸는 것을 고릅니다."""
PREDICTED, DOUBTFUL = 0.3, 0.15
"""예측한 비의 로그와, 다른 프로그램이 코어를 쓰는 동안 잰 비의 로그를 이만큼은 모른다고 봅니다."""
TINY_SECONDS = 2e-4
"""이보다 짧은 함수는 나누어 맡기는 비용이 하는 일만 합니다."""
HOLDING = 0.85
"""계산 가운데 GIL을 잡는 몫이 이보다 작으면, 스레드로도 계산이 겹칩니다."""
LARGE_SHARE = 0.25
"""싸고 푸는 시간이 계산의 이 몫을 넘으면 큰 데이터입니다."""

CHAPTERS = {
    "comparison/overhead": ("시작하고 부르는 비용", "the cost of starting and calling"),
    "threading/pools": ("스레드 풀을 제대로 쓰기", "using thread pools well"),
    "threading/gil": ("GIL은 무엇을 막는가", "what the GIL prevents"),
    "asyncio/event-loop": ("이벤트 루프 다루기", "working with the event loop"),
    "multiprocessing/when-it-pays": ("병렬이 이득인 때", "when parallel pays"),
    "multiprocessing/array-copies": ("배열을 보내는 비용", "the cost of sending arrays"),
    "errors/pickling": ("다른 프로세스에 넘기지 못할 때", "what cannot be sent"),
}
"""책의 페이지와 그 제목."""


@dataclass(frozen=True, slots=True)
class Answer:
    """고른 방법. `seconds`는 방법마다 입력 모두에 걸리는 시간(초)이고, `gain`은 순차의 몇 배인지입니다."""

    chosen: Option
    seconds: Mapping[str, float]
    measured: bool
    gain: float
    reason: str
    chapter: str


def answer_of(
    options: Sequence[Option],
    trial: Trial,
    record: Record | None,
    profile: Profile,
    work: Work,
) -> Answer:
    """고른 것과 이유입니다. 잰 것이 있으면 잰 것에서, 없으면 예측에서 고릅니다."""
    by_name = {one.name: one for one in options}
    took = _measured(trial, record, profile, work) if record is not None else {}
    close = MEASURED_CLOSE if took else CLOSE
    known = took or {
        one.name: one.seconds for one in options if one.usable and one.seconds is not None
    }
    if not known:
        known = {"sequential": work.tasks * profile.seconds}
    limit = min(known.values()) * (1 + close)
    chosen = by_name[next(name for name in NAMES if known.get(name, limit * 2) <= limit)]
    alone = known.get("sequential") or by_name["sequential"].seconds or profile.seconds * work.tasks
    gain = alone / known[chosen.name]
    kind, chapter = _reason(chosen.name, profile, work)
    return Answer(chosen, known, bool(took), gain, _said(kind, profile), chapter)


def _measured(trial: Trial, record: Record, profile: Profile, work: Work) -> dict[str, float]:
    """잰 방법마다, 입력 모두에 걸릴 시간(초)입니다. 줄여서 쟀으면 예측의 비만큼 늘립니다."""
    fewer = replace(work, tasks=trial.tasks)
    base = record.time(record.baseline.name).median
    expected = {option.name: predicted(option, profile, fewer) for option in trial.options}
    found = {}
    for option in trial.options:
        try:
            took = base / _believed(record, option, expected, profile, fewer)
        except TooFewSamplesError:
            took = record.time(option.name).median
        if trial.tasks != work.tasks:
            took *= predicted(option, profile, work) / expected[option.name]
        found[option.name] = took
    return found


def _believed(
    record: Record, option: Option, expected: Mapping[str, float], profile: Profile, work: Work
) -> float:
    """기준의 몇 배 빠르기로 볼지입니다.

    잰 비와 예측한 비를, 저마다 모르는 만큼 덜 믿어 섞습니다. 조용한 기계에서 잰 것은 예측보다 훨씬 좁으므로 잰 것이 정합니다.
    다른 프로그램이 코어를 쓰는 동안 잰 것은 구간이 좁아도 치우칠 수 있어, 그만큼은 모른다고 봅니다.
    """
    ratio = record.speedup(option.name)
    if option.name == record.baseline.name:
        return 1.0
    guessed = expected[record.baseline.name] / expected[option.name]
    unknown = math.log(ratio.high / max(ratio.low, ratio.value / 100)) / 4
    doubtful = record.doubts(option.name) or record.doubts(record.baseline.name)
    if doubtful:
        unknown = max(unknown, DOUBTFUL)
    trust = PREDICTED**2 / (PREDICTED**2 + unknown**2)
    believed = math.exp(trust * math.log(ratio.value) + (1 - trust) * math.log(guessed))
    return min(believed, _most(option, profile, work)) if doubtful else believed


def _most(option: Option, profile: Profile, work: Work) -> float:
    """아무리 잘해도 순차 실행의 이 배를 넘을 수 없습니다. 바쁜 기계에서 잰 것이 이것을 넘으면 흔들린 것입니다."""
    method = next(one for one in METHODS if one.name == option.name)
    if profile.costs is None or option.skeleton == "loops":
        return math.inf
    workers = 1 if option.name == "coroutines" else option.workers
    floor = method.floor(work, profile.costs, max(1, workers))
    return max(1.0, work.tasks * (work.compute + work.wait) / floor) if floor else math.inf


def _reason(name: str, profile: Profile, work: Work) -> tuple[str, str]:
    """이유의 갈래와 읽을 장입니다."""
    if name == "sequential":
        return _nothing_gained(profile, work)
    if name == "processes":
        kind = "reason_processes" if profile.compute >= profile.wait else "reason_measured"
        return kind, "multiprocessing/when-it-pays"
    if name == "coroutines":
        return "reason_coroutines", "asyncio/event-loop"
    if profile.wait > profile.compute:
        return "reason_threads_wait", "threading/pools"
    released = profile.held is not None and profile.held < HOLDING
    return "reason_threads_released" if released else "reason_measured", "threading/gil"


def _nothing_gained(profile: Profile, work: Work) -> tuple[str, str]:
    """나누어 얻는 것이 없는 이유입니다."""
    packing = sum(one["seconds"] for one in profile.sizes.values())
    computing = profile.compute > profile.wait
    for holds, kind, chapter in (
        (work.tasks == 1, "reason_one", "comparison/overhead"),
        (profile.seconds < TINY_SECONDS, "reason_tiny", "comparison/overhead"),
        (bool(profile.blocked) and computing, "reason_blocked", "errors/pickling"),
        (
            computing and packing > LARGE_SHARE * profile.compute,
            "reason_large",
            "multiprocessing/array-copies",
        ),
    ):
        if holds:
            return kind, chapter
    return "reason_sequential", "comparison/overhead"


def _said(kind: str, profile: Profile) -> str:
    gained = profile.thread_gain
    parts = []
    if gained is not None:
        parts.append(
            say("threads_gained", count=profile.threads, times=units.significant(gained, 3))
        )
    if profile.process_gain is not None:
        parts.append(say("processes_gained", times=units.significant(profile.process_gain, 3)))
    sizes = profile.sizes
    return say(
        kind,
        seconds=reporting.seconds(profile.seconds),
        compute=reporting.seconds(profile.compute),
        wait=reporting.seconds(profile.wait),
        size=reporting.bytes_of(round(sizes["input"]["bytes"] + sizes["result"]["bytes"])),
        packing=reporting.seconds(sizes["input"]["seconds"] + sizes["result"]["seconds"]),
        gained=f" ({', '.join(parts)})" if parts else "",
    )
