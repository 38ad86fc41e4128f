# 실행: python plot_command_judges_functions.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
parabook compare는 내 파일의 함수를 고치지 않고 비교합니다
==================================================================

접근 로그에서 상태 코드를 세는 함수가 있습니다.
정규식을 ``rsplit``으로 바꾸면 얼마나 빨라질까요? 더 빠른 것처럼 보이는 셋째 함수는 믿어도 될까요?

이 실험은 :doc:`내 함수 재기 </command>`에 나옵니다.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 읽는 사람이 가진 파일입니다. 측정 도구는 들어 있지 않습니다.

LOGS = """
import re
from collections import Counter

LINES = [f'10.0.0.{n % 250} - "GET /item/{n % 40}" {500 if n % 7 == 0 else 200}' for n in range(2_000)]
PATTERN = re.compile(r'"GET (?P<path>[^"]+)" (?P<status>[0-9]+)')


def with_regex():
    return dict(Counter(PATTERN.search(line)["status"] for line in LINES))


def with_split():
    return dict(Counter(line.rsplit(" ", 1)[1] for line in LINES))


def with_slice():
    return dict(Counter(line[-2:] for line in LINES))
"""


def run_command(*arguments):
    """그 파일이 있는 폴더에서 명령을 돌리고, 종료 코드를 셉니다."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "logs.py").write_text(LOGS, encoding="utf-8")
        print("$ parabook", *(f"'{word}'" if " " in word else word for word in arguments))
        done = subprocess.run(
            [sys.executable, "-m", "parabook", *arguments, "--seconds", "2", "--no-picture"],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONIOENCODING": "utf-8",
                "LANG": "ko_KR.UTF-8",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
    print(done.stdout.rstrip())
    return {"code": done.returncode}


def two_functions():
    """두 함수를 비교하기"""
    return run_command("compare", "logs.py:with_regex", "logs.py:with_split")


def slower_edit():
    """느려진 수정을 막기"""
    condition = "ratio(with_regex, with_split) > 1.05"
    return run_command(
        "compare", "logs.py:with_split", "logs.py:with_regex", "--fail-if", condition
    )


def faster_edit():
    """빨라진 수정은 지나가기"""
    condition = "ratio(with_split, with_regex) > 1.05"
    return run_command(
        "compare", "logs.py:with_regex", "logs.py:with_split", "--fail-if", condition
    )


def wrong_edit():
    """틀린 수정은 재지 않기"""
    return run_command("compare", "logs.py:with_regex", "logs.py:with_slice")


# %%
# 예상
# ------------------------------------------------------------------
#
# 정규식은 줄을 앞에서부터 훑고, ``rsplit``은 뒤에서 한 칸만 자릅니다. ``rsplit``이 몇 배 빠를 것입니다.
# 느려지면 실패하게 한 명령은 1로, 빨라진 수정에서는 0으로 끝나야 합니다.
# 셋째 함수는 상태 코드의 앞 글자를 잃습니다. 값이 다르므로 재지 않고 2로 끝나야 합니다.

# %%
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        two_functions,
        slower_edit,
        faster_edit,
        wrong_edit,
        facts={"code": "종료 코드"},
        deadline_seconds=60,
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
# 종료 코드만 보면 사람이 표를 읽지 않아도 됩니다. CI는 0이 아니면 멈춥니다.
# 구간이 조건의 끝에 걸치면 3으로 끝납니다. 그때는 수정이 나쁜 것이 아니라 아직 모르는 것이므로,
# ``--seconds``를 늘려 더 잽니다.

# %%
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``with_slice``의 ``-2``를 ``-3``으로 고치면 값이 맞고, 셋 가운데 가장 빠릅니다.
