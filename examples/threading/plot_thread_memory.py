# 실행: python plot_thread_memory.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
스레드 하나는 예약한 만큼이 아니라 만진 만큼 메모리를 씁니다
==================================================================

'스레드 하나는 8 MB'라는 말이 있습니다. 기다리는 스레드 1,000개는 8 GB를 쓸까요?
프로세스의 메모리만 보면 빠뜨리는 것은 무엇일까요?

이 실험은 :doc:`스레드 하나의 비용 </threading/costs>`에 나옵니다.
"""

import sys
from pathlib import Path
from threading import Barrier, Event, Thread, stack_size

THREADS = 1000
SMALL_STACK_BYTES = 256 * 1024
DEPTH = 200

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 스레드 1,000개를 만들어 모두 기다리게 하고, 만들기 전과 비교합니다. 단위는 스레드마다 KiB입니다.


def kilobytes():
    """운영 체제가 이 프로세스에 대해 적은 것. Linux가 아니면 비어 있습니다."""
    names = {"VmRSS": "resident", "VmPTE": "page_tables", "VmSize": "reserved"}
    found = {}
    if Path("/proc/self/status").exists():
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            name, _, value = line.partition(":")
            if name in names:
                found[names[name]] = int(value.split()[0])
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("KernelStack:"):
                found["kernel_stack"] = int(line.split()[1])
    return found


def dig(depth):
    """C로 적은 ``max``를 거쳐 깊이 들어가며 스택을 만집니다."""
    return depth and max([depth - 1], key=dig)


def weigh(depth=0):
    """기다리는 스레드 1,000개가 더한 메모리를 셉니다."""
    leaving, ready = Event(), Barrier(THREADS + 1)

    def wait():
        dig(depth)
        ready.wait()
        leaving.wait()

    threads = [Thread(target=wait) for _ in range(THREADS)]
    before = kilobytes()
    for thread in threads:
        thread.start()
    ready.wait()
    after = kilobytes()
    leaving.set()
    for thread in threads:
        thread.join()
    if not before:
        print(f"{sys.platform}에는 /proc이 없어 스레드의 메모리를 나누어 볼 수 없습니다.")
        missing = ("total", "resident", "kernel_stack", "page_tables", "reserved", "taken")
        return {"threads": THREADS, **dict.fromkeys(missing)}
    facts = {name: (after[name] - before[name]) / THREADS for name in before}
    facts["total"] = facts["resident"] + facts["page_tables"] + facts["kernel_stack"]
    facts["taken"] = 100 * facts["total"] / facts["reserved"]
    return {"threads": THREADS, **facts}


def default_stack():
    """기본 스택"""
    return weigh()


def small_stack():
    """작은 스택(256 KiB)"""
    stack_size(SMALL_STACK_BYTES)
    return weigh()


def deep_calls():
    """기본 스택, 깊이 들어간 뒤"""
    return weigh(DEPTH)


# %%
# 예상
# ------------------------------------------------------------------
#
# 예약한 주소는 스레드마다 8 MB지만, 정말로 차지한 것은 수십 KiB입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        default_stack,
        small_stack,
        deep_calls,
        facts={"threads": "함께 기다린 스레드(개)"},
        measured={
            "total": "스레드마다 차지한 메모리(KiB)",
            "resident": "그 가운데 프로세스의 메모리(KiB)",
            "kernel_stack": "커널 스택(KiB)",
            "page_tables": "페이지 테이블(KiB)",
            "reserved": "예약한 주소(KiB)",
            "taken": "예약한 주소 가운데 차지한 몫(%)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="total" if sys.platform == "linux" else "threads")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 스택은 주소만 예약하고, 만진 페이지(page)만 메모리를 차지합니다. 그래서 스택을 줄여도 차지한 메모리는 거의 그대로입니다.
# 줄어드는 것은 예약한 주소와 페이지 테이블입니다.
#
# 커널 스택과 페이지 테이블은 ``top``의 RES에 나오지 않습니다. RES만 보면 스레드를 실제의 절반으로 압니다.
# 커널 스택은 기계 전체의 수를 보고 계산했으므로, 그사이 다른 프로그램이 스레드를 만들면 흔들립니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``DEPTH``를 ``400``으로 늘려 보십시오. 스택을 만진 만큼 프로세스의 메모리가 늘어납니다.
