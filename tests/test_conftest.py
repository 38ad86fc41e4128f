"""시험이 남긴 것을 워치독이 정말로 찾아내는지, 일부러 흘리는 시험들을 돌려 봅니다."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LEAKY = """
import ctypes
import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.shared_memory import SharedMemory

import psutil
import pytest

libc = ctypes.CDLL(None)
kept = []
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def test_child():
    kept.append(subprocess.Popen(SLEEP))


def test_orphan():
    parent = f"import subprocess; print(subprocess.Popen({SLEEP!r}, stdout=-3).pid)"
    subprocess.run([sys.executable, "-c", parent], stdout=subprocess.PIPE, check=True)


def test_thread():
    thread = threading.Thread(target=threading.Event().wait, name="forgotten", daemon=True)
    thread.start()


def test_socket():
    kept.append(socket.socket())


def test_segment():
    kept.append(SharedMemory(create=True, size=8))


def test_failing_test_is_settled_too():
    kept.append(subprocess.Popen(SLEEP))
    raise RuntimeError("test body")


@pytest.fixture
def unfinished():
    yield
    kept.append(subprocess.Popen(SLEEP))


def test_function_fixture(unfinished):
    pass


@pytest.fixture(scope="module")
def service():
    with subprocess.Popen(SLEEP) as process, ThreadPoolExecutor() as pool:
        pool.submit(int).result()
        yield process
        process.kill()


@pytest.fixture(scope="module")
def careless_service():
    return subprocess.Popen(SLEEP)


def test_adopts_an_orphan():
    libc.prctl(36, 1, 0, 0, 0)
    child = [sys.executable, "-c", "input()"]
    parent = f"import subprocess; subprocess.Popen({child!r})"
    end, other = os.pipe()
    subprocess.run([sys.executable, "-c", parent], stdin=end, stderr=subprocess.DEVNULL, check=True)
    os.close(end)
    os.close(other)
    os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)


def test_adopts_no_more():
    adopts = ctypes.c_int(-1)
    libc.prctl(37, ctypes.byref(adopts), 0, 0, 0)
    assert adopts.value == 0
    children = psutil.Process().children()
    assert [child for child in children if child.status() == psutil.STATUS_ZOMBIE] == []


def test_clean_before():
    subprocess.run([sys.executable, "-c", ""], check=True)
    memory = SharedMemory(create=True, size=8)
    memory.close()
    memory.unlink()
    socket.socket().close()


def test_clean_with_service(service):
    assert service.poll() is None


def test_clean_with_service_again(service, careless_service):
    assert service.poll() is None


def test_last_one_of_the_module():
    pass
"""

EXPECTED = {
    "test_child": "- 프로세스 ",
    "test_orphan": "- 프로세스 ",
    "test_thread": "- 스레드 forgotten",
    "test_socket": "- 닫지 않은 소켓 ",
    "test_segment": "- 공유 메모리 ",
    "test_failing_test_is_settled_too": "- 프로세스 ",
    "test_function_fixture": "- 프로세스 ",
    "test_last_one_of_the_module": "- 프로세스 ",
}


@pytest.mark.skipif(
    sys.platform != "linux", reason="소켓과 공유 메모리는 /proc과 /dev/shm에서 셉니다."
)
def test_whatever_outlives_its_test_is_named(pytester: pytest.Pytester) -> None:
    """무엇이든 흘린 시험만, 흘린 것의 이름과 함께 실패합니다."""
    conftest = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")
    # 여기서는 끝나는 중인 것이 없으므로 기다려 줄 이유가 없습니다.
    pytester.makeconftest(f"{conftest}\nGRACE_SECONDS = 0.2\n")
    pytester.makepyfile(LEAKY)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "--tb=short")
    errors = result.stdout.str().split("ERROR at teardown of ")[1:]
    found = {error.split()[0]: error.partition("short test summary")[0] for error in errors}
    assert found.keys() == EXPECTED.keys()
    for name, complaint in found.items():
        assert "시험이 끝났는데 남은 것이 있습니다." in complaint
        assert EXPECTED[name] in complaint, name
        assert complaint.count("\n- ") == 1, name
    assert "time.sleep(600)" in found["test_orphan"]


STRANGER = """
import sys
import time
from multiprocessing.resource_tracker import unregister
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

asked, answered = map(Path, sys.argv[1:])
while not asked.exists():
    time.sleep(0.01)
memory = SharedMemory(create=True, size=8)
unregister(memory._name, "shared_memory")
memory.close()
answered.write_text(memory.name)
sys.stdin.read()
"""
"""시험이 도는 사이에 공유 메모리를 만들고, 쓰지도 지우지도 않는 다른 프로그램."""

PATIENT = """
import time
from pathlib import Path

def test_waits_for_the_stranger():
    Path("asked").touch()
    while not Path("answered").exists():
        time.sleep(0.01)
"""


def _may_have_own_mounts() -> bool:
    code = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x20000))"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(
    sys.platform != "linux" or not _may_have_own_mounts(),
    reason="이 계정으로는 /dev/shm을 나눌 수 없습니다.",
)
def test_what_another_program_leaves_blames_no_test(pytester: pytest.Pytester) -> None:
    """같은 기계의 다른 프로그램이 남긴 공유 메모리 때문에 실패하는 시험은 없습니다."""
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(PATIENT)
    command = [sys.executable, "-c", STRANGER, "asked", "answered"]
    with subprocess.Popen(command, cwd=pytester.path, stdin=subprocess.PIPE) as stranger:
        result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
        assert stranger.stdin is not None
        stranger.stdin.close()
    left = Path("/dev/shm", (pytester.path / "answered").read_text(encoding="utf-8"))  # noqa: S108 - 남긴 것을 치웁니다.
    left.unlink()
    result.assert_outcomes(passed=1)
