# 실행: python plot_map_reads_only_the_rows_it_touches.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
메모리 맵은 건드린 자리만 읽습니다
==================================================================

워커가 큰 표에서 몇 줄만 찾아 씁니다. 파일을 통째로 읽는 것과 메모리 맵으로 여는 것은 얼마나 다를까요?
모든 줄을 읽어야 한다면 메모리 맵이 더 느릴까요? 페이지마다 폴트가 나니까요.

이 실험은 :doc:`파일을 메모리처럼 쓰기 </multiprocessing/memory-maps>`에 나옵니다.
"""

import tempfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np

ROWS = 131_072
COLUMNS = 64  # 한 줄이 256바이트, 표가 32 MiB입니다.
TOUCHED = (10, 1_000, ROWS)  # 읽을 줄의 수

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 표의 여기저기에서 고른 줄의 합을 냅니다. 한 번 부를 때마다 파일을 새로 엽니다.
# 파일은 이미 페이지 캐시에 있습니다.


@contextmanager
def table_file():
    """표가 든 파일"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.f32")
        np.arange(ROWS * COLUMNS, dtype=np.float32).tofile(path)
        yield path


def sum_of(table, touched):
    """고르게 띄운 `touched`개의 줄을 더합니다."""
    return float(table[:: ROWS // touched].sum(dtype=np.float64))


def read_whole(path, touched):
    """통째로 읽기"""
    table = np.fromfile(path, np.float32).reshape(ROWS, COLUMNS)
    return sum_of(table, touched)


def mapped(path, touched):
    """메모리 맵"""
    shape = (ROWS, COLUMNS)
    table = np.memmap(path, np.float32, mode="r", shape=shape)
    return sum_of(table, touched)


# %%
# 예상
# ------------------------------------------------------------------
#
# 열 줄이면 메모리 맵이 100배쯤 빠릅니다. 통째로 읽는 쪽은 몇 줄을 보든 32 MiB를 복사하기 때문입니다.
# 모든 줄을 읽으면 두 쪽이 비슷하거나, 페이지 폴트 때문에 메모리 맵이 느릴 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw, sweep

    result = compare(
        *sweep(read_whole, TOUCHED, given=table_file, one_core=True),
        *sweep(mapped, TOUCHED, given=table_file, one_core=True),
        axis="읽은 줄(개)",
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
# 통째로 읽는 시간은 몇 줄을 쓰든 같습니다. 새 메모리를 얻고 거기에 파일을 복사하는 시간입니다.
# 메모리 맵은 열 때에는 아무것도 읽지 않고, 처음 닿은 자리를 그때 붙입니다. 커널은 닿은 페이지의 둘레까지 함께 붙입니다.
#
# 통째로 읽을 때에도 새로 얻은 메모리의 페이지마다 폴트가 납니다. 폴트는 메모리 맵만의 비용이 아닙니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``mode="r"``를 ``"c"``로 바꾸어 보십시오. 읽기만 하면 시간이 거의 같습니다.
