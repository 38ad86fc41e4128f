# 실행: python plot_busy_thread_delays_io.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
바쁜 스레드 하나가 입출력 스레드를 늦춥니다
==================================================================

에코 서버에 몇 바이트를 보내고 돌려받습니다. 혼자일 때에는 눈 깜짝할 사이입니다.
옆에서 다른 스레드가 계산을 하면 얼마나 늦어질까요? 계산을 프로세스로 옮기면 어떨까요?

이 실험은 :doc:`바쁜 스레드 곁의 입출력 </threading/convoy>`에 나옵니다.
"""

import socket
import subprocess
import sys
from contextlib import contextmanager
from threading import Event, Thread

ARRIVALS_PER_SECOND = 100
SECONDS = 0.26  # p90을 말하려면 도착이 100번은 있어야 합니다.
SHORT_INTERVAL_SECONDS = 0.0005
TIME_LIMIT_SECONDS = 5

ECHO = """
import socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    server.sendto(*server.recvfrom(64))
"""
SPIN = "while True: pass"

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 에코 서버는 다른 프로세스입니다. 우리 프로세스의 GIL과 상관이 없습니다.


def ask(address):
    """보내고, 돌려받기를 기다립니다."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(TIME_LIMIT_SECONDS)
        client.sendto(b"ping", address)
        return client.recv(64)


@contextmanager
def running(script):
    """스크립트를 다른 프로세스에서 돌리고, 벗어나면 끝냅니다."""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process.stdout
        finally:
            process.kill()


@contextmanager
def echo_server():
    """에코 서버의 주소를 내줍니다."""
    with running(ECHO) as output:
        yield "127.0.0.1", int(output.readline())


@contextmanager
def beside_thread():
    """옆에서 스레드 하나가 쉬지 않고 계산합니다."""
    stopped = Event()

    def spin():
        while not stopped.is_set():
            pass

    thread = Thread(target=spin)
    with echo_server() as address:
        thread.start()
        try:
            yield address
        finally:
            stopped.set()
            thread.join()


@contextmanager
def beside_thread_switching_often():
    """같은 스레드를, GIL을 더 자주 내놓게 합니다."""
    sys.setswitchinterval(SHORT_INTERVAL_SECONDS)
    with beside_thread() as address:
        yield address


@contextmanager
def beside_process():
    """같은 계산을 다른 프로세스가 합니다."""
    with echo_server() as address, running(SPIN):
        yield address


# %%
# 예상
# ------------------------------------------------------------------
#
# 바쁜 스레드가 GIL을 잡는 간격(5 ms)만큼씩 늦어집니다. 간격을 줄이거나 프로세스로 옮기면 나아집니다.
#
# 재기
# ------------------------------------------------------------------
#
# 일은 정해진 때마다 도착하고, 지연은 도착하기로 한 때부터 셉니다.

if __name__ == "__main__":
    from parabook import Contender, draw, latency

    result = latency(
        Contender(ask, given=echo_server, name="alone", label="혼자"),
        Contender(ask, given=beside_thread, name="thread", label="바쁜 스레드 곁"),
        Contender(
            ask,
            given=beside_thread_switching_often,
            name="often",
            label="바쁜 스레드 곁, 간격 0.5 ms",
        ),
        Contender(ask, given=beside_process, name="process", label="바쁜 프로세스 곁"),
        rate_per_second=ARRIVALS_PER_SECOND,
        seconds=SECONDS,
        threads=2,
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
# 입출력을 기다리는 스레드는 GIL을 놓습니다. 대답이 오면 다시 잡아야 하는데, 바쁜 스레드가 잡고 있습니다.
# 그러면 간격만큼 기다렸다가 양보를 요청합니다. 보낼 때와 받을 때 한 번씩 그 비용을 치릅니다.
#
# 간격을 줄이면 지연도 줄지만, 스레드를 바꾸는 일이 늘어 계산이 느려집니다.
# 프로세스에는 GIL이 따로 있어서 코어만 남으면 서로를 늦추지 않습니다.
# 코어가 하나뿐이면 프로세스로 옮겨도 늦고, GIL이 없는(free-threaded) 빌드에서는 스레드 곁에서도 늦지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``spin``의 안을 ``hashlib.sha256(bytes(10_000_000))``으로 바꾸어 보십시오.
# 계산하는 동안 GIL을 놓으므로 지연이 사라집니다.
