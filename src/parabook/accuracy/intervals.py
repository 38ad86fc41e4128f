"""구간이 말한 대로인지: 비를 아는 일들을 읽는 사람이 쓰는 길로 여러 번 재어, 구간이 답을 품는지 셉니다.

재는 코드는 `known_ratios`이고, 예제처럼 손으로 돌립니다. 씨앗과 순서는 읽는 사람에게처럼 돌릴 때마다 새로 뽑힙니다.
잰 기록은 폴더에 하나씩 남기므로, 멈추었다 다시 시작하면 이어서 잽니다.
"""

import contextlib
import itertools
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from parabook import machine
from parabook.accuracy import known_ratios
from parabook.accuracy.bars import Bar, Found, record_of
from parabook.claims import grammar
from parabook.claims.conditions import Verdict
from parabook.paired import Ratio
from parabook.record.schema import Record
from parabook.units import percent

BUDGETS = {"full": "full", "quick": "quick"}
LOADS = {"calm": "조용할 때", "loaded": "바쁜 프로세스가 하나 있을 때"}
MARGINS = (0.02, 0.05, 0.10)
"""거짓인 주장과 참인 주장을 빌드할 때, 답에서 벗어나게 할 정도."""
CLAIMS = 60
MOVED = 0.05
"""비가 답에서 이만큼 넘게 움직였으면 그 값에는 표시가 있어야 합니다."""


@dataclass(frozen=True, slots=True)
class Kind:
    """비를 아는 일의 갈래: 기록에서 비교할 두 방법과 답."""

    label: str
    above: str
    below: str
    truth: float
    one_core: bool = True


KINDS = {
    "loop": Kind("파이썬 반복문", "loop_five", "loop_four", 5 / 4),
    "generator": Kind("제너레이터", "generator_one", "generator_other", 1.0),
    "allocation": Kind("메모리 할당", "allocation_six", "allocation_five", 6 / 5),
    "c_code": Kind("C 코드", "c_code_eleven", "c_code_ten", 11 / 10),
    "dictionary": Kind("사전", "dictionary_one", "dictionary_other", 1.0),
    "pool": Kind("여러 코어의 풀", "pool_one", "pool_other", 1.0, one_core=False),
    "server": Kind("서버를 기다리기", "server_five", "server_four", 5 / 4, one_core=False),
    "sweep": Kind("값을 바꾸어 가며", "loop_5", "loop_4", 5 / 4),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """한 번 잰 것: 갈래, 예산, 부하와 그 기록."""

    kind: Kind
    budget: str
    load: str
    record: Record

    @property
    def ratio(self) -> Ratio:
        """기록이 말하는 비입니다."""
        return self.record.ratio(self.kind.above, self.kind.below)

    @property
    def held(self) -> bool:
        """구간이 답을 품었는지입니다."""
        return self.ratio.low <= self.kind.truth <= self.ratio.high

    @property
    def marked(self) -> bool:
        """두 방법 가운데 하나에라도 (불안정)이 붙었는지입니다."""
        return any(self.record.doubts(name) for name in (self.kind.above, self.kind.below))

    def verdict(self, operator: str, bound: float) -> Verdict:
        """이 비가 `bound`보다 어떻다는 주장의 판정입니다."""
        text = f"known.ratio({self.kind.above}, {self.kind.below}) {operator} {bound:.6g}"
        return grammar.parse(text).judge(lambda _name: self.record).verdict


@contextlib.contextmanager
def busy(count: int, *, pinned: bool = False) -> Iterator[None]:
    """쉬지 않고 일하는 다른 프로그램을 `count`개 돌려 둡니다. `pinned`이면 코어마다 하나씩 묶습니다."""
    cpus = machine.usable_cpus()
    code = (
        "import os, sys\n"
        "if len(sys.argv) > 1: os.sched_setaffinity(0, [int(sys.argv[1])])\n"
        "while True: pass\n"
    )
    burners = [
        subprocess.Popen(
            [sys.executable, "-c", code, *([str(cpus[at % len(cpus)])] if pinned else [])]
        )
        for at in range(count)
    ]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


_SURROUNDINGS: dict[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
    "calm": contextlib.nullcontext,
    "loaded": lambda: busy(1),
    "crowded": lambda: busy(len(machine.usable_cpus()), pinned=hasattr(os, "sched_setaffinity")),
}


def tried(folder: Path, budget: str, load: str, count: int) -> Iterator[Trial]:
    """갈래마다 적어도 `count`번씩 손으로 돌린 것입니다.

    폴더에 이미 있는 기록은 다시 재지 않고, `count`번보다 많이 있으면 있는 만큼 씁니다.
    """
    for turn in itertools.count():
        # 기계의 사정이 한 갈래에 몰리지 않게, 갈래를 돌아가며 잽니다.
        places = {name: folder / f"{budget}-{load}" / f"{name}-{turn}" for name in KINDS}
        paths = {name: place / "known_ratios.json" for name, place in places.items()}
        if turn >= count and not all(path.exists() for path in paths.values()):
            return
        for name, kind in KINDS.items():
            if not paths[name].exists():
                with _SURROUNDINGS[load]():
                    _run_by_hand(name, budget, places[name])
            yield Trial(kind, budget, load, Record.load(paths[name]))


def _run_by_hand(kind: str, budget: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"PARABOOK_BUDGET": budget, "PARABOOK_RECORDS": str(folder)}
    command = [sys.executable, str(Path(known_ratios.__file__)), kind]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def coverage(folder: Path, count: int) -> tuple[list[Trial], Found]:
    """예산과 부하마다 갈래마다 `count`번씩 재고, 잰 것들과 그 눈금을 돌려줍니다."""
    trials = [
        trial
        for budget in BUDGETS
        for load in LOADS
        for trial in tried(folder, budget, load, count)
    ]
    return trials, _bars(trials)


def _bars(trials: Sequence[Trial]) -> Found:
    for budget, least, most, bias, width in (
        ("full", 90, 99, 0.3, 5),
        ("quick", 90, 100, 1.0, 15),
    ):
        for load, when in LOADS.items():
            found = [trial for trial in trials if (trial.budget, trial.load) == (budget, load)]
            runs = len(found) // len(KINDS)
            where, name = f"{budget}, {when} {runs}번씩", f"{budget}_{load}"
            held = share([trial.held for trial in found])
            yield Bar(f"held_{name}", f"{where}: 구간이 답을 품은 비율(%)", least, most), held
            worst = min(share([trial.held for trial in one]) for one in by_kind(found).values())
            yield Bar(f"worst_{name}", f"{where}: 가장 나쁜 갈래에서(%)", 85), worst
            off = max(abs(bias_of(one)) for one in by_kind(found).values())
            label = f"{where}: 어림의 평균이 답에서 벗어난 정도, 가장 나쁜 갈래(%)"
            yield Bar(f"bias_{name}", label, most=bias), off
            wide = width_of([trial for trial in found if trial.kind.one_core])
            yield Bar(f"width_{name}", f"{where}: 코어 하나의 구간의 폭(%)", most=width), wide
            yield from _claims(found, where, name)
    calm = [trial for trial in trials if trial.load == "calm"]
    marked = share([trial.marked for trial in calm])
    yield Bar("marked_calm", "조용할 때 (불안정)이 붙은 값의 비율(%)", most=5), marked


def _claims(trials: Sequence[Trial], where: str, name: str) -> Found:
    """답을 아는 비로 거짓인 주장과 참인 주장을 60개씩 만들어, 잘못 판정한 수를 셉니다."""
    chosen = list(trials)[:: max(1, len(trials) // CLAIMS)][:CLAIMS]
    false = true = 0
    for turn, trial in enumerate(chosen):
        margin, truth = MARGINS[turn % len(MARGINS)], trial.kind.truth
        above = turn % 2 == 0
        wrong = (">", truth * (1 + margin)) if above else ("<", truth / (1 + margin))
        right = (">", truth / (1 + margin)) if above else ("<", truth * (1 + margin))
        false += trial.verdict(*wrong) is Verdict.HELD
        true += trial.verdict(*right) is Verdict.DIFFERS
    label = f"{where}: 거짓인 주장 {len(chosen)}개 가운데 확인됨이라 한 것(개)"
    yield Bar(f"false_{name}", label, most=2), float(false)
    label = f"{where}: 참인 주장 {len(chosen)}개 가운데 다름이라 한 것(개)"
    yield Bar(f"true_{name}", label, most=2), float(true)


def marks(folder: Path, count: int) -> Found:
    """코어마다 바쁜 프로세스가 있을 때, 답에서 많이 움직인 값에 (불안정)이 붙는지 봅니다."""
    moved = [
        trial.marked
        for budget in BUDGETS
        for trial in tried(folder, budget, "crowded", count)
        if abs(trial.ratio.value / trial.kind.truth - 1) > MOVED
    ]
    label = f"코어마다 바쁠 때 {percent(MOVED)} 넘게 움직인 값 {len(moved)}개 가운데 표시가 붙은 비율(%)"
    yield Bar("marked_moved", label, least=90), share(moved) if moved else 100.0


def by_kind(trials: Sequence[Trial]) -> dict[str, list[Trial]]:
    """갈래의 이름마다 나눈 것입니다."""
    return {
        kind.label: found
        for kind in KINDS.values()
        if (found := [trial for trial in trials if trial.kind is kind])
    }


def share(hits: Sequence[bool]) -> float:
    """참인 것의 비율(%)입니다."""
    return 100 * sum(hits) / len(hits)


def bias_of(trials: Sequence[Trial]) -> float:
    """어림들의 기하 평균이 답에서 벗어난 정도(%)입니다."""
    logs = [math.log(trial.ratio.value / trial.kind.truth) for trial in trials]
    return 100 * math.expm1(statistics.fmean(logs))


def width_of(trials: Sequence[Trial]) -> float:
    """구간의 폭을 비로 나눈 것의 중앙값(%)입니다."""
    return 100 * statistics.median(trial.ratio.relative_width for trial in trials)


_COLUMNS: tuple[tuple[str, str, str, str], ...] = (
    ("held", "full", "calm", "full, 조용함: 품은 비율(%)"),
    ("held", "full", "loaded", "full, 바쁨: 품은 비율(%)"),
    ("held", "quick", "calm", "quick, 조용함: 품은 비율(%)"),
    ("held", "quick", "loaded", "quick, 바쁨: 품은 비율(%)"),
    ("bias", "full", "calm", "full: 평균이 벗어남(%)"),
    ("bias", "quick", "calm", "quick: 평균이 벗어남(%)"),
    ("width", "full", "calm", "full: 구간의 폭(%)"),
    ("width", "quick", "calm", "quick: 구간의 폭(%)"),
)
"""갈래마다 보일 것: 무엇을, 어느 예산과 부하에서, 어떤 이름으로."""


def as_record(trials: Sequence[Trial]) -> Record:
    """갈래마다 얻은 것을 기록 하나로 모읍니다."""
    measures: dict[str, Callable[[Sequence[Trial]], float]] = {
        "held": lambda found: share([trial.held for trial in found]),
        "bias": bias_of,
        "width": width_of,
    }
    rows = []
    for kind in KINDS.values():
        facts = {}
        for what, budget, load, _label in _COLUMNS:
            found = [t for t in trials if (t.kind, t.budget, t.load) == (kind, budget, load)]
            facts[f"{what}_{budget}_{load}"] = round(measures[what](found), 2)
        rows.append((kind.above, f"{kind.label} ({kind.truth:g}배)", facts))
    labels = {f"{what}_{budget}_{load}": label for what, budget, load, label in _COLUMNS}
    title = "비를 아는 일 여덟 갈래에서 구간이 답을 품은 비율"
    return record_of("accuracy-intervals", title, labels, rows)
