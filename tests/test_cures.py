"""책이 고쳤다고 말하는 함수를, 그 실험의 열 배와 백 배 크기에서 돌려 봅니다.

주소 30개로는 주소 수천 개의 고침을 보일 수 없습니다.
그래서 함수를 예제에서 그대로 불러와, 잃은 것이 없고 시간이 크기만큼만 느는지 봅니다.
표 하나가 모두입니다. 새로 고친 것은 `CURES`에, 크기가 없는 것은 이유와 함께 `WITHOUT_SIZE`에 적습니다.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import contextvars
import functools
import importlib
import logging
import multiprocessing
import re
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import numpy as np
import pytest

from parabook import Server
from parabook.server.running import start

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from types import ModuleType

    from parabook.server.running import RunningServer

EXAMPLES = Path(__file__).parent.parent / "examples"
DELAY_SECONDS = 0.002
PAGE_BYTES = 1024
BUSY_EVERY = 4
SILENT_EVERY = 6

HEALTHY = Server(delay_seconds=DELAY_SECONDS, payload_bytes=PAGE_BYTES)
BUSY = Server(delay_seconds=DELAY_SECONDS, fault="status", fault_every=BUSY_EVERY)
SOMETIMES_SILENT = Server(delay_seconds=DELAY_SECONDS, fault="silence", fault_every=SILENT_EVERY)
SILENT = Server(fault="silence", fault_every=1)

TIMES_SLOWER = 5.0
"""예측의 몇 배까지 걸려도 되는지. 크기의 제곱으로 늘면 열 배 크기에서 열 배를 넘습니다.

짧게 끝나는 예측은 바쁜 기계에서도 끼어들 틈이 없지만, 긴 쪽은 그렇지 않습니다. 그래서 넉넉합니다.
"""

TRIES = 3
"""다른 프로그램이 끼어든 번은 버립니다. 한 번이라도 제시간에 끝나면 됩니다. 잃는 것은 한 번도 안 됩니다."""

PATIENCE_SECONDS = 0.5
"""요청 하나의 타임아웃. 바쁜 기계가 잠깐 멎는 것보다는 길고, 주소 3,000개가 커넥터에서 기다리는 것보다는 짧습니다."""

OPEN_FILES = 8192


@dataclass(frozen=True)
class Trial:
    """함수 하나를 정해진 크기로 한 번 돌리는 자리입니다."""

    example: ModuleType
    name: str
    size: int
    urls: list[str]

    @property
    def function(self) -> Callable[..., Any]:
        """예제에서 그대로 불러온 함수."""
        return getattr(self.example, self.name)

    def all_at_once(self, make: Callable[[], Any]) -> list[Any]:
        """코루틴을 크기만큼 만들어 한 루프에서 함께 기다립니다."""

        async def main() -> list[Any]:
            return await asyncio.gather(*(make() for _ in range(self.size)))

        return asyncio.run(main())


@dataclass(frozen=True)
class Cure:
    """고친 함수 하나와, 잃은 것을 세는 법, 기다림이 정하는 하한입니다.

    Attributes:
        place: 예제와 함수.
        size: 그 실험의 크기.
        lost: 크기만큼 돌리고, 잃은 것을 셉니다.
        waits: 기다림 ÷ 동시성으로 구한 하한(초).
        server: 요청을 받을 서버.
        settings: 크기에 맞추어 바꿀 예제의 상수.
        times: 실험의 몇 배 크기에서 돌릴지. 실험이 이미 수천 개이거나, 백 배에 몇 분이 걸리면 열 배까지입니다.
    """

    place: str
    size: int
    lost: Callable[[Trial], int]
    waits: Callable[[Trial], float] = lambda _: 0.0
    server: Server | None = None
    settings: Callable[[int], Mapping[str, Any]] = lambda _: {}
    times: tuple[int, ...] = (10, 100)

    @property
    def example(self) -> Path:
        """예제의 파일."""
        return EXAMPLES / f"{self.place.rpartition('.')[0]}.py"


def shared(seconds: float, workers: int) -> Callable[[Trial], float]:
    """리틀의 법칙: 크기 × 기다림 ÷ 동시성."""
    return lambda it: it.size * seconds / workers


def constant(name: str) -> Callable[[Trial], float]:
    """모두 함께 기다리므로, 크기와 상관없이 예제의 상수 하나만큼 걸립니다."""
    return lambda it: getattr(it.example, name)


# ---------------------------------------------------------------- 크기만큼 돌리고 잃은 것을 세는 법


def unreceived(it: Trial) -> int:
    """주소마다의 결과 가운데 받지 못한 것."""
    return it.size - asyncio.run(it.function(it.urls)).count("받음")


def unaccounted(it: Trial) -> int:
    """여섯에 하나가 대답하지 않을 때, 결과를 모르는 주소와 대답이 없는데 받았다고 한 것."""
    ends = asyncio.run(it.function(it.urls))
    told_late, received = ends.count("시간 초과"), ends.count("받음")
    return it.size - told_late - received + max(0, it.size // SILENT_EVERY - told_late)


def unseen(it: Trial) -> int:
    """돌려받지 못한 페이지. 순서도 맞아야 합니다."""
    pages = asyncio.run(it.function(it.urls))
    return it.size - sum(page["url"] == url for page, url in zip(pages, it.urls, strict=True))


def fewer(it: Trial) -> int:
    """돌려받은 목록에서 모자란 것. 문제가 있으면 예외가 나는 함수에 씁니다."""
    return it.size - len(it.function(it.urls))


def fewer_awaited(it: Trial) -> int:
    """코루틴이 돌려준 목록에서 모자란 것."""
    return it.size - len(asyncio.run(it.function(it.urls)))


def strayed(*keys: str) -> Callable[[Trial], int]:
    """있어서는 안 되는 것으로 센 것들의 합."""
    return lambda it: sum(abs(it.function()[key]) for key in keys)


def uncounted_lines(it: Trial) -> int:
    """크기만큼(KiB)의 로그에서 상태 코드로 세지 못한 줄."""
    with it.example.log_file(it.size / 1024) as path:
        lines = Path(path).read_bytes().count(b"\n")
        return lines - sum(it.function(path)["statuses"].values())


def disagreeing(it: Trial) -> int:
    """여러 번 돌린 답 가운데 첫 답과 다른 가지."""
    return it.function()["answers"] - 1


def told(key: str) -> Callable[[Trial], int]:
    """함수가 스스로 센 것에서 모자란 것."""
    return lambda it: it.size - it.function(*([it.urls] if it.urls else []))[key]


def bytes_short(it: Trial) -> int:
    """열어 둔 세션으로 받은 바이트에서 모자란 쪽."""
    with it.example.running_session() as (runner, session):
        received = runner.run(it.function(session, it.urls, 30))
    return it.size - received // PAGE_BYTES


def unparsed(it: Trial) -> int:
    """풀에서 파싱하지 못한 문서. 걸음이 100이면 하나가 글자 수에 50을 더합니다."""
    with it.example.ready_pool() as pool:
        return it.size - it.function(pool, it.urls, 100) // (PAGE_BYTES + 50)


def unlike_apply(it: Trial) -> int:
    """열의 연산이 가게마다 부른 것과 다른 답을 낸 가게."""
    sales = it.example.made_sales(rows=20 * it.size, shops=it.size)
    expected, answers = it.example.with_apply(sales), it.function(sales)
    close = np.isclose(expected.to_numpy(), answers.to_numpy(), rtol=1e-9, atol=0)
    return it.size - int(close.all(axis=1).sum())


def unaccounted_photos(it: Trial) -> int:
    """썸네일도 이유도 돌아오지 않은 사진."""
    facts = it.function()
    return it.size - facts["received"] - facts["named"]


def far_behind(it: Trial) -> int:
    """막대가 끝난 작업에서 여덟에 하나보다 더 떨어진 것. 바쁜 기계에서는 부모가 잠깐 멎습니다."""
    facts = it.function()
    return facts["ahead"] + max(0, facts["behind"] - max(15, it.size // 8))


class Handled:
    """큐를 지나간 일을 셉니다. 메모리는 보지 않습니다."""

    def __init__(self, items: int) -> None:
        self.items = items
        self.done = self.held = 0

    def produce(self) -> Iterator[int]:
        """할 일을 하나씩 내놓습니다."""
        for number in range(1, self.items + 1):
            self.held = max(self.held, number - self.done)
            yield number

    async def handle(self, _item: int) -> None:
        """일 하나."""
        await asyncio.sleep(0)
        self.done += 1

    def look(self) -> None:
        """태스크는 여기서 세지 않습니다."""


def unhandled(it: Trial) -> int:
    """하지 못한 일. 쌓인 일은 큐의 한도와 워커의 수를 넘지 않아야 합니다."""
    meter = Handled(it.size)
    asyncio.run(it.function(meter))
    assert meter.held <= 2 * it.example.TOGETHER + 1
    return it.size - meter.done


def uncomputed(it: Trial) -> int:
    """프로세스에서 돌아오지 않은 계산. 그동안에도 루프는 돕니다."""
    with ProcessPoolExecutor(2) as pool:
        one = functools.partial(it.example.compute, 1000)
        answers = it.all_at_once(lambda: it.function(pool, one))
    return it.size - answers.count(sum(i * i for i in range(1000)))


def late_lookups(it: Trial) -> int:
    """느린 일이 모두 끝나기 전에 끝났어야 하는 이름 찾기."""
    slow_turns = it.size / it.example.OWN_WORKERS
    return int(asyncio.run(it.function(it.size)) > max(1.0, slow_turns / 4))


def unsaved(it: Trial) -> int:
    """태스크 그룹이 끝내지 못한 일."""
    it.all_at_once(it.function)
    return it.size - len(it.example.DONE)


def left_running(it: Trial) -> int:
    """하나가 실패했는데 취소되지 않은 나머지."""
    trace = it.example.Trace()
    jobs = [trace.job("실패", it.example.FAIL_SECONDS, fails=True)]
    jobs += [trace.job(number, it.example.LONG_SECONDS) for number in range(it.size - 1)]
    caught = asyncio.run(it.function(jobs))
    return it.size - caught - sum(end == "취소됨" for *_, end in trace.spans)


def untimed(it: Trial) -> int:
    """제때 풀려나지 못한 기다림."""
    return it.size - sum(
        facts["told"] for facts in it.all_at_once(lambda: it.example.follow(it.function))
    )


def late_calls(it: Trial) -> int:
    """자는 루프를 깨우지 못해, 남은 잠의 절반이 지나서야 한 일."""
    given = it.all_at_once(lambda: it.example.sleeping_loop(it.function))
    return sum(facts["delay"] > 0.5 for facts in given)


def unread(it: Trial) -> int:
    """읽지 못한 결과. 읽지 않고 쌓인 입력은 버퍼의 크기를 넘지 않아야 합니다."""
    source = it.example.Source()
    with it.example.ThreadPoolExecutor(it.example.WORKERS) as pool:
        facts = it.example.consume(source, it.function(pool, it.example.work, source))
    assert facts["waiting"] <= it.example.BUFFER + 1
    return it.size - facts["results"]


def unseen_context(it: Trial) -> int:
    """제 요청 번호를 보지 못한 일."""
    return it.size - contextvars.copy_context().run(it.function)["seen"]


def lost_updates(it: Trial) -> int:
    """락을 잡고도 잃은 갱신."""
    return it.example.lost_by(it.function, it.size)["lost"]


def lost_money(it: Trial) -> int:
    """두 계좌 사이에서 사라진 돈."""
    return abs(2000 - it.example.run_both(it.function)["money"])


def lost_money_in_many(it: Trial) -> int:
    """한 번씩 맞바꾸는 일을 크기만큼 되풀이해 사라진 돈."""
    run = it.example.run_both
    return sum(abs(2000 - run(it.function)["money"]) for _ in range(it.size))


def unknown_ends(it: Trial) -> int:
    """성공인지 실패인지 말하지 못한 주소와, 503인데 성공이라고 한 주소."""
    facts = it.function(it.urls[0].removesuffix("/page/0"))
    missed = max(0, it.size // BUSY_EVERY - facts["error"])
    return missed + it.size - facts["success"] - facts["error"]


def discarded(it: Trial) -> int:
    """받지 못한 페이지와, 버린 커넥션."""
    logger = logging.getLogger("urllib3.connectionpool")
    handlers = list(logger.handlers)
    try:
        facts = it.function(it.urls)
    finally:
        logger.handlers[:] = handlers
    return it.size - facts["delivered"] + facts["discarded"]


def sized(it: Trial) -> int:
    """스레드 여덟인 풀이 돌려주지 못한 크기."""
    return it.size - it.function(it.urls, 8).count(PAGE_BYTES)


def miscounted(it: Trial) -> int:
    """성공과 예외의 수가 서버가 낸 것과 다른 만큼."""
    facts = it.function(it.urls)
    faults = it.size // BUSY_EVERY
    return abs(facts["good"] - (it.size - faults)) + abs(facts["raised"] - faults)


def missed_faults(it: Trial) -> int:
    """결과로 센 오류."""
    return it.function(it.urls)["missed"]


def undetected(it: Trial) -> int:
    """비동기 요청이 예외로 알리지 못한 오류와, 잃은 페이지."""
    results = asyncio.run(it.function(it.urls))
    failed = sum(isinstance(result, Exception) for result in results)
    return abs(failed - it.size // BUSY_EVERY) + it.size - len(results)


def ran_anyway(it: Trial) -> int:
    """멈추라고 했는데 끝까지 한 작업."""
    facts = it.function()
    return facts["ran"] + it.size - it.example.WORKERS - facts["cancelled"]


def uncounted(it: Trial) -> int:
    """더하지 못한 수."""
    return it.size - it.function()


def unreturned(it: Trial) -> int:
    """미리 만들어 둔 스레드 풀이 돌려주지 못한 답."""
    with it.example.ready_pool() as pool:
        return it.size - sum(
            answer == number + 1 for number, answer in enumerate(it.function(pool))
        )


def misplaced(it: Trial) -> int:
    """제자리에 없는 결과."""
    return it.function()["wrong"]


def untold(it: Trial) -> int:
    """부른 쪽이 알지 못한 실패."""
    return 1 - it.function()["told"]


def lost_orders(it: Trial) -> int:
    """워커가 낸 예외 가운데 인자까지 그대로 오지 않은 것."""
    arrived = 0
    with multiprocessing.Pool(2) as pool:
        waiting = [pool.apply_async(it.example.refuse_properly, (n,)) for n in range(it.size)]
        for number, answer in enumerate(waiting):
            try:
                answer.get(timeout=60)
            except it.example.MendedOrderError as error:
                arrived += error.args == (number, "재고 없음")
    return it.size - arrived


def unbroken(it: Trial) -> int:
    """워커가 죽었는데 모르고 기다리는 작업."""
    noticed = 0
    with ProcessPoolExecutor(2) as executor:
        for future in [executor.submit(it.example.die, 1)]:
            with contextlib.suppress(BrokenProcessPool):
                future.result(timeout=60)
        for _ in range(it.size):
            try:
                executor.submit(it.example.die, 1).result(timeout=60)
            except BrokenProcessPool:
                noticed += 1
    return it.size - noticed


def repeated(key: str) -> Callable[[Trial], int]:
    """한 번에 하나를 알아내는 함수를 크기만큼 되풀이해 모자란 것."""
    return lambda it: it.size - sum(it.function()[key] for _ in range(it.size))


def same_draws(it: Trial) -> int:
    """남과 같은 수를 뽑은 워커."""
    return it.size - it.function()["distinct"]


def unreplaced(it: Trial) -> int:
    """갈지 않은 워커."""
    facts = it.function()
    return it.size // it.example.TASKS_PER_CHILD - facts["workers"]


def unmultiplied(it: Trial) -> int:
    """맨 바깥의 함수와 `partial`로 보내서 돌아오지 않은 답."""
    triple = functools.partial(it.example.multiply, it.example.FACTOR)
    with multiprocessing.get_context("forkserver").Pool(2) as pool:
        answers = pool.map(triple, range(it.size))
    return it.size - sum(answer == 3 * number for number, answer in enumerate(answers))


def lost_counts(target: str) -> Callable[[Trial], int]:
    """프로세스를 크기만큼 두고 세어 잃은 갱신."""
    return lambda it: it.example.count_lost(getattr(it.example, target))["lost"]


def handled(it: Trial) -> int:
    """처리하지 못한 결과와, 다 처리하고도 남은 결과. 지금 잡은 것과 막 받은 것은 남은 것이 아닙니다."""
    with ThreadPoolExecutor(it.example.WORKERS) as pool:
        done, alive = it.function(pool)
    return it.size - done + max(0, alive - it.example.WORKERS)


def pooled(it: Trial) -> int:
    """새 풀이 돌려주지 못한 답."""
    method = multiprocessing.get_start_method()
    return it.size - it.function(method).count(sum(i * i for i in range(2000)))


def pooled_again(it: Trial) -> int:
    """만들어 둔 풀이 돌려주지 못한 답."""
    with it.example.ready_pool() as pool:
        return it.size - it.function(pool).count(sum(i * i for i in range(2000)))


def unread_bytes(it: Trial) -> int:
    """만들어 둔 공유 메모리로 보냈는데 읽지 못한 배열."""
    with it.example.ready_worker() as worker:
        return int(it.function(worker, it.size) != 2.0)


def fetched_by_processes(it: Trial) -> int:
    """만들어 둔 프로세스가 받지 못한 페이지."""
    with it.example.ready_processes() as pool:
        return it.size - len(it.function(pool, it.urls))


def waited_for_ever(it: Trial) -> int:
    """타임아웃이 지나도 끝나지 않은 요청. 끝나지 않으면 이 시험도 끝나지 않습니다."""
    return it.size - sum(it.function(it.urls) == {} for _ in range(it.size))


def kept_anyway(it: Trial) -> int:
    """되돌렸는데 남은 것과, 자식이 실패한 것."""
    facts = it.function()
    return facts["kept"] + abs(facts["code"])


def leaked(it: Trial) -> int:
    """취소했는데 취소되지 않은 요청과, 돌아오지 않은 커넥션."""
    facts = it.function()
    return facts["leaked"] + it.size - facts["cancelled"]


def over_budget(it: Trial) -> int:
    """모두 실패할 때 예산을 넘겨 보낸 것과, 스물에 하나만 실패할 때 끝내 실패한 것."""
    sent = 0

    def failing(every: int) -> Callable[[Any, str], Awaitable[None]]:
        async def call(_session: Any, _url: str) -> None:
            nonlocal sent
            sent += 1
            if sent % every == 0:
                raise aiohttp.ClientError

        return call

    it.example.call = failing(20)
    failed = it.function([""] * it.size)["failed"]
    it.example.call, sent = failing(1), 0
    assert it.function([""] * it.size)["failed"] == it.size
    return failed + max(0, sent - it.size * 110 // 100)


def miscounted_charges(it: Trial) -> int:
    """두 번 결제했거나 하지 않은 주문."""
    return abs(it.function()["charges"] - it.size)


def unshaken_sleeps(it: Trial) -> int:
    """취소한 다음에 다 잔 잠."""
    return it.function()["slept"]


def undone_steps(it: Trial) -> int:
    """두 번 취소했을 때 마치지 못한 뒷정리."""
    return it.size - it.function()["twice"]


def unended_consumers(it: Trial) -> int:
    """스스로 끝나지 않은 소비자. 없는 파이썬에서는 보지 않습니다."""
    ended = it.function()["ended"]
    return 0 if ended is None else it.size - ended


def unaccounted_addresses(it: Trial) -> int:
    """모자란 페이지와 더 보낸 요청."""
    facts = it.function()
    return facts["missing"] + facts["extra"]


def lost_while_deploying(it: Trial) -> int:
    """배포하는 동안 거절당하거나 끊긴 요청."""
    return sum(it.function().values())


def undone_jobs(it: Trial) -> int:
    """하지도 빼 두지도 않은 작업."""
    facts = it.function()
    return it.size - facts["done"] - facts["aside"]


def lost_or_repeated_jobs(it: Trial) -> int:
    """워커가 죽어 잃은 작업과 두 번 한 작업."""
    return sum(it.function().values())


def repeated_reports(it: Trial) -> int:
    """워커가 크기만큼 있을 때, 한 번 더 만든 보고서."""
    return it.function()["made"] - 1


def unreceived_beside_stuck(it: Trial) -> int:
    """멈춘 작업 곁에서 잃은, 멈추지 않은 작업의 결과."""
    return it.size - len(it.example.STUCK) - it.function()["received"]


def uncleaned(it: Trial) -> int:
    """끝난 자식이 치우지 않았거나 락을 놓지 않은 번."""
    seen = [it.function() for _ in range(it.size)]
    return it.size - sum(facts["cleaned"] and facts["free"] for facts in seen)


def torn_rows(it: Trial) -> int:
    """워커들이 적었는데 온전하지 않은 줄."""
    return it.size * it.example.WORKERS - it.function()["whole"]


def left_programs(it: Trial) -> int:
    """타임아웃으로 끝낸 다음에도 남은 프로그램."""
    return sum(it.function()["left"] for _ in range(it.size))


# ---------------------------------------------------------------- 표


def unfinished(it: Trial) -> int:
    """한가운데에서 죽이고 다시 시작한 작업 배열에서, 모자라거나 겹친 줄."""
    facts = it.function()
    return facts["missing"] + facts["twice"]


CURES = [
    # 한 대를 넘어서
    Cure(
        "beyond/plot_job_array_keeps_what_it_finished.rename",
        24,
        unfinished,
        settings=lambda size: {"JOBS": size},
        times=(10,),
    ),
    # 비동기
    Cure(
        "asyncio/plot_gather_accounts_for_every_url.mended_main",
        30,
        unreceived,
        shared(DELAY_SECONDS, 10),
        HEALTHY,
        lambda _: {"EACH_SECONDS": PATIENCE_SECONDS},
    ),
    Cure(
        "asyncio/plot_gather_accounts_for_every_url.mended_main",
        30,
        unaccounted,
        shared(0.25 / SILENT_EVERY, 10),
        SOMETIMES_SILENT,
        times=(10,),
    ),
    Cure(
        "asyncio/plot_total_timeout_counts_the_queue.total_outside",
        3000,
        told("received"),
        shared(DELAY_SECONDS, 40),
        HEALTHY,
        lambda _: {"EACH_SECONDS": PATIENCE_SECONDS},
        times=(3,),
    ),
    Cure(
        "asyncio/plot_thousand_requests_near_the_bound.fetch_steadily",
        1000,
        fewer_awaited,
        shared(DELAY_SECONDS, 100),
        HEALTHY,
        times=(10,),
    ),
    Cure(
        "asyncio/plot_one_session_reuses_connections.fetch_with_one_session",
        32,
        unseen,
        shared(DELAY_SECONDS, 8),
        HEALTHY,
    ),
    Cure(
        "asyncio/plot_fetching_stops_at_client_cpu.fetch_all",
        60,
        bytes_short,
        shared(DELAY_SECONDS, 30),
        HEALTHY,
    ),
    Cure(
        "asyncio/plot_gather_overlaps_waiting.fetch_together",
        12,
        unseen,
        shared(DELAY_SECONDS, 100),
        HEALTHY,
    ),
    Cure(
        "asyncio/plot_parsing_moves_to_processes.in_processes",
        8,
        unparsed,
        shared(DELAY_SECONDS, 100),
        HEALTHY,
    ),
    Cure("asyncio/plot_bounded_queue_bounds_memory.bounded", 10_000, unhandled, times=(10,)),
    Cure("asyncio/plot_blocking_call_stops_the_loop.in_process", 1, uncomputed),
    Cure(
        "asyncio/plot_default_executor_starves.start_in_own",
        16,
        late_lookups,
        shared(0.005, 8),
        settings=lambda _: {"SLOW_SECONDS": 0.005},
    ),
    Cure("asyncio/plot_lost_tasks_are_quiet.keep_in_group", 1, unsaved, lambda _: 0.01),
    Cure(
        "asyncio/plot_one_failure_meets_siblings.use_group",
        3,
        left_running,
        constant("FAIL_SECONDS"),
    ),
    Cure(
        "asyncio/plot_swallowed_cancel_breaks_timeouts.with_timeout",
        1,
        untimed,
        constant("LIMIT_SECONDS"),
    ),
    Cure(
        "asyncio/plot_swallowed_cancel_breaks_timeouts.with_wait_for",
        1,
        untimed,
        constant("LIMIT_SECONDS"),
    ),
    Cure(
        "asyncio/plot_threads_wake_the_loop_safely.careful",
        1,
        late_calls,
        constant("NAP_SECONDS"),
        settings=lambda _: {"NAP_SECONDS": 0.4},
    ),
    Cure(
        "asyncio/plot_threads_wake_the_loop_safely.with_result",
        1,
        late_calls,
        constant("NAP_SECONDS"),
        settings=lambda _: {"NAP_SECONDS": 0.4},
    ),
    Cure(
        "asyncio/plot_sigterm_loses_nothing.graceful",
        20,
        told("answered"),
        settings=lambda size: {"CLIENTS": size},
    ),
    # 스레드
    Cure(
        "threading/plot_bounded_submission.map_in_steps",
        3_000,
        unread,
        settings=lambda size: {"INPUTS": size},
        times=(10,),
    ),
    Cure(
        "threading/plot_context_stays_behind.submit_with_context",
        10,
        unseen_context,
        settings=lambda size: {"REQUESTS": size},
    ),
    Cure("threading/plot_counter_loses_updates.add_with_lock", 20_000, lost_updates, times=(10,)),
    Cure(
        "threading/plot_lock_order_prevents_deadlock.send_in_fixed_order",
        100,
        lost_money,
        settings=lambda size: {"TRANSFERS": size},
    ),
    Cure(
        "threading/plot_lock_order_prevents_deadlock.send_with_patience",
        1,
        lost_money_in_many,
        settings=lambda _: {"PATIENCE_SECONDS": 0.002},
    ),
    Cure(
        "threading/plot_every_url_is_accounted_for.fetch_all",
        12,
        unknown_ends,
        shared(DELAY_SECONDS, 6),
        BUSY,
        lambda size: {"REQUESTS": size},
    ),
    Cure(
        "threading/plot_full_pool_discards_connections.larger_adapter",
        60,
        discarded,
        shared(DELAY_SECONDS, 20),
        HEALTHY,
        times=(10,),
    ),
    Cure(
        "threading/plot_full_pool_discards_connections.blocking_adapter",
        60,
        discarded,
        shared(DELAY_SECONDS, 10),
        HEALTHY,
        times=(10,),
    ),
    Cure(
        "threading/plot_pool_size_follows_littles_law.pool_of",
        20,
        sized,
        shared(DELAY_SECONDS, 8),
        HEALTHY,
    ),
    Cure(
        "threading/plot_session_reuses_connections.session_per_thread",
        20,
        fewer,
        shared(DELAY_SECONDS, 4),
        HEALTHY,
    ),
    Cure(
        "threading/plot_source_workers_hide_mistakes.mended",
        8,
        miscounted,
        shared(DELAY_SECONDS, 4),
        BUSY,
    ),
    Cure("threading/plot_threads_overlap_waiting.threaded_fetching", 10, fewer, server=HEALTHY),
    Cure("threading/plot_broken_program_wins.map_read", 20, told("delivered"), server=HEALTHY),
    Cure(
        "threading/plot_running_work_cannot_be_stopped.ask_to_stop",
        8,
        ran_anyway,
        settings=lambda size: {"TASKS": size},
    ),
    Cure(
        "threading/plot_lock_price.sharded",
        40_000,
        uncounted,
        settings=lambda size: {"UPDATES": size},
    ),
    Cure(
        "threading/plot_thread_start_price.reused_pool",
        200,
        unreturned,
        settings=lambda size: {"TASKS": size},
    ),
    # 프로세스
    Cure("multiprocessing/plot_dead_worker_hangs_pool.mended_exception_in_pool", 1, lost_orders),
    Cure("multiprocessing/plot_dead_worker_hangs_pool.dead_in_executor", 1, unbroken),
    Cure(
        "multiprocessing/plot_forked_lock_stays_locked.fork_before_threads",
        1,
        repeated("acquired"),
        times=(10,),
    ),
    Cure(
        "multiprocessing/plot_forked_lock_stays_locked.forkserver_while_locked",
        1,
        repeated("acquired"),
        times=(10,),
    ),
    Cure(
        "multiprocessing/plot_forked_workers_draw_the_same_numbers.spawned_seeds_fork",
        4,
        same_draws,
        settings=lambda size: {"WORKERS": size},
        times=(10,),
    ),
    Cure(
        "multiprocessing/plot_fresh_workers_give_memory_back.fresh_one_by_one",
        12,
        unreplaced,
        settings=lambda size: {"TASKS": size},
        times=(10,),
    ),
    Cure(
        "multiprocessing/plot_join_before_get_deadlocks.get_then_join_large",
        1_000_000,
        told("received"),
        settings=lambda size: {"LARGE_BYTES": size},
    ),
    Cure(
        "multiprocessing/plot_only_importable_functions_travel.mended_process_forkserver",
        1,
        repeated("arrived"),
        times=(10,),
    ),
    Cure(
        "multiprocessing/plot_only_importable_functions_travel.mended_pool_forkserver",
        1,
        unmultiplied,
    ),
    Cure(
        "multiprocessing/plot_value_needs_its_lock.locked",
        4,
        lost_counts("add_locked"),
        settings=lambda size: {"WORKERS": size},
        times=(10,),
    ),
    Cure(
        "multiprocessing/plot_value_needs_its_lock.once",
        4,
        lost_counts("add_once"),
        settings=lambda size: {"WORKERS": size},
        times=(10,),
    ),
    Cure(
        "threading/plot_kept_futures_keep_results.handle_popped",
        100,
        handled,
        settings=lambda size: {"PAGES": size},
    ),
    Cure(
        "multiprocessing/plot_pool_uses_every_core.new_pool",
        8,
        pooled,
        settings=lambda size: {"NUMBERS": [2000] * size},
    ),
    Cure(
        "multiprocessing/plot_pool_uses_every_core.reused_pool",
        8,
        pooled_again,
        settings=lambda size: {"NUMBERS": [2000] * size},
    ),
    Cure(
        "multiprocessing/plot_shared_memory_pays_when_reused.reused_shared",
        10_000,
        unread_bytes,
    ),
    # 비교
    Cure(
        "comparison/plot_concurrency_sets_the_speed.threaded_fetch",
        16,
        fewer,
        shared(DELAY_SECONDS, 8),
        HEALTHY,
    ),
    Cure(
        "comparison/plot_concurrency_sets_the_speed.async_fetch",
        16,
        fewer,
        shared(DELAY_SECONDS, 8),
        HEALTHY,
    ),
    Cure(
        "comparison/plot_concurrency_sets_the_speed.reused_processes_fetch",
        16,
        fetched_by_processes,
        shared(DELAY_SECONDS, 8),
        HEALTHY,
    ),
    Cure(
        "comparison/plot_source_fetches_miscount.mended_threads",
        16,
        missed_faults,
        shared(DELAY_SECONDS, 8),
        BUSY,
    ),
    Cure(
        "comparison/plot_source_fetches_miscount.mended_async_fetch",
        16,
        undetected,
        shared(DELAY_SECONDS, 8),
        BUSY,
    ),
    Cure(
        "comparison/plot_source_threads_lose_results.pool_keeps_places",
        4,
        misplaced,
        constant("WAIT_SECONDS"),
        settings=lambda size: {"URLS": [f"/{number}" for number in range(size)]},
    ),
    Cure(
        "comparison/plot_source_threads_lose_results.pool_keeps_exceptions",
        4,
        untold,
        settings=lambda size: {"URLS": [f"/{number}" for number in range(size)]},
    ),
    Cure(
        "comparison/plot_source_waits_forever.with_time_limit",
        1,
        waited_for_ever,
        shared(0.01, 1),
        SILENT,
        lambda _: {"TIME_LIMIT_SECONDS": 0.01},
    ),
    # 실전
    Cure(
        "practice/plot_read_then_write_fails_at_once.write_from_the_start",
        40,
        told("saved"),
        shared(0.002, 1),
        settings=lambda size: {"DEPOSITS": size},
        times=(10,),
    ),
    Cure(
        "practice/plot_shared_connection_shares_the_transaction.one_each",
        20,
        told("kept"),
        settings=lambda size: {"ORDERS": size},
    ),
    Cure(
        "practice/plot_forked_child_saves_what_the_parent_undoes.own",
        5,
        kept_anyway,
        settings=lambda size: {"ORDERS": size},
    ),
    Cure(
        "practice/plot_nested_acquire_deadlocks_the_pool.passed_on",
        40,
        told("done"),
        shared(2 * 0.0005, 4),
        settings=lambda size: {"BUSY": size, "QUERY_SECONDS": 0.0005},
    ),
    Cure(
        "practice/plot_cancelled_requests_leak_connections.no_await_in_finally",
        50,
        leaked,
        constant("RESET_SECONDS"),
        settings=lambda size: {"REQUESTS": size},
    ),
    Cure("practice/plot_layered_retries_multiply.within_budget", 20, over_budget),
    Cure(
        "practice/plot_split_log_must_be_joined.joined_in_order",
        20_000,
        strayed("lost", "extra"),
        settings=lambda size: {"LINES": size},
        times=(10,),
    ),
    Cure(
        "practice/plot_returned_rows_cost_more_than_sent_lines.less_work",
        100,
        uncounted_lines,
    ),
    Cure(
        "practice/plot_returned_rows_cost_more_than_sent_lines.ranges_to_pool",
        100,
        uncounted_lines,
    ),
    Cure(
        "practice/plot_seed_per_task_survives_any_pool.seed_per_task",
        12,
        disagreeing,
        settings=lambda size: {"TASKS": size},
    ),
    Cure(
        "practice/plot_seed_per_task_survives_any_pool.sequence_per_task",
        12,
        disagreeing,
        settings=lambda size: {"TASKS": size},
    ),
    Cure(
        "practice/plot_checkpoint_counts_every_task_once.replaced_at_once",
        6,
        strayed("wrong", "lost"),
        settings=lambda size: {"TASKS": size, "EVERY": size // 3},
    ),
    Cure(
        "practice/plot_precision_stops_in_task_order.width_and_hits",
        200,
        strayed("zero"),
        settings=lambda size: {"SEEDS": size},
        times=(10,),
    ),
    Cure(
        "practice/plot_claimed_key_charges_once.claimed",
        20,
        miscounted_charges,
        settings=lambda size: {"ORDERS": size},
    ),
    Cure(
        "practice/plot_swallowed_cancel_comes_again.in_asyncio_polite",
        20,
        unshaken_sleeps,
        settings=lambda size: {"TURNS": size},
    ),
    *(
        Cure(
            f"practice/plot_cleanup_needs_a_shield_that_stays.{way}",
            6,
            undone_steps,
            settings=lambda size: {"CLEANUP_STEPS": size},
        )
        for way in ("asyncio_awaited", "anyio_shield", "trio_shield")
    ),
    *(
        Cure(
            f"practice/plot_closed_channel_ends_every_consumer.{way}",
            3,
            unended_consumers,
            settings=lambda size: {"CONSUMERS": size},
        )
        for way in ("shutdown", "anyio_stream", "trio_channel")
    ),
    Cure(
        "practice/plot_crawler_accounts_for_every_address.every_address",
        60,
        unaccounted_addresses,
        settings=lambda size: {"PAGES": size, "DELAY_SECONDS": 0.002},
        times=(10,),
    ),
    Cure(
        "practice/plot_killed_crawler_goes_on.written_together",
        200,
        lambda it: it.function()["missing"],
        settings=lambda size: {"PAGES": size},
    ),
    Cure(
        "practice/plot_leaving_the_balancer_first_loses_nothing.left_first",
        200,
        lost_while_deploying,
        lambda it: it.example.CHECKS * it.example.CHECK_SECONDS,
        settings=lambda size: {"PACE_SECONDS": 1 / size},
        times=(10,),
    ),
    Cure(
        "practice/plot_poison_job_blocks_the_queue.with_limit",
        20,
        undone_jobs,
        settings=lambda size: {"JOBS": size},
    ),
    Cure(
        "practice/plot_taking_first_loses_taking_last_repeats.deleted_together",
        20,
        lost_or_repeated_jobs,
        settings=lambda size: {"JOBS": size},
    ),
    Cure(
        "practice/plot_short_lease_runs_the_job_twice.renewed_lease",
        3,
        repeated_reports,
        constant("JOB_SECONDS"),
        settings=lambda size: {"WORKERS": size},
        times=(10,),
    ),
    Cure(
        "practice/plot_vectorised_table_beats_the_pool.vectorised",
        160,
        unlike_apply,
        times=(10,),
    ),
    Cure(
        "practice/plot_broken_photo_loses_only_itself.outcomes",
        12,
        unaccounted_photos,
        settings=lambda size: {"PHOTOS": size},
    ),
    Cure(
        "practice/plot_killed_job_goes_on.then_named",
        8,
        told("whole"),
        settings=lambda size: {"PHOTOS": size},
    ),
    Cure(
        "practice/plot_progress_bar_goes_where_results_arrive.bar_around_unordered",
        16,
        far_behind,
        shared(0.002, 2),
        settings=lambda size: {"TASKS": size, "TASK_SECONDS": 0.002, "FIRST_SECONDS": 0.1},
    ),
    Cure(
        "practice/plot_progress_bar_goes_where_results_arrive.bar_around_as_completed",
        16,
        far_behind,
        shared(0.002, 2),
        settings=lambda size: {"TASKS": size, "TASK_SECONDS": 0.002, "FIRST_SECONDS": 0.1},
    ),
    Cure(
        "practice/plot_ctrl_c_keeps_what_arrived.futures_stopped",
        24,
        # 맡기는 도중에 누르면, 맡기던 하나의 퓨처는 받지 못했을 수 있습니다.
        lambda it: max(0, it.function()["lost"] - 1),
        settings=lambda size: {"TASKS": size},
    ),
    # 고장과 진단
    Cure(
        "diagnosis/plot_unread_pipe_stops_the_program.run_and_capture",
        200_000,
        told("received"),
        settings=lambda size: {"LONG": size},
    ),
    Cure(
        "diagnosis/plot_unread_pipe_stops_the_program.one_pipe",
        200_000,
        told("received"),
        settings=lambda size: {"LONG": size},
    ),
    Cure(
        "diagnosis/plot_unread_pipe_stops_the_program.through_a_file",
        200_000,
        told("received"),
        settings=lambda size: {"LONG": size},
    ),
    Cure(
        "diagnosis/plot_long_line_breaks_the_stream.larger_limit",
        5,
        told("whole"),
        settings=lambda size: {"LINES": size},
    ),
    Cure(
        "diagnosis/plot_long_line_breaks_the_stream.pieces",
        5,
        told("whole"),
        settings=lambda size: {"LINES": size},
    ),
    Cure(
        "diagnosis/plot_killed_shell_leaves_its_child.shell_group",
        1,
        left_programs,
        shared(0.05, 1),
        settings=lambda _: {"LIMIT_SECONDS": 0.05},
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_killed_shell_leaves_its_child.list_timeout",
        1,
        left_programs,
        shared(0.05, 1),
        settings=lambda _: {"LIMIT_SECONDS": 0.05},
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_killed_shell_leaves_its_child.async_cleaned",
        1,
        left_programs,
        shared(0.05, 1),
        settings=lambda _: {"LIMIT_SECONDS": 0.05},
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_programs_at_once_need_a_limit.gather_with_semaphore",
        16,
        told("done"),
        shared(0.01, 4),
        settings=lambda size: {"FILES": size, "WORK_SECONDS": 0.01},
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_programs_at_once_need_a_limit.thread_pool",
        16,
        told("done"),
        shared(0.01, 4),
        settings=lambda size: {"FILES": size, "WORK_SECONDS": 0.01},
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_stuck_task_is_ended_alone.process_for_each",
        8,
        unreceived_beside_stuck,
        constant("LIMIT_SECONDS"),
        settings=lambda size: {"TASKS": size},
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_terminate_skips_the_cleanup.handled",
        1,
        uncleaned,
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_terminate_skips_the_cleanup.asked",
        1,
        uncleaned,
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_unwaited_programs_become_zombies.waited",
        10,
        lambda it: it.function()["zombies"],
        settings=lambda size: {"PROGRAMS": size},
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_unwaited_programs_become_zombies.polled",
        10,
        lambda it: it.function()["zombies"],
        settings=lambda size: {"PROGRAMS": size},
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_rotating_file_loses_lines.sent_to_one",
        500,
        lambda it: it.function()["lost"],
        settings=lambda size: {"LINES": size, "FILE_BYTES": 2 * size},
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_buffered_appends_tear_lines.flushed",
        200,
        torn_rows,
        settings=lambda size: {"LINES": size},
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_buffered_appends_tear_lines.locked",
        200,
        torn_rows,
        settings=lambda size: {"LINES": size},
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_file_lock_dies_with_its_holder.with_flock",
        200,
        lambda it: it.function()["lost"],
        settings=lambda size: {"UPDATES": size},
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_locks_travel_by_inheritance.lock_by_initializer",
        1,
        repeated("worked"),
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_locks_travel_by_inheritance.lock_of_one_context",
        1,
        repeated("worked"),
        times=(10,),
    ),
    Cure(
        "diagnosis/plot_locks_travel_by_inheritance.lock_of_manager",
        1,
        repeated("worked"),
        times=(10,),
    ),
    # GIL과 한 대를 넘어서
    Cure(
        "beyond/plot_one_operation_holds_two_do_not.got_and_put_locked",
        200_000,
        lambda it: it.function()["lost"],
        settings=lambda size: {"UPDATES": size},
        times=(10,),
    ),
    Cure(
        "beyond/plot_one_operation_holds_two_do_not.made_by_setdefault",
        500,
        lambda it: it.function()["lost"],
        settings=lambda size: {"KEYS": size},
        times=(10,),
    ),
    Cure(
        "beyond/plot_shared_iterators_repeat_or_refuse.locked_generator",
        20_000,
        lambda it: sum(it.function().values()),
        settings=lambda size: {"ITEMS": size},
        times=(10,),
    ),
    Cure(
        "beyond/plot_inherited_context_sticks_to_pool_threads.pool_alone_with_copy",
        3,
        told("right"),
        settings=lambda size: {"REQUESTS": size},
    ),
    Cure(
        "beyond/plot_group_cancel_keeps_the_first_answer.by_exception",
        3,
        lambda it: it.size - 1 - it.function()["cancelled"],
        constant("FIRST_SECONDS"),
        settings=lambda size: {
            "FIRST_SECONDS": 0.01,
            "DELAYS_SECONDS": (0.01, *[5] * (size - 1)),
        },
    ),
]

WITHOUT_SIZE = {
    "multiprocessing/plot_threadpoolctl_limits_blas_after_import.limit": "한도를 한 번 정합니다",
    "diagnosis/plot_killed_parent_leaves_its_workers.watching_executor_killed": (
        "프로그램 하나가 한 번 끝납니다"
    ),
    "diagnosis/plot_search_names_what_cannot_travel.light_caches": "객체 둘을 한 번 피클합니다",
    "diagnosis/plot_work_after_main_is_refused.in_main": "프로그램 하나가 한 번 끝납니다",
    "diagnosis/plot_work_after_main_is_refused.joined_thread": "프로그램 하나가 한 번 끝납니다",
    "asyncio/plot_gather_accounts_for_every_url.fetch_or_reason": "mended_main이 부릅니다",
    "threading/plot_source_workers_hide_mistakes.fetch_url": "mended가 부릅니다",
    "threading/plot_source_workers_hide_mistakes.late_binding": "고친 줄 알지만 틀린 코드입니다",
    "comparison/plot_source_threads_lose_results.late_binding": "고친 줄 알지만 틀린 코드입니다",
    "comparison/plot_source_fetches_miscount.mended_async": "mended_async_fetch를 부릅니다",
    "comparison/plot_source_start_faults.guarded_start": "프로그램 하나를 한 번 시작합니다",
    "comparison/plot_source_start_faults.usable_cores": "코어의 수를 한 번 묻습니다",
    "comparison/plot_wall_clock_steps_back.steady_clock": "시계를 두 번 읽습니다",
    "multiprocessing/plot_creator_must_unlink.unlinked": "프로그램 하나가 한 번 끝납니다",
    "multiprocessing/plot_creator_must_unlink.untracked_visitor": "프로그램 하나가 한 번 끝납니다",
    "multiprocessing/plot_forked_lock_stays_locked.spawn_while_locked": "락을 물려받지 않는 것은 forkserver와 같습니다",
    "multiprocessing/plot_forked_workers_draw_the_same_numbers.spawned_seeds_spawn": "씨앗을 나누는 것은 fork와 같습니다",
    "multiprocessing/plot_value_needs_its_lock.add_locked": "locked가 부릅니다",
    "asyncio/plot_timeout_around_yield_hits_the_reader.break_and_close": "제너레이터 하나를 한 번 닫습니다",
    "asyncio/plot_timeout_around_yield_hits_the_reader.use_rows_within_limit": "제너레이터 하나를 한 번 읽습니다",
    "multiprocessing/plot_creator_must_unlink.after_forkserver_pool": "프로그램 하나가 한 번 끝납니다",
    "multiprocessing/plot_creator_must_unlink.tracker_before_fork_pool": "프로그램 하나가 한 번 끝납니다",
    "multiprocessing/plot_ctrl_c_reaches_every_pool_worker.ignoring_executor": "Ctrl-C를 한 번 보냅니다",
    "multiprocessing/plot_forked_buffers_repeat_or_vanish.flushed_before_fork": "한 줄을 한 번 적습니다",
    "multiprocessing/plot_imap_stops_at_a_full_pipe.fast_imap_in_batches": "실험이 이미 입력 5,000개를 다룹니다",
    "multiprocessing/plot_imap_stops_at_a_full_pipe.slow_executor_map_with_buffersize": (
        "실험이 이미 입력 5,000개를 다룹니다"
    ),
    "multiprocessing/plot_killed_program_leaves_its_manager.graceful_terminated": "프로그램 하나가 한 번 끝납니다",
    "multiprocessing/plot_killed_program_leaves_its_manager.watched_killed": "프로그램 하나가 한 번 끝납니다",
    "multiprocessing/plot_map_mode_decides_who_sees_the_write.given_path": "파일 하나에 한 번 적습니다",
    "multiprocessing/plot_proxy_carries_calls_not_changes.append_and_store": "appended_and_stored가 부릅니다",
    "multiprocessing/plot_proxy_carries_calls_not_changes.append_to_proxy": "appended_to_proxy가 부릅니다",
    "multiprocessing/plot_proxy_carries_calls_not_changes.add_locked": "added_locked가 부릅니다",
    "multiprocessing/plot_proxy_carries_calls_not_changes.appended_and_stored": "워커마다 결과 하나를 적습니다",
    "multiprocessing/plot_proxy_carries_calls_not_changes.appended_to_proxy": "워커마다 결과 하나를 적습니다",
    "multiprocessing/plot_proxy_carries_calls_not_changes.added_locked": "실험이 이미 800번을 고칩니다",
    "multiprocessing/plot_unread_starmap_async_hides_errors.read_inside": "예외 하나를 한 번 읽습니다",
    "multiprocessing/plot_unread_starmap_async_hides_errors.told": "예외 하나를 한 번 알립니다",
    "practice/plot_precision_stops_in_task_order.by_task": "멈추는 자리를 정밀도가 정합니다",
    "practice/plot_journal_decides_who_waits.wal": "커넥션 셋이 정해 놓은 순서로 한 번씩 씁니다",
}
"""고쳤다고 적혀 있지만 크기가 없거나 다른 줄이 시험하는 함수와 그 이유."""


def _trials() -> Iterator[Any]:
    for cure in CURES:
        for times in cure.times:
            fault = f"-{cure.server.fault}" if cure.server and cure.server.fault != "none" else ""
            name = f"{cure.place.partition('/')[2]}{fault}-x{times}"
            yield pytest.param(cure.example, cure, times, id=name)


@dataclass(frozen=True)
class Ground:
    """켜 둔 서버들 앞에서 고침 하나를 돌립니다."""

    servers: Mapping[Server, RunningServer]
    patch: pytest.MonkeyPatch

    def run(self, cure: Cure, times: int) -> tuple[float, float]:
        """걸린 시간과 기다림이 정하는 하한(초). 잃은 것이 있거나 기다리지 않았으면 실패합니다."""
        size = cure.size * times
        self.patch.syspath_prepend(cure.example.parent)
        sys.modules.pop(cure.example.stem, None)  # 앞에 돌린 것이 남긴 목록을 물려받지 않습니다.
        example = importlib.import_module(cure.example.stem)
        for constant_name, value in cure.settings(size).items():
            assert hasattr(example, constant_name), constant_name
            self.patch.setattr(example, constant_name, value)
        urls: list[str] = []
        if cure.server is not None:
            running = self.servers[cure.server]
            running.counters(reset=True)  # 고장의 순서를 처음으로 되돌립니다.
            urls = running.urls(size)
        it = Trial(example, cure.place.rpartition(".")[2], size, urls)
        started = time.perf_counter()
        lost = cure.lost(it)
        seconds, waits = time.perf_counter() - started, cure.waits(it)
        assert lost == 0, f"{size:,}개 가운데 {lost:,}개를 잃었습니다."
        assert seconds >= 0.9 * waits, "기다리지 않고 끝났습니다."
        return seconds, waits


@pytest.fixture(scope="module", name="servers")
def _servers() -> Iterator[Mapping[Server, RunningServer]]:
    """시험들이 함께 쓰는 서버 넷입니다. 열 수 있는 파일의 한도도 함께 올립니다."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(_more_open_files())
        yield {
            server: stack.enter_context(start(server))
            for server in (HEALTHY, BUSY, SOMETIMES_SILENT, SILENT)
        }


@pytest.fixture(name="ground")
def _ground(servers: Mapping[Server, RunningServer], monkeypatch: pytest.MonkeyPatch) -> Ground:
    return Ground(servers, monkeypatch)


@contextlib.contextmanager
def _more_open_files() -> Iterator[None]:
    try:
        import resource  # noqa: PLC0415 - Windows에는 없습니다.
    except ImportError:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
@pytest.mark.parametrize(("example", "cure", "times"), list(_trials()))
def test_cure_holds_at_size(example, cure, times, ground):
    """고친 함수는 실험보다 훨씬 큰 일에서도 잃지 않고, 시간은 크기만큼만 늡니다."""
    assert example.is_file()
    if "fork" in cure.place and "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("이 시스템에는 fork가 없습니다.")
    ratios = []
    for _ in range(TRIES):
        base, waits = ground.run(cure, 1)
        seconds, more_waits = ground.run(cure, times)
        grown = more_waits / waits if waits else times
        ratios.append(seconds / (base * grown))
        if ratios[-1] <= TIMES_SLOWER:
            break
    print(f"크기 {cure.size * times:,} · 잃은 것 0 · 예측의 {min(ratios):.2f}배")  # -rP로 봅니다.
    assert min(ratios) <= TIMES_SLOWER


@pytest.mark.parametrize("example", sorted(EXAMPLES.rglob("*.py")), ids=lambda path: path.stem)
def test_every_cure_of_an_example_is_tried_at_size(example):
    """예제에 고쳤다고 적힌 함수는 하나도 빠짐없이 표에 있고, 표에는 없어진 함수가 없습니다."""
    here = f"{example.parent.name}/{example.stem}."
    written = {
        here + node.name
        for node in ast.walk(ast.parse(example.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and re.search("고친|고침", ast.get_docstring(node) or "")
    }
    tried = {cure.place for cure in CURES if cure.example == example}
    excused = {place for place in WITHOUT_SIZE if place.startswith(here)}
    assert written - tried == excused


def test_table_names_only_examples_that_exist():
    """표에 적은 예제는 모두 있습니다."""
    places = [cure.example for cure in CURES]
    places += [EXAMPLES / f"{place.rpartition('.')[0]}.py" for place in WITHOUT_SIZE]
    assert [path for path in places if not path.is_file()] == []
