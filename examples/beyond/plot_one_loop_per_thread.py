# 실행: python plot_one_loop_per_thread.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
GIL이 없으면 스레드마다 이벤트 루프를 두어 코어를 나눌 수 있습니다
===================================================================

비동기 서버는 이벤트 루프가 하나라서 코어도 하나만 씁니다. 프로세스를 늘리지 않고, 스레드마다 루프를 두면 어떨까요?
소켓으로 주고받는 같은 수의 메시지를 루프 하나와 둘에 나누었습니다.

이 실험은 :doc:`GIL 없는 파이썬 </beyond/free-threads>`에 나옵니다.
"""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

CONNECTIONS = 8
MESSAGES = 40
LOOPS = (1, 2)

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 커넥션마다 두 끝이 한 루프에 있습니다. 메시지를 보내면, 저쪽이 조금 계산해서 답합니다.


async def answer(reader, writer):
    """한 줄을 받을 때마다 조금 계산해서 답합니다."""
    while line := await reader.readline():
        total = sum(number * number for number in range(300))
        writer.write(b"%d %s" % (total, line))
        await writer.drain()
    writer.close()


async def ask(reader, writer):
    """한 줄을 보내고 답을 기다리기를 되풀이합니다."""
    answers = 0
    for number in range(MESSAGES):
        writer.write(b"%d\n" % number)
        await writer.drain()
        answers += (await reader.readline()).endswith(b" %d\n" % number)
    writer.close()
    await writer.wait_closed()
    return answers


async def talk():
    """커넥션 하나에서 묻고 답합니다."""
    left, right = socket.socketpair()
    server = asyncio.create_task(answer(*await asyncio.open_connection(sock=right)))
    answers = await ask(*await asyncio.open_connection(sock=left))
    await server
    return answers


async def talk_together(connections):
    """루프 하나에서 커넥션들을 함께 처리합니다."""
    return sum(await asyncio.gather(*(talk() for _ in range(connections))))


def serve_in_loop(connections):
    """이 스레드의 루프에서 처리합니다. 루프는 스레드마다 따로입니다."""
    return asyncio.run(talk_together(connections))


def loops(count):
    """이벤트 루프"""
    with ThreadPoolExecutor(count) as pool:
        return sum(pool.map(serve_in_loop, [CONNECTIONS // count] * count))


# %%
# 예상
# ------------------------------------------------------------------
#
# GIL이 있으면 루프를 늘려도 그대로이고, 없으면 절반으로 줄어듭니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw, sweep

    result = compare(*sweep(loops, LOOPS), axis="이벤트 루프(개)")
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
# 루프의 객체(태스크, 퓨처, 스트림)는 만든 스레드의 것입니다. 다른 루프의 것을 기다리면 안 됩니다.
# 여기서는 커넥션마다 두 끝이 한 루프에 있어서, 프로그램이 루프끼리 함께 만지는 것은 없습니다.
#
# 그래도 절반까지는 내려가지 않습니다. 3.13의 asyncio는 모든 스레드의 태스크를 한 집합에 적어 두어서, 루프끼리 그것을 함께 만집니다.
# 3.14부터는 스레드마다 따로 적습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``range(300)``을 ``range(3)``으로 줄여 보십시오. 루프와 소켓의 비용만 남습니다.
