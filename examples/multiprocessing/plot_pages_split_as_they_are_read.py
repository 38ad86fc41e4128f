# 실행: python plot_pages_split_as_they_are_read.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
포크한 자식이 객체를 읽으면 함께 쓰던 페이지가 갈라집니다
==================================================================

``fork``한 자식은 부모의 메모리를 복사하지 않고 나누어 씁니다. 누가 쓰면 그 페이지만 갈라집니다.
파이썬에서는 객체를 읽기만 해도 참조 횟수를 고칩니다. 정말로 그 페이지만 갈라질까요?
자식이 커널에 물어, 페이지마다 혼자 쓰는지 나누어 쓰는지 적었습니다.

이 실험은 :doc:`워커 하나의 비용 </multiprocessing/worker-memory>`에 나옵니다.
"""

import mmap
import multiprocessing
import struct
from pathlib import Path

PAGES = 96
STEP = 7
ROW = 24
PAGEMAP = Path("/proc/self/pagemap")
EXCLUSIVE = 1 << 56  # 이 프로세스 혼자 쓰는 페이지라는 표시
PRESENT = 1 << 63

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 객체 하나가 한 페이지쯤 되게 합니다. 참조 횟수는 객체의 머리에 있으므로, 머리가 든 페이지를 봅니다.


def read_some(objects, step):
    """객체를 몇 개 걸러 하나씩 읽습니다. 내용은 보지 않고 변수에 담기만 합니다."""
    for index in range(0, len(objects), step):
        item = objects[index]
    return item


def owned(objects):
    """객체의 머리가 든 페이지마다, 이 프로세스 혼자 쓰는지 커널에 묻습니다(Linux)."""
    found = []
    with PAGEMAP.open("rb", buffering=0) as pagemap:
        for address in objects:
            pagemap.seek(address // mmap.PAGESIZE * 8)
            (entry,) = struct.unpack("Q", pagemap.read(8))
            found.append(bool(entry & PRESENT and entry & EXCLUSIVE))
    return found


def child(objects, addresses, pipe):
    """포크한 직후, 몇을 읽은 뒤, 모두 읽은 뒤의 페이지를 부모에게 알립니다."""
    after_fork = owned(addresses)
    read_some(objects, STEP)
    after_some = owned(addresses)
    read_some(objects, 1)
    pipe.send([after_fork, after_some, owned(addresses)])


def forked_child():
    """포크한 자식의 페이지"""
    try:
        looked = look()
    except (OSError, ValueError):
        print("이 시스템에는 fork나 /proc/self/pagemap이 없어서 볼 수 없습니다.")
        return dict.fromkeys(("after_fork", "after_some", "after_all"))
    for title, pages in zip(("포크한 직후", "몇을 읽은 뒤", "모두 읽은 뒤"), looked, strict=True):
        print(f"{title}:")
        for start in range(0, PAGES, ROW):
            print("".join("■" if mine else "□" for mine in pages[start : start + ROW]))
    counts = map(sum, looked)
    return dict(zip(("after_fork", "after_some", "after_all"), counts, strict=True))


def look():
    """자식을 포크해, 자식이 본 것을 받습니다."""
    context = multiprocessing.get_context("fork")
    objects = [bytes(mmap.PAGESIZE) for _ in range(PAGES)]
    addresses = [id(item) for item in objects]
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=child, args=(objects, addresses, sending))
    process.start()
    sending.close()
    try:
        return receiving.recv()
    except EOFError:
        raise OSError from None  # 자식이 묻지 못하고 끝났습니다.
    finally:
        process.join()
        receiving.close()


# %%
# 예상
# ------------------------------------------------------------------
#
# 포크한 직후에는 거의 모두 나누어 씁니다. 일곱에 하나를 읽으면 일곱에 하나가, 모두 읽으면 모두 갈라집니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        forked_child,
        facts={
            "after_fork": "포크한 직후 혼자 쓰는 것(페이지)",
            "after_some": "몇을 읽은 뒤 혼자 쓰는 것(페이지)",
            "after_all": "모두 읽은 뒤 혼자 쓰는 것(페이지)",
        },
        times=2,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="after_some")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 찍은 글의 네모 하나가 페이지 하나입니다. 채운 것이 자식이 혼자 쓰는, 곧 복사된 페이지입니다.
# ``item = objects[index]``는 아무것도 쓰지 않는 줄로 보이지만, 객체의 참조 횟수를 올렸다 내립니다.
# 커널에게는 쓰기이므로, 그 페이지를 복사해 자식에게 줍니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``STEP``을 ``24``로 바꾸어 보십시오. 몇을 읽은 뒤에는 네 페이지만 갈라집니다.
