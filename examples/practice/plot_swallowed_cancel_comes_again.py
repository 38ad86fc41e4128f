# 실행: python plot_swallowed_cancel_comes_again.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["anyio>=4.4", "trio>=0.27"]
# ///
"""
삼킨 취소를 asyncio는 한 번만, AnyIO와 Trio는 다시 보냅니다
==================================================================

끄라고 했는데 워커 하나가 끝나지 않습니다. 고리 안에 ``except:``가 있어, 취소까지 잡아 로그에 적고 계속 돕니다.
취소한 다음에 그 워커가 몇 번을 더 자고 일어났는지, 라이브러리 셋에서 세었습니다.

이 실험은 :doc:`구조적 동시성 </practice/structured-concurrency>`에 나옵니다.
없는 것은 ``python -m pip install anyio trio``로 설치합니다.
"""

import asyncio
import importlib.util

TURNS = 20
TURN_SECONDS = 0.01

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 워커는 20번 자고 일어납니다. 무슨 일이 나든 적고 계속합니다. 시작하자마자 취소합니다.


async def stubborn(sleep, slept):
    """무슨 일이 나도 계속하는 워커"""
    for _ in range(TURNS):
        try:
            await sleep(TURN_SECONDS)
            slept.append(True)
        except BaseException:  # noqa: BLE001 - 이것이 보일 잘못입니다.
            slept.append(False)


async def polite(sleep, slept, cancelled):
    """취소는 다시 내보내는 워커"""
    for _ in range(TURNS):
        try:
            await sleep(TURN_SECONDS)
            slept.append(True)
        except cancelled:
            raise
        except BaseException:  # noqa: BLE001 - 나머지는 적고 계속합니다.
            slept.append(False)


async def cancel_in_asyncio(worker, *arguments):
    """태스크를 취소하고 끝나기를 기다립니다."""
    task = asyncio.create_task(worker(asyncio.sleep, *arguments))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])


async def cancel_in_anyio(worker, *arguments):
    """태스크 그룹의 범위를 취소합니다."""
    import anyio

    async with anyio.create_task_group() as group:
        group.start_soon(worker, anyio.sleep, *arguments)
        await anyio.lowlevel.checkpoint()
        group.cancel_scope.cancel()


async def cancel_in_trio(worker, *arguments):
    """너서리의 범위를 취소합니다."""
    import trio

    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker, trio.sleep, *arguments)
        await trio.lowlevel.checkpoint()
        nursery.cancel_scope.cancel()


# %%
# 취소한 다음에 잠을 다 잔 횟수를 셉니다.


def counted(run, *arguments):
    """잠을 다 잔 횟수와, 잠에서 쫓겨난 횟수를 셉니다."""
    slept = []
    run(stubborn if not arguments else polite, slept, *arguments)
    return {"slept": sum(slept), "thrown": len(slept) - sum(slept)}


def has(*names):
    """설치되어 있는지 보고, 없으면 설치하는 법을 말합니다."""
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        print(f"없는 것이 있어 보지 않았습니다. python -m pip install {' '.join(missing)}")
    return not missing


def in_asyncio():
    """asyncio, 모두 잡는 워커"""
    return counted(lambda *arguments: asyncio.run(cancel_in_asyncio(*arguments)))


def in_anyio():
    """AnyIO, 모두 잡는 워커"""
    if not has("anyio"):
        return {"slept": None, "thrown": None}
    return counted(lambda *arguments: asyncio.run(cancel_in_anyio(*arguments)))


def in_trio():
    """Trio, 모두 잡는 워커"""
    if not has("trio"):
        return {"slept": None, "thrown": None}
    import trio

    return counted(lambda *arguments: trio.run(cancel_in_trio, *arguments))


def in_asyncio_polite():
    """고침: asyncio, 취소는 다시 내보내는 워커"""
    return counted(
        lambda *arguments: asyncio.run(cancel_in_asyncio(*arguments)), asyncio.CancelledError
    )


# %%
# 예상
# ------------------------------------------------------------------
#
# asyncio의 취소는 **한 번 던지는 예외**입니다. 잡아 버리면 끝이고, 워커는 남은 19번을 다 잘 것입니다.
# AnyIO와 Trio의 취소는 **범위의 상태**입니다. 범위가 취소되어 있는 동안에는 기다리려고 할 때마다 다시 던지므로, 한 번도 자지 못하고 끝날 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        in_asyncio,
        in_anyio,
        in_trio,
        in_asyncio_polite,
        facts={
            "slept": "취소한 다음에 잠을 다 잔 것(번)",
            "thrown": "잠에서 쫓겨난 것(번)",
        },
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="slept")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 같은 잘못이 asyncio에서는 끝나지 않는 프로그램이 되고, AnyIO와 Trio에서는 바쁘게 쫓겨나다 끝나는 프로그램이 됩니다.
# 고리가 끝없이 돌면 AnyIO와 Trio에서도 끝나지 않습니다. 그때에는 CPU를 다 쓰므로 적어도 눈에 띕니다.
#
# 고침은 어디서나 같습니다. ``except Exception``으로 잡거나, 취소는 다시 내보냅니다. ``CancelledError``는 ``Exception``이 아닙니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``stubborn``의 ``BaseException``을 ``Exception``으로 바꾸어 보십시오. 셋 다 한 번도 자지 않고, 한 번도 적지 않습니다.
