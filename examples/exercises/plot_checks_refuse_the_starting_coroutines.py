# 실행: python plot_checks_refuse_the_starting_coroutines.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
parabook check는 고장 난 코루틴을 이유를 대고 돌려보냅니다
==================================================================

멈추는 비동기 서버, 비어 있는 감사 기록, 한꺼번에 몰려가는 요청, 멈추라는 말을 듣지 않는 루프.
오류 하나 없이 도는 프로그램에서 무엇을 보고 틀렸다고 할까요?

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


def blocking_call_start():
    """멈추는 비동기 서버: 시작 파일"""
    return check("blocking_call", solved=False)


def blocking_call_solution():
    """멈추는 비동기 서버: 책의 풀이"""
    return check("blocking_call", solved=True)


def lost_task_start():
    """비어 있는 감사 기록: 시작 파일"""
    return check("lost_task", solved=False)


def lost_task_solution():
    """비어 있는 감사 기록: 책의 풀이"""
    return check("lost_task", solved=True)


def unbounded_gather_start():
    """한꺼번에 몰려가는 요청: 시작 파일"""
    return check("unbounded_gather", solved=False)


def unbounded_gather_solution():
    """한꺼번에 몰려가는 요청: 책의 풀이"""
    return check("unbounded_gather", solved=True)


def swallowed_cancel_start():
    """멈추라는 말을 듣지 않는 루프: 시작 파일"""
    return check("swallowed_cancel", solved=False)


def swallowed_cancel_solution():
    """멈추라는 말을 듣지 않는 루프: 책의 풀이"""
    return check("swallowed_cancel", solved=True)


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
        blocking_call_start,
        blocking_call_solution,
        lost_task_start,
        lost_task_solution,
        unbounded_gather_start,
        unbounded_gather_solution,
        swallowed_cancel_start,
        swallowed_cancel_solution,
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
# 루프가 막혔는지는 시계가 아니라 루프가 그동안 돌았는지로 압니다.
# 취소를 삼키는지는 취소하고 나서 태스크가 끝났는지로, Ctrl-C는 정말로 눌러 보아서 압니다.

# %%
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``lost_task.py``에서 태스크를 만들자마자 ``await`` 해 보십시오. 기록은 다 남지만 '기록은 겹쳐 씁니다'에서 물러납니다.
