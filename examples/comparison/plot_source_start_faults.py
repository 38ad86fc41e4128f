# 실행: python plot_source_start_faults.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
교재의 풀은 메인 가드가 없으면 끝나지 않습니다
==================================================================

교재의 ``parallel_processing_example()``을 부르는 줄은 교재에 없습니다. 파일의 맨 끝에 적으면 어떻게 될까요?
코어를 하나만 허락받은 프로세스에서는 워커를 몇 개 만들까요?

이 실험은 :doc:`교재의 코드에서 고친 것 </comparison/corrections>`에 나옵니다.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PATIENCE_SECONDS = 1.5
GENEROUS_SECONDS = 15

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 시작 방식과 숫자의 크기만 빼면 교재의 코드입니다. 진짜 주 모듈이라야 보이는 잘못이라서, 파일로 적어 따로 실행합니다.

SOURCE = """\
from multiprocessing import Pool, set_start_method
import os

def cpu_bound_task(n):
    return sum(i * i for i in range(n))

def parallel_processing_example():
    num_cores = min(os.cpu_count(), 2)
    numbers = [10**3] * num_cores
    with Pool(processes=num_cores) as pool:
        results = pool.map(cpu_bound_task, numbers)
    return results

"""

UNGUARDED = """\
set_start_method("spawn", force=True)
print("결과:", len(parallel_processing_example()) > 0)
"""

GUARDED = """\
if __name__ == "__main__":
    set_start_method("spawn")
    print("결과:", len(parallel_processing_example()) > 0)
"""


def run(text, patience):
    """글을 파일로 적어 실행하고, 파이썬이 한 말을 찍고 셉니다."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "chapter.py")
        script.write_text(text, encoding="utf-8")
        heard = Path(folder, "heard.txt")
        with (
            heard.open("wb") as file,
            subprocess.Popen(
                [sys.executable, script], stdout=file, stderr=subprocess.STDOUT
            ) as process,
        ):
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                process.kill()
                print(f"{patience}초를 기다려도 끝나지 않아 끝냈습니다.")
        said = heard.read_text(encoding="utf-8", errors="replace")
    errors = said.split("RuntimeError:")[1:]
    # 이유는 여러 줄에 걸쳐 있습니다. 첫 오류의 첫 두 줄만 봅니다.
    reason = [line.strip() for line in "".join(errors[:1]).splitlines() if line.strip()]
    print(f"RuntimeError: {' '.join(reason[:2])}" if errors else said.strip())
    return {"errors": len(errors), "answered": said.count("결과: True")}


def unguarded_start():
    """교재: 메인 가드 없이 부름"""
    return run(SOURCE + UNGUARDED, PATIENCE_SECONDS)


def guarded_start():
    """고침: 메인 가드 아래에서 부름"""
    return run(SOURCE + GUARDED, GENEROUS_SECONDS)


def keep_one_core():
    """이 프로세스에 코어를 하나만 남깁니다. 컨테이너나 taskset이 하는 일입니다."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    else:
        print("이 시스템에서는 프로세스의 코어를 줄일 수 없어, 있는 대로 셉니다.")


def every_core():
    """교재: os.cpu_count()"""
    keep_one_core()
    print(f"os.cpu_count() = {os.cpu_count()}")
    return {"workers": os.cpu_count()}


def usable_cores():
    """고침: 허락된 코어"""
    keep_one_core()
    if hasattr(os, "process_cpu_count"):  # Python 3.13부터
        print(f"os.process_cpu_count() = {os.process_cpu_count()}")
        return {"workers": os.process_cpu_count()}
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"len(os.sched_getaffinity(0)) = {allowed}")
    return {"workers": allowed}


# %%
# 예상
# ------------------------------------------------------------------
#
# 메인 가드가 없으면 워커마다 주 모듈을 다시 불러오다가 ``RuntimeError``로 죽고, 풀은 죽은 워커를 끝없이 새로 만듭니다.
# ``os.cpu_count()``는 하나만 허락받은 것을 모릅니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        unguarded_start,
        guarded_start,
        every_core,
        usable_cores,
        facts={
            "answered": "받은 답(개)",
            "errors": "파이썬이 낸 오류(번)",
            "workers": "만들 워커(개)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="errors")
    draw(result, show="workers")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 오류의 수는 ``PATIENCE_SECONDS`` 동안 센 것입니다. 기다릴수록 늘어나고, 답은 오지 않습니다.
# 시작 방식이 ``fork``이면 이 잘못은 보이지 않습니다. 그래서 Linux에서 잘 되던 코드가 macOS와 Windows에서,
# 그리고 Python 3.14부터는 Linux에서도 멎습니다.
#
# 코어를 하나만 허락받았는데 워커를 코어의 수만큼 만들면, 워커들이 코어 하나를 번갈아 씁니다.
# 코어가 64개인 기계의 작은 컨테이너에서는 워커마다 메모리도 듭니다.
# 컨테이너가 코어의 수가 아니라 시간의 할당량(quota)으로 막으면, 어느 쪽도 그것을 모릅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``UNGUARDED``의 ``spawn``을 ``fork``로 바꾸어 보십시오. Linux에서는 답이 나옵니다.
