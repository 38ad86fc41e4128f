"""심을 잘못들이 예제에 맞고, 책의 주장이 성한 예제에서는 가만히 있다가 망가진 예제를 알아채는지 시험합니다.

서른여섯을 다 심어 보려면 몇 분이 걸리므로 여기서는 하나만 심습니다. 다 심는 것은 정확도를 재어 볼 때입니다.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from parabook.accuracy import faults
from parabook.accuracy.faults import FAULTS, Fault, PlantingError, caught, claims, claims_about

ROOT = Path(__file__).parents[3]
EXAMPLES, DOCS = ROOT / "examples", ROOT / "docs"
QUICK = next(fault for fault in FAULTS if fault.experiment == "plot_one_failure_meets_siblings")
"""부하와 상관없이 센 것만 말하고, 한두 초에 끝나는 실험."""

every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.experiment)


@every_fault
def test_fault_fits_its_example(fault: Fault) -> None:
    """바꿀 글은 예제에 꼭 한 번 나오고, 바꾼 예제도 파이썬이며, 그 실험을 두고 책이 하는 말이 있습니다."""
    text = (EXAMPLES / f"{fault.example}.py").read_text(encoding="utf-8")
    assert text.count(fault.old) == 1
    ast.parse(fault.planted_in(text))
    assert claims_about(fault.experiment, DOCS)
    assert fault.what


def test_faults_cover_every_topic() -> None:
    """잘못은 서른여섯이고, 스물다섯이 넘는 실험과 모든 주제에 심습니다."""
    topics = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    assert len(FAULTS) == 36
    assert len({fault.example for fault in FAULTS}) >= 25
    assert {fault.example.partition("/")[0] for fault in FAULTS} == topics


def test_claims_are_read_wherever_they_stand(tmp_path: Path) -> None:
    """목록 안에 들여 쓴 주장도 읽고, 남겨 둔 기록과 비교하는 것과 빌드해 놓은 것은 읽지 않습니다."""
    page = (
        "```{{claim}} plot_{0}.gil() == 1\n문장입니다.\n```\n\n"
        "- - ```{{claim}} plot_{0}.cores() > 1\n    문장입니다.\n    ```\n"
        "  - ```{{claim}} plot_{0}.cores() > 2\n    :kept: elsewhere\n    문장입니다.\n    ```\n"
    )
    (tmp_path / "chapter.md").write_text(page.format("x"), encoding="utf-8")
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "old.md").write_text(page.format("y"), encoding="utf-8")
    found = [condition.text for condition in claims(tmp_path)]
    assert found == ["plot_x.gil() == 1", "plot_x.cores() > 1"]


def test_every_claim_of_the_book_is_read() -> None:
    """책에 적힌 주장을 하나도 빠뜨리지 않습니다."""
    pages = [page for page in DOCS.rglob("*.md") if "_build" not in page.parts]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert len(claims(DOCS)) == text.count("```{claim}") - text.count(":kept:")


def test_whole_example_breaks_no_claim() -> None:
    """아무것도 바꾸지 않은 예제에서는 어긋나는 주장이 없습니다."""
    assert not caught(replace(QUICK, new=QUICK.old), EXAMPLES, DOCS)


def test_planted_fault_is_caught() -> None:
    """잘못을 심은 예제에서는 어긋나는 주장이 있습니다."""
    assert caught(QUICK, EXAMPLES, DOCS)


def test_refused_value_counts_as_caught(tmp_path: Path) -> None:
    """방법들이 다른 값을 돌려주어 재는 쪽이 받지 않은 것도 알아챈 것입니다."""
    fault = next(fault for fault in FAULTS if fault.experiment == "plot_lock_price")
    (found,) = faults.catchers(fault, EXAMPLES, tmp_path)
    assert "기준과 다른 값" in found


def test_example_that_dies_on_its_own_is_not_caught(tmp_path: Path) -> None:
    """재는 쪽이 한 말이 아니라 예제의 오류로 끝난 것은 알아챈 것이 아니라 잘못 심은 것입니다."""
    (tmp_path / "topic").mkdir()
    (tmp_path / "topic" / "plot_x.py").write_text("print('끝')\n", encoding="utf-8")
    fault = Fault("topic/plot_x", "print('끝')", "raise SystemExit('뜻밖')", "죽음")
    with pytest.raises(PlantingError, match="뜻밖"):
        caught(fault, tmp_path, DOCS)


def test_fault_without_its_place_is_refused() -> None:
    """바꿀 글이 없거나 여럿이면 심지 않습니다."""
    fault = Fault("topic/plot_x", "a", "b", "없음")
    with pytest.raises(PlantingError, match="0번"):
        fault.planted_in("c")
    with pytest.raises(PlantingError, match="2번"):
        fault.planted_in("aa")


def test_bar_counts_what_was_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """눈금과 비교하는 것은 알아챈 것의 수입니다."""
    missed = set(FAULTS[:3])
    monkeypatch.setattr(faults, "caught", lambda fault, *_: fault not in missed)
    ((bar, reached),) = faults.planted(EXAMPLES, DOCS)
    assert reached == 33
    assert bar.facts(reached)["kept"] == 0
