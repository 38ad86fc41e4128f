import os
import tempfile
import threading
import time
from pathlib import Path

from parabook.exercises.criteria import EVERY_METHOD, Ask, CannotJudgeError, Exercise, Trial, same

LINES = "INFO 시작\nERROR 하나\nERROR 둘\n"
WAIT_SECONDS = 3.0
PAGE = "multiprocessing/shared-memory"


class Feeder:
    """이름 있는 파이프 둘에 글을 넣습니다. 둘을 다 연 것을 보고 나서 넣으므로, 두 워커가 꼭 겹칩니다."""

    def __init__(self, paths):
        self.paths, self.together = paths, False
        self._thread = threading.Thread(target=self._feed, daemon=True)
        self._thread.start()

    def _feed(self):
        waiting, opened = list(self.paths), []
        deadline = None
        while waiting:
            for path in list(waiting):
                try:
                    opened.append(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
                except OSError:
                    continue  # 아직 아무도 읽으려고 열지 않았습니다.
                waiting.remove(path)
                deadline = deadline or time.monotonic() + WAIT_SECONDS
            if opened and waiting and time.monotonic() > deadline:
                self._pour(opened)
            time.sleep(0.005)
        self.together = len(opened) == len(self.paths)
        self._pour(opened)

    @staticmethod
    def _pour(opened):
        while opened:
            file = opened.pop()
            os.write(file, LINES.encode())
            os.close(file)


def run(program):
    if not hasattr(os, "mkfifo"):
        raise CannotJudgeError(
            ("이 시스템에는 이름 있는 파이프가 없습니다", "this system has no named pipes")
        )
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder, name)) for name in ("a.log", "b.log", "c.log", "d.log")]
        for path in paths[:2]:
            os.mkfifo(path)
        for path in paths[2:]:
            Path(path).write_text(LINES, encoding="utf-8")
        feeder = Feeder(paths[:2])
        found = program.run(paths)
    return {"right": 8, "found": found, "together": feeder.together}


def one_by_one(seen):
    if seen["together"]:
        return None
    return (
        "파일 하나를 읽는 동안 다른 워커가 기다렸습니다. 락을 잡은 채 파일을 읽거나, 워커가 하나입니다",
        "a worker waited while another was reading",
    )


EXERCISE = Exercise(
    title=("세다가 잃는 합계", "a total that loses counts"),
    asked=("run",),
    trials=(
        Trial(
            name="logs",
            run=run,
            asks=(
                same("right", "found", PAGE),
                Ask(("파일을 함께 읽습니다", "files are read side by side"), one_by_one, PAGE),
            ),
            hangs=("두 워커가 서로를 기다립니다", "the workers wait for each other"),
            page="threading/synchronization",
            methods=EVERY_METHOD,
            limit_seconds=8.0,
        ),
    ),
)
