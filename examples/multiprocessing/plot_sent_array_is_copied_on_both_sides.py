# 실행: python plot_sent_array_is_copied_on_both_sides.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
배열을 보내면 보내는 쪽과 받는 쪽에 복사본이 생깁니다
==================================================================

32 MiB짜리 배열을 워커에 보내는데 메모리가 그 몇 배씩 출렁입니다.
풀과 큐와 채널은 배열을 몇 벌이나 복사할까요?
피클 프로토콜 5(pickle protocol 5)의 버퍼를 따로 보내면 몇 벌이 줄어들까요?

이 실험은 :doc:`배열을 보내는 비용 </multiprocessing/array-copies>`에 나옵니다.
"""

import multiprocessing
import pickle
from multiprocessing import Pool
from pathlib import Path

import numpy as np

# ruff: noqa: S301 - 제가 보낸 것만 역직렬화합니다.

SIZE_BYTES = 32 * 2**20
STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# ``send_…``와 ``receive_…``가 짝입니다. 받은 배열은 끝까지 한 번 읽습니다.


def send_default(connection, array):
    """connection.send"""
    connection.send(array)


def receive_default(connection):
    """connection.recv"""
    return connection.recv()


def send_protocol_5(connection, array):
    """프로토콜만 5로 올림"""
    connection.send_bytes(pickle.dumps(array, protocol=5))


def receive_protocol_5(connection):
    """받은 바이트를 역직렬화함"""
    return pickle.loads(connection.recv_bytes())


def send_apart(connection, array):
    """버퍼를 따로 보냄"""
    buffers = []
    header = pickle.dumps(array, protocol=5, buffer_callback=buffers.append)
    connection.send((header, len(buffers)))
    for buffer in buffers:
        connection.send_bytes(buffer.raw())


def receive_apart(connection):
    """버퍼를 받은 그대로 씀"""
    header, count = connection.recv()
    buffers = [connection.recv_bytes() for _ in range(count)]
    return pickle.loads(header, buffers=buffers)


def receive_into(connection):
    """미리 마련한 자리에 받음"""
    header, count = connection.recv()
    buffers = [bytearray(SIZE_BYTES) for _ in range(count)]
    for buffer in buffers:
        connection.recv_bytes_into(buffer)
    return pickle.loads(header, buffers=buffers)


# %%
# 세는 코드
# ------------------------------------------------------------------
#
# 커널이 적어 두는, 이 프로세스의 메모리가 가장 컸던 때를 앞뒤로 읽습니다. 배열의 몇 배가 늘었는지가 복사본의 수입니다.
# 보내는 쪽에서는 원래 배열을 빼고, 받는 쪽에서는 받은 배열까지 넣어 셉니다.


def reset_peak(_=None):
    """가장 컸던 때를 지금으로 되돌리고, 지금의 크기(바이트)를 돌려줍니다."""
    CLEAR.write_text("5", encoding="ascii")
    return peak()


def peak():
    """이 프로세스의 메모리가 가장 컸던 때의 크기(바이트)입니다."""
    for line in STATUS.read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise LookupError("VmHWM")


def copies(grown):
    """늘어난 메모리가 배열의 몇 배인지 셉니다."""
    return round(grown / SIZE_BYTES, 2)


def listen(receive, connection):
    """배열을 받아 읽고, 그동안 메모리가 얼마나 늘었는지 알립니다."""
    before = reset_peak()
    connection.send("준비")
    array = receive(connection)
    total, writable = int(array.sum()), array.flags.writeable
    connection.send((peak() - before, total, writable))


def counted(send, receive):
    """배열 하나를 보내고, 두 쪽의 복사본을 셉니다."""
    if not CLEAR.exists():
        print("이 시스템에는 /proc/self/clear_refs가 없어서 복사본을 셀 수 없습니다.")
        return dict.fromkeys(("sender", "receiver", "writable"))
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=listen, args=(receive, theirs))
    process.start()
    array = np.ones(SIZE_BYTES, np.uint8)
    ours.recv()
    before = reset_peak()
    send(ours, array)
    received, total, writable = ours.recv()
    process.join()
    if total != SIZE_BYTES:
        raise ValueError(total)
    return {
        "sender": copies(peak() - before),
        "receiver": copies(received),
        "writable": int(writable),
    }


def default():
    """send와 recv"""
    return counted(send_default, receive_default)


def protocol_5():
    """프로토콜 5, 한 덩이로"""
    return counted(send_protocol_5, receive_protocol_5)


def apart():
    """프로토콜 5, 버퍼는 따로"""
    return counted(send_apart, receive_apart)


def apart_into():
    """버퍼는 따로, recv_bytes_into"""
    return counted(send_apart, receive_into)


def read_in_worker(array):
    """배열을 읽고, 되돌린 뒤로 가장 컸던 때와 고칠 수 있는지를 돌려줍니다."""
    return int(array.sum()), peak(), array.flags.writeable


def pool():
    """Pool.apply"""
    if not CLEAR.exists():
        return dict.fromkeys(("sender", "receiver", "writable"))
    with Pool(1) as workers:
        array = np.ones(SIZE_BYTES, np.uint8)
        worker_before = workers.apply(reset_peak)
        before = reset_peak()
        total, worker_peak, writable = workers.apply(read_in_worker, (array,))
        if total != SIZE_BYTES:
            raise ValueError(total)
        return {
            "sender": copies(peak() - before),
            "receiver": copies(worker_peak - worker_before),
            "writable": int(writable),
        }


# %%
# 예상
# ------------------------------------------------------------------
#
# ``send``는 배열을 바이트 열로 만들면서 복사하고, 피클에 담으면서 또 복사합니다. 받는 쪽은 받은 바이트와 역직렬화한 배열로 두 벌입니다.
# 버퍼를 따로 보내면 보내는 쪽은 0벌, 받는 쪽은 받은 것 한 벌뿐입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        pool,
        default,
        protocol_5,
        apart,
        apart_into,
        facts={"writable": "받은 배열을 고칠 수 있음(있으면 1)"},
        measured={
            "sender": "보내는 쪽의 복사본, 배열 대비(배)",
            "receiver": "받는 쪽의 복사본, 배열 대비(배)",
        },
        times=3,
    )
    print(result)
    draw(result, show="sender")

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="receiver")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 풀과 큐와 ``Connection.send``는 모두 같은 피클러로 한 덩이를 만들어 보냅니다. 어느 것도 버퍼를 따로 보내지 않습니다.
# 프로토콜은 파이썬의 기본값입니다. 3.13까지는 4이고 3.14부터 5이지만, 5라고 해서 저절로 버퍼를 따로 보내는 것은 아닙니다.
#
# ``recv_bytes_into``는 이름과 달리 받은 것을 한 번 모은 다음에 옮겨 담습니다. 그래서 ``recv_bytes``보다 한 벌이 많습니다.
# 다만 ``recv_bytes``가 준 ``bytes`` 위의 배열은 고칠 수 없습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``array``를 ``np.ones(SIZE_BYTES * 2, np.uint8)[::2]``로 바꾸어 보십시오. 이어져 있지 않은 배열은 버퍼를 따로 보내지 못하고 복사됩니다.
