"""다른 도구와 나란히: 같은 짝을 같은 자리에서 번갈아 물어, 차이를 몇 번 찾고 몇 번 지어내는지 셉니다.

`python -m parabook.accuracy.tools`로 돌립니다. 두 코어짜리 기계에서 한 시간쯤 걸립니다.
저마다 권하는 길로 부릅니다: `parabook compare`, `pyperf timeit`과 `pyperf compare_to`, `hyperfine`.
hyperfine은 판정하지 않으므로, 내놓은 시간들을 웰치의 t 구간으로 비교합니다. 없으면 그 칸은 비웁니다.

물은 것을 하나씩 남기므로, 멈추었다 다시 시작하면 이어서 묻습니다.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from parabook import paired
from parabook.accuracy import pairs
from parabook.accuracy.bars import Bar, record_of
from parabook.record.schema import Record

FILE = Path(pairs.__file__).resolve()
DEADLINE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Pair:
    """물을 짝: 느린 쪽과 기준, 참인 비, 한 번에 쓸 수 있는 시간(초), 되풀이할 수."""

    name: str
    label: str
    slower: str
    baseline: str
    truth: float
    seconds: float
    trials: int
    calls: int
    """hyperfine의 명령 하나가 부를 횟수. 인터프리터를 시작하는 시간이 일을 가리지 않게 합니다."""


PAIRS = (
    Pair("three_percent", "3 % 다른 함수", "hundred_and_three", "hundred", 1.03, 10, 20, 10),
    Pair("same", "똑같은 함수", "hundred_again", "hundred", 1.0, 10, 20, 10),
    Pair("pools", "10 % 다른 풀", "pooled_eleven", "pooled_ten", 1.1, 60, 10, 1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """한 번 물은 것의 답: 얻은 비, 다르다고 했는지, 걸린 시간(초)."""

    ratio: float
    differs: bool
    seconds: float


def asked_parabook(pair: Pair, folder: Path) -> tuple[float, bool]:
    """`parabook compare`의 비와 판정입니다."""
    # 시작하고 적는 데 드는 시간까지 한도 안에 들게 합니다.
    command = [
        *(sys.executable, "-m", "parabook", "compare"),
        *(f"{FILE}:{pair.baseline}", f"{FILE}:{pair.slower}"),
        *("--seconds", f"{0.75 * pair.seconds:g}", "--json", "--no-picture", "--quiet"),
        *("--folder", str(folder)),
    ]
    (_, slower) = json.loads(_output(command))["contenders"]
    gain = slower["speedup"]
    return 1 / gain["value"], not gain["low"] <= 1 <= gain["high"]


def asked_pyperf(pair: Pair, folder: Path) -> tuple[float, bool]:
    """`pyperf compare_to`가 적은 비와 판정입니다. 프로세스의 수를 시간에 맞춥니다."""
    # 프로세스 하나가 준비 한 번과 값 셋을 재고, 시작하는 데 0.2초쯤 듭니다.
    each = 0.2 + 4 * (0.1 if pair.calls > 1 else 0.35)
    files = []
    for function in (pair.baseline, pair.slower):
        files.append(folder / f"{function}.json")
        files[-1].unlink(missing_ok=True)
        command = [
            *(sys.executable, "-m", "pyperf", "timeit", "-q", "-o", str(files[-1])),
            *("-p", str(max(2, int(pair.seconds / 2 / each)))),
            *("-s", f"import sys; sys.path.insert(0, {str(FILE.parent)!r}); import pairs"),
            f"pairs.{function}()",
        ]
        _output(command)
    baseline, slower = (_pyperf_mean(file) for file in files)
    told = _output([sys.executable, "-m", "pyperf", "compare_to", *map(str, files)])
    return slower / baseline, "not significant" not in told.lower()


def _pyperf_mean(file: Path) -> float:
    runs = json.loads(file.read_text(encoding="utf-8"))["benchmarks"][0]["runs"]
    return statistics.fmean(value for run in runs for value in run.get("values", ()))


def asked_hyperfine(pair: Pair, folder: Path) -> tuple[float, bool]:
    """`hyperfine`이 내놓은 시간들의 비와, 웰치의 t 구간이 1을 품지 않는지입니다."""
    target = folder / "hyperfine.json"
    each = 0.05 + pair.calls * (0.012 if pair.calls > 1 else 0.35)
    runs = max(4, int(pair.seconds / 2 / each))
    commands = [
        f'{sys.executable} -c "import pairs; [pairs.{function}() for _ in range({pair.calls})]"'
        for function in (pair.baseline, pair.slower)
    ]
    command = [
        *("hyperfine", "--shell=none", "--style", "none", "--warmup", "1"),
        *("--runs", str(runs), "--export-json", str(target), *commands),
    ]
    _output(command, PYTHONPATH=str(FILE.parent))
    found = json.loads(target.read_text(encoding="utf-8"))["results"]
    ratio = paired.apart(*(one["times"] for one in reversed(found)))
    return ratio.value, ratio.conclusive


TOOLS: Mapping[str, Callable[[Pair, Path], tuple[float, bool]]] = {
    "parabook": asked_parabook,
    "pyperf": asked_pyperf,
    "hyperfine": asked_hyperfine,
}


def _output(command: Sequence[str], **environment: str) -> str:
    done = subprocess.run(
        command,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


def answers(
    pair: Pair,
    folder: Path,
    count: int,
    tools: Mapping[str, Callable[[Pair, Path], tuple[float, bool]]],
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, list[Answer]]:
    """도구마다의 답들입니다. 도구를 번갈아 묻고, 남아 있는 답은 다시 묻지 않습니다."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {tool: folder / f"{pair.name}-{tool}.jsonl" for tool in tools}
    found = {tool: _kept(file) for tool, file in files.items()}
    for turn in range(count):
        for tool, ask in tools.items():
            if len(found[tool]) > turn:
                continue
            started = clock()
            ratio, differs = ask(pair, folder)
            answer = Answer(ratio=ratio, differs=differs, seconds=clock() - started)
            with files[tool].open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(answer)) + "\n")
            found[tool].append(answer)
            print(f"{pair.name} {tool} {turn + 1}/{count}: {answer}", file=sys.stderr, flush=True)
    return {tool: given[:count] for tool, given in found.items()}


def _kept(file: Path) -> list[Answer]:
    if not file.is_file():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return [Answer(**json.loads(line)) for line in lines]


FACTS = {
    "differs": "다르다고 한 것(번)",
    "asked": "물은 것(번)",
    "off": "참인 비에서 벗어난 정도의 중앙값(%)",
    "longest": "가장 오래 걸린 것(초)",
}


def row_of(pair: Pair, given: Sequence[Answer]) -> dict[str, float]:
    """답들을 세어 사실로 적습니다."""
    off = statistics.median(abs(one.ratio / pair.truth - 1) * 100 for one in given)
    return {
        "differs": sum(one.differs for one in given),
        "asked": len(given),
        "off": round(off, 2),
        "longest": round(max(one.seconds for one in given), 1),
    }


def bars(pair: Pair, given: Sequence[Answer]) -> list[tuple[Bar, float]]:
    """이 책의 자에 정해 둔 눈금입니다. 다른 것은 열에 아홉을 찾고, 같은 것은 스물에 하나까지만 지어냅니다."""
    shared = sum(one.differs for one in given) / len(given) * 100
    longest = max(one.seconds for one in given)
    found = (
        Bar(f"{pair.name}_found", f"{pair.label}: 다르다고 한 몫(%)", most=5)
        if pair.truth == 1
        else Bar(f"{pair.name}_found", f"{pair.label}: 다르다고 한 몫(%)", least=90)
    )
    return [
        (found, shared),
        (
            Bar(f"{pair.name}_seconds", f"{pair.label}: 가장 오래 걸린 것(초)", most=pair.seconds),
            longest,
        ),
    ]


def as_record(every: Mapping[str, Mapping[str, Sequence[Answer]]]) -> Record:
    """짝과 도구마다 한 줄입니다."""
    known = {pair.name: pair for pair in PAIRS}
    rows: list[tuple[str, str, Mapping[str, Any]]] = [
        (f"{name}_{tool}", f"{known[name].label}: {tool}", row_of(known[name], given))
        for name, tools in every.items()
        for tool, given in tools.items()
        if given
    ]
    return record_of("instrument", "같은 짝을 세 도구에 물은 것", FACTS, rows)


def main() -> None:
    """물어보고, 표를 찍고, 폴더를 받았으면 기록을 남깁니다."""
    parser = argparse.ArgumentParser(
        description="같은 짝을 parabook, pyperf, hyperfine에 묻습니다."
    )
    parser.add_argument("trials", type=Path, help="답을 하나씩 남길 폴더")
    parser.add_argument("--scale", type=float, default=1.0, help="되풀이하는 횟수에 곱할 값")
    parser.add_argument(
        "--only", choices=[pair.name for pair in PAIRS], help="이 짝만 묻습니다. 없으면 모두입니다"
    )
    parser.add_argument("--save", type=Path, help="기록을 남길 폴더")
    options = parser.parse_args()
    tools = {name: ask for name, ask in TOOLS.items() if name != "hyperfine" or shutil.which(name)}
    chosen = [pair for pair in PAIRS if options.only in {None, pair.name}]
    every = {
        pair.name: answers(
            pair, options.trials.resolve(), max(2, round(pair.trials * options.scale)), tools
        )
        for pair in chosen
    }
    record = as_record(every)
    print(record)
    for pair in chosen:
        for bar, reached in bars(pair, every[pair.name]["parabook"]):
            kept = "지킴" if bar.facts(reached)["kept"] else "지키지 못함"
            print(f"{bar.label}: {reached:.3g} ({kept})")
    if options.save is not None:
        print(f"기록: {record.save(options.save)}")


if __name__ == "__main__":
    main()
