# 실행: python plot_rotating_file_loses_lines.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
여러 프로세스가 돌려 쓰는 로그 파일은 줄을 잃습니다
==================================================================

워커 넷이 로그 파일 하나에 적습니다. 파일이 커지면 ``RotatingFileHandler``가 이름을 바꾸고 새 파일을 엽니다.
자리는 넉넉한데 줄이 사라집니다. 누가 지웠을까요?

이 실험은 :doc:`로그와 파일 </diagnosis/logging>`에 나옵니다.
"""

import logging
import logging.handlers
import multiprocessing
import tempfile
from pathlib import Path

WORKERS = 4
LINES = 500
FILE_BYTES = 600  # 몇 달에 걸쳐 일어날 일을 잠깐 동안 보려고 아주 작게 둡니다.
BACKUPS = 200  # 모두 합치면 적을 것의 갑절을 담습니다.

# %%
# 재는 코드
# ------------------------------------------------------------------


def log_lines(logger, worker, lines):
    """워커 하나가 줄을 적습니다."""
    for number in range(lines):
        logger.warning("워커 %d의 %04d번째 줄", worker, number)


def logger_to(handler):
    """처리기 하나로만 적는 로거입니다."""
    logger = logging.getLogger("app")
    logger.propagate = False
    logger.addHandler(handler)
    return logger


def rotating(path):
    """커지면 이름을 바꾸고 새로 여는 처리기입니다."""
    return logging.handlers.RotatingFileHandler(
        path, maxBytes=FILE_BYTES, backupCount=BACKUPS, encoding="utf-8"
    )


def write_rotating(path, together, worker, lines):
    """워커마다 같은 파일을 돌려 씁니다."""
    logging.raiseExceptions = False  # 로그를 적다 난 오류는 흔히 이렇게 감춰집니다.
    together.wait()
    log_lines(logger_to(rotating(path)), worker, lines)


def write_appending(path, together, worker, lines):
    """워커마다 같은 파일에 이어 적기만 합니다."""
    together.wait()
    log_lines(logger_to(logging.FileHandler(path, encoding="utf-8")), worker, lines)


def send_records(queue, together, worker, lines):
    """워커는 큐에 보내기만 합니다."""
    together.wait()
    log_lines(logger_to(logging.handlers.QueueHandler(queue)), worker, lines)


def start_workers(target, argument):
    """함께 적기 시작하는 워커들을 시작합니다."""
    together = multiprocessing.Barrier(WORKERS)
    workers = [
        multiprocessing.Process(target=target, args=(argument, together, worker, LINES))
        for worker in range(WORKERS)
    ]
    for process in workers:
        process.start()
    return workers


def run_workers(target, argument):
    """모두 적기를 기다립니다."""
    for process in start_workers(target, argument):
        process.join()


def listen_and_run(path):
    """부모 혼자 파일에 적습니다."""
    queue, handler = multiprocessing.Queue(), rotating(path)
    workers = start_workers(send_records, queue)
    listener = logging.handlers.QueueListener(queue, handler)
    listener.start()  # 스레드를 시작합니다. 워커를 시작한 다음이어야 합니다.
    for process in workers:
        process.join()
    listener.stop()  # 큐에 남은 것까지 적고 끝냅니다.
    handler.close()


def kept_in_files(write):
    """적은 줄과, 파일들에 남은 줄을 셉니다."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder, "app.log"))
        kept = set()
        for file in Path(folder).iterdir():
            kept.update(file.read_text(encoding="utf-8", errors="replace").splitlines())
    whole = {f"워커 {worker}의 {n:04d}번째 줄" for worker in range(WORKERS) for n in range(LINES)}
    return {"written": len(whole), "lost": len(whole - kept)}


def rotated_by_everyone():
    """RotatingFileHandler를 워커마다"""
    return kept_in_files(lambda path: run_workers(write_rotating, path))


def appended_by_everyone():
    """FileHandler를 워커마다"""
    return kept_in_files(lambda path: run_workers(write_appending, path))


def sent_to_one():
    """고침: QueueHandler로 보내고 한 프로세스가 적기"""
    return kept_in_files(listen_and_run)


# %%
# 예상
# ------------------------------------------------------------------
#
# 파일이 차면 번호를 하나씩 밀고 새로 엽니다. 여러 워커가 함께 밀면 남의 파일을 덮을 것입니다.
# 이어 적기만 하면 한 줄이 한 번의 쓰기이므로 잃지 않습니다. 한 프로세스만 적으면 돌려 써도 잃지 않습니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        rotated_by_everyone,
        appended_by_everyone,
        sent_to_one,
        facts={"written": "적은 줄(개)", "lost": "잃은 줄(개)"},
        times=1,
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
# 돌려 쓰기는 ``app.log.2``를 ``app.log.3``으로, ``app.log.1``을 ``app.log.2``로 미는 이름 바꾸기의 연속입니다.
# 둘이 함께 밀면 막 옮긴 파일 위에 다른 파일을 옮겨 덮습니다. 덮인 파일의 줄은 통째로 사라집니다.
# 오류도 거의 나지 않습니다. 잃은 줄은 '적지 않은 줄'과 똑같이 보입니다.
# ``logging``의 락은 한 프로세스의 스레드들만 막습니다.
#
# ``QueueListener``는 끝낼 때 ``stop()``을 불러야 큐에 남은 것까지 적습니다. 워커가 모두 끝난 다음에 부르십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``FILE_BYTES``를 ``100_000``으로 늘려 보십시오. 돌려 쓸 일이 없으므로 잃지 않습니다. 파일이 처음 차는 날 잃기 시작합니다.
