"""한도를 두고 맡기는 함수: 그만 읽으면 아직 시작하지 않은 작업을 남기지 않습니다."""

import importlib.util
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FILE = Path(__file__).parents[1] / "examples/threading/plot_bounded_submission.py"


def test_stopping_to_read_cancels_what_has_not_started():
    """첫 결과만 읽고 그만두면, 이미 도는 것까지만 돌고 나머지는 취소됩니다."""
    spec = importlib.util.spec_from_file_location(FILE.stem, FILE)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    gate, ran = threading.Event(), []

    def work(number: int) -> int:
        if number:
            gate.wait(30)
        ran.append(number)
        return number

    with ThreadPoolExecutor(2) as pool:
        results = example.map_in_steps(pool, work, range(100))
        assert next(results) == 0
        results.close()
        gate.set()
    assert 1 <= len(ran) <= 3
