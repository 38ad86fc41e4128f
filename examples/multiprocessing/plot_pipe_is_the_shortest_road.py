# 실행: python plot_pipe_is_the_shortest_road.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
프로세스 사이에서 가장 빠른 채널은 Pipe입니다
==================================================================

워커와 메시지를 주고받는 채널이 넷 있습니다. Pipe, SimpleQueue, Queue, 그리고 Manager의 큐입니다.
작은 메시지가 다녀오는 데 얼마나 걸릴까요?
메시지가 커지면 그 차이는 어떻게 될까요?

이 실험은 :doc:`프로세스 간 통신 </multiprocessing/channels>`에 나옵니다.
"""

import multiprocessing
from contextlib import contextmanager

SIZES = (100, 10_000, 1_000_000)  # 바이트

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 에코 프로세스는 받은 것을 그대로 돌려보냅니다. 한 번 다녀오는 시간을 잽니다.
# 네 채널 모두 같은 바이트 열을 피클로 보냅니다. ``None``이 오면 끝냅니다.


def echo_pipe(connection):
    """Pipe로 받은 것을 돌려보냅니다."""
    while (message := connection.recv()) is not None:
        connection.send(message)


def echo_queue(inbox, outbox):
    """큐로 받은 것을 돌려보냅니다."""
    while (message := inbox.get()) is not None:
        outbox.put(message)


@contextmanager
def ready_pipe():
    """에코와 이어진 Pipe"""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=echo_pipe, args=(theirs,))
    process.start()
    yield ours
    ours.send(None)
    process.join()


@contextmanager
def echoing(inbox, outbox):
    """두 큐와 이어진 에코"""
    process = multiprocessing.Process(target=echo_queue, args=(inbox, outbox))
    process.start()
    yield inbox, outbox
    inbox.put(None)
    process.join()


def ready_simple_queue():
    """에코와 이어진 SimpleQueue 둘"""
    return echoing(multiprocessing.SimpleQueue(), multiprocessing.SimpleQueue())


def ready_queue():
    """에코와 이어진 Queue 둘"""
    return echoing(multiprocessing.Queue(), multiprocessing.Queue())


@contextmanager
def ready_manager():
    """에코와 이어진 Manager의 큐 둘"""
    with multiprocessing.Manager() as manager, echoing(manager.Queue(), manager.Queue()) as queues:
        yield queues


def pipe(connection, size):
    """Pipe"""
    connection.send(bytes(size))
    return len(connection.recv())


def simple_queue(queues, size):
    """SimpleQueue"""
    queues[0].put(bytes(size))
    return len(queues[1].get())


def queue(queues, size):
    """Queue"""
    queues[0].put(bytes(size))
    return len(queues[1].get())


def manager_queue(queues, size):
    """Manager의 Queue"""
    queues[0].put(bytes(size))
    return len(queues[1].get())


# %%
# 예상
# ------------------------------------------------------------------
#
# Pipe와 SimpleQueue가 가장 빠릅니다. Queue는 보내는 스레드를 한 번 거칩니다.
# Manager의 큐는 다른 프로세스를 두 번 더 거치므로 가장 느립니다. 메시지가 커지면 옮기는 시간에 차이가 묻힙니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import compare, draw, sweep

    result = compare(
        *sweep(pipe, SIZES, given=ready_pipe),
        *sweep(simple_queue, SIZES, given=ready_simple_queue),
        *sweep(queue, SIZES, given=ready_queue),
        *sweep(manager_queue, SIZES, given=ready_manager),
        axis="메시지의 크기(바이트)",
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
# 작은 메시지에서 네 선의 높이는 메시지가 거쳐 가는 스레드와 프로세스의 수를 따릅니다.
# 어느 채널든 보낼 때 피클로 바꾸고 받을 때 되돌립니다. 큰 메시지에서는 그 비용과 복사하는 비용이 대부분입니다.
#
# 큰 데이터를 자주 주고받는다면 더 빠른 채널을 찾기보다 보내지 않는 길을 찾으십시오. 공유 메모리가 그것입니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``SIZES``에 ``10_000_000``을 더해 보십시오. 네 선이 더 가까워집니다.
