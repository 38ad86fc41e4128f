# 실행: python plot_vanished_host_is_noticed_late.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["distributed>=2025.1"]
# ///
"""
죽은 프로세스는 곧바로, 사라진 호스트는 한참 뒤에 압니다
==================================================================

호스트 둘에서 작업 40개를 돌리다가, 한쪽의 워커 프로세스를 죽였습니다. 다음에는 죽이지 않고 그 호스트의 네트워크를 끊었습니다.
답은 두 번 다 완전할까요? 어느 작업이 두 번 끝났을까요? 스케줄러가 모르는 동안 몇 개가 끝났을까요?

이 실험은 :doc:`한 대를 넘어서 </beyond/clusters>`에 나옵니다.
Linux의 네트워크 네임스페이스 둘을 가상 이더넷으로 이어 호스트로 씁니다. ``unshare``(util-linux), ``ip``(iproute2), Dask(``python -m pip install distributed``)가 있어야 합니다.
"""

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TASKS = 40
TASK_SECONDS = 0.05
LOST_AT = 12
LIMIT_SECONDS = 60
HERE, THERE = "10.77.0.1", "10.77.0.2"
NOTICE = "5s"

# %%
# 재는 코드
# ------------------------------------------------------------------


def convert(folder, number):
    """작업 하나: 파일 하나를 바꾸고, 끝냈다고 적습니다."""
    time.sleep(TASK_SECONDS)
    with Path(folder, "끝남").open("a", encoding="utf-8") as ledger:
        ledger.write(f"{number}\n")
    return number * number


def run_all(client, folder):
    """작업을 모두 맡기고, 맡긴 순서대로 받습니다."""
    futures = [client.submit(convert, folder, number, pure=False) for number in range(TASKS)]
    return lambda: client.gather(futures)


# %%
# 호스트 둘을 만드는 자리입니다. 이름을 붙이지 않은 네임스페이스는 그 안의 프로세스와 함께 사라지므로, 도중에 죽어도 남는 것이 없습니다.

ALONE = ["unshare", "--net"] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["unshare", "-rn"]

OTHER_HOST = f"""\
read scheduler
ip link set lo up
ip addr add {THERE}/24 dev there
ip link set there up
exec "$0" -W ignore -m distributed.cli.dask_worker $scheduler --no-nanny --no-dashboard \
    --nthreads 1 --local-directory "$1" --host {THERE}
"""


def ip(*words):
    """네트워크를 고치는 명령을 부릅니다."""
    subprocess.run([shutil.which("ip"), *words], check=True)


@contextlib.contextmanager
def other_host(folder):
    """가상 이더넷으로 이은 다른 호스트. 스케줄러의 주소를 적어 주면 워커를 켭니다."""
    command = [*ALONE, "sh", "-c", OTHER_HOST, sys.executable, folder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as host:
        try:
            place, mine = Path(f"/proc/{host.pid}/ns/net"), Path("/proc/self/ns/net").readlink()
            while place.readlink() == mine:
                time.sleep(0.01)
            peer = ["peer", "name", "there", "netns", str(host.pid)]
            ip("link", "add", "here", "type", "veth", *peer)
            ip("addr", "add", f"{HERE}/24", "dev", "here")
            ip("link", "set", "here", "up")
            yield host
        finally:
            host.kill()


def inside(how):
    """네임스페이스 안에서: 클러스터를 켜고, 한가운데에서 다른 호스트를 잃고, 끝까지 받습니다."""
    import dask
    from distributed import Client, LocalCluster

    ip("link", "set", "lo", "up")
    ip("addr", "add", f"{HERE}/32", "dev", "lo")  # 다른 호스트가 사라져도 이쪽의 주소는 남습니다.
    dask.config.set({"distributed.scheduler.worker-ttl": NOTICE})
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        Path(folder, "끝남").touch()
        host = stack.enter_context(other_host(folder))
        cluster = stack.enter_context(
            LocalCluster(
                n_workers=1,
                threads_per_worker=1,
                host=HERE,
                dashboard_address=":0",
                local_directory=folder,
            )
        )
        client = stack.enter_context(Client(cluster))
        host.stdin.write(cluster.scheduler_address.encode() + b"\n")
        host.stdin.flush()
        client.wait_for_workers(2, timeout=LIMIT_SECONDS)
        receive = run_all(client, folder)
        while len(finished(folder)) < LOST_AT:
            time.sleep(0.005)
        lost = time.monotonic()
        if how == "process":
            host.kill()
        if how == "network":
            ip("link", "set", "here", "down")
        before = len(finished(folder))
        while len(cluster.scheduler.workers) > 1 and time.monotonic() - lost < LIMIT_SECONDS:
            time.sleep(0.01)
        meanwhile = len(finished(folder)) - before
        answers = receive()
        ended = finished(folder)
    return {
        "received": sum(answer == number**2 for number, answer in enumerate(answers)),
        "twice": sum(ended.count(number) > 1 for number in set(ended)),
        "meanwhile": meanwhile,
    }


def finished(folder):
    """끝났다고 적힌 번호들"""
    return Path(folder, "끝남").read_text(encoding="utf-8").split()


def on_two_hosts(how):
    """새 네임스페이스에서 돌리고, 본 것을 받습니다."""
    if reason := missing():
        print(reason)
        return dict.fromkeys(("received", "twice", "meanwhile"))
    code = f"import json, {__name__} as it; print(json.dumps(it.inside({how!r})))"
    done = subprocess.run(
        [*ALONE, sys.executable, "-c", f"if __name__ == '__main__':\n {code}"],
        cwd=Path(__file__).parent,
        env=os.environ | {"DASK_LOGGING__DISTRIBUTED": "critical"},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def missing():
    """이 기계에서 볼 수 없는 이유. 볼 수 있으면 빈 글입니다."""
    if importlib.util.find_spec("distributed") is None:
        return "distributed가 없어 보지 않았습니다. python -m pip install distributed"
    if not shutil.which("unshare") or not shutil.which("ip"):
        return "이 시스템에는 unshare나 ip가 없어서 볼 수 없습니다. util-linux와 iproute2를 설치합니다."
    trial = subprocess.run(
        [*ALONE, "ip", "link", "add", "here", "type", "veth", "peer", "name", "there"],
        capture_output=True,
        check=False,
    )
    if trial.returncode:
        return "이 시스템에서는 네트워크 네임스페이스를 만들 수 없어서 볼 수 없습니다. 관리자로 돌립니다."
    return ""


def process():
    """다른 호스트의 워커를 죽임"""
    return on_two_hosts("process")


def network():
    """다른 호스트의 네트워크를 끊음"""
    return on_two_hosts("network")


# %%
# 예상
# ------------------------------------------------------------------
#
# 두 번 다 40개를 모두 받습니다. 죽은 프로세스의 소켓은 커널이 닫아 주므로 곧바로 알고, 끊긴 호스트는 소식이 없다는 것밖에 알 수 없으므로 정해 둔 시간이 지나야 압니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        process,
        network,
        facts={
            "received": "맞은 답(개)",
            "twice": "두 번 끝난 작업(개)",
            "meanwhile": "스케줄러가 모르는 동안 끝난 작업(개)",
        },
        times=1,
        deadline_seconds=90,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="meanwhile")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 답은 어느 쪽이나 완전하지만, 그 호스트의 메모리에 있던 결과는 다시 계산합니다.
# 끊긴 호스트는 죽은 것이 아니어서 맡은 일을 끝까지 합니다. 같은 작업이 양쪽에서 끝나므로, 바깥을 바꾸는 작업에는 멱등 키가 있어야 합니다.
#
# 소식이 없는 워커를 기다리는 시간은 ``distributed.scheduler.worker-ttl``이고 기본값은 5분입니다. 짧게 하면 빨리 알지만, GIL을 오래 잡은 워커와 가비지 컬렉션을 하는 워커도 죽은 것으로 칩니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``TASK_SECONDS``를 ``0.5``로 늘려 보십시오. 끊긴 뒤에 다른 호스트가 혼자 끝내는 작업이 늘어납니다.
