"""`parabook advise`: 표본을 보고, 줄을 세우고, 재고, 고릅니다."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parabook import machine
from parabook.command import reporting
from parabook.command.advice import asking, choosing, measuring, telling
from parabook.command.advice.options import Trial, options_of, predicted, trial_of
from parabook.command.advice.profile import Profile, cores
from parabook.command.advice.sentences import say
from parabook.command.naming import locate
from parabook.command.wrapping import named_as_json
from parabook.experiment import results

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from parabook.command.advice.choosing import Answer
    from parabook.command.advice.options import Option
    from parabook.command.naming import Named
    from parabook.record.schema import Record

SECONDS, DEADLINE = 45.0, 20.0
MOST_MEASURING = 24.0
"""재는 데 쓸 시간(초)의 한도. 이만큼이면 세 세대를 넉넉히 잽니다."""
LEAST_MEASURING = 3.0
CHECK_SECONDS = 0.5
"""순차 실행을 재지 않을 때, 값이 같은지 보는 데 쓸 순차 실행의 시간(초)."""
STOPPED = 130


@dataclass
class Advice:
    """지금까지의 조언. 도중에 멈추면 여기까지를 적습니다."""

    function: Named
    inputs: Named
    found: asking.Found
    profile: Profile | None = None
    options: list[Option] | None = None
    trial: Trial = field(default_factory=lambda: Trial((), 0, {}))
    record: Record | None = None
    stopped: bool = False


def run(options: argparse.Namespace) -> int:
    """조언하고 종료 코드를 돌려줍니다."""
    began = time.monotonic()
    function, inputs = locate(options.function), locate(options.inputs)
    advice = Advice(function, inputs, asking.Found())
    live = reporting.LiveLine(quiet=options.quiet, what=options.function)
    with tempfile.TemporaryDirectory(prefix="parabook-") as temporary:
        folder = Path(temporary).resolve()
        asking.prepared(folder)
        try:
            with _alone():
                _look(advice, folder, options, live)
                if options.for_chooser:
                    return _told_link(advice, options.site)
                left = options.seconds - (time.monotonic() - began) - 0.5
                _measure(advice, folder, options, live, left)
        except KeyboardInterrupt:
            if not advice.found.profile:
                raise
            advice.stopped = True
        finally:
            live.write("")
        if advice.profile is None:
            advice.profile = Profile.of(advice.found)
        return _told(advice, options)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """조언하는 내내 다른 측정과 겹치지 않게 합니다."""
    with results.alone():
        token = results.held.set(True)
        try:
            yield
        finally:
            results.held.reset(token)


def _order(advice: Advice, seconds: float) -> dict[str, Any]:
    """불러 볼 프로세스에 시킬 것입니다."""
    return {
        "function": named_as_json(advice.function),
        "inputs": named_as_json(advice.inputs),
        "name": advice.function.short,
        "inputs_name": advice.inputs.short,
        "start_method": machine.start_method(),
        "cores": cores(),
        "seconds": seconds,
    }


def _look(
    advice: Advice, folder: Path, options: argparse.Namespace, live: reporting.LiveLine
) -> None:
    """표본을 불러 봅니다."""
    asking.ask(
        folder,
        _order(advice, options.seconds),
        advice.found,
        deadline_seconds=options.deadline,
        python=sys.executable,
        show=live.write,
    )
    advice.profile = Profile.of(advice.found)


def _measure(
    advice: Advice,
    folder: Path,
    options: argparse.Namespace,
    live: reporting.LiveLine,
    left: float,
) -> None:
    """줄을 세우고, 앞선 것들을 잽니다."""
    profile = advice.profile
    assert profile is not None  # noqa: S101 - 방금 보았습니다.
    work = profile.work()
    advice.options = options_of(profile, work)
    budget = max(
        LEAST_MEASURING, options.seconds / 2, min(left, MOST_MEASURING if left < SECONDS else left)
    )
    advice.trial = trial_of(advice.options, profile, work, budget)
    if not advice.trial.options:
        return
    live.begin()
    token = results.progress.set(live)
    try:
        _measure_alike(advice, folder, options, budget * 0.6)
    finally:
        results.progress.reset(token)


def _measure_alike(
    advice: Advice, folder: Path, options: argparse.Namespace, seconds: float
) -> None:
    """순차 실행과 같은 값을 내는 것끼리 잽니다. 다른 값을 낸 방법은 빼고 다시 잽니다."""
    profile = advice.profile
    assert profile is not None  # noqa: S101 - 부르는 쪽이 보았습니다.
    sequential = next(one for one in advice.options or [] if one.name == "sequential")
    if advice.trial.options and sequential not in advice.trial.options:
        # 순차 실행은 오래 걸려서 재지 않습니다. 값이 같은지는 입력 몇 개로 먼저 봅니다.
        few = max(1, min(advice.trial.tasks, int(CHECK_SECONDS / max(profile.seconds, 1e-6))))
        _alike(advice, folder, options, (sequential,), few)
    found = _alike(advice, folder, options, (), advice.trial.tasks, seconds, measuring.GENERATIONS)
    if found is not None:
        advice.record, advice.stopped = found


def _alike(  # noqa: PLR0917 - 무엇을, 몇 개로, 얼마나 잴지의 순서입니다.
    advice: Advice,
    folder: Path,
    options: argparse.Namespace,
    ahead: tuple[Option, ...],
    tasks: int,
    seconds: float = 0.0,
    generations: int = 1,
) -> tuple[Record, bool] | None:
    """고른 것들을 재고, 쓸 수 없는 것이 드러나면 빼고 다시 잽니다. 남은 것이 없으면 없음입니다."""
    names = (advice.function, advice.inputs)
    while advice.trial.options:
        profile = advice.profile
        assert profile is not None  # noqa: S101 - 부르는 쪽이 보았습니다.
        trial = replace(advice.trial, options=(*ahead, *advice.trial.options), tasks=tasks)
        order = _order(advice, options.seconds) | {
            "count": profile.inputs,
            "shapes": not profile.steady or profile.result_type == "generator",
        }

        def tried(
            those: Trial, seconds: float, generations: int, order: dict[str, Any] = order
        ) -> tuple[Record, bool]:
            labels = telling.labels_of(those.options)
            return measuring.measured(
                folder, those, labels, order, names, options,
                seconds=seconds, generations=generations,
            )  # fmt: skip

        try:
            return tried(trial, seconds, generations)
        except measuring.UnfitError as error:
            if error.kind == "mismatch":
                try:
                    tried(replace(trial, options=trial.options[:1]), 0.0, 2)
                except measuring.UnfitError:
                    # 인터프리터마다 다른 값을 냅니다. 방법의 탓이 아닙니다.
                    advice.profile = replace(profile, steady=False)
                    continue
            advice.trial = _without(advice, error)
    return None


def _without(advice: Advice, unfit: measuring.UnfitError) -> Trial:
    """쓸 수 없는 것으로 드러난 방법을 그렇다고 적고, 남은 것을 돌려줍니다."""
    advice.options = [
        replace(one, why_not=unfit.why) if one.name == unfit.name else one
        for one in advice.options or []
    ]
    kept = tuple(one for one in advice.trial.options if one.name != unfit.name)
    return replace(advice.trial, options=kept)


def _told(advice: Advice, options: argparse.Namespace) -> int:
    """조언을 적고, 기록과 함께 남깁니다."""
    profile = advice.profile
    assert profile is not None  # noqa: S101 - 부르는 쪽이 채웠습니다.
    work = profile.work()
    choices = advice.options or options_of(profile, work)
    answer = choosing.answer_of(choices, advice.trial, advice.record, profile, work)
    predictions = _predictions(advice, choices, profile)
    found = telling.as_json(
        advice.function.text, profile, choices, advice.trial, predictions, advice.record, answer
    )
    program = measuring.pasted(
        answer.chosen, advice.function, advice.inputs, profile.inputs, made=profile.made
    )
    paths = _kept(advice, found | {"program": program}, Path(options.folder))
    if advice.stopped:
        print(say("interrupted_advice"), file=sys.stderr)
    if options.json:
        print(json.dumps(found | {"program": program}, ensure_ascii=False, indent=1))
        return STOPPED if advice.stopped else 0
    for line in telling.profile_lines(advice.function.text, profile):
        print(line)
    print()
    print(telling.table(choices, advice.trial, predictions, advice.record))
    for line in telling.doubts(advice.record) if advice.record is not None else []:
        print(line)
    if advice.record is not None and advice.trial.tasks != profile.inputs:
        print(say("fewer", tasks=advice.trial.tasks))
    print()
    _print_answer(answer, choices)
    print(say("kept", paths=", ".join(map(str, paths))))
    print(f"\n{say('paste')}\n\n{program}", end="")
    return STOPPED if advice.stopped else 0


def _print_answer(answer: Answer, choices: list[Option]) -> None:
    for line in telling.answer_lines(answer, choices):
        print(line)


def _predictions(
    advice: Advice, choices: list[Option], profile: Profile
) -> dict[str, float | None]:
    """표에 적을 예측입니다. 입력을 줄여서 쟀으면 그만큼의 예측입니다."""
    if advice.record is None or advice.trial.tasks == profile.inputs:
        return {one.name: one.seconds for one in choices}
    fewer = replace(profile.work(), tasks=advice.trial.tasks)
    return {
        one.name: None if one.seconds is None else predicted(one, profile, fewer) for one in choices
    }


def _kept(advice: Advice, found: dict[str, Any], folder: Path) -> list[Path]:
    """조언과 기록을 남기고 그 자리를 돌려줍니다."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{measuring.experiment_of(advice.function)}.advice.json"
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return [path, *([advice.record.save(folder)] if advice.record is not None else [])]


def _told_link(advice: Advice, site: str) -> int:
    """고르는 도구를 채우는 링크만 적습니다."""
    assert advice.profile is not None  # noqa: S101 - 방금 보았습니다.
    print(telling.chooser_link(advice.profile.work(), site))
    return 0
