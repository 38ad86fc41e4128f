# 실행: python plot_killed_job_goes_on.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["pillow>=11"]
# ///
"""
이름을 나중에 붙이면 죽은 일을 이어서 할 수 있습니다
==================================================================

썸네일을 만들다가 프로그램이 죽었습니다. 다시 시작하면 남은 것만 만들려고, 이미 있는 썸네일은 건너뜁니다.
깨진 썸네일이 남지 않을까요? 같은 것을 두 번 만들지 않을까요?

이 실험은 :doc:`사진 수백 장 </practice/photos>`에 나옵니다.
"""

import io
import json
import multiprocessing
import os
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

PHOTOS = 8
DIES_AT = 5  # 이 썸네일을 쓰다가 죽습니다.

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 세 가지가 다른 것은 무엇을 '했다'의 증거로 삼는지입니다.


def thumbnail(path):
    """줄인 사진의 JPEG입니다."""
    with Image.open(path) as photo:
        photo.thumbnail((80, 60))
        encoded = io.BytesIO()
        photo.convert("RGB").save(encoded, "JPEG")
    return encoded.getvalue()


def make_with_a_list(photos, folder):
    """다 한 다음에 목록을 적음"""
    listed = folder / "done.json"
    done = json.loads(listed.read_text(encoding="utf-8")) if listed.exists() else []
    for path in photos:
        if path.name not in done:
            (folder / path.name).write_bytes(thumbnail(path))
            done.append(path.name)
    listed.write_text(json.dumps(done), encoding="utf-8")


def make_where_absent(photos, folder):
    """있는 파일은 건너뜀"""
    for path in photos:
        target = folder / path.name
        if not target.exists():
            target.write_bytes(thumbnail(path))


def make_then_name(photos, folder):
    """다 쓴 다음에 이름을 붙임"""
    for path in photos:
        target = folder / path.name
        if not target.exists():
            partial = target.with_suffix(".part")
            partial.write_bytes(thumbnail(path))
            partial.replace(target)


# %%
# 세는 코드
# ------------------------------------------------------------------
#
# 첫 실행은 다섯째 썸네일을 절반만 쓰고 죽습니다. ``os._exit``은 강제 종료처럼 아무것도 치우지 않고 끝냅니다.
# 둘째 실행은 끝까지 돕니다. 그러고 나서 폴더에 있는 것을 셉니다.


def run(make, photos, folder, dies_at):
    """썸네일을 만들며, 쓰기 시작한 것을 적어 둡니다."""
    write = Path.write_bytes
    started = 0

    def write_or_die(path, data):
        nonlocal started
        started += 1
        with (folder.parent / "written.txt").open("a", encoding="utf-8") as written:
            written.write(f"{path.stem}\n")
        if started == dies_at:
            write(path, data[: len(data) // 2])
            os._exit(9)
        return write(path, data)

    Path.write_bytes = write_or_die
    make(photos, folder)


def counted(make):
    """한 번 죽고 다시 돌린 다음, 온전한 썸네일과 깨진 썸네일과 쓴 횟수를 셉니다."""
    random = np.random.default_rng(2026)
    with tempfile.TemporaryDirectory() as room:
        photos = [Path(room, f"{number:02}.jpg") for number in range(PHOTOS)]
        for path in photos:
            spots = random.integers(0, 256, (120, 160, 3), dtype=np.uint8)
            Image.fromarray(spots).save(path)
        folder = Path(room, "thumbnails")
        folder.mkdir()
        codes = []
        for dies_at in (DIES_AT, 0):
            process = multiprocessing.Process(target=run, args=(make, photos, folder, dies_at))
            process.start()
            process.join()
            codes.append(process.exitcode)
        whole = sum(map(is_whole, folder.glob("*.jpg")))
        written = Path(room, "written.txt").read_text(encoding="utf-8").split()
        left = len(list(folder.glob("*.part")))
    print(f"종료 코드: {codes}")
    return {"whole": whole, "broken": PHOTOS - whole, "written": len(written), "left": left}


def is_whole(path):
    """끝까지 펼쳐지는 사진이면 참입니다."""
    try:
        with Image.open(path) as photo:
            photo.load()
    except OSError:
        return False
    return True


def with_a_list():
    """다 한 다음에 목록을 적음"""
    return counted(make_with_a_list)


def where_absent():
    """있는 파일은 건너뜀"""
    return counted(make_where_absent)


def then_named():
    """고침: 다 쓴 다음에 이름을 붙임"""
    return counted(make_then_name)


# %%
# 예상
# ------------------------------------------------------------------
#
# 목록을 끝에 적으면, 죽은 실행은 아무것도 하지 않은 것이 되어 앞의 것을 모두 다시 만듭니다.
# 있는 파일을 건너뛰면 절반만 쓴 것도 있는 파일이므로, 깨진 채로 영영 남습니다.
# 다 쓴 다음에 이름을 붙이면 절반만 쓴 것에는 그 이름이 없으므로 그것만 다시 만듭니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        with_a_list,
        where_absent,
        then_named,
        facts={
            "whole": "온전한 썸네일(장)",
            "broken": "깨진 썸네일(장)",
            "written": "두 실행이 쓰기 시작한 썸네일(장)",
            "left": "남은 임시 파일(개)",
        },
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="written")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``Path.replace``(``os.replace``)는 한 파일 시스템 안에서 이름을 한순간에 바꿉니다. 그 이름으로 보이는 것은 언제나 다 쓴 것입니다.
# 임시 파일은 같은 폴더에 두십시오. 다른 디스크의 임시 폴더에서는 옮길 수 없습니다.
#
# 워커가 여럿이면 죽을 때 쓰던 것도 여럿입니다. 임시 파일의 이름이 사진마다 다르므로 서로 덮어쓰지 않고, 다시 쓸 때 덮입니다.
# 전원이 꺼지는 것까지 견디려면 이름을 바꾸기 전에 ``os.fsync``로 디스크에 내려보내야 합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``DIES_AT``을 ``8``로 늘려 보십시오. 목록을 적는 것은 16장을 쓰고, 나머지는 그대로입니다.
