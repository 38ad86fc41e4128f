"""메시지를 끝없이 받아 처리합니다. 타임아웃도 Ctrl-C도 듣지 않습니다."""

import asyncio


class Connection:
    """메시지 서버와의 커넥션. 고치지 않아도 됩니다."""

    async def receive(self):
        """다음 메시지. 끊기면 OSError를 냅니다."""
        await asyncio.sleep(0.1)
        return "안녕"

    async def close(self):
        """커넥션 닫기"""


async def watch(connection, handled):
    """메시지를 받는 대로 handled에 더하기. 끊기면 다시 받고, 취소되면 커넥션을 닫고 끝납니다."""
    while True:
        try:
            handled.append(await connection.receive())
        except BaseException:
            await asyncio.sleep(0.01)
    await connection.close()


async def main():
    """1초만 받아 보기"""
    handled = []
    try:
        async with asyncio.timeout(1):
            await watch(Connection(), handled)
    except TimeoutError:
        print(len(handled), "개를 받았습니다.")


if __name__ == "__main__":
    asyncio.run(main())
