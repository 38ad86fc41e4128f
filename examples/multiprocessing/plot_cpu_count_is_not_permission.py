# 실행: python plot_cpu_count_is_not_permission.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
cpu_count도 process_cpu_count도 컨테이너의 한도를 모릅니다
==================================================================

워커를 몇이나 두어야 할까요? ``os.cpu_count()``가 알려 주는 수만큼이면 될까요?
코어를 제한한 곳에서 물어보면 저마다 무엇이라 답할까요?
쿠버네티스의 ``limits.cpu``는 누가 알까요? 그리고 정말로 얻는 코어는 몇일까요?

이 실험은 :doc:`워커의 수 정하기 </multiprocessing/worker-count>`에 나옵니다.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

READY_SECONDS = 0.15  # 태울 프로세스들이 모두 시작할 때까지
BURN_SECONDS = 0.15

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``usable_cores``는 복사해 쓸 함수입니다. 묶인 코어와, 이 프로세스가 든 cgroup과 그 위의 모든 cgroup의 한도 가운데 가장 작은 것을 올림합니다.
# 한도를 건 컨테이너가 없어도 볼 수 있게, cgroup의 파일을 꾸며 놓은 폴더에서도 물어봅니다.


def quota_of(folder):
    """폴더(cgroup) 하나에 적힌 CPU 한도(코어)입니다. 한도가 없으면 무한대입니다."""
    try:
        if (folder / "cpu.max").exists():  # cgroup v2
            quota, period = (folder / "cpu.max").read_text().split()
        else:  # cgroup v1
            quota = (folder / "cpu.cfs_quota_us").read_text()
            period = (folder / "cpu.cfs_period_us").read_text()
        return int(quota) / int(period) if int(quota) > 0 else math.inf
    except (OSError, ValueError):  # 파일이 없거나, 한도가 "max"입니다.
        return math.inf


def usable_cores(root=Path("/")):
    """이 프로세스가 쓸 수 있는 코어의 수입니다. 묶인 코어와 CPU 한도 가운데 작은 것을 올림합니다."""
    known = hasattr(os, "sched_getaffinity")  # macOS와 Windows에는 없습니다.
    limits = [len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1]
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:  # Linux가 아닙니다.
        lines = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers or "cpu" in controllers.split(","):
            top = root / "sys/fs/cgroup" / ("cpu" if controllers else "")
            place = top / path.lstrip("/")
            while place.is_relative_to(top):  # 위의 cgroup에 걸린 한도도 함께 지켜야 합니다.
                limits.append(quota_of(place))
                place = place.parent
    return max(1, math.ceil(min(limits)))


# %%
# 같은 프로그램을 조건만 바꾸어 새 인터프리터에서 돌립니다.
# 프로그램은 네 곳에 코어의 수를 묻고, 코어의 수만큼 프로세스를 태워 정말 얻은 코어를 셉니다.
# 얻은 코어는 쓴 CPU 시간을 흐른 시간으로 나눈 것입니다.

PROGRAM = """
import importlib, json, os, subprocess, sys, time

folder, example, ready, seconds = sys.argv[1:]
burn = '''
import sys, time
begin, end = float(sys.argv[1]), float(sys.argv[2])
time.sleep(max(0, begin - time.time()))
before = time.process_time()
while time.time() < end:
    pass
print((time.process_time() - before) / (end - begin))
'''
begin = time.time() + float(ready)
end = begin + float(seconds)
burners = [
    subprocess.Popen([sys.executable, "-S", "-c", burn, str(begin), str(end)],
                     stdout=subprocess.PIPE)
    for _ in range(min(8, os.cpu_count()))
]
got = sum(float(burner.communicate()[0]) for burner in burners)
sys.path.insert(0, folder)
print(json.dumps({
    "cpu_count": os.cpu_count(),
    "affinity": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None,
    "process_cpu_count": getattr(os, "process_cpu_count", lambda: None)(),
    "usable": importlib.import_module(example).usable_cores(),
    "effective": round(got, 2),
}))
"""


def ask(*wrapper, **environment):
    """프로그램을 돌려 답을 받습니다. 이 파이썬에 없는 것은 비어 있습니다."""
    this = Path(__file__)
    numbers = [str(READY_SECONDS), str(BURN_SECONDS)]
    done = subprocess.run(
        [*wrapper, sys.executable, "-c", PROGRAM, this.parent, this.stem, *numbers],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if wrapper else None,
        encoding="utf-8",
        env={**os.environ, **environment},
        timeout=20,
        check=True,
    )
    return json.loads(done.stdout)


def nothing_seen():
    """볼 수 없는 것을 적는 빈 답입니다."""
    names = ("cpu_count", "affinity", "process_cpu_count", "usable", "effective")
    return dict.fromkeys(names)


def as_it_is():
    """있는 그대로"""
    return ask()


def one_core():
    """코어 하나에 묶음(taskset)"""
    if not hasattr(os, "sched_setaffinity"):
        print("이 시스템에는 프로세스를 코어에 묶는 함수가 없습니다.")
        return nothing_seen()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    return ask()


def told_one():
    """PYTHON_CPU_COUNT=1"""
    if sys.version_info < (3, 13):
        print("PYTHON_CPU_COUNT는 Python 3.13부터 봅니다. 이 버전은 보지 않습니다.")
    return ask(PYTHON_CPU_COUNT="1")


def half_a_core():
    """CPU 한도 0.5개(systemd-run)"""
    scope = ["systemd-run", "--user", "--scope", "--quiet", "-p", "CPUQuota=50%"]
    try:
        return ask(*scope)
    except (OSError, subprocess.CalledProcessError):
        print("이 시스템에는 한도를 걸 systemd가 없습니다.")
        return nothing_seen()


def pretended(own, files):
    """커널이 보여 줄 cgroup의 파일들을 폴더에 꾸며 놓고 ``usable_cores``에 묻습니다."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in {"proc/self/cgroup": own, **files}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return {**nothing_seen(), "usable": usable_cores(root)}


def kubernetes_500m():
    """꾸민 cgroup v2: limits.cpu가 500m"""
    limit = "sys/fs/cgroup/kubepods/pod7/cpu.max"
    return pretended("0::/kubepods/pod7\n", {limit: "50000 100000"})


def docker_one_and_a_half():
    """꾸민 cgroup v1: docker --cpus 1.5"""
    folder = "sys/fs/cgroup/cpu/docker/3f9a"
    files = {
        f"{folder}/cpu.cfs_quota_us": "150000",
        f"{folder}/cpu.cfs_period_us": "100000",
    }
    return pretended("4:cpu,cpuacct:/docker/3f9a\n", files)


# %%
# 예상
# ------------------------------------------------------------------
#
# 코어 하나에 묶어도 ``cpu_count``는 그대로입니다. ``sched_getaffinity``는 1이라 하고, 정말 얻는 코어도 하나입니다.
# ``PYTHON_CPU_COUNT=1``은 답만 바꿀 뿐, 얻는 코어는 바꾸지 않습니다.
# cgroup의 한도는 ``cpu_count``도 ``sched_getaffinity``도 ``process_cpu_count``도 모릅니다. ``usable_cores``만 압니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        as_it_is,
        one_core,
        told_one,
        half_a_core,
        kubernetes_500m,
        docker_one_and_a_half,
        facts={
            "cpu_count": "os.cpu_count()(개)",
            "affinity": "sched_getaffinity(개)",
            "process_cpu_count": "process_cpu_count()(개)",
            "usable": "usable_cores()(개)",
        },
        measured={"effective": "정말 얻은 코어, 하나 대비(배)"},
        times=1,
    )
    print(result)
    draw(result, show="usable")

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
# Python 3.13부터는 ``process_cpu_count``가 압니다.
#
# 컨테이너의 CPU 한도(quota)는 셋 다 모릅니다. 코어를 줄이는 것이 아니라 쓰는 시간을 자르기 때문입니다.
# 한도는 cgroup의 파일에만 있습니다. 쿠버네티스의 ``limits.cpu``와 ``docker --cpus``가 거기에 적힙니다.
# 한도에 걸린 프로세스는 워커를 늘려도 얻는 코어는 늘지 않고, 모두 함께 멈추는 때만 늘어납니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``docker run --cpus 1.5``나 ``systemd-run -p CPUQuota=150%`` 아래에서 돌려 보십시오.
