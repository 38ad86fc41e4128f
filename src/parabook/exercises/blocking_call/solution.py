"""비동기 서버가 보고서를 읽어 줍니다."""

import asyncio
import time


def read_report(name):
    """보고서 읽기. 기다리는 동안 스레드를 막는 라이브러리입니다. 고치지 않아도 됩니다."""
    time.sleep(0.1)
    return f"{name}의 내용"


async def handle(name):
    """요청 하나"""
    return await asyncio.to_thread(read_report, name)


async def run(names):
    """요청마다의 내용"""
    return await asyncio.gather(*(handle(name) for name in names))


if __name__ == "__main__":
    print(asyncio.run(run(["월", "화", "수"])))
