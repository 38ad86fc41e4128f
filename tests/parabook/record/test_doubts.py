"""불안정을 가리는 규칙은 남이 한 일이 정해진 한도를 넘을 때에만 말합니다."""

import dataclasses
import re
from pathlib import Path

import pytest

from parabook.record import doubts
from parabook.wire.samples import Condition


def test_quiet_result_has_no_doubt():
    """한도 안이면 아무 말도 하지 않습니다."""
    assert doubts.doubts() == ()
    assert doubts.doubts(foreign=0.10, taken=0.05) == ()


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ({"foreign": 0.42}, "다른 프로그램이나 이웃한 가상 기계가 코어의 42%를 씀"),
        ({"taken": 0.07}, "묶인 코어를 남에게 빼앗긴 시간이 걸린 시간의 7%"),
    ],
)
def test_each_limit_has_its_own_words(reading, words):
    """어느 한도를 얼마나 넘었는지 말합니다."""
    assert doubts.doubts(**reading) == (words,)


def test_foreign_share_adds_the_generations():
    """몇 세대만 방해받았어도 그만큼 셉니다. 오래 잰 세대는 그만큼 무겁습니다."""
    assert doubts.foreign_share([0.0, 0.0, 3.0], [1.0, 1.0, 1.0], 2) == 0.5
    assert doubts.foreign_share([1.0, 0.0], [1.0, 9.0], 1) == pytest.approx(0.1)
    assert doubts.foreign_share([], [], 2) == 0.0


def test_foreign_share_is_never_below_zero():
    """커널의 눈금 탓에 0을 밑돈 것은 다른 세대의 것과 지워지고, 모두 더해도 밑돌면 0입니다."""
    assert doubts.foreign_share([-0.2, 0.4], [1.0, 1.0], 1) == pytest.approx(0.1)
    assert doubts.foreign_share([-0.2, 0.1], [1.0, 1.0], 1) == 0.0


def test_waiting_for_ones_own_threads_is_not_taken():
    """제 스레드 여덟이 코어 하나를 나누어 쓰면 오래 기다리지만, 그동안 그 코어는 제 일을 했습니다."""
    assert doubts.taken_share([(1.0, 1.0, 7.0)] * 5) == 0.0
    assert doubts.taken_share([(1.0, 0.99, 7.0)] * 5) == pytest.approx(0.01)


def test_taken_share_is_what_was_not_ones_own_work():
    """일하려던 때에 빼앗긴 만큼입니다. 스스로 기다린(IO) 시간은 빼앗긴 것이 아닙니다."""
    assert doubts.taken_share([(1.0, 0.7, 0.3)]) == pytest.approx(0.3)
    assert doubts.taken_share([(1.0, 0.1, 0.0)]) == 0.0
    # 쓴 시간을 세는 시계와 걸린 시간을 재는 시계는 조금 어긋납니다.
    assert doubts.taken_share([(1.0, 1.01, 0.02)]) == 0.0


def test_taken_share_is_the_median_of_samples():
    """한 표본이 오래 빼앗긴 것으로는 흔들리지 않습니다."""
    samples = [(1.0, 0.1, 0.9), (1.0, 0.9, 0.1), (1.0, 0.9, 0.1)]
    assert doubts.taken_share(samples) == pytest.approx(0.1)
    assert doubts.taken_share([]) == 0.0


def test_chapter_states_the_limits_in_force():
    """책에 적힌 한도는 지금 쓰는 한도입니다."""
    chapter = (Path(__file__).parents[3] / "docs" / "measuring.md").read_text(encoding="utf-8")
    stated = re.findall(r"^\| .+ \| (\d\S*)(?: %|배) \|$", chapter, re.MULTILINE)
    limits = [doubts.FOREIGN_LIMIT, doubts.TAKEN_LIMIT]
    assert stated == [f"{limit * 100:.0f}" for limit in limits]


def test_record_marks_what_a_busy_machine_did(make_record):
    """다른 프로그램이 코어를 많이 썼으면 모든 방법에 표시가 붙고, 이유는 한 번만 나옵니다.

    이 기계의 코어 여덟 가운데 넷만 허락되었습니다. 비율은 허락된 코어와 비교합니다.
    """
    walls = {"first": [[1.0, 1.01], [1.0, 0.99]], "second": [[0.5, 0.5], [0.5, 0.5]]}
    record = make_record(
        walls=walls,
        conditions=(Condition(generation=0, seconds=1.0, foreign_cpu_seconds=0.6),),
    )
    assert all("(불안정)" in row["방법"] for row in record.table())
    assert sum("다른 프로그램이" in reason for reason in record.reasons()) == 1
    assert "불안정: " in str(record)


def robbed(make_record, *, one_core, taken=0.2, cpu=1.0):
    """표본마다 걸린 시간의 `taken`만큼 코어를 기다린 기록입니다."""
    record = make_record()
    samples = tuple(
        dataclasses.replace(item, run_delay=taken * item.wall, cpu=(cpu - taken) * item.wall)
        for item in record.samples
    )
    planned = [{"name": name, "one_core": one_core} for name in ("slow", "fast")]
    design = {**record.design, "contenders": planned}
    return dataclasses.replace(record, samples=samples, design=design)


def test_core_taken_by_others_is_doubted_only_where_pinned(make_record):
    """묶인 코어를 빼앗긴 방법만 의심합니다. 여러 코어를 쓰는 방법이 기다린 것은 저희끼리의 일일 수 있습니다."""
    pinned = robbed(make_record, one_core=True)
    assert pinned.doubts("fast") == ("묶인 코어를 남에게 빼앗긴 시간이 걸린 시간의 20%",)
    assert robbed(make_record, one_core=False).doubts("fast") == ()
    # 기다린 시간만큼 CPU를 썼으면, 제 스레드끼리 나누어 쓴 것입니다.
    assert robbed(make_record, one_core=True, cpu=1.2).doubts("fast") == ()


def test_wide_interval_is_not_a_doubt(make_record):
    """구간이 넓은 것은 그만큼 모른다는 뜻이고, 누가 방해했다는 뜻이 아닙니다."""
    record = make_record({"slow": [[1.0], [2.0], [4.0]], "fast": [[1.0], [1.0], [1.0]]})
    assert record.speedup("fast").relative_width > 1
    assert record.reasons() == ()
