# 실행: python plot_checks_refuse_the_starting_threads.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
parabook check는 고장 난 스레드를 이유를 대고 돌려보냅니다
==================================================================

남은 것보다 많이 팔린 한정판, 모자라는 합계, 끝없이 쌓이는 줄, 한 줄로 기다리는 캐시.
경쟁 상태는 드물게 나타나는데, 판정은 어떻게 매번 같을까요?

이 실험은 :doc:`연습 </exercises/index>`에 나옵니다.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 빈 폴더에서 시작 파일을 받아 그대로, 또는 책의 풀이로 바꾸어 판정하게 합니다.
# 시간의 조건은 기계가 바쁘면 판정하지 못하므로, 여기서는 사실만 봅니다.


def call(folder, *arguments):
    """그 폴더에서 명령을 돌립니다."""
    return subprocess.run(
        [sys.executable, "-m", "parabook", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "LANG": "ko_KR.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


def check(name, *, solved):
    """판정을 찍고, 종료 코드와 어긋난 조건을 셉니다."""
    from parabook.exercises import shelf

    with tempfile.TemporaryDirectory() as folder:
        call(folder, "check", "--start", name)
        if solved:
            shutil.copyfile(shelf.solution_file(name), Path(folder, f"{name}.py"))
        done = call(folder, "check", f"{name}.py", "--facts-only")
    print(done.stdout.rstrip())
    return {
        "code": done.returncode,
        "broken": done.stdout.count("✗"),
        "held": done.stdout.count("✓"),
    }


def oversold_start():
    """남은 것보다 많이 팔린 한정판: 시작 파일"""
    return check("oversold", solved=False)


def oversold_solution():
    """남은 것보다 많이 팔린 한정판: 책의 풀이"""
    return check("oversold", solved=True)


def lost_hits_start():
    """모자라는 합계: 시작 파일"""
    return check("lost_hits", solved=False)


def lost_hits_solution():
    """모자라는 합계: 책의 풀이"""
    return check("lost_hits", solved=True)


def unbounded_queue_start():
    """끝없이 쌓이는 줄: 시작 파일"""
    return check("unbounded_queue", solved=False)


def unbounded_queue_solution():
    """끝없이 쌓이는 줄: 책의 풀이"""
    return check("unbounded_queue", solved=True)


def lock_over_io_start():
    """한 줄로 기다리는 캐시: 시작 파일"""
    return check("lock_over_io", solved=False)


def lock_over_io_solution():
    """한 줄로 기다리는 캐시: 책의 풀이"""
    return check("lock_over_io", solved=True)


# %%
# 예상
# ------------------------------------------------------------------
#
# 시작 파일은 1로 끝나고 왜 그런지를 적습니다. 책의 풀이는 0으로 끝나고 어긋난 조건이 없습니다.

# %%
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        oversold_start,
        oversold_solution,
        lost_hits_start,
        lost_hits_solution,
        unbounded_queue_start,
        unbounded_queue_solution,
        lock_over_io_start,
        lock_over_io_solution,
        facts={"code": "종료 코드", "broken": "어긋난 조건(개)", "held": "맞은 조건(개)"},
        times=1,
        deadline_seconds=90,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result)

# %%
# 읽기
# ------------------------------------------------------------------
#
# 느린 바깥의 일 대신, 여럿이 모여야 지나가는 일을 심습니다. 겹칠 수 있는 프로그램이면 꼭 겹칩니다.
# 그래서 드물던 경쟁 상태가 매번 나타나고, 락을 잡은 채 기다리는 프로그램은 혼자만 들어온 것으로 드러납니다.

# %%
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``oversold.py``의 ``buy`` 전체를 락으로 감싸 보십시오. 많이 팔리지는 않지만 '결제는 겹칩니다'에서 물러납니다.
