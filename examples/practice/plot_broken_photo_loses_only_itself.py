# 실행: python plot_broken_photo_loses_only_itself.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["pillow>=11"]
# ///
"""
깨진 사진은 저 하나만 잃게 합니다
==================================================================

사진 열두 장 가운데 하나는 받다가 끊긴 것이고, 하나는 사진이 아닙니다.
풀에 맡기면 나머지 열 장의 썸네일을 몇이나 받을까요? 어느 사진이 깨졌는지 알 수 있을까요?

이 실험은 :doc:`사진 수백 장 </practice/photos>`에 나옵니다.
"""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

PHOTOS = 12
CUT = 4  # 받다가 끊긴 것
TEXT = 7  # 사진이 아닌 것
WORKERS = 2

# %%
# 재는 코드
# ------------------------------------------------------------------


def shrunk(path):
    """사진 하나의 줄인 사진입니다."""
    with Image.open(path) as photo:
        photo.thumbnail((80, 60))
        return photo.convert("RGB").tobytes()


def pool_map(paths, received):
    """Pool.map"""
    with Pool(WORKERS) as pool:
        received.extend(pool.map(shrunk, paths))


def executor_map(paths, received):
    """Executor.map"""
    with ThreadPoolExecutor(WORKERS) as pool:
        received.extend(pool.map(shrunk, paths))


# %%
# 고친 것은 예외를 결과로 바꿉니다. 사진마다 이름과, 썸네일이나 이유가 돌아옵니다.

BROKEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


def outcome(path):
    """사진 하나의 이름과 줄인 사진과, 못 줄였으면 그 이유입니다."""
    try:
        return path.name, shrunk(path), None
    except BROKEN as error:
        return path.name, None, f"{type(error).__name__}: {error}"


def every_outcome(paths):
    """사진마다 결과나 이유"""
    with Pool(WORKERS) as pool:
        return pool.map(outcome, paths)


# %%
# 세는 코드
# ------------------------------------------------------------------


@contextmanager
def photos():
    """씨앗으로 만든 사진들입니다. 하나는 반에서 끊고, 하나는 글입니다."""
    random = np.random.default_rng(2026)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number:02}.jpg") for number in range(PHOTOS)]
        for path in paths:
            spots = random.integers(0, 256, (240, 320, 3), dtype=np.uint8)
            Image.fromarray(spots).save(path)
        whole = paths[CUT].read_bytes()
        paths[CUT].write_bytes(whole[: len(whole) // 2])
        paths[TEXT].write_text("찾을 수 없습니다.", encoding="utf-8")
        yield paths


def received_by(way):
    """예외가 나기까지 받은 썸네일을 셉니다."""
    received = []
    with photos() as paths:
        try:
            way(paths, received)
        except BROKEN as error:
            print(f"{len(received)}장을 받고 나서: {type(error).__name__}")
    return {"received": len(received), "named": 0}


def map_in_pool():
    """Pool.map"""
    return received_by(pool_map)


def map_in_executor():
    """Executor.map"""
    return received_by(executor_map)


def outcomes():
    """고침: 사진마다 결과나 이유"""
    with photos() as paths:
        ends = every_outcome(paths)
    for name, _, reason in ends:
        if reason:
            print(f"{name}: {reason.partition(':')[0]}")
    return {
        "received": sum(thumbnail is not None for _, thumbnail, _ in ends),
        "named": sum(reason is not None for _, _, reason in ends),
    }


# %%
# 예상
# ------------------------------------------------------------------
#
# ``Pool.map``은 하나라도 실패하면 예외만 올립니다. 열 장의 썸네일은 만들어졌는데도 받지 못합니다.
# ``Executor.map``은 순서대로 주다가 끊긴 사진에서 예외를 올립니다. 그 앞의 넷만 받습니다.
# 예외를 결과로 바꾸면 열 장을 받고 둘의 이름을 압니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        map_in_pool,
        map_in_executor,
        outcomes,
        facts={"received": "받은 썸네일(장)", "named": "이름과 이유를 아는 실패(장)"},
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="received")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 끊긴 JPEG도 ``Image.open``은 통과합니다. 머리만 읽기 때문입니다. 예외는 점을 펼칠 때, 곧 워커에서 납니다.
# 깨진 PNG는 ``SyntaxError``를, 너무 큰 사진은 ``DecompressionBombError``를 냅니다. ``OSError``만 잡으면 그런 사진 하나가 전체를 멈춥니다.
#
# 워커가 아예 죽으면(메모리가 모자라거나, 디코더가 죽으면) 예외도 없습니다. 그것은 다른 문제입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``CUT``을 ``0``으로 바꾸어 보십시오. ``Executor.map``은 한 장도 받지 못합니다.
