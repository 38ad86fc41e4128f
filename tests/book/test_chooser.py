"""고르는 도구: 파이썬과 같은 값을 내고, 누구나 쓸 수 있고, 틀린 칸에는 문장으로 답합니다."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from parabook.book.pages import chooser
from parabook.book.publishing import STATIC
from parabook.choice.programs import skeleton
from parabook.choice.ranking import CLOSE, METHODS, advise, choose, rank
from parabook.choice.workload import EXAMPLES, FIELDS, Costs, Work
from parabook.record.schema import Record

from .browser import SETTLED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from .edition import Edition

SKELETONS = [method.name for method in METHODS]
ERROR = (0.8, 1.5)


@pytest.fixture
def open_chooser(browser: Browser, book: Edition) -> Iterator[Callable[..., Page]]:
    """고르는 도구의 페이지를 엽니다. 시험이 끝나면 모두 닫습니다."""
    opened = []

    def start(fragment: str = "", **settings: Any) -> Page:
        context = browser.new_context(**settings)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{book.html.as_uri()}/comparison/chooser.html{fragment}")
        return page

    yield start
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def costs(book: Edition) -> Record:
    """이 책을 빌드하며 잰 값들의 기록입니다."""
    return Record.load(book.folder / "records" / f"{chooser.COSTS}.json")


def fill(page: Page, **values: object) -> None:
    """칸들을 채웁니다."""
    for name, value in values.items():
        page.locator(f"#chooser-{name}").fill(str(value))


def anything(draw: random.Random) -> dict[str, float]:
    """칸의 한도 안에서 아무렇게나 뽑은 일입니다. 단위는 칸의 것입니다."""
    work = {}
    for field in FIELDS:
        least = max(field.least, field.most / 1e9)
        value = least * (field.most / least) ** draw.random()
        if field.least == 0 and draw.random() < 0.2:
            value = 0.0
        work[field.name] = float(round(value)) if field.whole else value
    return work


def test_script_and_package_agree(browser: Browser, costs: Record) -> None:
    """아무 일이나 이백 가지에서, 방법마다의 워커와 시간과 메모리가 같습니다."""
    draw = random.Random(200)  # noqa: S311 - 암호가 아니라 아무 일이나 뽑습니다.
    found = Costs.of(costs)
    asked = [anything(draw) for _ in range(200)]
    works = [{field.name: work[field.name] * field.unit_size for field in FIELDS} for work in asked]
    data = {
        "methods": [{"name": m.name, **chooser.names_of(m)} for m in METHODS],
        "machine": {"value": found.as_json(), "error": ERROR},
        "close": CLOSE,
        "works": works,
    }
    page = browser.new_page()
    page.add_script_tag(content=chooser.formulas_script())
    page.add_script_tag(content=(STATIC / "chooser.js").read_text(encoding="utf-8"))
    answers = page.evaluate(
        """(data) => data.works.map((work) => {
            const ranked = parabookChooser.rank(data, data.machine, work);
            return {
                chosen: parabookChooser.choose(data, ranked).method.name,
                ranked: ranked.map((advice) => [
                    advice.method.name, advice.workers, String(advice.seconds), advice.bytes,
                    parabookChooser.interval(advice, data.machine).map(String),
                ]),
            };
        })""",
        data,
    )
    page.close()
    for given, answer in zip(works, answers, strict=True):
        work = Work(**{**given, "tasks": round(given["tasks"]), "cores": round(given["cores"])})
        assert answer["chosen"] == choose(rank(work, found)).method.name
        for name, workers, seconds, size, interval in answer["ranked"]:
            method = next(method for method in METHODS if method.name == name)
            expected = advise(method, work, found)
            assert workers == expected.workers
            took, *ends = (float(text.replace("Infinity", "inf")) for text in (seconds, *interval))
            assert took == pytest.approx(expected.seconds, rel=0.01)
            assert ends == pytest.approx(list(expected.interval(ERROR)), rel=0.01)
            assert size == pytest.approx(expected.size_bytes, rel=0.01)
        assert [one[0] for one in answer["ranked"]] == [
            one.method.name for one in rank(work, found)
        ]


def test_answer_names_the_chosen_method(open_chooser: Callable[..., Page], costs: Record) -> None:
    """칸을 채우면 첫째 방법, 이유, 표, 복사해 쓸 코드가 나옵니다."""
    page = open_chooser()
    # 기다림 스물은 스레드가 비동기에 뒤지지 않습니다. 그래서 코드를 덜 바꾸는 스레드입니다.
    fill(page, tasks="20", compute=0, wait="1,000", data=1, memory=8, cores=2)
    work = Work(20, 0.0, 1.0, 1000, 8e9, 2)
    first = choose(rank(work, Costs.of(costs)))
    answer = page.locator(".chooser-answer")
    assert answer.locator(".chooser-first").inner_text().startswith(first.method.label)
    assert first.method.name == "threads"
    assert "기다림의 합은" in answer.inner_text()
    assert answer.locator("tbody tr").count() == len(rank(work, Costs.of(costs)))
    shown = page.locator(".chooser-skeleton:visible")
    assert shown.count() == 1
    assert f"WORKERS = {first.workers}" in shown.inner_text()
    assert "NaN" not in page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("name", "text"),
    [("tasks", "-3"), ("tasks", ""), ("tasks", "2.5"), ("compute", "빨리"), ("wait", "1e99"),
     ("data", "NaN"), ("memory", "0"), ("cores", "9999999")],
)  # fmt: skip
def test_impossible_input_gets_a_sentence(
    open_chooser: Callable[..., Page], name: str, text: str
) -> None:
    """적을 수 없는 것을 적으면 그 칸 아래에 문장이 나오고, 계산은 나오지 않습니다."""
    page = open_chooser()
    fill(page, **{name: text})
    field = next(field for field in FIELDS if field.name == name)
    assert page.locator(f"#chooser-{name}-error").inner_text() == field.refusal()
    assert page.locator(f"#chooser-{name}").get_attribute("aria-invalid") == "true"
    assert page.locator(".chooser-answer table").count() == 0
    assert "NaN" not in page.locator(".chooser").inner_text()
    fill(page, **{name: f"{field.usual:g}"})
    assert page.locator(".chooser-answer table").count() == 1


def test_too_little_memory_is_told(open_chooser: Callable[..., Page], costs: Record) -> None:
    """메모리가 모자란 방법은 그렇다고 말하고, 하나도 들어가지 않으면 할 일을 말합니다."""
    page = open_chooser()
    known = Costs.of(costs)
    for_one = (known.base_bytes + known.process_bytes) / 1e9
    fill(page, tasks=1000, compute=500, wait=0, data=0, memory=f"{for_one:.4f}")
    assert "프로세스는 메모리가 모자랍니다." in page.locator(".chooser-answer").inner_text()
    fill(page, data=100_000)
    assert "어느 방법으로도 메모리가 모자랍니다" in page.locator(".chooser-answer").inner_text()


def test_keyboard_is_enough(open_chooser: Callable[..., Page]) -> None:
    """마우스 없이 보기를 고르고 칸을 고칩니다."""
    page = open_chooser()
    page.locator(".chooser-preset").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#chooser-tasks").input_value() == "1000"
    for _ in range(page.locator(".chooser-preset").count()):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "chooser-tasks"
    page.keyboard.press("Control+A")
    page.keyboard.type("7")
    assert page.locator(".chooser-answer table").count() == 1
    assert "tasks=7" in page.url


def test_address_carries_the_work(open_chooser: Callable[..., Page], costs: Record) -> None:
    """주소를 나누면 같은 일이 채워집니다."""
    page = open_chooser("#tasks=40&compute=500&wait=0&data=10")
    assert page.locator("#chooser-compute").input_value() == "500"
    work = Work(40, 0.5, 0.0, 10_000, 4e9, costs.machine.usable_cores)
    first = choose(rank(work, Costs.of(costs))).method.label
    assert page.locator(".chooser-first").inner_text().startswith(first)


def test_buttons_fill_works_of_tested_size(
    open_chooser: Callable[..., Page], book: Edition
) -> None:
    """시험해 본 단추의 일에는 크기를 벗어났다는 말이 없고, 그보다 훨씬 큰 일에는 있습니다."""
    page = open_chooser()
    usual = Record.load(book.folder / "records" / f"{chooser.USUAL}.json")
    seen = {work["label"] for work in usual.design["contenders"][0]["arguments"][0]}
    assert seen
    assert [one.inner_text() for one in page.locator(".chooser-preset").all()] == [
        example.label for example in EXAMPLES
    ]
    for label in seen:
        page.locator(".chooser-preset", has_text=label).click()
        assert "시험해 본 크기를 벗어난" not in page.locator(".chooser-answer").inner_text()
        assert page.locator(".chooser-untested").count() == 0
    fill(page, tasks=1_000_000, compute=50)
    assert "시험해 본 크기를 벗어난" in page.locator(".chooser-answer").inner_text()
    assert page.locator(".chooser-untested").count() == 1


def test_page_is_whole_without_scripts(open_chooser: Callable[..., Page]) -> None:
    """자바스크립트가 없으면 지도와 방법마다의 코드가 남습니다."""
    page = open_chooser(java_script_enabled=False)
    assert page.locator(".chooser:visible").count() == 0
    assert page.locator(".chooser-skeleton:visible").count() == len(METHODS)
    assert page.locator("img.parabook-chart").count() >= 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_chooser_is_accessible(open_chooser: Callable[..., Page], scheme: str, width: int) -> None:
    """틀린 칸과 답이 함께 있어도 axe가 찾는 것이 없고, 좁은 화면에서도 넘치지 않습니다."""
    page = open_chooser(color_scheme=scheme, viewport={"width": width, "height": 800})
    for tasks in ("1000", "-1"):
        fill(page, tasks=tasks)
        page.wait_for_function(SETTLED)
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", SKELETONS)
def test_skeleton_runs(name: str, tmp_path: Path) -> None:
    """복사해 쓸 코드는 그대로 돌아갑니다."""
    file = tmp_path / f"{name}.py"
    file.write_text(skeleton(name), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, file], capture_output=True, text=True, timeout=60, check=True
    )
    assert int(done.stdout) == sum(number * number for number in range(100))
