# 실행: python plot_command_advises_on_found_functions.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
parabook advise는 남이 쓴 함수에도 방법을 골라 줍니다
==================================================================

표준 라이브러리와 NumPy의 함수 다섯에 순차 실행, 스레드, 프로세스 가운데 무엇이 맞을까요?
이 책을 쓴 사람들이 조언에 맞추어 적은 함수가 아닙니다. 조언이 예측한 것과 잰 것은 얼마나 다를까요?

이 실험은 :doc:`내 함수 재기 </command>`에 나옵니다.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

QUICK = os.environ.get("PARABOOK_BUDGET") in {"quick", "once"}

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 함수는 꾸러미의 것이고, 입력만 적습니다. 줄 나누기는 순수 파이썬, 구문 분석은 GIL을 잡는 C,
# 압축은 GIL을 놓는 C이고, 외부 명령은 기다립니다. 고윳값은 NumPy가 LAPACK에 맡깁니다.

INPUTS = """
import numpy as np

TEXTS = ["병렬 처리는 나눌 수 있는 일에서만 이득입니다. " * 60] * 30
SOURCES = ["def f(x):\\n    return [x * y for y in range(10)]\\n" * 60] * 30
BLOCKS = [bytes(range(256)) * 600 + bytes([number]) for number in range(30)]
MATRICES = [np.arange(8100.0).reshape(90, 90) % (7 + number) for number in range(30)]
COMMANDS = [["sleep", "0.01"]] * 12
"""

FOUND = {
    "textwrap:fill": "TEXTS",
    "ast:parse": "SOURCES",
    "zlib:compress": "BLOCKS",
    "numpy.linalg:eigvalsh": "MATRICES",
    "subprocess:check_output": "COMMANDS",
}


def parabook(folder, *arguments):
    """입력이 있는 폴더에서 명령을 돌리고, 적은 것을 돌려줍니다."""
    done = subprocess.run(
        [sys.executable, "-m", "parabook", *arguments],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONIOENCODING": "utf-8",
            "LANG": "ko_KR.UTF-8",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def told(function):
    """함수 하나에 조언을 받아, 적은 글과 남긴 것을 돌려줍니다."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "inputs.py").write_text(INPUTS, encoding="utf-8")
        arguments = ["advise", function, "--inputs", f"inputs.py:{FOUND[function]}"]
        text = parabook(folder, *arguments, "--seconds", "2")
        (kept,) = Path(folder).glob("parabook-results/*.advice.json")
        return text, json.loads(kept.read_text(encoding="utf-8"))


def judged(found):
    """예측으로 첫째인 것, 재어 보니 첫째인 것, 고른 것의 시간이 예측의 몇 배였는지입니다."""
    took = {
        name: (one["predicted_seconds"], one["measured_seconds"]["median"])
        for name, one in found["methods"].items()
        if one["measured_seconds"] is not None
    }
    chosen = found["chosen"]["method"]
    if chosen not in took:
        return None, None, float("nan")
    guessed, fastest = (min(took, key=lambda name: took[name][at]) for at in range(2))
    return guessed, fastest, took[chosen][1] / took[chosen][0]


def counted(answers):
    """예측이 맞은 것과, 기다리는 함수에 스레드를 고른 것을 셉니다."""
    looks = [judged(found) for found in answers]
    waiting = [one for one in answers if one["function"] == "subprocess:check_output"]
    return {
        "functions": len(answers),
        "overlapped": all(one["chosen"]["method"] == "threads" for one in waiting)
        if waiting
        else None,
        "right": sum(guessed is not None and guessed == fastest for guessed, fastest, _ in looks),
        "timed": sum(1 / 1.5 <= off <= 1.5 for *_, off in looks),
    }


def one_session():
    """조언 한 번을 그대로"""
    function = "textwrap:fill"
    text, found = told(function)
    print(f"$ parabook advise {function} --inputs inputs.py:{FOUND[function]} --seconds 2")
    print(text.rstrip())
    return counted([found])


def others():
    """나머지 함수에 조언을 받기"""
    answers = [told(function)[1] for function in list(FOUND)[-1 if QUICK else 1 :]]
    for found in answers:
        guessed, fastest, off = judged(found)
        share = found["profile"]["gil_share"]
        print(
            f"{found['function']}: GIL을 잡는 몫 {'–' if share is None else f'{share:.0%}'}. "
            f"예측으로는 {guessed}, 재어 보니 {fastest}, 고른 것 {found['chosen']['method']}. "
            f"순차의 {found['gain']:.2f}배 속도이고, 잰 시간은 예측의 {off:.2f}배"
        )
    return counted(answers)


# %%
# 예상
# ------------------------------------------------------------------
#
# 줄 나누기와 구문 분석은 프로세스, 압축은 스레드, 외부 명령은 스레드일 것입니다.
# 다만 입력이 30개뿐이라, 프로세스를 시작하는 비용을 갚지 못하는 것도 있을 것입니다.

# %%
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        one_session,
        others,
        facts={
            "functions": "함수(개)",
            "right": "첫째를 맞힘(개)",
            "timed": "시간을 맞힘(개)",
            "overlapped": "기다림을 겹침(그러면 1)",
        },
        times=1,
        deadline_seconds=300,
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
# 첫째를 맞혔다는 것은 재기 전의 예측으로 가장 빠른 것이 재어 보아도 그랬다는 뜻이고,
# 시간을 맞혔다는 것은 잰 시간이 예측의 한 배 반 안에 들었다는 뜻입니다.
# 조언은 예측만으로 고르지 않습니다. 앞선 것들을 실제로 재어, 예측이 틀렸으면 잰 것을 따릅니다.
# 예측은 표본을 부른 동안의 기계가 그대로라고 봅니다. 함수가 스스로 여러 코어를 쓰거나(NumPy의 LAPACK),
# 자식 프로세스를 시작하거나(외부 명령), 결과에 작은 객체가 많으면(구문 분석) 예측한 시간이 빗나갑니다.

# %%
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``TEXTS``의 30을 300으로 늘려 보십시오. 프로세스를 시작하는 비용을 갚고도 남아, 고르는 것이 바뀝니다.
