"""시험 속에서 비교하기: 시험 파일의 함수를 재고, 비를 물으면 구간이 단언을 판정하는 값을 줍니다."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import pytest

from parabook.claims.functions import FUNCTIONS, QuantityError
from parabook.command import columns, reporting
from parabook.command.bench import Bench, Effort, explained, sameness, timed
from parabook.command.naming import Named, locate
from parabook.command.wording import Misuse, language, language_of, say
from parabook.command.wrapping import Case, Given, experiment_name, named_apart, wrapped
from parabook.experiment.design import DesignError
from parabook.paired import Interval, TooFewSamplesError
from parabook.wire.target import Target, TargetError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from parabook.record.schema import Record

    Function = Callable[..., Any] | str

UNDECIDED_ENDS: Mapping[str, Callable[[str], NoReturn]] = {
    "fail": pytest.fail,
    "xfail": pytest.xfail,
}
"""알 수 없을 때 시험을 끝내는 법. 어느 쪽도 조용히 지나가지 않습니다."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """픽스처 `parabook`의 값."""

    undecided: str = "fail"
    folder: Path | None = None

    def compare(
        self,
        *functions: Function,
        arguments: Sequence[Any] | Mapping[str, Any] = (),
        setup: Function | None = None,
        equal: Literal["exact", "close"] | Callable[[Any, Any], bool] = "exact",
        seconds: float = 10.0,
        deadline: float = 600.0,
        cores: Literal["auto", "one", "many"] = "auto",
        ceiling: bool = False,
        memory: bool = False,
    ) -> Comparison:
        """함수들을 비교합니다. 첫 함수가 기준입니다.

        함수는 새 인터프리터가 파일에서 이름으로 찾습니다. 모듈의 맨 바깥에 적은 것이어야 하고,
        시험의 픽스처와 monkeypatch는 닿지 않습니다.

        Args:
            functions: 함수이거나, `꾸러미.모듈:함수`로 적은 글.
            arguments: 모두에 줄 인자. JSON으로 적을 수 있어야 합니다. 아니면 `setup`이 차리게 하십시오.
            setup: 인터프리터마다 한 번 부를 함수. 돌려준 것이 첫 인자가 됩니다.
            equal: 돌려준 값이 같은지 보는 법.
            seconds: 재는 데 쓸 시간(초).
            deadline: 한 번 재는 데 기다릴 시간(초).
            cores: 코어 하나에 묶을지. `auto`는 한 번 불러 보고 정합니다.
            ceiling: 참이면 코어 모두로 얻을 수 있는 최선도 잽니다.
            memory: 참이면 메모리의 최댓값도 잽니다.
        """
        __tracebackhide__ = True
        language.set(language_of(None))
        effort = Effort(
            seconds=seconds, deadline=deadline, cores=cores, ceiling=ceiling, memory=memory
        )
        refusal = ""
        try:
            given = Given(
                setup=None if setup is None else _named(setup),
                arguments=dict(arguments) if hasattr(arguments, "keys") else list(arguments),
                equal=_named(equal) if callable(equal) else None,
                paths=[os.path.abspath(path) for path in sys.path],  # noqa: PTH100 - 링크를 따라가지 않습니다.
            )
            record = _measured(functions, given, "" if callable(equal) else equal, effort)
        except (Misuse, DesignError) as error:
            refusal = _in_python(str(error))
        if refusal:  # 밖에서 알려, 안쪽의 자취가 보이지 않게 합니다.
            pytest.fail(refusal)
        if self.folder is not None:
            record.save(self.folder)
        return Comparison(record, self.undecided)


def _measured(functions: Sequence[Function], given: Given, equal: str, effort: Effort) -> Record:
    if len(functions) < 2:  # noqa: PLR2004 - 비교하려면 둘입니다.
        raise Misuse("too_few")
    named = [_named(function) for function in functions]
    cases = named_apart([Case(name=one.short, label=one.text, function=one) for one in named])
    with tempfile.TemporaryDirectory(prefix="parabook-") as folder:
        contenders = wrapped(Path(folder).resolve(), cases, given)
        live = reporting.LiveLine(quiet=True)
        bench = Bench(
            contenders=contenders,
            experiment=experiment_name(cases),
            equal=sameness(equal, given, contenders),
            live=live,
        )
        with explained(contenders, effort.deadline, live):
            record, stopped = timed(bench, effort)
    if stopped:
        raise KeyboardInterrupt
    return record


def _named(function: Function) -> Named:
    """함수를 새 인터프리터가 찾을 자리입니다."""
    if isinstance(function, str):
        return locate(function)
    module, name = (getattr(function, key, "") for key in ("__module__", "__qualname__"))
    if not hasattr(function, "__code__") and name.isidentifier() and module in sys.modules:
        return locate(f"{module}:{name}")  # C로 적은 함수에는 파일이 없습니다.
    try:
        target = Target.of(function)
    except TargetError:
        raise Misuse("not_top_level", name=name or repr(function)) from None
    return locate(f"{target.file}:{target.function}", shown=f"{target.file.name}:{target.function}")


def _in_python(sentence: str) -> str:
    """명령줄의 말로 적은 길을 인자의 말로 바꿉니다."""
    sentence = sentence.replace("--equal close", 'equal="close"')
    sentence = re.sub(r"--equal (?:파일|file)\.py:(함수|function)", r"equal=\1", sentence)
    return re.sub(r"--([a-z]+)", r"\1=", sentence)


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """비교한 것. 물을 수 있는 말은 책의 주장과 같고, 방법은 이름이나 함수로 적습니다."""

    record: Record
    undecided: str = "fail"

    def ratio(self, numerator: Function, denominator: Function) -> Judged:
        """두 시간의 비입니다. 1보다 크면 `numerator`가 느린 것입니다."""
        __tracebackhide__ = True
        return self._ask("ratio", numerator, denominator)

    def speedup(self, contender: Function) -> Judged:
        """기준의 시간을 이 방법의 시간으로 나눈 비입니다. 1보다 크면 빠른 것입니다."""
        __tracebackhide__ = True
        return self._ask("speedup", contender)

    def cpu_ratio(self, numerator: Function, denominator: Function) -> Judged:
        """자손까지 더한 CPU 시간의 비입니다."""
        __tracebackhide__ = True
        return self._ask("cpu_ratio", numerator, denominator)

    def memory_ratio(self, numerator: Function, denominator: Function) -> Judged:
        """메모리 최댓값의 비입니다. `memory=True`로 재어야 합니다."""
        __tracebackhide__ = True
        return self._ask("memory_ratio", numerator, denominator)

    def fraction(self, contender: Function) -> Judged:
        """코어 모두로 얻을 수 있는 최선의 몇 배까지 왔는지입니다. `ceiling=True`로 재어야 합니다."""
        __tracebackhide__ = True
        return self._ask("fraction", contender)

    def __str__(self) -> str:
        """명령이 적는 표와 같은 글입니다."""
        return columns.report(self.record)

    def __repr__(self) -> str:
        """단언이 틀렸을 때 pytest가 보이는 글입니다."""
        return f"<compare({', '.join(one.name for one in self.record.contenders)})>"

    def _ask(self, quantity: str, *contenders: Function) -> Judged:
        __tracebackhide__ = True
        names = [one if isinstance(one, str) else one.__name__ for one in contenders]
        known = [one.name for one in self.record.contenders]
        if set(names) - set(known):
            pytest.fail(say("no_contender", names=", ".join(names), known=", ".join(known)))
        found, refusal = None, ""
        try:
            found = FUNCTIONS[quantity].value(self.record, *names)
        except (QuantityError, TooFewSamplesError) as error:
            refusal = str(error)
        if refusal:
            pytest.fail(refusal)
        assert isinstance(found, Interval)  # noqa: S101 - 위의 다섯은 모두 구간입니다.
        return Judged(f"{quantity}({', '.join(names)})", found, self)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """비와 95 % 구간. 수와 비교하면 구간 전체가 판정하고, 구간이 걸치면 시험은 지나가지 않습니다."""

    asked: str
    interval: Interval
    source: Comparison

    @property
    def value(self) -> float:
        """가운데 값입니다."""
        return self.interval.value

    def __lt__(self, bound: float) -> bool:
        """구간 전체가 작으면 참, 전체가 작지 않으면 거짓입니다."""
        __tracebackhide__ = True
        return self._decided(f"< {bound:g}", self.interval.high < bound, self.interval.low >= bound)

    def __le__(self, bound: float) -> bool:
        """구간 전체가 크지 않으면 참, 전체가 크면 거짓입니다."""
        __tracebackhide__ = True
        return self._decided(
            f"<= {bound:g}", self.interval.high <= bound, self.interval.low > bound
        )

    def __gt__(self, bound: float) -> bool:
        """구간 전체가 크면 참, 전체가 크지 않으면 거짓입니다."""
        __tracebackhide__ = True
        return self._decided(f"> {bound:g}", self.interval.low > bound, self.interval.high <= bound)

    def __ge__(self, bound: float) -> bool:
        """구간 전체가 작지 않으면 참, 전체가 작으면 거짓입니다."""
        __tracebackhide__ = True
        return self._decided(
            f">= {bound:g}", self.interval.low >= bound, self.interval.high < bound
        )

    def __eq__(self, other: object) -> bool:
        """잰 값은 어떤 수와도 같지 않습니다. 단언에 쓰면 늘 틀리므로 쓰지 못하게 합니다."""
        raise TypeError(say("not_equality", asked=self.asked))

    __hash__ = None  # type: ignore[assignment]  # 같은지 물을 수 없으면 해시도 없습니다.

    def _decided(self, bound: str, holds: bool, fails: bool) -> bool:  # noqa: FBT001 - 둘은 늘 함께 옵니다.
        __tracebackhide__ = True
        if not holds and not fails:
            reason = say("undecided_test", asked=self.asked, bound=bound, found=self._interval())
            UNDECIDED_ENDS[self.source.undecided](f"{reason}\n{self.source}")
        return holds

    def _interval(self) -> str:
        low, value, high = (
            f"{one:.4g}" for one in (self.interval.low, self.interval.value, self.interval.high)
        )
        return f"{value} ({low}–{high})"

    def __repr__(self) -> str:
        """단언이 틀렸을 때 pytest가 보이는 글입니다."""
        return f"<{self.asked} = {self._interval()}>"
