# 실행: python plot_background_tasks_end_with_the_service.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["fastapi>=0.115", "huey>=3", "uvicorn>=0.34"]
# ///
"""
뒤로 넘긴 작업은 서비스와 함께 사라집니다
==================================================================

주문을 받으면 곧바로 답하고, 영수증은 뒤에서 보냅니다. 주문 20개를 받은 직후에 서비스가 끝났습니다.
이미 답을 들은 손님 가운데 몇 명이 영수증을 받지 못할까요? 넘기는 법 셋과 끝나는 법 둘을 비교했습니다.

이 실험은 :doc:`작업을 뒤로 넘기기 </practice/background-jobs>`에 나옵니다.
없는 패키지는 ``python -m pip install fastapi uvicorn huey``로 설치합니다.
"""

import asyncio
import contextlib
import importlib.util
import multiprocessing
import signal
import socket
import tempfile
import time
from pathlib import Path

import requests

ORDERS = 20
RECEIPT_SECONDS = 0.5
PATIENCE_SECONDS = 20

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 영수증을 보낸 것은 파일에 한 줄을 더하는 것으로 대신합니다.


def send_receipt(outbox, order):
    """영수증 하나를 보냅니다. 남의 메일 서버를 기다립니다."""
    time.sleep(RECEIPT_SECONDS)
    with Path(outbox).open("a", encoding="utf-8") as file:
        file.write(f"{order}\n")


def receipt_queue(folder):
    """파일 하나에 남는 큐와, 거기에 넣을 작업"""
    from huey import SqliteHuey

    huey = SqliteHuey(filename=f"{folder}/queue.db")
    return huey, huey.task(name="send_receipt")(send_receipt)


def service(folder):
    """주문을 받고 영수증을 뒤로 넘기는 서비스"""
    from fastapi import BackgroundTasks, FastAPI

    app = FastAPI()
    outbox = f"{folder}/outbox"
    _huey, queued = receipt_queue(folder)
    running = set()

    @app.post("/background/{order}")
    async def with_background_tasks(order: int, background: BackgroundTasks):
        background.add_task(send_receipt, outbox, order)

    @app.post("/create-task/{order}")
    async def with_create_task(order: int):
        task = asyncio.create_task(asyncio.to_thread(send_receipt, outbox, order))
        running.add(task)
        task.add_done_callback(running.discard)

    @app.post("/queue/{order}")
    def with_queue(order: int):
        queued(outbox, order)

    return app


# %%
# 서비스와 워커를 켜고, 주문을 모두 받은 직후에 서비스를 끝내고, 보낸 영수증을 셉니다.


def serve(listening, folder):
    """서비스의 몸. 이미 열어 둔 소켓에서 요청을 받습니다."""
    import uvicorn

    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(uvicorn.Config(service(folder), log_level="critical")).run(
            sockets=[listening]
        )


def consume(folder):
    """큐에서 꺼내 일하는 워커의 몸. 서비스와는 다른 프로세스입니다."""
    huey, _queued = receipt_queue(folder)
    with contextlib.suppress(KeyboardInterrupt):
        huey.create_consumer(workers=ORDERS, periodic=False, initial_delay=0.02).run()


def after_the_end(path, how, *, worker=False):
    """주문을 모두 받은 직후에 서비스를 끝내고, 받은 주문과 보낸 영수증을 셉니다."""
    if not all(importlib.util.find_spec(name) for name in ("fastapi", "uvicorn", "huey")):
        print("없는 것이 있어 보지 않았습니다. python -m pip install fastapi uvicorn huey")
        return {"accepted": None, "lost": None}
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.create_server(("127.0.0.1", 0), backlog=512) as listening,
    ):
        outbox = Path(folder, "outbox")
        outbox.touch()
        server = multiprocessing.Process(target=serve, args=(listening, folder), daemon=True)
        consumer = multiprocessing.Process(target=consume, args=(folder,), daemon=True)
        server.start()
        if worker:
            consumer.start()
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}/{path}"
            for order in range(ORDERS):
                requests.post(f"{url}/{order}", timeout=PATIENCE_SECONDS).raise_for_status()
            server.kill() if how == signal.SIGKILL else server.terminate()
            server.join(PATIENCE_SECONDS)
            if worker:
                wait_for_lines(outbox, ORDERS)
        finally:
            for process in (server, consumer):
                if process.pid is not None:
                    process.kill()
                    process.join()
        sent = set(outbox.read_text(encoding="utf-8").split())
    return {"accepted": ORDERS, "lost": ORDERS - len(sent)}


def wait_for_lines(file, lines):
    """파일의 줄이 그만큼 될 때까지 기다립니다."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(file.read_text(encoding="utf-8").split()) < lines and time.monotonic() < deadline:
        time.sleep(0.02)


def killed():
    """BackgroundTasks, 서비스를 kill -9로 끝냄"""
    return after_the_end("background", signal.SIGKILL)


def terminated():
    """BackgroundTasks, 서비스를 SIGTERM으로 끝냄"""
    return after_the_end("background", signal.SIGTERM)


def terminated_create_task():
    """create_task와 to_thread, 서비스를 SIGTERM으로 끝냄"""
    return after_the_end("create-task", signal.SIGTERM)


def killed_with_queue():
    """큐와 워커 프로세스, 서비스를 kill -9로 끝냄"""
    return after_the_end("queue", signal.SIGKILL, worker=True)


# %%
# 예상
# ------------------------------------------------------------------
#
# ``BackgroundTasks``는 답을 보낸 다음에 같은 프로세스에서 돕니다. ``kill -9``에는 남는 것이 없을 것입니다.
# SIGTERM은 uvicorn이 받아 천천히 끝내니 나을 것입니다. 다만 uvicorn이 아는 작업까지만 기다릴 것입니다.
# 큐에 적은 작업은 파일에 있으니, 서비스가 어떻게 끝나든 워커가 마저 할 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        killed,
        terminated,
        terminated_create_task,
        killed_with_queue,
        facts={
            "accepted": "답을 받은 주문(개)",
            "lost": "영수증을 보내지 못한 주문(개)",
        },
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="lost")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 손님은 모두 200을 받았습니다. 영수증이 없는 것을 아는 사람은 아무도 없습니다. 큐에 넣은 서비스에서만 그 200이 지킬 수 있는 약속입니다.
#
# SIGTERM이면 ``BackgroundTasks``는 다 끝납니다. uvicorn이 그 작업을 요청의 일부로 알고 기다리기 때문입니다.
# ``create_task``로 넘긴 것은 uvicorn이 모릅니다. 아는 것을 다 끝낸 uvicorn은 받은 신호를 다시 내어 프로세스를 끝내고, 기다리던 스레드도 함께 사라집니다.
# 기다려 주는 것에도 한도가 있습니다. ``docker stop``은 10초, Kubernetes는 30초 뒤에 ``kill -9``와 같은 SIGKILL을 보냅니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``uvicorn.Config``에 ``timeout_graceful_shutdown=0.1``을 더해 보십시오. SIGTERM이어도 ``BackgroundTasks``의 영수증을 모두 잃습니다.
