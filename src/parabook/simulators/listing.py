"""페이지에 싣는 시뮬레이터의 목록: 만질 칸들, 기록에서 가져오는 값, 그림을 그리는 함수."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from parabook.simulators import (
    blocking_call,
    chunked,
    convoys,
    crowds,
    dice,
    strokes,
)

MODULES: tuple[ModuleType, ...] = (dice, strokes, chunked, blocking_call, convoys, crowds)
"""자바스크립트로 옮기는 모듈들. 부르는 것보다 불리는 것이 먼저입니다."""

Scene = Callable[..., tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Constant:
    """기록에서 가져오는 값 하나: 방법 `contender`의 사실 `fact`.

    그 단위가 `unit`이고, `scale`을 곱하면 모델의 단위(ms)가 됩니다.
    """

    label: str
    contender: str
    fact: str
    unit: str = "ms"
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Control:
    """만질 칸 하나. `choices`가 있으면 고르는 칸이고, 값은 고른 것의 순서입니다.

    `usual`이 기록의 값이면, `step`에 맞추어 처음 값으로 씁니다.
    """

    name: str
    label: str
    unit: str
    least: float
    most: float
    step: float
    usual: float | Constant
    choices: tuple[str, ...] = ()

    def fitted(self, value: float) -> float:
        """칸에 적을 수 있는, `value`에 가장 가까운 값입니다."""
        steps = round((min(max(value, self.least), self.most) - self.least) / self.step)
        return round(self.least + steps * self.step, 6)


def choice(name: str, label: str, usual: int, *choices: str) -> Control:
    """고르는 칸입니다."""
    return Control(name, label, "", 0, len(choices) - 1, 1, usual, choices)


def seed() -> Control:
    """우연의 씨앗을 적는 칸입니다."""
    return Control("seed", "씨앗(같은 수는 같은 우연)", "", 1, 999, 1, 1)


@dataclass(frozen=True, slots=True)
class Simulator:
    """시뮬레이터 하나. `scene`은 칸의 값들과 `constants`의 값들을 순서대로 받아 그림과 문장을 돌려줍니다."""

    name: str
    title: str
    experiment: str
    scene: Scene
    controls: tuple[Control, ...]
    constants: tuple[Constant, ...] = ()


SIMULATORS = {
    one.name: one
    for one in (
        Simulator(
            "pool-chunks",
            "풀과 청크",
            "plot_chunk_model_predicts_the_pool",
            chunked.pool_scene,
            (
                Control("workers", "워커", "개", 1, 16, 1, 4),
                Control("tasks", "작업", "개", 8, 480, 8, 96),
                Control("length", "작업 하나의 평균 길이", "ms", 0.1, 20, 0.1, 1),
                choice("shape", "작업의 길이", 1, "고름", "뒤로 갈수록 긺", "앞이 긺", "제멋대로"),
                Control("chunk", "chunksize", "개", 1, 120, 1, 24),
                seed(),
            ),
            (
                Constant(
                    "청크 하나를 보내고 받는 비용",
                    "long_per_worker",
                    "cost",
                    "µs",
                    0.001,
                ),
                Constant("그 가운데 보내는 쪽이 쓰는 것", "long_per_worker", "hand", "µs", 0.001),
            ),
        ),
        Simulator(
            "blocked-loop",
            "막힌 이벤트 루프",
            "plot_loop_model_predicts_the_late_beat",
            blocking_call.loop_scene,
            (
                choice(
                    "where",
                    "호출",
                    0,
                    "코루틴에서 그대로",
                    "to_thread: GIL을 놓지 않는 C 코드",
                    "to_thread: 파이썬 계산",
                    "to_thread: 기다리는 호출",
                    "프로세스",
                ),
                Control("block", "호출의 길이", "ms", 5, 300, 5, 100),
                Control("beat", "하트비트의 간격", "ms", 5, 100, 5, 10),
            ),
            (
                Constant("막지 않아도 하트비트가 늦는 만큼", "long_in_loop", "late"),
                Constant("GIL의 전환 간격", "compute_in_thread", "interval"),
            ),
        ),
        Simulator(
            "gil-turns",
            "스레드와 GIL의 전환 간격",
            "plot_gil_model_predicts_the_wait",
            convoys.gil_scene,
            (
                Control("busy", "계산하는 스레드", "개", 0, 6, 1, 1),
                Control(
                    "interval",
                    "전환 간격",
                    "ms",
                    0.5,
                    20,
                    0.5,
                    Constant("정하지 않았을 때의 전환 간격", "one_busy", "usual"),
                ),
                Control("calls", "요청 하나의 입출력", "번", 1, 12, 1, 4),
                Control(
                    "io",
                    "입출력 하나의 시간",
                    "ms",
                    0.1,
                    10,
                    0.1,
                    Constant("혼자일 때 입출력 하나의 시간", "one_busy", "io"),
                ),
            ),
        ),
        Simulator(
            "rising-load",
            "이용률과 줄",
            "plot_queue_model_predicts_the_wait",
            crowds.queue_scene,
            (
                Control("rate", "1초에 오는 요청", "개", 10, 1000, 10, 100),
                Control(
                    "service",
                    "하나를 처리하는 시간",
                    "ms",
                    0.5,
                    50,
                    0.5,
                    Constant("하나를 처리한 시간의 중앙값", "half_full", "service"),
                ),
                Control("servers", "함께 처리하는 수", "개", 1, 16, 1, 1),
                choice("pattern", "도착", 1, "고르게", "제멋대로", "다섯씩 몰려서"),
                choice("uneven", "처리하는 시간", 0, "늘 같음", "들쭉날쭉"),
                seed(),
            ),
        ),
    )
}
