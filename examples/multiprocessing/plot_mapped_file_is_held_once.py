# 실행: python plot_mapped_file_is_held_once.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
메모리 맵으로 연 파일은 워커가 몇이든 한 벌입니다
==================================================================

웹 서버의 워커 넷이 시작할 때마다 같은 임베딩 파일을 저마다 읽습니다. 파일이 1 GB이면 워커 넷에 4 GB입니다.
``np.memmap``이나 ``mmap``으로 열면 몇 GB가 될까요?
``top``의 RSS로도 그것이 보일까요?

이 실험은 :doc:`파일을 메모리처럼 쓰기 </multiprocessing/memory-maps>`에 나옵니다.
"""

import mmap
import multiprocessing
import tempfile
from pathlib import Path

import numpy as np

WORKERS = 4
FILE_BYTES = 32 * 2**20
ROLLUP = Path("/proc/self/smaps_rollup")

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 워커 넷이 파일을 저마다의 방법으로 열고, 끝까지 읽어 합을 냅니다.


def read(path):
    """저마다 읽기"""
    return np.fromfile(path, np.float32)


def memmap(path):
    """np.memmap"""
    return np.memmap(path, np.float32, mode="r")


def mapped(path):
    """표준 라이브러리의 mmap"""
    with path.open("rb") as file:
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return np.frombuffer(whole, np.float32)


# %%
# 세는 코드
# ------------------------------------------------------------------
#
# 열기 전과, 넷이 모두 읽은 다음의 메모리를 커널에 묻습니다.
# PSS는 나누어 쓰는 페이지를 함께 쓰는 프로세스의 수로 나누어 세므로, 모두 더하면 정말로 쓰는 양입니다.

OPENERS = {opener.__name__: opener for opener in (read, memmap, mapped)}


def memory():
    """이 프로세스의 PSS와 RSS(바이트)입니다."""
    lines = ROLLUP.read_text(encoding="ascii").splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith("kB")}
    return found["Pss"] * 1024, found["Rss"] * 1024


def hold(name, path, everyone, connection):
    """파일을 열어 읽고, 모두 든 때의 메모리를 알립니다."""
    everyone.wait()
    before = memory()
    everyone.wait()
    data = OPENERS[name](path)
    total = float(data.sum(dtype=np.float64))
    everyone.wait()
    after = memory()
    everyone.wait()  # 모두 잴 때까지 잡고 있습니다.
    connection.send((total, *(now - past for now, past in zip(after, before, strict=True))))


def held_by(name):
    """워커 넷이 파일을 연 다음, 늘어난 메모리의 합을 파일의 크기로 나눕니다."""
    if not ROLLUP.exists():
        print("이 시스템에는 /proc/self/smaps_rollup이 없어서 볼 수 없습니다.")
        return {"pss": None, "rss": None}
    everyone = multiprocessing.Barrier(WORKERS)
    ours, theirs = multiprocessing.Pipe()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "embeddings.f32")
        np.ones(FILE_BYTES // 4, np.float32).tofile(path)
        processes = [
            multiprocessing.Process(target=hold, args=(name, path, everyone, theirs))
            for _ in range(WORKERS)
        ]
        for process in processes:
            process.start()
        answers = [ours.recv() for _ in processes]
        for process in processes:
            process.join()
    totals, shared, resident = zip(*answers, strict=True)
    if set(totals) != {FILE_BYTES / 4}:
        raise ValueError(totals)
    return {
        "pss": round(sum(shared) / FILE_BYTES, 2),
        "rss": round(sum(resident) / FILE_BYTES, 2),
    }


# %%
# 예상
# ------------------------------------------------------------------
#
# 저마다 읽으면 PSS의 합이 파일의 네 배이고, 메모리 맵이면 한 배입니다. RSS의 합은 셋 다 네 배입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        *(
            Contender(held_by, (name,), name=name, label=opener.__doc__)
            for name, opener in OPENERS.items()
        ),
        measured={
            "pss": "워커 넷의 PSS, 파일 대비(배)",
            "rss": "워커 넷의 RSS, 파일 대비(배)",
        },
        times=3,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="pss")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 파일을 읽으면 페이지 캐시에 있는 것을 프로세스의 메모리로 복사합니다. 워커마다 한 벌입니다.
# 메모리 맵은 페이지 캐시의 페이지를 프로세스의 주소에 그대로 붙입니다. 워커가 몇이든 캐시의 한 벌뿐입니다.
#
# RSS는 함께 쓰는 페이지도 프로세스마다 다시 세므로 이 차이를 보이지 못합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``memmap``의 ``mode``를 ``"c"``로 바꾸고 ``hold``에서 ``data += 1``을 해 보십시오. 쓴 페이지는 워커마다 한 벌씩 생깁니다.
