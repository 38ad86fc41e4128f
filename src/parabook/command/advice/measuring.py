"""앞선 방법들을 책의 자로 잽니다. 재는 것은 복사해 쓸 프로그램의 `run` 그대로입니다."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from parabook.choice.programs import Place, program
from parabook.command import bench
from parabook.command.advice.sentences import say
from parabook.command.naming import Named
from parabook.command.wrapping import Case, Given, wrapped
from parabook.experiment import results
from parabook.experiment.design import entries_of, plan_of
from parabook.experiment.results import ExperimentError, InterruptedMeasurement

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from pathlib import Path

    from parabook.command.advice.options import Option, Trial
    from parabook.record.schema import Record

METHODS = "parabook_methods"
HEAD = '''"""재어 볼 방법들."""

from parabook_inner.trying import Job

JOB = Job({order!r})
'''
METHOD = '''

def {name}():
    """{label}"""
    return JOB.run({module!r})
'''
PATIENCE_SECONDS = 40.0
GENERATIONS, MOST_GENERATIONS, MOST_ROUNDS = 3, 10, 4
WIDTH = 0.08
"""비의 구간이 비의 이만큼보다 넓으면, 시간이 남는 동안 더 잽니다."""


class UnfitError(Exception):
    """한 방법만 쓸 수 없는 경우. `name`은 그 방법, `why`는 이유입니다."""

    def __init__(self, name: str, kind: str, why: str) -> None:
        super().__init__(why)
        self.name, self.kind, self.why = name, kind, why


def pasted(option: Option, function: Named, inputs: Named, tasks: int, *, made: bool) -> str:
    """읽는 사람의 이름을 넣은, 복사해 쓸 프로그램입니다."""
    return program(
        option.skeleton,
        Place(module=function.module, attribute=function.attribute),
        Place(module=inputs.module, attribute=inputs.attribute),
        option.numbers(tasks),
        made=made,
    )


def measured(  # noqa: PLR0917 - 순서가 곧 하는 일의 순서입니다.
    folder: Path,
    trial: Trial,
    labels: Mapping[str, str],
    order: Mapping[str, Any],
    names: tuple[Named, Named],
    options: argparse.Namespace,
    *,
    seconds: float,
    generations: int = GENERATIONS,
) -> tuple[Record, bool]:
    """잰 기록과, 사람이 도중에 멈추었는지입니다.

    Raises:
        UnfitError: 한 방법만 다른 값을 돌려주거나, 실패하거나, 끝나지 않는 경우.
        Misuse: 어느 방법으로도 실패하는 입력이 있는 경우.
    """
    cases = _cases(folder, trial, labels, order, names)
    (place := folder / "wrapped").mkdir(exist_ok=True)
    contenders = wrapped(place, cases, Given())
    entries = entries_of(contenders)
    plan = plan_of(
        entries,
        "time",
        None,
        0,
        python="",
        # 돌려준 것을 비교하는 시간까지 기다립니다.
        deadline_seconds=max(PATIENCE_SECONDS, options.deadline, seconds),
        generations=generations,
        most_generations=max(generations, MOST_GENERATIONS if seconds else 0),
        fewest_rounds=1,
        most_rounds=MOST_ROUNDS,
        warmups=1,
        target_width=WIDTH,
        limit_seconds=seconds,
        budget_seconds=seconds / 3,
    )
    try:
        return results.measure(plan, entries, experiment_of(names[0])), False
    except InterruptedMeasurement as stopped:
        if stopped.record is None:
            raise
        return stopped.record, True
    except ExperimentError as error:
        failure = error.failure
        told = bench.told(error, contenders, options.deadline)
        if failure.kind == "mismatch":
            raise UnfitError(failure.contender, "mismatch", say("differing")) from None
        if failure.contender in {"sequential", "-"} or told.kind in {"input_fails", "input_reads"}:
            raise told from None
        raise UnfitError(failure.contender, failure.kind, str(told)) from None


def experiment_of(function: Named) -> str:
    """기록의 이름입니다."""
    return f"advise-{function.short}"[:80]


def _cases(
    folder: Path,
    trial: Trial,
    labels: Mapping[str, str],
    order: Mapping[str, Any],
    names: tuple[Named, Named],
) -> list[Case]:
    """방법마다 프로그램을 적고, 그것을 부르는 함수들의 모듈을 적습니다."""
    function, inputs = names
    # 다시 적은 것을 앞의 것으로 알고 불러오지 않게 합니다.
    for stale in (folder, folder / "wrapped"):
        shutil.rmtree(stale / "__pycache__", ignore_errors=True)
    text = HEAD.format(order={**order, "measured": trial.tasks, "folder": str(folder)})
    cases = []
    for option in trial.options:
        module = f"advised_{option.name}"
        code = pasted(option, function, inputs, trial.tasks, made=False)
        (folder / f"{module}.py").write_text(code, encoding="utf-8")
        text += METHOD.format(name=option.name, label=labels[option.name], module=module)
        file = folder / f"{METHODS}.py"
        named = Named(option.name, folder, METHODS, option.name, file)
        cases.append(Case(name=option.name, label=labels[option.name], function=named))
    (folder / f"{METHODS}.py").write_text(text, encoding="utf-8")
    return cases
