# 실행: python plot_reading_copies_forked_pages.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
fork한 워커의 메모리는 건드리는 만큼 늘어납니다
==================================================================

부모가 큰 데이터를 들고 워커를 포크하면, 워커마다 그만큼 메모리를 쓸까요?
읽기만 하면 나누어 쓴다는데, 파이썬에서는 왜 늘어날까요?
``gc.freeze()``는 무엇을 막고 무엇을 막지 못할까요?

이 실험은 :doc:`워커 하나의 비용 </multiprocessing/worker-memory>`에 나옵니다.
"""

import gc
import multiprocessing
from pathlib import Path

OBJECTS = 300_000  # 튜플과 그 안의 정수. 수십 MiB가 됩니다.
ROLLUP = Path("/proc/self/smaps_rollup")
FIELDS = {"rss": "Rss", "pss": "Pss", "own": "Private_Dirty"}

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 부모가 데이터를 만들고 워커를 포크합니다. 워커는 한 가지 일을 한 다음 제 메모리를 읽습니다.
# 메모리는 커널이 센 것입니다. RSS는 닿아 있는 페이지를 모두, PSS는 나누어 쓰는 페이지를 나눈 만큼 셉니다.
# ``own``은 워커가 써서 제 것이 된 페이지입니다.


def read_memory():
    """이 프로세스의 RSS, PSS, 제 것이 된 페이지(MiB)를 커널에 묻습니다."""
    lines = ROLLUP.read_text(encoding="ascii").splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith("kB")}
    return {fact: round(found[field] / 1024, 1) for fact, field in FIELDS.items()}


def look_idle(_):
    """아무 일도 하지 않습니다."""


def look_at_all(data):
    """하나씩 꺼내 봅니다. 꺼낼 때마다 참조 횟수가 바뀝니다."""
    for item in data:
        if item is None:
            break


def look_and_collect(_):
    """쓰레기를 모읍니다. 모든 객체의 머리에 표를 남깁니다."""
    gc.collect()


def report(connection, work, data):
    """일을 하고 제 메모리를 알립니다."""
    work(data)
    connection.send(read_memory())


def memory_after(work, *, frozen=False):
    """큰 데이터를 든 부모가 워커를 포크해, 일한 다음의 메모리를 알아 옵니다."""
    if not ROLLUP.exists() or "fork" not in multiprocessing.get_all_start_methods():
        print("이 시스템에는 /proc/self/smaps_rollup이나 fork가 없어서 볼 수 없습니다.")
        return dict.fromkeys(FIELDS)
    gc.disable()  # 데이터를 만드는 동안에는 모으지 않습니다.
    data = [(number, str(number)) for number in range(OBJECTS)]
    if frozen:
        gc.freeze()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=report, args=(theirs, work, data))
    process.start()
    facts = ours.recv()
    process.join()
    return facts


def idle():
    """아무것도 하지 않음"""
    return memory_after(look_idle)


def looked():
    """모두 읽기만 함"""
    return memory_after(look_at_all)


def collected():
    """gc.collect()"""
    return memory_after(look_and_collect)


def collected_after_freeze():
    """gc.freeze() 다음에 gc.collect()"""
    return memory_after(look_and_collect, frozen=True)


def looked_after_freeze():
    """gc.freeze() 다음에 모두 읽기만 함"""
    return memory_after(look_at_all, frozen=True)


# %%
# 예상
# ------------------------------------------------------------------
#
# RSS는 다섯 가지가 모두 비슷하게 큽니다. 제 것이 된 페이지는 아무것도 하지 않으면 거의 없고, 읽거나 모으면 데이터만큼 늘어납니다.
# ``gc.freeze()``는 모으기는 막지만 읽기는 막지 못합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        idle,
        looked,
        collected,
        collected_after_freeze,
        looked_after_freeze,
        measured={"own": "제 것이 된 페이지(MiB)", "rss": "RSS(MiB)", "pss": "PSS(MiB)"},
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
# 포크한 자식은 부모의 페이지를 함께 보다가, 쓰는 페이지만 제 것으로 복사합니다(copy-on-write).
# 파이썬의 객체는 읽기만 해도 머리에 있는 참조 횟수가 바뀝니다. 그것은 쓰기입니다.
#
# ``gc.freeze()``는 지금 있는 객체를 수집기가 건드리지 않게 합니다. 참조 횟수는 그대로 바뀝니다.
# 배열처럼 객체 하나에 데이터가 통째로 든 것은 머리의 페이지 하나만 복사합니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``data``를 ``bytes(30_000_000)``으로 바꿔 보십시오. 모두 읽어도 제 것이 된 페이지가 거의 늘지 않습니다.
