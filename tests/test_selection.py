"""바뀐 것이 건드리는 시험만 고르는 법이, 빠뜨리지도 모두 고르지도 않습니다."""

from pathlib import Path

import pytest

from .selection import ROOT, changed, touches

TESTS = ROOT / "tests"


@pytest.mark.parametrize(
    ("test", "file", "chosen"),
    [
        ("parabook/test_units.py", "src/parabook/units.py", True),
        ("parabook/test_units.py", "src/parabook/laws.py", False),
        ("parabook/test_units.py", "tests/parabook/test_units.py", True),
        ("parabook/test_units.py", "tests/conftest.py", True),
        # 건너서 부르는 것과, 부르지 않고 시작하는 것.
        ("parabook/record/test_schema.py", "src/parabook/units.py", True),
        ("parabook/experiment/test_questions.py", "src/parabook/launcher/rounds.py", True),
        ("parabook/server/test_running.py", "src/parabook/server/__main__.py", True),
        ("parabook/claims/test_conditions.py", "src/parabook/launcher/rounds.py", False),
        ("book/test_pages.py", "docs/glossary.md", True),
        ("parabook/test_units.py", "docs/glossary.md", False),
    ],
)
def test_test_is_chosen_when_something_it_uses_changed(test: str, file: str, *, chosen: bool):
    """시험이 건너 건너 쓰는 것이 바뀌었을 때에만 고릅니다."""
    assert touches(TESTS / test, {file}) is chosen


def test_example_is_run_when_it_or_the_instrument_changed():
    """예제를 돌리는 시험은 그 예제와 그것이 쓰는 도구만 봅니다."""
    test = TESTS / "test_examples.py"
    one, other = (
        ROOT / "examples" / name
        for name in ("threading/plot_lock_price.py", "threading/plot_thread_memory.py")
    )
    assert touches(test, {"examples/threading/plot_lock_price.py"}, one)
    assert not touches(test, {"examples/threading/plot_lock_price.py"}, other)
    assert touches(test, {"src/parabook/launcher/worker.py"}, one)
    assert not touches(test, {"src/parabook/book/gallery.py"}, one)


def test_unknown_revision_is_told():
    """git이 모르는 버전이면 그 이름을 적어 알립니다."""
    with pytest.raises(ValueError, match="git이 모르는 버전입니다: 없는-버전"):
        changed("없는-버전")


def test_changed_files_are_paths_in_the_repository():
    """바뀐 파일은 저장소의 폴더에서 본 경로입니다."""
    assert all(not Path(file).is_absolute() for file in changed("HEAD"))
