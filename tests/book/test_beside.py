"""읽는 사람이 놓은 기록: 브라우저 안에서 계산한 것이 이 책의 수와 같고, 아무것도 보내지 않습니다."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from .browser import PHONE, new_context

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from .edition import Edition

FILE = "#parabook-own-file"
STATUS = ".parabook-own [role=status]"
ROWS = """[...document.querySelectorAll(".parabook-own tbody tr")]
  .map((row) => [...row.cells].map((cell) => cell.textContent))"""
DROP = """(text) => {
  const data = new DataTransfer();
  data.items.add(new File([text], "mine.json"));
  const tell = (name) => document.body.dispatchEvent(
    new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
  tell("dragover");
  const marked = document.querySelector(".parabook-own").hasAttribute("data-over");
  tell("drop");
  return marked;
}"""


@pytest.fixture(scope="module", name="page")
def _page(browser: Browser) -> Iterator[Page]:
    """전화기 폭의 페이지. 폴더에서 바로 엽니다."""
    with new_context(browser, viewport=PHONE) as context:
        yield context.new_page()


def every(book: Edition) -> dict[str, dict[str, Any]]:
    """책이 나누어 주는 기록들입니다."""
    files = sorted((book.html / "records").glob("plot_*.json"))
    records = (json.loads(file.read_text(encoding="utf-8")) for file in files
               if not file.name.endswith(".pyperf.json"))  # fmt: skip
    return {record["experiment"]: record for record in records}


def open_page(page: Page, book: Edition, name: str) -> None:
    """실험의 페이지를 열고, 늦게 받는 스크립트까지 기다립니다."""
    (found,) = (book.html / "auto_examples").rglob(f"{name}.html")
    page.goto(found.as_uri())
    page.wait_for_selector(FILE)


def put(page: Page, file: Path) -> str:
    """파일을 고르고, 나온 말을 돌려줍니다."""
    page.evaluate(f"document.querySelector({STATUS!r}).textContent = ''")
    page.set_input_files(FILE, file)
    page.wait_for_function(f"document.querySelector({STATUS!r}).textContent")
    return page.inner_text(STATUS)


@pytest.mark.parametrize("purpose", ["time", "latency", "observation"])
def test_own_numbers_are_found_again(page: Page, book: Edition, purpose: str):
    """이 책의 기록을 놓으면 두 열이 같습니다. 브라우저의 계산이 책의 계산과 같다는 뜻입니다."""
    records = {name: one for name, one in every(book).items() if one["purpose"] == purpose}
    assert records
    for name in [*records][:: 1 if purpose == "latency" else 5]:
        if not list((book.html / "auto_examples").rglob(f"{name}.html")):
            continue  # 한 예제에서 둘째로 잰 기록입니다.
        open_page(page, book, name)
        said = put(page, book.html / "records" / f"{name}.json")
        assert "나란히 놓았습니다" in said
        rows = page.evaluate(ROWS)
        assert len(rows) == len(records[name]["contenders"])
        for label, theirs, mine in rows:
            assert theirs == mine, (name, label)
            assert theirs


def test_dropped_file_is_read_and_nothing_is_sent(page: Page, book: Edition):
    """끌어다 놓는 동안 자리를 보이고, 놓으면 읽습니다. 그동안 아무 요청도 나가지 않습니다."""
    name, record = next(pair for pair in every(book).items() if pair[1]["purpose"] == "time")
    open_page(page, book, name)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for sample in record["samples"]:
        sample["wall"] *= 2
    assert page.evaluate(DROP, json.dumps(record)) is True
    page.wait_for_function(f"document.querySelector({STATUS!r}).textContent")
    rows = page.evaluate(ROWS)
    assert rows[0][1] != rows[0][2]
    assert not page.locator(".parabook-own[data-over]").count()
    assert asked == []


def test_unusable_file_is_answered_in_one_sentence(page: Page, book: Edition, tmp_path: Path):
    """기록이 아닌 것, 다른 버전, 다른 실험, 손댄 것에는 파일의 이름과 이유를 한 문장으로 말합니다."""
    records = every(book)
    name, record = next(pair for pair in records.items() if pair[1]["purpose"] == "time")
    other = next(one for one in records if one != name)
    open_page(page, book, name)
    bad = {
        "글": ("이 책의 도구가 남긴 기록(JSON)이 아닙니다", "글입니다"),
        "목록": ("이 책의 도구가 남긴 기록(JSON)이 아닙니다", "[]"),
        "옛것": ("기록의 버전이 1이고", json.dumps(record | {"schema": 1})),
        "남": (f"실험 {other}의 기록입니다", json.dumps(records[other])),
        "손댄": ("어긋나 있습니다", json.dumps(record | {"samples": None})),
    }
    for file, (said, text) in bad.items():
        path = tmp_path / f"{file}.json"
        path.write_text(text, encoding="utf-8")
        told = put(page, path)
        assert told.startswith(f"{file}.json: "), told
        assert said in told
        assert page.evaluate(ROWS) == []


def test_names_in_a_record_are_only_text(page: Page, book: Edition, tmp_path: Path):
    """기록에 적힌 이름은 글일 뿐입니다."""
    name, record = next(pair for pair in every(book).items() if pair[1]["purpose"] == "time")
    open_page(page, book, name)
    bad = "<img src=x onerror='window.bad = true'>"
    record["contenders"] = [
        one | {"name": bad + one["name"], "label": bad} for one in record["contenders"]
    ]
    for sample in record["samples"]:
        sample["contender"] = bad + sample["contender"]
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    put(page, path)
    assert any(bad in label for label, *_ in page.evaluate(ROWS))
    assert page.evaluate("window.bad") is None


def test_keyboard_reaches_the_file(page: Page, book: Edition):
    """탭으로 파일을 고르는 단추에 갈 수 있고, 이름이 있습니다."""
    open_page(page, book, next(iter(every(book))))
    page.locator(".parabook-downloads a").last.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == FILE[1:]
    assert page.get_by_label("기록(JSON) 고르기").count() == 1


def test_without_scripts_nothing_dead_is_shown(browser: Browser, book: Edition):
    """스크립트가 없으면 쓸 수 없는 자리를 보이지 않습니다."""
    name = next(iter(every(book)))
    (found,) = (book.html / "auto_examples").rglob(f"{name}.html")
    with new_context(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(found.as_uri())
        assert page.locator(".parabook-own").count() == 1
        assert not page.locator(".parabook-own").is_visible()


def test_line_measures_the_readers_function(page: Page, book: Edition):
    """페이지의 끝에 제 함수를 재는 한 줄이 있고, 휠은 지금 열린 곳의 주소입니다."""
    command = {"time": "compare", "latency": "latency", "observation": "observe"}
    records = every(book)
    for purpose, word in command.items():
        name = next(name for name, record in records.items() if record["purpose"] == purpose)
        open_page(page, book, name)
        lines = page.locator(".parabook-run-line").all_inner_texts()
        own = [line for line in lines if "mine.py" in line]
        assert len(own) == 2
        for line in own:
            assert f"parabook {word} mine.py:" in line
            assert (book.html / "downloads").as_posix() in line
