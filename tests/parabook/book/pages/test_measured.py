"""문장 속의 숫자는 기록에서 오고, 말할 수 없는 것은 말할 수 없다고 적힙니다.

여기의 실험은 재지 않습니다. 미리 만들어 둔 기록을 갤러리가 도는 동안 제자리에 복사합니다.
"""

import pytest
from bs4 import BeautifulSoup

from parabook.wire.samples import Latencies

EXAMPLE = '''\
"""
실험 {name}
==================================================================

작은 실험입니다.
"""

import os
import shutil
from pathlib import Path

records = Path(os.environ["PARABOOK_RECORDS"])
shutil.copy(records.parents[2] / "prepared" / "{name}.json", records)
'''

LATE = {"budget": "quick", "generations": 4, "interval_seconds": 0.01, "arrivals": 5, "threads": 1}

INDEX = """\
넉넉히 쟀으면 {measured}`plot_known.speedup(fast)`이고, 기준보다 {measured}`plot_known.gain(fast)`.

세대가 둘이면 {measured}`plot_few.speedup(fast)`이고, 기준보다 {measured}`plot_few.gain(fast)`.
시간은 {measured}`plot_few.time(fast)`입니다.

도착이 적으면 {measured}`plot_late.tail(fast, 99)`, 그래도 {measured}`plot_late.tail(fast, 100)`입니다.
"""


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory, mini_book_at, make_record):
    """넉넉한 기록과, 세대가 둘뿐인 기록과, 도착이 스무 번뿐인 기록을 실은 책입니다."""
    late = tuple(
        Latencies(contender=name, generation=generation, seconds=(0.001,) * 5)
        for name in ("slow", "fast")
        for generation in range(4)
    )
    records = {
        "plot_known": {},
        "plot_few": {"walls": {"slow": [[0.6] * 9] * 2, "fast": [[0.2] * 9] * 2}},
        "plot_late": {"samples": (), "latencies": late, "purpose": "latency", "design": LATE},
    }
    book = mini_book_at(tmp_path_factory.mktemp("measured"), {}, INDEX)
    for name, changes in records.items():
        make_record(**changes, experiment=name).save(book.folder / "prepared")
        book.write(f"examples/topic/{name}.py", EXAMPLE.format(name=name))
    (book.folder / "docs/_build/records").mkdir(parents=True)
    return book.build("-W", "--keep-going")


def paragraphs(built) -> list[str]:
    """첫 페이지의 문단들입니다."""
    article = BeautifulSoup(built.page("index"), "html.parser").article
    return [" ".join(item.get_text().split()) for item in article.find_all("p")]


def test_too_few_samples_are_said_without_a_warning(built):
    """짧게 재어 말할 수 없는 값이 있어도 책은 경고 없이 빌드되고, 문장이 이어지는 말이 들어갑니다."""
    assert built.code == 0, built.output
    known, few, late = paragraphs(built)[1:4]
    assert known == "넉넉히 쟀으면 3.0배이고, 기준보다 3.0배 빠릅니다."
    assert few == (
        "세대가 둘이면 (표본이 모자라 말하지 않음)이고, 기준보다 빠르거나 느리다고 말할 수 없습니다. "
        "시간은 200 ms입니다."
    )
    assert late == "도착이 적으면 (표본이 모자라 말하지 않음), 그래도 1.0 ms입니다."


def test_why_it_cannot_be_said_is_explained(built):
    """말하지 않은 자리에는 얼마나 모자란지 설명이 달리고, 말한 자리에는 잰 자리가 달립니다."""
    found = BeautifulSoup(built.page("index"), "html.parser").article.find_all("abbr")
    titles = [item["title"] for item in found]
    assert titles[0].startswith("새로 시작하기 3번, 짝지은 표본 12쌍, 95 % 구간 3.0–3.0배")
    assert (
        titles[2] == titles[3] == ("세대가 2개뿐이라 구간을 말할 수 없습니다. 3개는 있어야 합니다.")
    )
    assert titles[5] == "도착이 20번뿐이라 지연의 p99를 말할 수 없습니다. 1,000번은 있어야 합니다."
