# 실행: python plot_forked_workers_draw_the_same_numbers.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
fork한 워커들은 같은 난수를 뽑기도 합니다
==================================================================

워커 넷이 난수를 하나씩 뽑으면 서로 다른 수가 넷 나올까요?
``random``과 NumPy는 같을까요? 시작 방식은 상관이 있을까요?
다시 돌려도 같은 결과가 나오면서 워커마다 다르게 하려면 어떻게 할까요?

이 실험은 :doc:`물려받은 난수와 상태 </multiprocessing/inherited-state>`에 나옵니다.
"""

import multiprocessing
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

WORKERS = 4
SEED = 20_261_124

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 워커마다 처음 뽑은 수를 모아 서로 다른 것이 몇인지 셉니다.


def send_random(connection):
    """random이 처음 뽑은 수"""
    connection.send(random.random())  # noqa: S311 - 난수의 씨앗을 보는 실험입니다.


def send_numpy(connection):
    """NumPy의 전역 난수가 처음 뽑은 수"""
    connection.send(float(np.random.random()))  # noqa: NPY002 - 전역 난수를 보는 실험입니다.


def send_generator(connection, sequence):
    """받은 씨앗으로 만든 난수 생성기가 처음 뽑은 수"""
    connection.send(float(np.random.default_rng(sequence).random()))


def first_draws(method, target, arguments_of=lambda _: ()):
    """워커들의 첫 난수를 모아, 서로 다른 것이 몇인지 셉니다."""
    if method not in multiprocessing.get_all_start_methods():
        print(f"이 시스템에는 {method}가 없어서 볼 수 없습니다.")
        return {"distinct": None, "preloads": None}
    random.seed(SEED)
    np.random.seed(SEED)  # noqa: NPY002 - 전역 난수를 보는 실험입니다.
    context = multiprocessing.get_context(method)
    workers = []
    for worker in range(WORKERS):
        ours, theirs = context.Pipe()
        process = context.Process(target=target, args=(theirs, *arguments_of(worker)))
        process.start()
        workers.append((process, ours))
    draws = [ours.recv() for _, ours in workers]
    for process, _ in workers:
        process.join()
    print("첫 난수:", *(f"{draw:.6f}" for draw in draws))
    return {"distinct": len(set(draws)), "preloads": preloads_main()}


def random_fork():
    """random, fork"""
    return first_draws("fork", send_random)


def numpy_fork():
    """NumPy의 전역 난수, fork"""
    return first_draws("fork", send_numpy)


def numpy_spawn():
    """NumPy의 전역 난수, spawn"""
    return first_draws("spawn", send_numpy)


def numpy_forkserver():
    """NumPy의 전역 난수, forkserver"""
    return first_draws("forkserver", send_numpy)


def numpy_preloaded():
    """NumPy의 전역 난수, numpy.random을 미리 불러온 forkserver"""
    if "forkserver" in multiprocessing.get_all_start_methods():
        multiprocessing.get_context("forkserver").set_forkserver_preload(["numpy.random"])
    return first_draws("forkserver", send_numpy)


def spawned_seeds_fork():
    """고침: SeedSequence.spawn, fork"""
    sequences = np.random.SeedSequence(SEED).spawn(WORKERS)
    return first_draws("fork", send_generator, lambda worker: (sequences[worker],))


def spawned_seeds_spawn():
    """고침: SeedSequence.spawn, spawn"""
    sequences = np.random.SeedSequence(SEED).spawn(WORKERS)
    return first_draws("spawn", send_generator, lambda worker: (sequences[worker],))


TOP_GENERATOR = """
import multiprocessing
import random
import sys

GENERATOR = random.Random()  # 주 모듈의 맨 위에서 만든 생성기


def send(queue):
    queue.put(GENERATOR.random())


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    queue = context.SimpleQueue()
    workers = [context.Process(target=send, args=(queue,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    print(*[queue.get() for _ in workers])
    for worker in workers:
        worker.join()
"""


def preloads_main():
    """이 버전의 포크 서버가 주 모듈을 미리 불러오면 1입니다. 3.13.8과 3.14.1부터 그렇습니다."""
    version = sys.version_info[:3]
    return int(version >= (3, 14, 1) or (3, 13, 8) <= version < (3, 14))


def top_generator(method):
    """주 모듈의 맨 위에서 만든 생성기로 뽑게 합니다. 진짜 주 모듈이라야 하므로 파일로 적어 따로 돌립니다."""
    if method not in multiprocessing.get_all_start_methods():
        print(f"이 시스템에는 {method}가 없어서 볼 수 없습니다.")
        return {"distinct": None, "preloads": None}
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "program.py")
        program.write_text(TOP_GENERATOR, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, program, method], stdout=subprocess.PIPE, encoding="utf-8", check=True
        )
    draws = done.stdout.split()
    print("첫 난수:", *draws)
    return {"distinct": len(set(draws)), "preloads": preloads_main()}


def top_generator_fork():
    """주 모듈의 맨 위에서 만든 생성기, fork"""
    return top_generator("fork")


def top_generator_forkserver():
    """주 모듈의 맨 위에서 만든 생성기, forkserver"""
    return top_generator("forkserver")


def top_generator_spawn():
    """주 모듈의 맨 위에서 만든 생성기, spawn"""
    return top_generator("spawn")


# %%
# 예상
# ------------------------------------------------------------------
#
# ``fork``에서 NumPy의 전역 난수는 넷 모두 같은 수를 뽑습니다. ``random``은 파이썬이 자식에서 씨앗을 새로 심어 줍니다.
# 포크 서버가 생성기를 미리 만들어 두었으면 ``forkserver``에서도 그럴 것입니다. 자식은 그 서버를 포크한 것이기 때문입니다.
# 고친 두 가지는 넷 모두 다르고, 시작 방식이 달라도 다시 돌려도 같은 넷이 나옵니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        random_fork,
        numpy_fork,
        numpy_spawn,
        numpy_forkserver,
        numpy_preloaded,
        top_generator_fork,
        top_generator_forkserver,
        top_generator_spawn,
        spawned_seeds_fork,
        spawned_seeds_spawn,
        facts={
            "distinct": "서로 다른 첫 난수(개)",
            "preloads": "서버가 주 모듈을 미리 불러오는 버전(맞으면 1)",
        },
        times=1,
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
# 난수 생성기의 상태는 메모리에 있고, 포크는 메모리를 그대로 복사합니다.
# ``random``은 자식이 시작할 때 씨앗을 새로 심습니다. 그래서 다르지만, 부모에서 심은 씨앗은 잊히고 다시 돌리면 다른 수가 나옵니다.
# ``spawn``의 자식도 씨앗을 잊습니다.
# ``forkserver``의 자식은 서버의 메모리를 복사합니다. 서버가 미리 불러온 모듈에 생성기가 있으면, 그 상태를 모두 물려받습니다.
# 3.13.8과 3.14.1부터는 서버가 주 모듈도 미리 불러옵니다. 그래서 주 모듈의 맨 위에서 만든 생성기는 기본 시작 방식에서도 모두 같은 수를 뽑습니다.
#
# ``SeedSequence.spawn``은 씨앗 하나에서 서로 겹치지 않는 씨앗들을 만듭니다. 그것을 인자로 보내면 시작 방식과 상관이 없습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``send_numpy``의 처음에 ``np.random.seed()``를 넣어 보십시오. 서로 달라지지만 다시 돌릴 때마다 바뀝니다.
