# 실행: python plot_small_pieces_keep_the_gil.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
잘게 나누어 부르면 락을 놓는 함수도 스레드로 빨라지지 않습니다
==================================================================

``hashlib``은 락을 놓습니다. 그러나 언제나 그런 것은 아닙니다.
같은 양의 바이트를 조각의 크기를 바꾸어 넘기면, 스레드 둘의 이득은 어디에서 생길까요?

이 실험은 :doc:`GIL은 무엇을 막는가 </threading/gil>`에 나옵니다.
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor

PIECE_BYTES = (256, 1024, 4096, 65_536, 524_288)
TOTAL_BYTES = 4 * 1_048_576
TASKS = 4

# %%
# 재는 코드
# ------------------------------------------------------------------


def hash_in_pieces(piece_bytes):
    """4 MiB를 조각내어 해시에 넣습니다."""
    digest, piece = hashlib.sha256(), bytes(piece_bytes)
    for _ in range(TOTAL_BYTES // piece_bytes):
        digest.update(piece)
    return digest.hexdigest()


def one_thread(piece_bytes):
    """스레드 하나"""
    return [hash_in_pieces(piece_bytes) for _ in range(TASKS)]


def two_threads(piece_bytes):
    """스레드 둘"""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(hash_in_pieces, [piece_bytes] * TASKS))


# %%
# 예상
# ------------------------------------------------------------------
#
# 큰 조각에서는 스레드 둘이 두 배 가까이 빠르고, 작은 조각에서는 이득이 없습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw, sweep

    result = compare(
        *sweep(one_thread, PIECE_BYTES),
        *sweep(two_threads, PIECE_BYTES),
        axis="조각의 크기(바이트)",
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
# 락을 놓고 다시 잡는 데에도 값이 듭니다. 그래서 ``hashlib``은 2048바이트보다 작은 조각에서는 락을 놓지 않습니다.
# 그보다 조금 큰 조각에서는 락을 놓되, 다시 잡으려고 서로 기다립니다.
# 두 선이 갈라지는 자리가 이 기계에서 이득이 시작되는 크기입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``PIECE_BYTES``에 ``2047``과 ``2048``을 넣어 보십시오. 한 바이트 차이로 락을 놓는지가 갈립니다.
