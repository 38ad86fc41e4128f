"""운영 체제의 한도에 걸린 오류를, 무엇이 모자라고 어떻게 늘리는지 적은 한 문장으로 바꿉니다."""

import os
import re
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - 이름만 적고 크기만 봅니다.

_FILES = re.compile(r"Too many open files|\[Errno 2[34]\]")
_PROCESSES = re.compile(
    r"can't start new thread|BlockingIOError: \[Errno (11|35)\]|Resource temporarily unavailable"
)
_SHARED = re.compile(r"SemLock|_posixshmem|shared_memory|multiprocessing[/\\]heap")
_FULL = re.compile(
    r"No space left on device|\[Errno (2|13|28|30|38)\]|FileNotFoundError|PermissionError"
)


def explained(error: str, trace: str = "") -> str | None:
    """한도에 걸린 것이면 그 문장을, 아니면 없음을 돌려줍니다.

    Args:
        error: 파이썬이 남긴 오류 한 줄.
        trace: 역추적. 공유 메모리의 오류는 오류 한 줄만 보아서는 모릅니다.
    """
    if _FILES.search(error):
        return (
            f"한 프로세스가 열 수 있는 파일의 한도({_limit('RLIMIT_NOFILE')}개)가 모자라니, "
            "ulimit -n 1024처럼 올리고 다시 하십시오."
        )
    if _PROCESSES.search(error):
        return (
            f"이 사용자가 시작할 수 있는 프로세스와 스레드의 한도({_limit('RLIMIT_NPROC')}개)가 모자라니, "
            "ulimit -u로 올리거나 다른 프로그램을 끝내고 다시 하십시오."
        )
    if _SHARED.search(trace) and _FULL.search(error):
        return too_little_shared_memory()
    return None


def too_little_shared_memory() -> str:
    """공유 메모리가 모자란다는 문장입니다. 있는 것보다 많이 쓰면 신호 SIGBUS로 죽습니다."""
    return (
        f"공유 메모리를 두는 {SHARED_MEMORY}가 없거나, 쓸 수 없거나, 작으니({_size()}), "
        "64 MB 이상으로 두고(docker run --shm-size=1g) 다시 하십시오."
    )


def _limit(name: str) -> str:
    try:
        import resource  # noqa: PLC0415 - Windows에는 없습니다.

        soft = resource.getrlimit(getattr(resource, name))[0]
    except (ImportError, AttributeError):
        return "알 수 없는 수의 "
    return "무제한 " if soft == resource.RLIM_INFINITY else f"{soft:,}"


def _size() -> str:
    try:
        found = os.statvfs(SHARED_MEMORY)
    except (OSError, AttributeError):
        return "없음"
    return f"빈 곳 {found.f_bavail * found.f_frsize / 1e6:.1f} MB"
