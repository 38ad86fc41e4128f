# 실행: python plot_map_mode_decides_who_sees_the_write.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
메모리 맵에 쓴 것을 누가 보는지는 여는 모드가 정합니다
==================================================================

워커들이 결과를 ``np.memmap``에 적습니다. 옆의 워커도 보고 파일에도 남아야 합니다.
``flush()``를 부르지 않아도 보일까요? ``mode="c"``는 무엇이 다를까요?
연 ``memmap``을 워커에 인자로 넘기면 무엇이 갈까요?

이 실험은 :doc:`파일을 메모리처럼 쓰기 </multiprocessing/memory-maps>`에 나옵니다.
"""

import multiprocessing
import pickle
import signal
import tempfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np

FILE_BYTES = 2**20

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 워커가 파일의 첫 칸에 7을 적습니다.


def write_by_path(path, mode):
    """파일의 이름을 받아 스스로 열고 적습니다."""
    table = np.memmap(path, np.uint8, mode=mode)
    table[0] = 7


def write_given(table):
    """받은 표에 적습니다."""
    table[0] = 7


def hand_over_map(path):
    """연 memmap을 풀의 인자로 넘깁니다."""
    table = np.memmap(path, np.uint8, mode="r+")
    with multiprocessing.Pool(1) as pool:
        pool.apply(write_given, (table,))


def hand_over_path(path):
    """파일의 이름을 풀의 인자로 넘깁니다."""
    with multiprocessing.Pool(1) as pool:
        pool.apply(write_by_path, (path, "r+"))


def read_far(path, opened, shortened):
    """열어 두었다가, 파일이 짧아진 다음에 끝을 읽습니다."""
    table = np.memmap(path, np.uint8, mode="r")
    opened.set()
    shortened.wait()
    print(table[-1])


# %%
# 보는 코드
# ------------------------------------------------------------------
#
# 파일을 열어 둔 부모가 워커가 적은 것을 보는지, 파일에 남았는지 봅니다.


@contextmanager
def zeros():
    """0으로 채운 파일"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.u8")
        np.zeros(FILE_BYTES, np.uint8).tofile(path)
        yield path


def run(target, *arguments):
    """워커 하나를 끝까지 돌리고, 죽인 신호의 번호를 돌려줍니다. 제대로 끝났으면 0입니다."""
    process = multiprocessing.Process(target=target, args=arguments)
    process.start()
    process.join()
    return max(0, -process.exitcode)


def facts_of(path, ours, killed_by):
    """부모가 연 것과 파일의 첫 칸이 7인지 봅니다."""
    return {
        "seen": int(ours[0] == 7),
        "kept": int(path.read_bytes()[0] == 7),
        "killed_by": killed_by,
    }


def shared(path):
    """r+로 열고 적음"""
    ours = np.memmap(path, np.uint8, mode="r")
    return facts_of(path, ours, run(write_by_path, path, "r+"))


def private(path):
    """c로 열고 적음"""
    ours = np.memmap(path, np.uint8, mode="r")
    return facts_of(path, ours, run(write_by_path, path, "c"))


def given_map(path):
    """연 memmap을 풀의 인자로"""
    ours = np.memmap(path, np.uint8, mode="r")
    hand_over_map(path)
    return facts_of(path, ours, 0) | {"sent": round(len(pickle.dumps(ours)) / FILE_BYTES, 2)}


def given_path(path):
    """고침: 파일의 이름을 인자로"""
    ours = np.memmap(path, np.uint8, mode="r")
    hand_over_path(path)
    return facts_of(path, ours, 0) | {"sent": round(len(pickle.dumps(path)) / FILE_BYTES, 2)}


def shortened(path):
    """연 사이에 파일이 짧아짐"""
    if not hasattr(signal, "SIGBUS"):
        print("이 시스템에는 SIGBUS가 없습니다. 열린 파일을 짧게 자르지 못합니다.")
        return {"killed_by": None}
    opened, cut = multiprocessing.Event(), multiprocessing.Event()
    process = multiprocessing.Process(target=read_far, args=(path, opened, cut))
    process.start()
    opened.wait()
    with path.open("r+b") as file:
        file.truncate(FILE_BYTES // 2)
    cut.set()
    process.join()
    return {"killed_by": max(0, -process.exitcode)}


# %%
# 예상
# ------------------------------------------------------------------
#
# ``r+``로 적은 것은 ``flush()``가 없어도 곧바로 보이고 파일에도 있습니다. ``c``로 적은 것은 적은 쪽에만 있습니다.
# 인자로 넘긴 ``memmap``은 내용이 통째로 피클되어, 워커는 사본에 적습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    result = observe(
        *(
            Contender(way, given=zeros)
            for way in (shared, private, given_map, given_path, shortened)
        ),
        facts={
            "seen": "다른 프로세스가 봄(보면 1)",
            "kept": "파일에 남음(남으면 1)",
            "sent": "피클되어 간 것, 파일 대비(배)",
            "killed_by": "워커를 죽인 신호(번)",
        },
        times=1,
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
# ``r+``로 연 프로세스들은 페이지 캐시의 같은 페이지를 봅니다. 그래서 쓰는 즉시 서로 보입니다.
# ``flush()``는 서로 보이게 하는 것이 아니라 디스크에 내려 보내는 것입니다. 전원이 나갈 때를 위한 것입니다.
#
# ``memmap``은 피클될 때 보통 배열이 됩니다. 받은 쪽은 파일과 상관없는 사본을 봅니다.
# 연 사이에 파일이 짧아지면, 없어진 자리를 읽는 순간 커널이 ``SIGBUS``로 죽입니다. 예외가 아니므로 잡을 수 없습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``shortened``에서 자르는 대신 새 파일을 만들어 ``os.replace``로 바꾸어 보십시오. 열어 둔 쪽은 옛 파일을 끝까지 읽습니다.
