"""빠르기의 법칙: 리틀, 암달, 구스타프손, 보편 확장 법칙, 그리고 손익이 갈리는 자리.

수식과 맞춤만 있는 순수한 함수들입니다.
점이 모자라면 맞추지 않습니다. 매개변수가 둘인 곡선은 점 둘을 언제나 지나므로, 맞았다는 것이 아무 뜻도 없습니다.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parabook.paired import CONFIDENCE_PERCENT

Floats = NDArray[np.float64]

BOOTSTRAP_REPEATS = 2000

FEWEST_POINTS = 5
"""법칙을 맞추는 데 필요한, 서로 다른 워커 수의 개수. 매개변수 둘에, 틀렸다는 것을 알 여유를 더한 것입니다."""


class ModelError(ValueError):
    """법칙에 넣을 수 없는 값을 넣은 경우. 문장에 무엇이 왜 안 되는지 들어 있습니다."""


class TooFewPointsError(ModelError):
    """법칙을 맞추기에 점이 모자란 경우. 문장에 몇 개가 모자란지 들어 있습니다."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """맞춘 값과 그 95 % 구간. 단위가 없습니다."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class AmdahlFit:
    """암달의 법칙을 맞춘 것. `serial`은 나눌 수 없는 비율입니다."""

    serial: Estimate
    points: int


@dataclass(frozen=True, slots=True)
class UslFit:
    """보편 확장 법칙을 맞춘 것. `contention`은 줄을 서는 비용, `coherency`는 서로 맞추는 값입니다."""

    contention: Estimate
    coherency: Estimate
    points: int

    @property
    def peak(self) -> float:
        """가장 빠른 워커의 수입니다. 맞추는 비용이 없으면 끝없이 빨라집니다."""
        if self.coherency.value <= 0:
            return float("inf")
        return float(np.sqrt(max(0.0, 1 - self.contention.value) / self.coherency.value))


def little(throughput: float, time: float) -> float:
    """평균해서 안에 들어 있는 수를 돌려줍니다: `L = λW` (J. D. C. Little, 1961).

    Args:
        throughput: 1초에 들어와서 나가는 수(λ). 오래 보면 둘은 같습니다.
        time: 하나가 들어와서 나갈 때까지의 평균 시간(초)(W).

    Raises:
        ModelError: 처리량이나 시간이 음수인 경우.
    """
    _at_least("throughput", throughput, 0)
    _at_least("time", time, 0)
    return throughput * time


def waiting_bound(count: int, wait: float, concurrency: int) -> float:
    """길이가 같은 기다림 여럿을 끝내는 시간의 하한(초)을 돌려줍니다: `⌈N/c⌉ × 기다림`.

    함께 기다릴 수 있는 것이 `c`개뿐이면 적어도 `⌈N/c⌉`번에 나누어 기다려야 합니다.
    길이가 다르면 리틀의 법칙에서 나오는 `N × 평균 기다림 ÷ c`까지만 말할 수 있습니다.

    Args:
        count: 기다림의 개수.
        wait: 기다림 하나의 시간(초).
        concurrency: 함께 기다리는 수.

    Raises:
        ModelError: 개수나 시간이 음수이거나, 동시성이 1보다 작은 경우.
    """
    _at_least("count", count, 0)
    _at_least("wait", wait, 0)
    _at_least("concurrency", concurrency, 1)
    return math.ceil(count / concurrency) * wait


def amdahl(workers: float, serial: float) -> float:
    """일의 크기가 정해져 있을 때 빨라지는 정도를 돌려줍니다(G. M. Amdahl, 1967).

    Args:
        workers: 워커의 수.
        serial: 나눌 수 없는 비율. 0에서 1입니다.

    Raises:
        ModelError: 워커가 1보다 적거나, 비율이 0에서 1을 벗어난 경우.
    """
    _at_least("workers", workers, 1)
    _share("serial", serial)
    return workers / (1 + serial * (workers - 1))


def gustafson(workers: float, serial: float) -> float:
    """워커만큼 일도 늘릴 때 빨라지는 정도를 돌려줍니다(J. L. Gustafson, 1988).

    Args:
        workers: 워커의 수.
        serial: 나눈 뒤의 시간에서 나눌 수 없는 비율. 0에서 1입니다.

    Raises:
        ModelError: 워커가 1보다 적거나, 비율이 0에서 1을 벗어난 경우.
    """
    _at_least("workers", workers, 1)
    _share("serial", serial)
    return workers - serial * (workers - 1)


def usl(workers: float, contention: float, coherency: float) -> float:
    """줄을 서는 비용과 서로 맞추는 비용이 있을 때 빨라지는 정도를 돌려줍니다(N. J. Gunther, 1993).

    Args:
        workers: 워커의 수.
        contention: 줄을 서는 비용. 암달의 나눌 수 없는 비율과 같습니다.
        coherency: 워커 둘마다 서로 맞추는 비용. 0보다 크면 어느 수부터는 느려집니다.

    Raises:
        ModelError: 워커가 1보다 적거나, 줄을 서는 비용이 0에서 1을 벗어나거나, 맞추는 비용이 음수인 경우.
    """
    _at_least("workers", workers, 1)
    _share("contention", contention)
    _at_least("coherency", coherency, 0)
    return workers / (1 + contention * (workers - 1) + coherency * workers * (workers - 1))


def crossover(tasks: int, workers: int, startup: float, dispatch: float) -> float:
    """나누는 것이 손해도 이득도 아닌, 작업 하나의 CPU 시간(초)을 돌려줍니다.

    순차는 `n·w`, 병렬은 `s + n·d + n·w/p`입니다. 둘이 같아지는 `w`입니다.
    워커가 작업보다 많으면 작업의 수만큼만 셉니다. 하나뿐이면 나누어도 이득이 없으므로 무한대입니다.

    Args:
        tasks: 작업의 수.
        workers: 워커의 수.
        startup: 워커들을 시작하는 시간(초).
        dispatch: 작업 하나를 맡기고 결과를 받는 시간(초).

    Raises:
        ModelError: 작업이나 워커가 1보다 적거나, 시간이 음수인 경우.
    """
    _at_least("tasks", tasks, 1)
    _at_least("workers", workers, 1)
    _at_least("startup", startup, 0)
    _at_least("dispatch", dispatch, 0)
    useful = min(tasks, workers)
    if useful == 1:
        return float("inf")
    return (dispatch + startup / tasks) / (1 - 1 / useful)


def fit_amdahl(points: Sequence[tuple[int, float]], cores: int, *, seed: int = 0) -> AmdahlFit:
    """잰 점들에 암달의 법칙을 맞춥니다.

    `p/S - 1 = a·(p - 1)`이므로 최소 제곱으로 풉니다.

    Args:
        points: (워커의 수, 빨라진 정도)의 목록. 같은 수를 여러 번 재어도 됩니다.
        cores: 쓸 수 있는 코어의 수. 워커가 이보다 많은 점은 법칙이 아니라 스케줄러를 보는 것이라서 버립니다.
        seed: 다시 뽑기의 씨앗.

    Raises:
        TooFewPointsError: 코어 안에서 잰 워커의 수가 다섯 가지보다 적은 경우.
        ModelError: 점에 있을 수 없는 값이 있는 경우.
    """
    used = _usable(points, cores)
    estimates = _bootstrap(used, lambda workers: (workers - 1)[:, None], seed)
    return AmdahlFit(estimates[0], len(used))


def fit_usl(points: Sequence[tuple[int, float]], cores: int, *, seed: int = 0) -> UslFit:
    """잰 점들에 보편 확장 법칙을 맞춥니다.

    `p/S - 1 = a·(p - 1) + b·p·(p - 1)`이므로 최소 제곱으로 풉니다. 인자와 오류는 `fit_amdahl`과 같습니다.

    Raises:
        TooFewPointsError: 코어 안에서 잰 워커의 수가 다섯 가지보다 적은 경우.
        ModelError: 점에 있을 수 없는 값이 있는 경우.
    """
    used = _usable(points, cores)

    def columns(workers: Floats) -> Floats:
        return np.stack([workers - 1, workers * (workers - 1)], axis=1)

    contention, coherency = _bootstrap(used, columns, seed)
    return UslFit(contention, coherency, len(used))


def _usable(points: Sequence[tuple[int, float]], cores: int) -> Floats:
    _at_least("cores", cores, 1)
    for workers, speedup in points:
        _at_least("workers", workers, 1)
        if not 0 < speedup < np.inf:
            raise ModelError(f"빨라진 정도는 0보다 큰 수여야 합니다. 받은 값은 {speedup!r}입니다.")
    used = [point for point in points if point[0] <= cores]
    kinds = len({workers for workers, _ in used})
    if kinds < FEWEST_POINTS:
        raise TooFewPointsError(
            f"법칙을 맞추려면 코어 안에서 서로 다른 워커의 수로 {FEWEST_POINTS}가지 이상 재어야 합니다. "
            f"코어 {cores}개에서 잰 것은 {kinds}가지뿐이라, 어느 법칙이든 그 점들을 지나갑니다."
        )
    return np.asarray(used, dtype=float)


def _bootstrap(used: Floats, columns: Callable[[Floats], Floats], seed: int) -> list[Estimate]:
    """맞춘 값들과, 어긋난 정도를 다시 뽑아 구한 구간입니다. 워커의 수는 우리가 정한 것이라 다시 뽑지 않습니다.

    시간의 오차는 비로 납니다. 그대로 맞추면 워커가 많은 점의 오차가 그만큼 크게 보이므로,
    양쪽을 `p/S`로 나누어 어느 점의 오차나 비로 봅니다.
    """
    workers, weights = used[:, 0], used[:, 1] / used[:, 0]
    matrix = columns(workers) * weights[:, None]
    fitted, *_ = np.linalg.lstsq(matrix, 1 - weights, rcond=None)
    rng = np.random.default_rng(seed)
    residuals = 1 - weights - matrix @ fitted
    # 매개변수의 수만큼 작아진 잔차를 되돌립니다. 워커가 하나인 점은 늘 0이라 빼고 봅니다.
    free = workers > 1
    pool = residuals[free] * np.sqrt(free.sum() / max(1, free.sum() - len(fitted)))
    drawn = rng.choice(pool, (BOOTSTRAP_REPEATS, len(used))) * free
    answers, *_ = np.linalg.lstsq(matrix, (matrix @ fitted + drawn).T, rcond=None)
    edge = (100 - CONFIDENCE_PERCENT) / 2
    lows, highs = np.percentile(answers, (edge, 100 - edge), axis=1)
    return [
        Estimate(float(value), float(min(low, value)), float(max(high, value)))
        for value, low, high in zip(fitted, lows, highs, strict=True)
    ]


def _at_least(name: str, value: float, least: float) -> None:
    if not least <= value < np.inf:
        raise ModelError(f"{name}: {least} 이상이어야 합니다. 받은 값은 {value!r}입니다.")


def _share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ModelError(f"{name}: 0에서 1까지의 비율이어야 합니다. 받은 값은 {value!r}입니다.")
