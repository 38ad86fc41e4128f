# 실행: python plot_five_thousand_threads_and_coroutines.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
스레드 5,000개도 만들 수 있지만 한도와 메모리가 있어야 합니다
==================================================================

'스레드는 수천 개를 못 만든다'는 말이 있습니다. 정말 만들어 보면 무엇이 먼저 모자랄까요?
기다림 5,000개를 스레드와 코루틴으로 동시에 붙들고, 시작하는 시간과 메모리와 한도를 보았습니다.

이 실험은 :doc:`1,000개의 기다림의 비용 </asyncio/thousands>`에 나옵니다.
메모리와 한도는 Linux의 ``/proc``에서 읽습니다. 스레드 5,000개가 허락되지 않는 기계에서는 스레드를 보지 않습니다.
"""

import asyncio
import sys
import threading
import time
from pathlib import Path

import psutil

WAITS = 5000
NOT_SEEN = {"started": None, "memory": None, "mappings": None}

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 모두가 시작해 기다리고 있는 때에 봅니다.


class Before:
    """시작하기 전의 시각과 메모리. 기다림 하나에 든 것을 계산합니다."""

    def __init__(self):
        self.memory = psutil.Process().memory_info().rss
        self.mappings = mappings()
        self.time = time.perf_counter()

    def each(self):
        """지금까지 든 것을 기다림의 수로 나눕니다."""
        seconds = time.perf_counter() - self.time
        memory = psutil.Process().memory_info().rss - self.memory
        more = None if self.mappings is None else mappings() - self.mappings
        return {
            "started": 1e6 * seconds / WAITS,
            "memory": memory / WAITS / 1024,
            "mappings": None if more is None else more / WAITS,
        }


def mappings():
    """이 프로세스의 메모리가 나뉜 구역의 수입니다. Linux가 아니면 없습니다."""
    table = Path("/proc/self/maps")
    return len(table.read_text(encoding="utf-8").splitlines()) if table.exists() else None


def threads():
    """스레드 5,000개"""
    gate, waiting = threading.Event(), []
    before = Before()
    try:
        for _ in range(WAITS):
            thread = threading.Thread(target=gate.wait)
            thread.start()
            waiting.append(thread)
        return before.each()
    except RuntimeError as error:  # 한도에 걸리면 더 시작하지 못합니다.
        print(f"{len(waiting):,}개에서 멈춤: {error}")
        return NOT_SEEN
    finally:
        gate.set()
        for thread in waiting:
            thread.join()


async def start_tasks():
    """태스크 5,000개를 시작하고, 모두가 기다릴 때 봅니다."""
    gate = asyncio.Event()
    before = Before()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(WAITS)]
    await asyncio.sleep(0)
    each = before.each()
    gate.set()
    await asyncio.gather(*waiting)
    return each


def coroutines():
    """코루틴 5,000개"""
    return asyncio.run(start_tasks())


def limits():
    """스레드의 수를 정하는 한도"""
    if sys.platform == "linux":
        import resource

        allowed = resource.getrlimit(resource.RLIMIT_NPROC)[0]
        print("ulimit -u (사용자의 스레드):", f"{allowed:,}" if allowed >= 0 else "없음")
        for name in ("kernel/threads-max", "kernel/pid_max", "vm/max_map_count"):
            print(f"/proc/sys/{name}: {int(Path('/proc/sys', name).read_text()):,}")
        for place in ("/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max"):
            if Path(place).exists():
                print(f"{place}: {Path(place).read_text().strip()}")
    return NOT_SEEN


# %%
# 예상
# ------------------------------------------------------------------
#
# 태스크는 파이썬 객체 몇 개이고, 스레드는 커널에 하나를 만들어 달라고 부탁하고 스택을 받습니다.
# 그래서 메모리도 시작하는 시간도 열 배쯤 차이가 날 것입니다.
# 스레드의 스택은 읽고 쓸 구역과, 넘치면 걸리는 구역으로 나뉘므로 하나에 둘씩 구역이 늘 것입니다. 태스크는 구역을 늘리지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        threads,
        coroutines,
        limits,
        measured={
            "started": "하나를 시작하는 시간(µs)",
            "memory": "하나의 메모리(KiB)",
            "mappings": "하나가 늘린 메모리 구역(개)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="memory")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 찍은 글의 한도 가운데 가장 먼저 닿는 것이 스레드의 수를 정합니다. 구역의 한도(``vm.max_map_count``)는 잊기 쉽습니다.
# 하나에 둘이라고 예상했는데 그보다 많습니다. 스택과 그 끝의 보호 구역 말고도, 파이썬이 스레드마다 16 KiB짜리
# 프레임 자리를 따로 얻기 때문입니다. 이것은 나란히 놓이면 하나로 합쳐져서 셋이 되지는 않습니다.
# 그래서 스레드는 한도의 절반에 이르기 전에 ``can't start new thread``를 만납니다.
# C 라이브러리(glibc)가 새것이면 보호 구역을 따로 두지 않아, 구역이 이보다 적게 늡니다.
# 코루틴에는 이런 한도가 없고, 메모리와 열 수 있는 파일(``ulimit -n``)이 한도입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# 셸에서 ``ulimit -u 1000``을 하고 돌려 보십시오. 루트가 아니면 스레드 쪽만 시작하지 못하고, 표의 그 자리가 빕니다.
