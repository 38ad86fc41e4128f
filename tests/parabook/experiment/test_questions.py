"""`compare`는 예제의 함수를 재어 기록으로 돌려줍니다."""

import os
import sys
import time
from dataclasses import replace

import pytest

from parabook import Contender, Server, compare, latency, machine, observe, sweep
from parabook.experiment.design import BUDGETS, DesignError, budget
from parabook.experiment.results import ExperimentError, progress
from parabook.machine import SettingError
from parabook.paired import FEWEST_GENERATIONS, GENERATIONS_PER_TRIM, TooFewSamplesError
from parabook.record.schema import Record
from parabook.wire.target import TargetError

SMALL, LARGE = 2_000, 8_000


def small():
    """작은 일"""
    return sum(range(SMALL)) * 0


def large():
    """큰 일."""
    return sum(range(LARGE)) * 0


def scaled(count):
    """세는 일"""
    return sum(range(count)) * 0


def fetch(urls):
    """받는 일"""
    import requests  # noqa: PLC0415 - 이 방법을 재는 인터프리터만 씁니다.

    return [requests.get(url, timeout=10).text for url in urls]


def seen():
    """보는 일"""
    return {"seen": 1}


def watch(_function):
    """무슨 일이 일어나는지 지켜봅니다."""
    return observe(seen, facts={"seen": "본 것(개)"})


def wait(function):
    """도착마다의 지연을 잽니다."""
    return latency(function, rate_per_second=100, seconds=0.05)


def wrong():
    """틀린 일"""
    return 1


def forward():
    """앞에서부터 더하기"""
    return {"합": [0.1 + 0.2 + 0.3]}


def backward():
    """뒤에서부터 더하기"""
    return {"합": [0.3 + 0.2 + 0.1]}


def one_percent_off():
    """조금 틀리게 더하기"""
    return {"합": [0.606]}


def near(one, other):
    """소수점 아래 첫째 자리까지 같은지 봅니다."""
    return round(one["합"][0], 1) == round(other["합"][0], 1)


def never(_one, _other):
    """무엇도 같지 않습니다."""
    return False


def confused(one, _other):
    """물음을 알아듣지 못합니다."""
    raise KeyError(str(type(one)))


def thirds(count):
    """나누어 더하기"""
    return sum([0.1] * count)


def product(count):
    """곱하기"""
    return 0.1 * count


def exploding():
    """터지는 일"""
    raise RuntimeError("쾅")


@pytest.fixture(autouse=True)
def _quick_and_here(monkeypatch, tmp_path):
    """빨리 재고, 기록은 임시 폴더에 남깁니다."""
    monkeypatch.setenv("PARABOOK_BUDGET", "quick")
    monkeypatch.delenv("PARABOOK_RECORDS", raising=False)
    monkeypatch.chdir(tmp_path)


def test_four_times_the_work_takes_longer():
    """네 배의 일을 두 배 넘게 느리다고 잽니다."""
    record = compare(small, large, one_core=True)
    # 네 배에서 두 배까지 물러선 것은 부르는 비용과 바쁜 기계 때문입니다.
    assert record.ratio("large", "small").value > 2


def test_labels_come_from_docstrings():
    """문서 문자열의 첫 줄이 사람이 읽는 이름입니다."""
    record = compare(small, large)
    assert [contender.label for contender in record.contenders] == ["작은 일", "큰 일"]
    assert str(record).startswith("작은 일")


def test_record_is_saved_where_the_reader_is(tmp_path):
    """손으로 돌리면 기록이 그 자리의 폴더에 남습니다."""
    record = compare(small, large)
    assert Record.load(tmp_path / "parabook-results" / "test_questions.json") == record


def test_two_comparisons_in_one_example_have_two_names(tmp_path):
    """한 예제에서 두 번 비교하면 기록도 둘입니다."""
    compare(small, part="first")
    compare(large, part="second")
    names = {path.name for path in (tmp_path / "parabook-results").iterdir()}
    assert names == {"test_questions-first.json", "test_questions-second.json"}


def test_arguments_make_contenders_of_one_function():
    """함수 하나를 인자를 바꾸어 비교할 수 있습니다."""
    record = compare(
        Contender(scaled, (SMALL,), name="few", label="적게"),
        Contender(scaled, (LARGE,), name="many", label="많이"),
        one_core=True,
    )
    assert record.speedup("many").value < 1


@pytest.mark.skipif(
    not machine.gil_enabled(), reason="GIL이 켜진 인터프리터로 켜진 것을 흉내 냅니다."
)
@pytest.mark.parametrize("measure", [compare, watch, wait])
def test_gil_turned_on_by_the_example_is_recorded(monkeypatch, measure):
    """GIL이 꺼진 채로 시작했어도, 재는 동안 켜져 있었으면 기록에는 켜진 것으로 남습니다."""
    asked = replace(machine.here(), gil=False)
    monkeypatch.setattr(machine, "of", lambda _python: asked)
    record = measure(small)
    assert record.machine.gil
    assert "확장 모듈이 GIL을 켰습니다" in record.notes[0]


def test_server_counts_connections():
    """서버를 주면 주소의 목록이 첫 인자로 가고, 연결을 셉니다."""
    record = compare(fetch, server=Server(), requests=3)
    assert record.connections("fetch") == 3
    assert all(sample.server_utilisation is not None for sample in record.samples)


def test_wrong_answer_has_no_timing(tmp_path):
    """틀린 값을 내는 방법이 있으면 기록을 남기지 않습니다."""
    with pytest.raises(ExperimentError, match=r"경쟁 방법 wrong\(틀린 일\): 기준과 다른 값"):
        compare(small, wrong)
    assert not (tmp_path / "parabook-results").exists()


def test_sums_in_another_order_are_equal_within_a_tolerance(tmp_path):
    """더하는 순서가 다른 합은 그대로는 다른 값이고, 상대 오차를 주면 같은 값입니다. 그랬다고 기록에 남습니다."""
    assert forward() != backward()
    with pytest.raises(ExperimentError, match=r"backward\(.*기준과 다른 값"):
        compare(forward, backward)
    record = compare(forward, backward, equal=1e-9)
    assert record.notes == ("돌려준 값은 상대 오차 1e-09까지 같다고 보았습니다.",)
    assert record.notes[0] in str(record)
    assert record.design["equal"] == 1e-9
    assert Record.load(tmp_path / "parabook-results" / "test_questions.json") == record


def test_tolerance_refuses_one_percent():
    """상대 오차를 주어도 1 % 틀린 값은 물리치고, 두 값을 보입니다."""
    with pytest.raises(ExperimentError, match=r"one_percent_off\(.*0\.60.*0\.606"):
        compare(forward, one_percent_off, equal=1e-9)
    assert compare(forward, one_percent_off, equal=0.05).samples


def test_function_is_asked_whether_values_are_equal():
    """함수를 주면 그 함수에 묻고, 어느 함수에 물었는지 기록에 남습니다."""
    record = compare(forward, one_percent_off, equal=near)
    assert record.notes == ("돌려준 값이 같은지는 함수 near에 물었습니다.",)
    with pytest.raises(ExperimentError, match="기준과 다른 값"):
        compare(forward, backward, equal=never)
    with pytest.raises(ExperimentError, match=r"KeyError: \"<class 'dict'>\""):
        compare(forward, backward, equal=confused)


def test_exact_equality_leaves_no_note():
    """따로 정하지 않으면 틀림없이 같아야 하고, 남길 말이 없습니다."""
    assert compare(small, large).notes == ()


def test_swept_values_are_equal_within_a_tolerance():
    """값을 바꾸어 가며 잴 때에도, 같은 값에서 잰 것끼리 상대 오차까지 비교합니다."""
    counts = (3, 1000)
    swept = [*sweep(thirds, counts), *sweep(product, counts)]
    with pytest.raises(ExperimentError, match="기준과 다른 값"):
        compare(*swept, axis="더한 수(개)")
    record = compare(*swept, axis="더한 수(개)", equal=1e-9)
    assert {contender.at for contender in record.contenders} == set(counts)


def test_ceiling_is_checked_by_the_same_rule():
    """천장의 값들도 같은 법으로 봅니다."""
    assert compare(forward, backward, ceiling=True, equal=near).attainable() is not None
    with pytest.raises(ExperimentError, match="기준과 다른 값"):
        compare(forward, ceiling=True, equal=never)


@pytest.mark.parametrize("equal", ["1e-9", True, -1e-9, 1.5, float("nan"), [1e-9]])
def test_wrong_way_to_compare_is_explained(equal):
    """상대 오차도 함수도 아닌 것은, 무엇을 주어야 하는지 적어 돌려보냅니다."""
    with pytest.raises(DesignError, match=r"같은지 보는 법이 아닙니다.*1e-9.*함수"):
        compare(small, large, equal=equal)


def test_way_to_compare_from_another_file_is_explained():
    """다른 파일의 함수는 새 인터프리터가 찾지 못하므로 돌려보냅니다."""
    with pytest.raises(DesignError, match="equal에 줄 함수는 비교할 방법과 같은 파일에"):
        compare(small, large, equal=replace)
    with pytest.raises(TargetError, match="맨 바깥에 def로"):
        compare(small, large, equal=lambda one, other: one == other)


def test_order_seed_and_core_are_drawn_anew_and_recorded():
    """잴 때마다 씨앗을 새로 뽑고, 세대마다 시작한 순서와 묶은 코어를 기록에 남깁니다."""
    first, second = (compare(small, large, one_core=True) for _ in range(2))
    assert first.design["seed"] != second.design["seed"]
    for record in (first, second):
        assert [condition.generation for condition in record.conditions] == [0, 1, 2, 3]
        assert all(
            sorted(condition.started) == ["large", "small"] for condition in record.conditions
        )
        cores = [condition.core for condition in record.conditions]
        usable = machine.usable_cpus()
        assert set(cores) <= set(usable)
        assert len(set(cores)) == min(4, len(usable))


def test_every_budget_that_judges_can_say_an_interval():
    """주장을 판정하는 예산은 구간을 말할 만큼 새로 시작하고, 공들여 재면 유난한 세대를 덜어 낼 만큼 시작합니다."""
    assert all(BUDGETS[name].generations >= FEWEST_GENERATIONS for name in ("full", "quick"))
    assert BUDGETS["full"].generations >= GENERATIONS_PER_TRIM
    assert compare(small, large).speedup("large").generations == BUDGETS["quick"].generations


def test_running_once_says_no_ratio(monkeypatch):
    """한 번씩만 돌리는 예산은 끝까지 가는지만 보고, 비도 구간도 말하지 않습니다."""
    monkeypatch.setenv("PARABOOK_BUDGET", "once")
    record = compare(small, large, memory=True)
    assert {sample.generation for sample in record.samples} == {0}
    assert len(record.memory) == 2
    said = str(record)
    assert "세대가 모자라 말할 수 없음" in said
    assert "한 번씩만 돌림(once)" in said
    assert "95 %" not in said
    with pytest.raises(TooFewSamplesError):
        record.speedup("large")


def test_exception_names_the_contender():
    """예외를 낸 방법과 그 말이 오류에 나옵니다."""
    with pytest.raises(ExperimentError, match=r"exploding\(터지는 일\).*RuntimeError: 쾅"):
        compare(exploding)


def test_reuse_happens_only_in_a_library(monkeypatch, tmp_path):
    """책을 빌드하는 동안에는 기록을 다시 쓰고, 손으로 돌릴 때에는 늘 새로 잽니다."""
    by_hand = compare(small).samples
    assert compare(small).samples != by_hand
    monkeypatch.setenv("PARABOOK_RECORDS", str(tmp_path / "library"))
    in_book = compare(small)
    assert compare(small) == in_book


def test_progress_reaches_the_end():
    """진행을 알리는 함수가 마지막 회까지 불립니다."""
    seen = []
    token = progress.set(lambda done, total: seen.append((done, total)))
    try:
        compare(small)
    finally:
        progress.reset(token)
    assert seen[0][0] == 0
    assert seen[-1] == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        ((), {}, "비교할 방법이 없습니다"),
        ((small, small), {}, "이름이 겹칩니다: small, small"),
        ((small,), {"requests": 3}, "server와 requests는 함께"),
        ((small,), {"server": Server()}, "server와 requests는 함께"),
        ((small, time.sleep), {}, "맨 바깥에 def로"),
    ],
)
def test_bad_design_is_explained(arguments, options, sentence):
    """설계가 틀리면 재기 전에 한 문장으로 알립니다."""
    with pytest.raises((DesignError, ValueError), match=sentence):
        compare(*arguments, **options)


def test_unknown_budget_is_explained(monkeypatch):
    """모르는 예산에는 쓸 수 있는 이름을 알려 줍니다."""
    monkeypatch.setenv("PARABOOK_BUDGET", "많이")
    with pytest.raises(SettingError, match="full, quick, once 가운데 하나"):
        budget()


def test_budget_is_full_unless_chosen(monkeypatch):
    """따로 고르지 않으면 공들여 잽니다."""
    monkeypatch.delenv("PARABOOK_BUDGET")
    assert budget() is BUDGETS["full"]


def hoard():
    """많이 잡는 일"""
    block = bytearray(64 * 2**20)
    block[::4096] = b"1" * len(block[::4096])
    return len(block) * 0


def test_memory_is_weighed_apart_from_time():
    """메모리를 많이 잡는 방법의 피크가 그만큼 높습니다."""
    record = compare(small, hoard, memory=True)
    little, much = record.memory_of("small"), record.memory_of("hoard")
    assert much.looks > 0
    assert 60 * 2**20 < much.peak_bytes - little.peak_bytes < 80 * 2**20
    assert "메모리 피크" in str(record)


def test_ceiling_bounds_what_cores_can_give(monkeypatch):
    """천장은 쓸 수 있는 코어의 수를 넘지 않고, 기준 하나만으로는 다 얻지 못합니다."""
    # 같은 함수가 인터프리터에 따라 두 배까지 느린 때가 있습니다. 몇 세대만 재면 그 운을 재게 됩니다.
    monkeypatch.setenv("PARABOOK_BUDGET", "full")
    record = compare(large, ceiling=True)
    best = record.attainable()
    cores = record.machine.usable_cores
    # 같은 일의 시간의 비이므로, 바쁜 기계에서 조금 넘을 수 있는 만큼만 봐줍니다.
    assert 0 < best.low <= cores * 1.5
    assert record.fraction("large").value <= 1.5


def test_name_of_ceiling_is_reserved():
    """천장의 이름을 쓰는 방법은 받지 않습니다."""
    with pytest.raises(DesignError, match="천장의 이름"):
        compare(Contender(small, name="ceiling"))


def test_environment_chooses_the_interpreter(monkeypatch, tmp_path):
    """`PARABOOK_PYTHON`에 적은 인터프리터가 돌고, 없는 것이면 한 문장으로 알립니다."""
    # 같은 인터프리터를 다르게 적은 것입니다. 가상 환경 밖에 둔 링크는 그 환경의 패키지를 찾지 못합니다.
    bin_folder, _, name = sys.executable.rpartition(os.sep)
    monkeypatch.setenv("PARABOOK_PYTHON", f"{bin_folder}{os.sep}.{os.sep}{name}")
    record = compare(small, large, one_core=True)
    assert record.machine.python == sys.version.split()[0]
    monkeypatch.setenv("PARABOOK_PYTHON", str(tmp_path / "none"))
    with pytest.raises(SettingError, match=r"인터프리터 .*none에서 잴 수 없습니다"):
        compare(small, large, one_core=True)
