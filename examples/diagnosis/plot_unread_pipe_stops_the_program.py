# 실행: python plot_unread_pipe_stops_the_program.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
읽지 않은 파이프가 차면 부른 프로그램이 멈춥니다
==================================================================

다른 프로그램을 시작하고 끝나기를 기다립니다. 짧게 적는 프로그램은 끝나는데, 길게 적는 프로그램은 영영 끝나지 않습니다.
CPU도 쓰지 않고 오류도 없습니다. 누가 누구를 기다리는 것일까요?

이 실험은 :doc:`다른 프로그램을 부를 때 </diagnosis/subprocess>`에 나옵니다.
"""

import subprocess
import sys
import tempfile

SHORT = 1_000
LONG = 200_000
DEADLINE_SECONDS = 1.0

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 부르는 프로그램은 표준 출력이나 표준 오류에 글자를 ``SHORT``개나 ``LONG``개 적고 끝납니다.


def writer(characters, where="stdout"):
    """글자를 적고 끝나는 프로그램의 명령입니다."""
    return [sys.executable, "-c", f"import sys; sys.{where}.write('x' * {characters})"]


def wait_then_read(characters):
    """끝나기를 기다린 다음에 읽습니다."""
    with subprocess.Popen(writer(characters), stdout=subprocess.PIPE) as process:
        process.wait()
        return {"received": len(process.stdout.read())}


def wait_short():
    """wait, 짧은 출력"""
    return wait_then_read(SHORT)


def wait_long():
    """wait, 긴 출력"""
    return wait_then_read(LONG)


def read_other_pipe():
    """표준 출력부터 읽기, 긴 표준 오류"""
    with subprocess.Popen(
        writer(LONG, "stderr"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.read()
        return {"received": len(process.stderr.read())}


def run_and_capture():
    """고침: run(capture_output=True)"""
    done = subprocess.run(writer(LONG, "stderr"), capture_output=True, check=True)
    return {"received": len(done.stdout + done.stderr)}


def one_pipe():
    """고침: 둘을 한 파이프로 모아 끝까지 읽기"""
    with subprocess.Popen(
        writer(LONG, "stderr"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        return {"received": len(process.stdout.read())}


def through_a_file():
    """고침: 파일에 적게 하기"""
    with tempfile.TemporaryFile() as file:
        subprocess.run(writer(LONG), stdout=file, check=True)
        return {"received": file.tell()}


# %%
# 예상
# ------------------------------------------------------------------
#
# 파이프는 64 KiB쯤 담습니다. 짧은 출력은 다 들어가므로 끝나고, 긴 출력은 자리가 나기를 기다리느라 끝나지 않을 것입니다.
# 부른 쪽은 끝나기를 기다리느라 읽지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        wait_short,
        Contender(wait_long, expect_failure=True),
        Contender(read_other_pipe, expect_failure=True),
        run_and_capture,
        one_pipe,
        through_a_file,
        facts={"finished": "끝남(끝났으면 1)", "received": "받은 글자(개)"},
        times=1,
        deadline_seconds=DEADLINE_SECONDS,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="received")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 부른 쪽은 프로그램이 끝나기를, 프로그램은 파이프에 자리가 나기를 기다립니다. 둘 다 CPU를 쓰지 않습니다.
# 파이프를 둘 열고 하나만 읽어도 같습니다. 읽지 않는 쪽이 차면 멈춥니다.
# ``communicate()``와 ``run(capture_output=True)``는 두 파이프를 함께 읽으면서 끝나기를 기다립니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LONG``을 ``60_000``으로 줄여 보십시오. 파이프에 다 들어가므로 어느 방법도 멈추지 않습니다.
# 짧은 입력으로만 시험하면 이 고장을 보지 못합니다.
