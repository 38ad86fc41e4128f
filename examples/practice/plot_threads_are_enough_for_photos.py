# 실행: python plot_threads_are_enough_for_photos.py (준비는 책의 '예제 실행하기'에 있습니다.)
# 내 사진으로: PHOTOS=사진이_든_폴더 python plot_threads_are_enough_for_photos.py
# /// script
# dependencies = ["pillow>=11"]
# ///
"""
사진을 줄이는 일은 스레드로 나누어도 프로세스만큼 빠릅니다
==================================================================

사진 수백 장의 썸네일을 만듭니다. 계산이므로 프로세스 풀이 맞을까요?
Pillow는 계산하는 동안 GIL을 놓습니다. 스레드와 프로세스, 그리고 나누기 전에 고칠 것을 함께 비교합니다.

이 실험은 :doc:`사진 수백 장 </practice/photos>`에 나옵니다.
``PHOTOS``에 폴더를 적으면 그 안의 JPEG으로 잽니다.
"""

import hashlib
import io
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
WORKERS = min(4, max(2, CORES))
PHOTO_COUNT = 6
PHOTO_SIZE = (1600, 1200)
THUMBNAIL_SIZE = (200, 150)
DIFFERENCE = 2.0  # 256단계로 본 점의 차이. 이보다 작으면 같은 그림입니다.

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 처음의 프로그램입니다. 사진마다 해시를 구하고, RGB로 바꾸어 줄입니다. 줄인 사진은 점의 바이트로 돌려줍니다.


def shrunk(path):
    """사진 하나의 해시와, 줄인 사진입니다."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with Image.open(path) as photo:
        small = photo.convert("RGB")
        small.thumbnail(THUMBNAIL_SIZE)
    return digest, small.tobytes()


def one_by_one(ready):
    """하나씩"""
    paths, _ = ready
    return [shrunk(path) for path in paths]


def in_threads(ready):
    """스레드로 나눔"""
    paths, pool = ready
    return list(pool.map(shrunk, paths))


def in_processes(ready):
    """프로세스로 나눔"""
    paths, pool = ready
    return pool.map(shrunk, paths, chunksize=1)


# %%
# 열어 둔 사진을 받는 함수가 이미 있어서, 부모가 사진을 모두 열어 풀에 보낸 것입니다.


def opened(path):
    """사진 하나의 해시와, 펼친 사진입니다."""
    with Image.open(path) as photo:
        return hashlib.sha256(path.read_bytes()).hexdigest(), photo.convert("RGB")


def shrunk_photo(given):
    """펼친 사진 하나를 줄입니다."""
    digest, photo = given
    photo.thumbnail(THUMBNAIL_SIZE)
    return digest, photo.tobytes()


def photos_sent(ready):
    """펼쳐서 프로세스에 보냄"""
    paths, pool = ready
    return pool.map(shrunk_photo, [opened(path) for path in paths], chunksize=1)


# %%
# ``thumbnail``을 ``convert``보다 먼저 부르면, JPEG을 펼칠 때부터 작게 펼칩니다. 버릴 점을 펼치지 않습니다.


def shrunk_first(path):
    """사진 하나의 해시와, 작게 펼쳐서 줄인 사진입니다."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with Image.open(path) as photo:
        photo.thumbnail(THUMBNAIL_SIZE)
        small = photo.convert("RGB")
    return digest, small.tobytes()


def first_one_by_one(ready):
    """먼저 줄이고, 하나씩"""
    paths, _ = ready
    return [shrunk_first(path) for path in paths]


def first_in_threads(ready):
    """먼저 줄이고, 스레드로 나눔"""
    paths, pool = ready
    return list(pool.map(shrunk_first, paths))


# %%
# 사진은 씨앗으로 한 장을 만들어, 임시 폴더에 여러 이름으로 두었다가 지웁니다.


def made_photo():
    """알록달록한 얼룩이 있는 사진의 JPEG입니다."""
    spots = np.random.default_rng(2026).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    encoded = io.BytesIO()
    photo = Image.fromarray(spots).resize(PHOTO_SIZE, Image.Resampling.BILINEAR)
    photo.save(encoded, "JPEG", quality=90)
    return encoded.getvalue()


@contextmanager
def photos():
    """사진들의 자리와, 비어 있는 풀의 자리입니다."""
    if folder := os.environ.get("PHOTOS"):
        yield sorted(Path(folder).glob("*.[jJ][pP]*[gG]")), None
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.jpg") for number in range(PHOTO_COUNT)]
        jpeg = made_photo()
        for path in paths:
            path.write_bytes(jpeg)
        yield paths, None


@contextmanager
def photos_and_threads():
    """사진들의 자리와 스레드 풀입니다."""
    with photos() as (paths, _), ThreadPoolExecutor(WORKERS) as pool:
        yield paths, pool


@contextmanager
def photos_and_processes():
    """사진들의 자리와, 워커가 모두 일어난 프로세스 풀입니다."""
    with photos() as (paths, _), Pool(WORKERS) as pool:
        pool.map(abs, range(4 * WORKERS), chunksize=1)
        yield paths, pool


def alike(ours, theirs):
    """해시가 같고, 줄인 사진이 눈으로 보아 같은지 봅니다."""
    return len(ours) == len(theirs) and all(
        one == other and len(small) == len(another) and difference(small, another) < DIFFERENCE
        for (one, small), (other, another) in zip(ours, theirs, strict=True)
    )


def difference(small, another):
    """점마다의 차이의 평균입니다. 256단계로 봅니다."""
    pixels = (np.frombuffer(each, np.uint8).astype(int) for each in (small, another))
    return abs(np.subtract(*pixels)).mean()


# %%
# 예상
# ------------------------------------------------------------------
#
# JPEG을 펼치고 줄이는 것은 C에서 GIL을 놓고 합니다. 파이썬이 하는 일은 거의 없으므로 스레드와 프로세스가 모두 코어의 수에 가깝습니다.
# 펼친 사진을 보내면 펼치는 일은 부모 혼자 하고 점이 파이프를 지나므로, 나누기 전보다 느릴 것입니다.
# 먼저 줄이면 가로와 세로로 4분의 1만 펼칩니다. 압축을 푸는 일이 남으므로 세 배쯤이고, 스레드로 나누면 거기에 코어의 수가 곱해집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, compare, draw

    result = compare(
        Contender(one_by_one, given=photos),
        Contender(in_threads, given=photos_and_threads),
        Contender(in_processes, given=photos_and_processes),
        Contender(photos_sent, given=photos_and_processes),
        Contender(first_one_by_one, given=photos),
        Contender(first_in_threads, given=photos_and_threads),
        equal=alike,
        ceiling=True,
        memory=True,
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
# 스레드가 돌려주는 것은 그냥 그 그림이고, 프로세스가 돌려주는 것은 파이프를 지난 바이트입니다. 시작하는 비용도, 메모리도 스레드가 작습니다.
# 다만 점마다 파이썬의 함수를 부르는 일(``putpixel``, ``Image.eval``에 준 파이썬 함수)은 GIL을 잡으므로 이렇지 않습니다.
#
# 먼저 줄인 썸네일은 처음의 것과 바이트까지 같지는 않습니다. 펼치면서 줄인 것과 펼친 다음에 줄인 것은 반올림이 다릅니다.
# 그래서 해시는 꼭 같은지, 그림은 점마다의 차이의 평균이 작은지를 보았습니다.
#
# PNG에는 작게 펼치는 법이 없습니다. 순서를 바꾸어도 빨라지지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``PHOTO_SIZE``를 휴대 전화의 사진인 ``(4000, 3000)``으로 늘려 보십시오. 먼저 줄인 것의 이득이 더 커집니다.
