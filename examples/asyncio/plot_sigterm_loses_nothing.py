# 실행: python plot_sigterm_loses_nothing.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
SIGTERM을 받아도 받은 요청을 잃지 않습니다
==================================================================

배포할 때마다 운영 체제는 서버에 SIGTERM을 보냅니다. 그때 처리하던 요청은 어떻게 될까요?
아무것도 하지 않은 서버와, 새 요청만 막고 하던 것을 끝내는 서버에 실제로 신호를 보냈습니다.

이 실험은 :doc:`이벤트 루프 다루기 </asyncio/event-loop>`에 나옵니다.
"""

import asyncio
import signal
import subprocess
import sys

CLIENTS = 20
WORK_SECONDS = 0.2
TIME_LIMIT_SECONDS = 10

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 서버는 진짜 프로그램이어야 신호를 받습니다. 그래서 글로 적어 두고 따로 시작합니다.

SERVER = """
import asyncio, signal, sys

WORK_SECONDS = float(sys.argv[1])
working = set()

async def answer(reader, writer):
    working.add(asyncio.current_task())
    await reader.readline()
    print("received", flush=True)
    await asyncio.sleep(WORK_SECONDS)
    writer.write(b"done\\n")
    await writer.drain()
    writer.close()
    working.discard(asyncio.current_task())

async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await serve(server)

async def serve_forever(server):
    await asyncio.Event().wait()

async def serve_until_told(server):
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGTERM, told.set)
    except NotImplementedError:  # Windows의 이벤트 루프는 신호를 다루지 못합니다.
        signal.signal(signal.SIGBREAK, lambda *_: loop.call_soon_threadsafe(told.set))
    await told.wait()
    server.close()  # 새 연결을 받지 않습니다.
    await asyncio.wait_for(asyncio.gather(*working), 5)  # 하던 것을 끝냅니다. 다만 한없이는 아닙니다.

serve = {"plain": serve_forever, "graceful": serve_until_told}[sys.argv[2]]
asyncio.run(main())
"""


async def ask(port):
    """요청 하나를 보내고, 대답을 받았는지 돌려줍니다."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"work\n")
    try:
        return await asyncio.wait_for(reader.readline(), TIME_LIMIT_SECONDS) == b"done\n"
    except ConnectionError:
        return False
    finally:
        writer.close()


async def stop_while_working(how):
    """요청이 모두 서버에 닿은 다음에 SIGTERM을 보냅니다."""
    # Windows에는 SIGTERM이 없습니다. 받아서 처리할 수 있는 것은 Ctrl-Break입니다.
    windows = sys.platform == "win32"
    stop = signal.CTRL_BREAK_EVENT if windows else signal.SIGTERM
    flags = subprocess.CREATE_NEW_PROCESS_GROUP if windows else 0
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        SERVER,
        str(WORK_SECONDS),
        how,
        stdout=subprocess.PIPE,
        creationflags=flags,
    )
    port = int(await server.stdout.readline())
    asking = [asyncio.create_task(ask(port)) for _ in range(CLIENTS)]
    for _ in range(CLIENTS):
        await server.stdout.readline()
    server.send_signal(stop)
    answered = sum(await asyncio.gather(*asking))
    code = await asyncio.wait_for(server.wait(), TIME_LIMIT_SECONDS)
    print(f"받은 요청 {CLIENTS}개, 대답한 요청 {answered}개, 종료 코드 {code}")
    return {"lost": CLIENTS - answered, "answered": answered, "code": code}


def plain():
    """신호를 다루지 않는 서버"""
    return asyncio.run(stop_while_working("plain"))


def graceful():
    """하던 것을 끝내는 서버"""
    return asyncio.run(stop_while_working("graceful"))


# %%
# 예상
# ------------------------------------------------------------------
#
# 아무것도 하지 않은 서버는 그 자리에서 죽습니다. 요청 20개를 모두 잃고, 종료 코드는 신호의 번호입니다.
# 하던 것을 끝내는 서버는 하나도 잃지 않고 0으로 끝납니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        plain,
        graceful,
        facts={"lost": "잃은 요청(개)", "answered": "대답한 요청(개)", "code": "종료 코드"},
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
# 순서는 셋입니다. 새 연결을 받지 않고(``server.close``), 하던 것을 끝내고(``gather``), 나갑니다.
# 둘째에는 반드시 제한을 두십시오. 끝나지 않는 요청 하나가 배포를 막습니다.
#
# Ctrl-C(SIGINT)는 다릅니다. 3.11부터 ``asyncio.run``은 SIGINT를 받으면 메인 태스크를 취소하므로 ``finally``가 돕니다.
# SIGTERM에는 그런 것이 없습니다. 스스로 받아야 합니다.
# Windows의 이벤트 루프에는 ``add_signal_handler``가 없어서, 이 실험은 Ctrl-Break를 대신 보냅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# 서버의 글에서 ``gather``가 든 줄을 지워 보십시오. 신호를 받기만 하고 하던 것을 끝내지 않으면, 똑같이 다 잃습니다.
