# 실행: python plot_buffered_appends_tear_lines.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
여러 프로세스가 이어 적는 파일은 버퍼가 찰 때 줄이 찢어집니다
==================================================================

워커 넷이 결과를 CSV 파일 하나에 이어 적습니다. ``open(…, "a")``이니 서로 덮지는 않습니다.
그런데 몇 줄이 한 줄로 붙거나 두 동강 나 있습니다. 어디에서 찢어질까요?

이 실험은 :doc:`로그와 파일 </diagnosis/logging>`에 나옵니다.
"""

import multiprocessing
import tempfile
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows에는 없습니다.
    fcntl = None

WORKERS = 4
LINES = 200
PAUSE_SECONDS = 0.001
REPEATS = 400

# %%
# 재는 코드
# ------------------------------------------------------------------


def long_text(worker, number):
    """긴 칸 하나. 어느 워커의 몇째 줄인지 되풀이해 적혀 있습니다."""
    return f"{worker}-{number};" * REPEATS


def append_fields(path, together, worker, lines):
    """파일을 열어 두고, 칸을 순서대로 적습니다."""
    together.wait()
    with path.open("a", encoding="ascii") as file:
        for number in range(lines):
            print(worker, number, long_text(worker, number), worker, number, sep=",", file=file)
            time.sleep(PAUSE_SECONDS)  # 줄과 줄 사이에 하는 일입니다.


def append_and_flush(path, together, worker, lines):
    """한 줄을 한 번에 적고, 그때마다 내보냅니다."""
    together.wait()
    with path.open("a", encoding="ascii") as file:
        for number in range(lines):
            file.write(f"{worker},{number},{long_text(worker, number)},{worker},{number}\n")
            file.flush()
            time.sleep(PAUSE_SECONDS)


def append_locked(path, together, worker, lines):
    """20줄씩 모아, 파일의 락을 잡고 적습니다."""
    together.wait()
    with path.open("a", encoding="ascii") as file:
        for first in range(0, lines, 20):
            fcntl.flock(file, fcntl.LOCK_EX)
            for number in range(first, min(first + 20, lines)):
                print(worker, number, long_text(worker, number), worker, number, sep=",", file=file)
            file.flush()  # 락을 놓기 전에 모두 내보냅니다.
            fcntl.flock(file, fcntl.LOCK_UN)
            time.sleep(PAUSE_SECONDS)


def written_by(target):
    """워커 넷이 함께 적게 하고, 온전한 줄과 찢어진 줄을 셉니다."""
    together = multiprocessing.Barrier(WORKERS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rows.csv")
        workers = [
            multiprocessing.Process(target=target, args=(path, together, worker, LINES))
            for worker in range(WORKERS)
        ]
        for process in workers:
            process.start()
        for process in workers:
            process.join()
        found = path.read_text(encoding="ascii").splitlines(keepends=True)
    expected = {
        f"{worker},{number},{long_text(worker, number)},{worker},{number}\n"
        for worker in range(WORKERS)
        for number in range(LINES)
    }
    return {
        "whole": len(expected.intersection(found)),
        "torn": sum(line not in expected for line in found),
    }


def buffered():
    """버퍼에 모아 적기"""
    return written_by(append_fields)


def flushed():
    """고침: 줄마다 flush"""
    return written_by(append_and_flush)


def locked():
    """고침: 파일의 락을 잡고 여러 줄"""
    if fcntl is None:
        print("이 시스템에는 fcntl.flock이 없어 지켜보지 못했습니다.")
        return {"whole": None, "torn": None}
    return written_by(append_locked)


# %%
# 예상
# ------------------------------------------------------------------
#
# 이어 적기(O_APPEND)는 한 번의 쓰기를 통째로 끝에 붙입니다. 그 한 번은 줄이 아니라 버퍼 하나입니다.
# ``print``는 칸과 쉼표를 따로따로 버퍼에 넣습니다. 버퍼가 줄의 가운데에서 차고, 다른 워커의 버퍼가 그 사이에 들어오면 줄이 찢어질 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        buffered,
        flushed,
        locked,
        facts={"whole": "온전한 줄(개)", "torn": "찢어진 줄(개)"},
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="torn")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``json.dump``와 여러 인자의 ``print``는 한 줄을 여러 번에 나누어 적습니다. 그래서 버퍼가 줄의 가운데에서 찹니다.
# 한 줄을 한 번에 적고 내보내면 쓰기 한 번이 줄 하나입니다. 이 컴퓨터의 디스크에 있는 파일이면 찢어지지 않습니다.
# 네트워크 파일 시스템(NFS)은 이어 적기를 이렇게 지켜 주지 않습니다.
# 락을 잡고 여러 줄을 적으면 내보내는 횟수가 줄어듭니다. 락을 놓기 전에 ``flush``해야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LINES``를 ``5``로 줄여 보십시오. 버퍼가 한 번도 차지 않고 닫힐 때 통째로 나가므로 찢어지지 않습니다.
