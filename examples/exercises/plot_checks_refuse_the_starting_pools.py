# 실행: python plot_checks_refuse_the_starting_pools.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
parabook check는 고장 난 풀을 이유를 대고 돌려보냅니다
==================================================================

하루마다 새로 만드는 풀, 옮길 수 없는 람다, 하나씩 보내는 번호, 세다가 잃는 합계.
찍은 글을 보지 않고도 무엇이 틀렸는지 알 수 있을까요?

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


def pool_per_call_start():
    """하루마다 새로 만드는 풀: 시작 파일"""
    return check("pool_per_call", solved=False)


def pool_per_call_solution():
    """하루마다 새로 만드는 풀: 책의 풀이"""
    return check("pool_per_call", solved=True)


def lambda_task_start():
    """옮길 수 없는 람다: 시작 파일"""
    return check("lambda_task", solved=False)


def lambda_task_solution():
    """옮길 수 없는 람다: 책의 풀이"""
    return check("lambda_task", solved=True)


def tiny_tasks_start():
    """번호 하나씩 보내는 풀: 시작 파일"""
    return check("tiny_tasks", solved=False)


def tiny_tasks_solution():
    """번호 하나씩 보내는 풀: 책의 풀이"""
    return check("tiny_tasks", solved=True)


def shared_counter_start():
    """세다가 잃는 합계: 시작 파일"""
    return check("shared_counter", solved=False)


def shared_counter_solution():
    """세다가 잃는 합계: 책의 풀이"""
    return check("shared_counter", solved=True)


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
        pool_per_call_start,
        pool_per_call_solution,
        lambda_task_start,
        lambda_task_solution,
        tiny_tasks_start,
        tiny_tasks_solution,
        shared_counter_start,
        shared_counter_solution,
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
# 풀을 몇 번 만들었는지는 시작한 프로세스의 수로, 번호를 묶었는지는 파이프로 보낸 말의 수로 압니다.
# 합계를 잃는 것은 운에 맡기지 않습니다. 두 워커가 함께 읽어야만 글을 주는 파일을 읽게 합니다.
# 그래서 기계가 바빠도 판정이 같습니다.

# %%
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``pool_per_call.py``에서 풀을 아예 쓰지 않게 고쳐 보십시오. 답은 바르지만 다른 조건에서 물러납니다.
