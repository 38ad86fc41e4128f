# 실행: python plot_debug_mode_names_the_blocker.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
디버그 모드는 누가 루프를 막았는지 이름을 댑니다
==================================================================

이벤트 루프가 자꾸 멎습니다. 코루틴 수백 개 가운데 누가 막고 있는지 어떻게 찾을까요?
디버그 모드를 켜고, 같은 프로그램이 무슨 말을 하는지 봅니다.

이 실험은 :doc:`이벤트 루프를 막지 않으려면 </asyncio/blocking>`에 나옵니다.
"""

import asyncio
import logging
import time

BLOCK_SECONDS = 0.03
LIMIT_SECONDS = 0.02
QUICK_TASKS = 20

# %%
# 재는 코드
# ------------------------------------------------------------------


class Told(logging.Handler):
    """asyncio가 남긴 글을 찍고 셉니다."""

    def __init__(self):
        super().__init__()
        self.slow = 0

    def emit(self, record):
        """한 줄을 찍습니다."""
        message = record.getMessage()
        if message.startswith("Executing"):
            self.slow += 1
            print(message)


async def polite():
    """제어권을 넘기며 기다립니다."""
    await asyncio.sleep(BLOCK_SECONDS)


async def culprit():
    """제어권을 넘기지 않고 붙듭니다."""
    time.sleep(BLOCK_SECONDS)  # noqa: ASYNC251 - 이것을 찾아내려는 것입니다.


async def program():
    """얌전한 태스크 20개 사이에 범인 하나가 있습니다."""
    asyncio.get_running_loop().slow_callback_duration = LIMIT_SECONDS
    async with asyncio.TaskGroup() as group:
        for number in range(QUICK_TASKS):
            group.create_task(polite(), name=f"얌전한 태스크 {number}")
        group.create_task(culprit(), name="범인")


def run(*, debug):
    """프로그램을 돌리고, 느리다는 글이 몇 줄 나왔는지 돌려줍니다."""
    told = Told()
    logger = logging.getLogger("asyncio")
    logger.addHandler(told)
    logger.propagate = False
    asyncio.run(program(), debug=debug)
    return {"slow": told.slow}


def plain_mode():
    """보통 모드"""
    return run(debug=False)


def debug_mode():
    """디버그 모드"""
    return run(debug=True)


# %%
# 예상
# ------------------------------------------------------------------
#
# 보통 모드는 아무 말도 하지 않습니다. 디버그 모드는 0.02초 넘게 제어권을 붙든 태스크의 이름과 자리를 적습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        plain_mode,
        debug_mode,
        facts={"slow": "느리다고 적은 글(줄)"},
        times=2,
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
# 글에는 태스크의 이름과, 코루틴이 적힌 파일과 줄, 붙든 시간이 나옵니다. 태스크에 이름을 붙여 두면 바로 찾습니다.
# 바쁜 기계에서는 붙들지 않은 태스크가 한두 줄 더 나올 수 있습니다. 그 태스크가 도는 동안 다른 프로세스에 코어를 빼앗긴 것입니다.
#
# 디버그 모드는 모든 실행 구간의 시간을 재고, 태스크마다 만들어진 자리를 적어 둡니다. 그만큼 느리므로 개발할 때에만 켜십시오.
# 코드를 고치지 않고 환경 변수 ``PYTHONASYNCIODEBUG=1``로도 켤 수 있습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LIMIT_SECONDS``를 기본값인 ``0.1``로 바꾸어 보십시오. 0.03초를 붙드는 범인은 드러나지 않습니다.
