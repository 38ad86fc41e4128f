"""지켜보기와 지연 재기: 무슨 일이 일어나든 그대로 적고, 아무것도 남기지 않습니다."""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from parabook import Contender, Server, compare, latency, machine, observe, sweep
from parabook.claims.quantities import parse
from parabook.experiment import results
from parabook.experiment.design import DesignError, entries_of, plan_of
from parabook.experiment.results import ExperimentError
from parabook.launcher import watch
from parabook.record.schema import Record
from parabook.wire.samples import ALWAYS_KNOWN, ContenderLabel, KnownFact, Observation

if TYPE_CHECKING:
    from tests.parabook.conftest import MakeRecord

STALL_SECONDS = 0.4


def lossless():
    """잃지 않는 것"""
    print("안녕", __file__)
    return {
        "lost": 0,
        "spans": [("가", 0.0, 0.5, "일"), ("나", 0.5, 1.0)],
        "trace": [(0, 1), (0.5, 3.5)],
    }


def dying():
    """죽는 것"""
    print("죽습니다", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


def hanging():
    """끝나지 않는 것"""
    time.sleep(1000)


def failing():
    """예외를 내는 것"""
    raise RuntimeError("일부러")


def talkative():
    """글을 돌려주는 것"""
    return {"lost": "많이"}


def asking_safely(urls):
    """TLS 서버에, 인증서를 믿으라고 따로 적지 않고 묻는 것"""
    import aiohttp  # noqa: PLC0415 - 위와 같습니다.
    import requests  # noqa: PLC0415 - 위와 같습니다.

    async def fetch():
        async with aiohttp.ClientSession() as session, session.get(urls[0]) as response:
            return response.status

    answers = (requests.get(urls[0], timeout=10).status_code, asyncio.run(fetch()))
    return {"lost": answers.count(200)}


def asking(urls):
    """서버에 묻는 것"""
    import requests  # noqa: PLC0415 - 이 함수를 돌리는 인터프리터만 씁니다.

    for url in urls:
        requests.get(url, timeout=10)
    return {}


def one_request(url):
    """요청 하나"""
    import requests  # noqa: PLC0415 - 위와 같습니다.

    return requests.get(url, timeout=10).text


def brief():
    """금방 끝나는 것"""
    time.sleep(0.001)


async def brief_coroutine():
    """금방 끝나는 코루틴"""
    await asyncio.sleep(0.001)


def squares(count):
    """제곱의 합"""
    return sum(number * number for number in range(count))


def other_squares(count):
    """다르게 계산한 제곱의 합"""
    return (count - 1) * count * (2 * count - 1) // 6


FACTS = {"lost": "잃은 갱신(번)"}


@pytest.fixture(autouse=True)
def _quick_and_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """빨리 재고, 기록은 임시 폴더에 남깁니다."""
    monkeypatch.setenv("PARABOOK_BUDGET", "quick")
    monkeypatch.delenv("PARABOOK_RECORDS", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """탈이 없는 것 하나와 저마다 다르게 실패하는 것 셋을 지켜본 기록입니다."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARABOOK_BUDGET", "quick")
        patch.chdir(tmp_path_factory.mktemp("watched"))
        return observe(
            lossless,
            *(Contender(function, expect_failure=True) for function in (dying, hanging, failing)),
            facts=FACTS,
            deadline_seconds=1,
        )


def test_every_ending_is_recorded(watched: Record) -> None:
    """끝까지 간 것, 죽은 것, 끝나지 않은 것, 예외를 낸 것이 저마다 제 결말로 적힙니다."""
    endings = {
        name: {seen.outcome for seen in watched.observations_of(name)}
        for name in ("lossless", "dying", "hanging", "failing")
    }
    assert endings == {
        "lossless": {"finished"},
        "dying": {"killed"},
        "hanging": {"deadline"},
        "failing": {"exception"},
    }
    assert watched.fact("dying", "finished").value == 0
    assert watched.fact("lossless", "lost").value == 0


def test_hang_costs_its_deadline_once(watched: Record) -> None:
    """끝나지 않는 것은 데드라인만큼만 기다립니다. 끝내는 데 데드라인을 한 번 더 쓰지 않습니다."""
    # 데드라인은 1초입니다. 바쁜 기계에서도 두 번째 데드라인까지 가지는 않습니다.
    assert max(seen.wall for seen in watched.observations_of("hanging")) < 1.9


def test_output_is_kept_without_the_folders_of_this_machine(watched: Record) -> None:
    """찍은 글과 오류의 글이 남고, 이 기계의 폴더 이름은 지워집니다."""
    (first, *_) = watched.observations_of("lossless")
    assert first.output == "안녕 test_watch.py\n"
    assert watched.observations_of("dying")[0].output == "죽습니다\n"
    traceback = watched.observations_of("failing")[0].output
    assert "RuntimeError: 일부러" in traceback
    assert os.path.dirname(__file__) not in traceback  # noqa: PTH120 - 글에서 찾습니다.


def test_record_of_watching_reads_back_the_same(watched: Record, tmp_path: Path) -> None:
    """지켜본 기록도 남겼다가 읽으면 같습니다. 시간표와 추이도 그렇습니다."""
    (first, *_) = watched.observations_of("lossless")
    assert [span.lane for span in first.spans] == ["가", "나"]
    assert first.trace == ((0, 1), (0.5, 3.5))
    assert Record.load(watched.save(tmp_path)) == watched


def test_table_tells_facts_and_endings(watched: Record) -> None:
    """표에 사실과 결말이 한국어로 나옵니다."""
    rows = {row["방법"]: row for row in watched.table()}
    assert rows["잃지 않는 것"] == {
        "방법": "잃지 않는 것",
        "잃은 갱신(번)": "0",
        "결말": "끝까지 감",
    }
    assert rows["끝나지 않는 것"]["결말"] == "끝나지 않아 멈춤"
    assert "죽는 것: 잃은 갱신(번) 없음, 결말 신호로 죽음" in str(watched)


def test_failure_that_was_not_expected_fails_the_experiment() -> None:
    """실패할 이유가 없는 함수가 실패하면 실험이 실패합니다."""
    with pytest.raises(ExperimentError, match=r"failing\(예외를 내는 것\).*RuntimeError: 일부러"):
        observe(failing, facts=FACTS)


def test_fact_must_be_a_number() -> None:
    """글을 사실로 돌려주면 어떻게 고칠지 알려 줍니다."""
    with pytest.raises(ExperimentError, match="사실 lost의 값이 수가 아닙니다"):
        observe(talkative, facts=FACTS)


def test_folders_of_another_interpreter_are_cut_too(
    tmp_path: Path, bare_python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """다른 인터프리터로 돌리면, 그 인터프리터의 폴더 이름을 지웁니다."""
    file = tmp_path / "plot_prefix.py"
    file.write_text(
        "import os, sys\n\n\ndef prefix():\n    print(os.path.join(sys.prefix, '속'))\n    return {'lost': None}\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    module = importlib.import_module("plot_prefix")
    monkeypatch.delitem(sys.modules, "plot_prefix")
    record = observe(module.prefix, facts=FACTS, python=bare_python)
    assert record.observations[0].output == "…/속\n"


def weighing():
    """스스로 메모리를 읽는 것"""
    return {"lost": 0, "peak": 12.5}


PEAK = {"peak": "피크(MB)"}


def test_measured_fact_is_run_often_enough_for_an_interval() -> None:
    """잰 사실이 있으면, 한 번만 돌리라고 해도 세 번 돌려 구간을 얻고, 그동안 기계의 사정을 적습니다."""
    record = observe(weighing, facts=FACTS, measured=PEAK, times=1)
    assert [seen.turn for seen in record.observations_of("weighing")] == [0, 1, 2]
    assert record.estimate("weighing", "peak").value == pytest.approx(12.5)
    assert record.design["facts"] == {**FACTS, **PEAK}
    assert record.measured == {"peak", "seconds"}
    assert [condition.generation for condition in record.conditions] == [0, 1, 2]
    assert all(condition.started == ("weighing",) for condition in record.conditions)
    assert all(condition.seconds > 0 for condition in record.conditions)
    assert Record.load(record.save(Path.cwd() / "again")) == record


def test_counted_fact_is_run_once_when_quick() -> None:
    """센 사실은 몇 번을 돌려도 같으므로, 거칠게 잴 때에는 한 번만 돌립니다."""
    assert len(observe(lossless, facts=FACTS).observations) == 1


@pytest.mark.parametrize(
    ("chosen", "options", "times"),
    [
        ("quick", {"facts": FACTS}, 1),
        ("quick", {"measured": PEAK}, 3),
        ("quick", {"measured": PEAK, "times": 2}, 3),
        ("full", {"measured": PEAK, "times": 1}, 3),
        ("full", {"measured": PEAK}, 5),
        ("full", {"measured": PEAK, "times": 4}, 4),
        ("full", {"facts": FACTS, "times": 2}, 2),
    ],
)
def test_times_are_never_too_few_for_what_is_measured(
    monkeypatch: pytest.MonkeyPatch, chosen: str, options: dict[str, Any], times: int
) -> None:
    """어느 예산에서 몇 번을 돌리라고 하든, 잰 사실이 있으면 세 번보다 적게 돌리지 않습니다."""
    monkeypatch.setenv("PARABOOK_BUDGET", chosen)
    monkeypatch.setattr(results, "recorded", lambda plan, _entries, _part: plan)
    plan: Any = observe(weighing, **options)
    assert plan.times == times
    assert set(plan.measured) == set(options.get("measured", {}))


def silent():
    """아무것도 돌려주지 않는 것"""


def absent():
    """셀 것이 없는 것"""
    return {"lost": None}


def test_what_is_not_a_dictionary_is_explained() -> None:
    """사전이 아닌 것을 돌려주면 무엇을 돌려줄지 알려 줍니다."""
    with pytest.raises(ExperimentError, match=r"silent\(.*사전을 돌려주지 않고 None"):
        observe(silent, facts=FACTS)


def test_fact_that_nobody_returned_fails_the_experiment() -> None:
    """적어 둔 사실을 아무도 돌려주지 않으면, 이름이 틀린 것이므로 알립니다."""
    with pytest.raises(ExperimentError, match=r"사실 lots를 아무 함수도 돌려주지 않았습니다"):
        observe(lossless, facts={**FACTS, "lots": "잘못 적은 이름(개)"})
    with pytest.raises(ExperimentError, match=r"사실 lots를 아무 함수도 돌려주지 않았습니다"):
        observe(lossless, facts=FACTS, measured={"lots": "잘못 적은 이름(MB)"})


def test_fact_that_nobody_declared_fails_the_experiment() -> None:
    """적어 두지 않은 사실을 돌려주면, 버리지 않고 알립니다."""
    with pytest.raises(
        ExperimentError, match=r"lossless\(.*사실 lost가 observe의 facts와 measured에 없습니다"
    ):
        observe(lossless, facts={"seconds": "걸린 시간(초)"})


def test_absent_fact_is_told_by_none() -> None:
    """셀 것이 없으면 None을 돌려주어, 이름이 틀린 것이 아님을 알립니다."""
    record = observe(absent, facts=FACTS)
    assert record.table() == [{"방법": "셀 것이 없는 것", "잃은 갱신(번)": "없음"}]


def test_fact_needs_only_one_contender() -> None:
    """함수마다 다른 사실을 세어도 되고, 실패한 함수는 아무것도 돌려주지 않아도 됩니다."""
    record = observe(
        Contender(failing, expect_failure=True), facts={**FACTS, "finished": "끝까지 감"}
    )
    assert record.fact("failing", "finished").value == 0
    mixed = observe(lossless, Contender(failing, expect_failure=True), facts=FACTS)
    assert mixed.fact("lossless", "lost").value == 0


def test_server_counts_while_watching() -> None:
    """서버를 주면 연결과 요청의 수가 사실에 들어갑니다."""
    facts = {"connections": "연결(개)", "requests": "요청(개)"}
    record = observe(asking, facts=facts, server=Server(), requests=3)
    assert record.fact("asking", "connections").value == 3
    assert record.fact("asking", "requests").value == 3


def test_practice_server_is_trusted_over_tls() -> None:
    """TLS로 답하는 연습용 서버의 인증서는, 함수가 아무것도 하지 않아도 검증됩니다."""
    record = observe(asking_safely, facts=FACTS, server=Server(tls=True), requests=1)
    assert record.fact("asking_safely", "lost").value == 2


def slow_to_finish():
    """데드라인보다 늦게 끝나지만 실패는 아닌 것"""
    time.sleep(0.6)
    return {"lost": 0}


def test_deadline_is_for_what_is_meant_to_hang() -> None:
    """데드라인은 멈추는 것을 보이는 함수의 것입니다. 나머지는 느린 기계에서도 끝까지 기다립니다."""
    record = observe(
        slow_to_finish,
        Contender(hanging, expect_failure=True),
        facts=FACTS,
        deadline_seconds=0.3,
    )
    assert record.fact("slow_to_finish", "finished").value == 1
    assert record.fact("hanging", "finished").value == 0


def test_stalled_server_shows_only_in_the_open_loop() -> None:
    """서버가 멎으면 열린 고리의 꼬리에는 그대로 보이고, 닫힌 고리에서는 거의 사라집니다."""
    record = latency(
        one_request,
        Contender(one_request, name="closed", label="닫힌 고리", closed_loop=True),
        rate_per_second=100,
        seconds=2.5,
        server=Server(stall_every_seconds=1, stall_seconds=STALL_SECONDS),
        requests=10,
    )
    # 요구는 0.3초입니다. 멎는 동안 도착한 것 가운데 가장 늦은 것은 멎은 시간만큼 늦습니다.
    assert record.tail("one_request", 98) >= 0.3
    assert record.tail("one_request", 98) > 5 * record.tail("closed", 90)


def test_coroutines_and_functions_both_arrive() -> None:
    """보통 함수도 코루틴 함수도 도착한 수만큼 지연이 적힙니다."""
    record = latency(brief, brief_coroutine, rate_per_second=100, seconds=0.4)
    for name in ("brief", "brief_coroutine"):
        assert [len(group) for group in record.latencies_of(name)] == [20] * 4
        # 한 번에 1 ms를 쉬므로 그보다 빠를 수는 없습니다.
        assert record.tail(name, 0) >= 0.001


def test_exception_in_an_arrival_is_told() -> None:
    """도착 하나라도 예외를 내면 실험이 실패합니다."""
    with pytest.raises(ExperimentError, match="RuntimeError: 일부러"):
        latency(failing, rate_per_second=50, seconds=0.2)


def test_sweep_compares_equal_values_and_makes_a_table_by_value() -> None:
    """값을 바꾸어 가며 재면 같은 값에서 잰 것끼리만 검산하고, 표는 값마다 한 줄입니다."""
    values = (10, 1000)
    record = compare(
        *sweep(squares, values), *sweep(other_squares, values), axis="더한 수(개)", one_core=True
    )
    table = record.table()
    assert [row["더한 수(개)"] for row in table] == ["10", "1,000"]
    assert list(table[0]) == ["더한 수(개)", "제곱의 합", "다르게 계산한 제곱의 합"]
    # 백 배의 일입니다. 부르는 비용과 바쁜 기계를 넉넉히 봅니다.
    assert record.ratio("squares_1000", "squares_10").value > 5


def test_other_interpreter_names_itself() -> None:
    """인터프리터를 경로로 주면, 기록의 파이썬은 그 인터프리터가 말한 것입니다."""
    other = compare(brief, python=sys.executable)
    assert other.machine.interpreter == machine.here().interpreter


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: observe(lossless, facts={}), "무엇을 볼지 facts나 measured에"),
        (
            lambda: observe(lossless, facts=FACTS, measured=FACTS),
            "사실 lost이 facts와 measured에 모두",
        ),
        (lambda: latency(brief, rate_per_second=0), "0보다 커야"),
        (lambda: observe(facts=FACTS), "비교할 방법이 없습니다"),
    ],
)
def test_bad_design_is_explained(ask, sentence: str) -> None:
    """설계가 틀리면 재기 전에 한 문장으로 알립니다."""
    with pytest.raises(DesignError, match=sentence):
        ask()


def test_fact_that_every_run_knows_is_added_in_one_place(
    monkeypatch: pytest.MonkeyPatch, make_record: MakeRecord
) -> None:
    """늘 아는 사실을 한 줄 더하면, 재는 쪽도 기록도 물음도 그것을 압니다."""
    turn = KnownFact("순서", "번째", lambda seen: float(seen.turn))
    monkeypatch.setitem(ALWAYS_KNOWN, "turn", turn)
    plan = plan_of(entries_of([lossless]), "observation", None, 0, python="", deadline_seconds=1.0)
    assert "turn" in watch.Watch(plan, print)._known()
    seen = Observation(contender="lossless", turn=3, outcome="finished", wall=0.1)
    record = make_record(
        {},
        purpose="observation",
        contenders=(ContenderLabel("lossless", "잃지 않는 것"),),
        observations=(seen,),
    )
    assert parse("fact(lossless, turn)").of(record).text == "3번째"
