# 실행: python plot_one_failure_meets_siblings.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
하나가 실패하면, gather는 나머지를 버려두고 TaskGroup은 거둡니다
==================================================================

태스크 셋 가운데 하나가 실패합니다. 나머지 둘은 어떻게 될까요?
``gather``와 ``TaskGroup``에서 누가 언제까지 돌았는지 시간표로 그렸습니다.

이 실험은 :doc:`취소와 타임아웃 </asyncio/cancellation>`에 나옵니다.
"""

import asyncio
import time

FAIL_SECONDS = 0.02
LONG_SECONDS = 0.07
AFTER_SECONDS = 0.06

# %%
# 재는 코드
# ------------------------------------------------------------------


class Trace:
    """누가 언제까지 돌고 어떻게 끝났는지 적습니다."""

    def __init__(self):
        self.zero = time.perf_counter()
        self.spans = []

    async def job(self, name, seconds, *, fails=False):
        """기다리다가 끝나거나, 실패하거나, 취소됩니다."""
        start, end = time.perf_counter() - self.zero, "끝까지 감"
        try:
            await asyncio.sleep(seconds)
            if fails:
                end = "실패"
                raise ValueError(name)
        except asyncio.CancelledError:
            end = "취소됨"
            raise
        finally:
            self.spans.append((name, start, time.perf_counter() - self.zero, end))

    def jobs(self):
        """하나는 일찍 실패하고 둘은 오래 걸립니다."""
        return [
            self.job("가", FAIL_SECONDS, fails=True),
            self.job("나", LONG_SECONDS),
            self.job("다", LONG_SECONDS),
        ]


async def follow(trace, method):
    """예외를 받은 뒤로도 메인 태스크가 잠시 더 일합니다. 그동안 남은 태스크가 보입니다."""
    caught = await method(trace.jobs())
    alive = len(asyncio.all_tasks()) - 1
    start = time.perf_counter() - trace.zero
    await asyncio.sleep(AFTER_SECONDS)
    trace.spans.append(("메인 태스크", start, time.perf_counter() - trace.zero, "예외를 받은 뒤"))
    cancelled = sum(end == "취소됨" for *_, end in trace.spans)
    return {"caught": caught, "alive": alive, "cancelled": cancelled, "spans": trace.spans}


async def use_gather(jobs):
    """첫 예외만 올라오고, 나머지는 아무도 기다리지 않는 채 계속 돕니다."""
    try:
        await asyncio.gather(*jobs)
    except ValueError:
        return 1
    return 0


async def use_gather_as_values(jobs):
    """예외를 값으로 받습니다. 모두 끝날 때까지 기다립니다."""
    results = await asyncio.gather(*jobs, return_exceptions=True)
    return sum(isinstance(result, ValueError) for result in results)


async def use_group(jobs):
    """하나가 실패하면 나머지를 취소하고, 다 거둔 다음에 예외 그룹을 올립니다."""
    caught = 0
    try:
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(job)
    except* ValueError as group_error:
        caught = len(group_error.exceptions)
        print(f"{type(group_error).__name__}: {group_error}")
        print(f"안에 든 것: {group_error.exceptions}")
    return caught


def gather():
    """asyncio.gather"""
    return asyncio.run(follow(Trace(), use_gather))


def gather_as_values():
    """gather(return_exceptions=True)"""
    return asyncio.run(follow(Trace(), use_gather_as_values))


def task_group():
    """TaskGroup"""
    return asyncio.run(follow(Trace(), use_group))


# %%
# 예상
# ------------------------------------------------------------------
#
# 셋 다 예외 하나를 받습니다. 받은 때에 살아 있는 태스크는 ``gather``가 둘, 나머지는 없습니다.
# ``TaskGroup``만 남은 둘을 취소합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        gather,
        gather_as_values,
        task_group,
        facts={
            "alive": "예외를 받은 때 살아 있는 태스크(개)",
            "cancelled": "취소된 태스크(개)",
            "caught": "받은 예외(개)",
        },
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="spans")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``gather``의 줄을 보십시오. 메인 태스크는 예외를 받고 다음 일로 갔는데, 나와 다는 여전히 돌고 있습니다.
# 그 태스크들이 파일을 쓰거나 요청을 보내고 있었다면, 실패를 처리하는 코드와 나란히 그 일이 벌어집니다.
# ``TaskGroup``의 블록을 나왔다면, 안의 태스크는 하나도 남아 있지 않습니다. 이것이 구조적 동시성(structured concurrency)입니다.
#
# ``TaskGroup``이 올리는 것은 예외 그룹(``ExceptionGroup``)입니다. ``except ValueError``로는 잡히지 않고 ``except*``로 잡습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``jobs``의 나도 ``fails=True``로 바꾸어 보십시오. 가가 먼저 실패하므로 나는 실패하기 전에 취소됩니다.
# ``LONG_SECONDS``를 ``0.02``로 맞추면 예외 둘이 한 예외 그룹에 듭니다.
