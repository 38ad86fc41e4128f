# 실행: python plot_cpu_count_is_not_permission.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
cpu_count는 허락된 코어의 수가 아닙니다
==================================================================

작업자를 몇이나 두어야 할까요? ``os.cpu_count()``가 알려 주는 수만큼이면 될까요?
코어를 제한한 곳에서 물어보면 저마다 무엇이라 답할까요?
그리고 정말로 얻는 코어는 몇일까요?

이 실험은 :doc:`작업자의 수 정하기 </multiprocessing/worker-count>`에 나옵니다.
"""

import json
import os
import subprocess
import sys

READY_SECONDS = 0.15  # 태울 프로세스들이 모두 시작할 때까지
BURN_SECONDS = 0.15

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 같은 프로그램을 조건만 바꾸어 새 인터프리터에서 돌립니다.
# 프로그램은 네 곳에 코어의 수를 묻고, 코어의 수만큼 프로세스를 태워 정말 얻은 코어를 셉니다.
# 얻은 코어는 쓴 CPU 시간을 흐른 시간으로 나눈 것입니다.

PROGRAM = """
import json, os, subprocess, sys, time

READY, BURN = float(sys.argv[1]), float(sys.argv[2])

def quota():
    try:
        limit, period = open("/sys/fs/cgroup/cpu.max").read().split()
        return 0 if limit == "max" else int(limit) / int(period)
    except OSError:
        pass  # cgroup의 판이 1이거나, Linux가 아닙니다.
    try:
        limit = int(open("/sys/fs/cgroup/cpu/cpu.cfs_quota_us").read())
        period = int(open("/sys/fs/cgroup/cpu/cpu.cfs_period_us").read())
    except OSError:
        return 0
    return limit / period if limit > 0 else 0

burn = '''
import sys, time
begin, end = float(sys.argv[1]), float(sys.argv[2])
time.sleep(max(0, begin - time.time()))
before = time.process_time()
while time.time() < end:
    pass
print((time.process_time() - before) / (end - begin))
'''
begin = time.time() + READY
burners = [
    subprocess.Popen([sys.executable, "-S", "-c", burn, str(begin), str(begin + BURN)],
                     stdout=subprocess.PIPE)
    for _ in range(min(8, os.cpu_count()))
]
got = sum(float(burner.communicate()[0]) for burner in burners)
affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
allowed = getattr(os, "process_cpu_count", lambda: 0)()
print(json.dumps({
    "cpu_count": os.cpu_count(),
    "affinity": affinity,
    "process_cpu_count": allowed,
    "quota": quota(),
    "effective": round(got, 2),
}))
"""


def ask(**environment):
    """프로그램을 돌려 답을 받습니다. 0은 그런 것이 없다는 뜻입니다."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(READY_SECONDS), str(BURN_SECONDS)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, **environment},
        timeout=20,
        check=True,
    )
    return json.loads(done.stdout)


def as_it_is():
    """있는 그대로"""
    return ask()


def one_core():
    """코어 하나에 묶음(taskset)"""
    if not hasattr(os, "sched_setaffinity"):
        print("이 시스템에는 프로세스를 코어에 묶는 함수가 없습니다.")
        return ask()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    return ask()


def told_one():
    """PYTHON_CPU_COUNT=1"""
    if sys.version_info < (3, 13):
        print("PYTHON_CPU_COUNT는 Python 3.13부터 봅니다. 이 판은 모르는 체합니다.")
    return ask(PYTHON_CPU_COUNT="1")


# %%
# 예상
# ------------------------------------------------------------------
#
# 코어 하나에 묶어도 ``cpu_count``는 그대로입니다. ``sched_getaffinity``는 1이라 하고, 정말 얻는 코어도 하나입니다.
# ``PYTHON_CPU_COUNT=1``은 답만 바꿀 뿐, 얻는 코어는 바꾸지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        as_it_is,
        one_core,
        told_one,
        facts={
            "cpu_count": "os.cpu_count()(개)",
            "affinity": "sched_getaffinity(개)",
            "process_cpu_count": "process_cpu_count()(개)",
            "quota": "cgroup의 한도(개)",
        },
        measured={"effective": "정말 얻은 코어, 하나에 견주어(배)"},
        times=1,
    )
    print(result)
    draw(result, show="cpu_count")

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="effective")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``cpu_count``는 기계의 코어를 셉니다. 묶인 코어의 수는 ``sched_getaffinity``가,
# Python 3.13부터는 ``process_cpu_count``가 압니다. 0은 그런 것이 없거나 한도가 없다는 뜻입니다.
#
# 컨테이너의 CPU 한도(quota)는 어느 것도 모릅니다. 코어를 줄이는 것이 아니라 쓰는 시간을 자르기 때문입니다.
# 그래서 작업자를 늘려도 얻는 코어는 늘지 않고, 모두 함께 멈추는 때만 늘어납니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``docker run --cpus 1.5``나 ``systemd-run -p CPUQuota=150%`` 아래에서 돌려 보십시오.
