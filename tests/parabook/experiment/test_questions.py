"""`compare`는 예제의 함수를 재어 기록으로 돌려줍니다."""

import os
import sys
import time
from dataclasses import replace

import pytest

from parabook import Contender, Server, compare, latency, machine, observe
from parabook.experiment.design import BUDGETS, DesignError, budget, plan_of
from parabook.experiment.results import ExperimentError, progress
from parabook.experiment.staleness import measurement_key
from parabook.machine import SettingError
from parabook.record.schema import Record

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
    """도착마다의 늦음을 잽니다."""
    return latency(function, rate_per_second=100, seconds=0.05)


def wrong():
    """틀린 일"""
    return 1


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
    # 네 배에서 두 배까지 물러선 것은 부르는 값과 바쁜 기계 때문입니다.
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
    """한 예제에서 두 번 견주면 기록도 둘입니다."""
    compare(small, part="first")
    compare(large, part="second")
    names = {path.name for path in (tmp_path / "parabook-results").iterdir()}
    assert names == {"test_questions-first.json", "test_questions-second.json"}


def test_arguments_make_contenders_of_one_function():
    """함수 하나를 인자를 바꾸어 견줄 수 있습니다."""
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


def test_exception_names_the_contender():
    """예외를 낸 방법과 그 말이 오류에 나옵니다."""
    with pytest.raises(ExperimentError, match=r"exploding\(터지는 일\).*RuntimeError: 쾅"):
        compare(exploding)


def test_reuse_happens_only_in_a_library(monkeypatch, tmp_path):
    """책을 짓는 동안에는 기록을 다시 쓰고, 손으로 돌릴 때에는 늘 새로 잽니다."""
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


def test_key_ignores_where_the_file_is_but_not_what_it_says(tmp_path):
    """열쇠는 코드를 따르고, 주석과 머리글과 자리는 따르지 않습니다."""

    def plan(function):
        return plan_of(
            [Contender(function)], "time", None, 0, python=sys.executable, deadline_seconds=60.0
        )

    def key(folder, text):
        file = tmp_path / folder / "plot_x.py"
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        scope: dict[str, object] = {}
        exec(compile(text, str(file), "exec"), scope)  # noqa: S102 - 시험이 적은 코드입니다.
        return measurement_key(plan(scope["f"]))

    original = key("a", '"""제목"""\n\n\ndef f():\n    return 1\n')
    assert key("b", '"""다른 제목"""\n\n# 주석\n\n\ndef f():\n    return 1\n') == original
    assert key("c", '"""제목"""\n\n\ndef f():\n    return 2\n') != original


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        ((), {}, "견줄 방법이 없습니다"),
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
    with pytest.raises(SettingError, match="full, quick 가운데 하나"):
        budget()


def test_budget_is_full_unless_chosen(monkeypatch):
    """따로 고르지 않으면 공들여 잽니다."""
    monkeypatch.delenv("PARABOOK_BUDGET")
    assert budget() is BUDGETS["full"]


def hoard():
    """많이 쥐는 일"""
    block = bytearray(64 * 2**20)
    block[::4096] = b"1" * len(block[::4096])
    return len(block) * 0


def test_memory_is_weighed_apart_from_time():
    """메모리를 많이 쥐는 방법의 꼭대기가 그만큼 높습니다."""
    record = compare(small, hoard, memory=True)
    little, much = record.memory_of("small"), record.memory_of("hoard")
    assert much.looks > 0
    assert 60 * 2**20 < much.peak_bytes - little.peak_bytes < 80 * 2**20
    assert "메모리 꼭대기" in str(record)


def test_ceiling_bounds_what_cores_can_give(monkeypatch):
    """천장은 쓸 수 있는 코어의 수를 넘지 않고, 기준 하나만으로는 다 얻지 못합니다."""
    # 같은 함수가 인터프리터에 따라 두 배까지 느린 때가 있습니다. 한 세대만 재면 그 운을 재게 됩니다.
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
