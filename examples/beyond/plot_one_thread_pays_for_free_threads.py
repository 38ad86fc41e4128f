# 실행: python plot_one_thread_pays_for_free_threads.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
GIL이 없는 빌드는 스레드 하나일 때에도 비용이 듭니다
==================================================================

GIL이 없는 빌드로 바꾸기만 하면, 스레드를 쓰지 않는 프로그램은 얼마나 느려질까요?
같은 버전의 두 빌드가 있으면, 스레드 하나로 같은 코드를 번갈아 돌려 비교합니다.

이 실험은 :doc:`GIL 없는 파이썬 </beyond/free-threads>`에 나옵니다.
"""

import shutil
import subprocess
import sys

REPEATS = 5

# %%
# 재는 코드
# ------------------------------------------------------------------

KNOWS_GIL = "import sysconfig; print(int(bool(sysconfig.get_config_var('Py_GIL_DISABLED'))))"

TIMING = """
import sys
import time
import timeit

setup, statement = sys.argv[1:]
# 스레드가 하나이므로, 다른 프로그램이 끼어든 시간을 빼고 CPU 시간만 셉니다.
print(min(timeit.repeat(statement, setup, timer=time.process_time, number=1, repeat=5)))
"""

WORK = {
    "loops": ("", "for number in range(200_000): number + 1"),
    "calls": ("def add(a, b):\n    return a + b", "for _ in range(100_000): add(1, 2)"),
    "attributes": (
        "class Point:\n    x = 0\npoint = Point()",
        "for _ in range(100_000): point.x = point.x + 1",
    ),
    "containers": (
        "items = list(range(1000))",
        "for _ in range(100): {item: [item] for item in items}",
    ),
}


def ask(python, code, *arguments):
    """그 인터프리터로 코드를 돌리고, 찍은 수를 읽습니다."""
    done = subprocess.run(
        [python, "-c", code, *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    return float(done.stdout)


def both_builds():
    """PATH에서 버전이 같은 두 빌드를 찾습니다. 이 파이썬의 버전부터 봅니다."""
    mine = sys.version_info[1]
    for minor in (mine, *(other for other in range(15, 12, -1) if other != mine)):
        with_gil, free = (shutil.which(f"python3.{minor}{end}") for end in ("", "t"))
        if with_gil and free and not ask(with_gil, KNOWS_GIL) and ask(free, KNOWS_GIL):
            print(f"비교한 버전: 3.{minor}")
            return with_gil, free
    print("버전이 같은 두 빌드(예: python3.14와 python3.14t)를 PATH에서 찾지 못했습니다.")
    return None


def slower(kind):
    """두 빌드를 번갈아 돌려, GIL이 없는 빌드가 CPU 시간을 몇 배 쓰는지 구합니다."""
    builds = both_builds()
    if builds is None:
        return {"slower": None}
    with_gil, free = builds
    took = [
        (ask(with_gil, TIMING, *WORK[kind]), ask(free, TIMING, *WORK[kind])) for _ in range(REPEATS)
    ]
    return {"slower": min(free for _, free in took) / min(gil for gil, _ in took)}


def loops():
    """반복과 더하기"""
    return slower("loops")


def calls():
    """함수 부르기"""
    return slower("calls")


def attributes():
    """속성 읽고 쓰기"""
    return slower("attributes")


def containers():
    """사전과 리스트 만들기"""
    return slower("containers")


# %%
# 예상
# ------------------------------------------------------------------
#
# 참조 횟수를 세는 일이 비싸지므로, 객체를 많이 만들고 버리는 것이 가장 느려질 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        loops,
        calls,
        attributes,
        containers,
        measured={"slower": "GIL이 있는 빌드 대비 CPU 시간(배)"},
        times=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="slower")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 뜻밖에, 객체를 많이 만드는 코드보다 함수를 많이 부르는 코드가 더 느려졌습니다.
# 3.13의 실험판은 자주 쓰는 명령을 빠른 것으로 바꾸는 일(특수화)을 끄고 있어서, 인터프리터가 명령을 많이 처리하는 코드가 더 느립니다.
# 3.14부터는 켜져 있으므로 훨씬 가까워집니다. 내 버전의 비는 두 빌드를 설치하고 이 예제를 돌리면 나옵니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``WORK``에 내 프로그램에서 가장 오래 걸리는 함수를 더해 보십시오.
