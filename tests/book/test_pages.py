"""빌드한 책의 페이지: 싣기로 한 것이 실려 있고, 있어서는 안 될 것이 없습니다."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont

from parabook.book import vocabulary
from parabook.book.pages.tables import upright
from parabook.choice.ranking import METHODS
from parabook.record.schema import Record
from sphinx_korean.checks import leftover_english, stray_markup
from sphinx_korean.checks.visible import visible

from .edition import BUDGET, EXAMPLES, MEASURED, ROOT
from .links import addresses_in_css, is_inside, is_outside, loaded, resolve

if TYPE_CHECKING:
    from bs4 import Tag

    from .edition import Edition

each_experiment = pytest.mark.parametrize("name", sorted(EXAMPLES))

HANGUL = re.compile(r"[가-힣]")
DIRECTIVE = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{experiment\} (?P<name>\w+)\n(?P<body>.*?)^(?P=fence)",
    re.MULTILINE | re.DOTALL,
)
SHOW = re.compile(r"^:show: (.+)$", re.MULTILINE)


def words_of(element: Tag) -> str:
    """읽는 글을, 빈칸을 하나로 줄여 돌려줍니다."""
    return " ".join(element.get_text().split())


def names_defined_in(code: str) -> set[str]:
    """코드의 맨 바깥에서 정하는 이름들을 돌려줍니다."""
    names = set()
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        else:
            names |= {item.id for item in ast.walk(node) if isinstance(item, ast.Name)}
    return names


# 장


def test_chapters_show_code_that_is_literally_in_the_example(book: Edition):
    """장에 보이는 코드는 noqa만 빼면 예제에 적힌 그대로이고, 보이기로 한 이름이 모두 들어 있습니다."""
    checked = 0
    for page, source in book.chapters.items():
        shown = book.pages[page].select(".experiment, .experiment-picture")
        asked = list(DIRECTIVE.finditer(source))
        assert len(shown) == len(asked), page
        for block, directive in zip(shown, asked, strict=True):
            if not (names := SHOW.search(directive["body"])):
                continue
            code = block.select_one(".highlight-python pre").get_text()
            written = book.examples[directive["name"]].read_text("utf-8")
            example = re.sub(
                r"  # noqa: [A-Z0-9,]+( - )?", lambda it: "  # " * bool(it[1]), written
            )
            lines = example.splitlines()
            for piece in re.split(r"\n{3,}", code.strip("\n")):
                # 떨어져 있던 상수들은 한데 모아 보이므로 줄마다 봅니다.
                assert piece in example or all(line in lines for line in piece.splitlines())
            assert set(re.split(r"[,\s]+", names[1].strip())) <= names_defined_in(code), page
            checked += 1
    assert checked


def test_every_measured_number_carries_its_explanation(book: Edition):
    """문장 속의 잰 값은 저마다 어떻게 잰 것인지를 달고, 그 실험의 페이지로 이어집니다."""
    checked = 0
    for page, source in book.chapters.items():
        asked = [found["experiment"] for found in MEASURED.finditer(source)]
        shown = book.pages[page].select("abbr.measured")
        assert len(shown) == len(asked), page
        for number, experiment in zip(shown, asked, strict=True):
            assert HANGUL.search(number.get("title", "")), f"{page}: {number}"
            link = number.find_parent("a")
            assert link is not None, f"{page}: {number}"
            target = resolve(book.html, page, link["href"])
            assert target.path == book.html / book.page_of(experiment)
            checked += 1
    assert checked


def test_charts_of_chapters_say_what_they_show(book: Edition):
    """장에 실린 차트는, 그 실험의 페이지에서처럼 보이는 것을 글로도 말합니다."""
    charts = [
        (where, image)
        for where in book.chapters
        for image in book.pages[where].select("article img.parabook-chart:not(.only-dark)")
    ]
    assert len(charts) > len(book.examples) / 2
    assert [
        (where, image["src"]) for where, image in charts if not HANGUL.search(image["alt"])
    ] == []


@each_experiment
def test_every_experiment_is_reachable_from_a_chapter(book: Edition, name: str):
    """실험의 페이지는 갤러리를 거치지 않고도 어느 장에서 갈 수 있습니다."""
    target = book.html / book.page_of(name)
    assert [
        page
        for page in book.chapters
        for link in book.pages[page].select("article a[href]")
        if resolve(book.html, page, link["href"]).path == target
    ]


# 실험의 페이지


@each_experiment
def test_experiment_page_shows_its_table(book: Edition, name: str):
    """실험의 페이지에는 기록에서 나온 표가 방법마다 한 줄씩 있습니다. 옆으로 긴 표는 세워져 있습니다."""
    table = book.pages[book.page_of(name)].select_one("table.parabook-table")
    headings = [words_of(cell) for cell in table.select("thead th")]
    rows = [
        dict(zip(headings, map(words_of, row.select("td, th")), strict=True))
        for row in table.select("tbody tr")
    ]
    assert rows == upright(book.published_record(name).table())


@each_experiment
def test_experiment_page_shows_its_chart_for_light_and_dark(book: Edition, name: str):
    """그림은 밝은 것과 어두운 것이 짝이고, 무엇이 그려져 있는지 한국어로 적혀 있습니다."""
    where = book.page_of(name)
    light, dark, every = (
        book.pages[where].select(f"img.parabook-chart{kind}")
        for kind in (".only-light", ".only-dark", "")
    )
    record = book.published_record(name)
    if not every:  # 0과 1만 센 것은 표가 말합니다.
        facts = record.design["facts"]
        assert any(
            all(set(record.counts(one.name, fact)) <= {0, 1} for one in record.contenders)
            for fact in facts
        )
        return
    assert len(light) == len(dark)
    assert len(light) + len(dark) == len(every)
    # 한 실험에서 여러 번 재었으면 그 가운데 하나를, 남겨 둔 기록이 있으면 그것도 그립니다.
    places = ((book.folder / "records"), (book.folder / "docs" / "records"))
    records = [Record.load(path) for place in places for path in place.rglob(f"{name}*.json")]
    for pair in zip(light, dark, strict=True):
        files = [resolve(book.html, where, image["src"]).path.read_bytes() for image in pair]
        assert files[0] != files[1]
        for image in pair:
            # 지도는 경쟁 방법이 아니라 방법마다 차지한 넓이를 적습니다.
            drawn = [METHODS] if "넓이" in image["alt"] else [one.contenders for one in records]
            assert any(all(one.label in image["alt"] for one in labels) for labels in drawn)
            assert HANGUL.search(image["alt"])


@each_experiment
def test_experiment_page_says_where_and_how_it_was_measured(book: Edition, name: str):
    """잰 기계와 파이썬, 시작 방식, 때, 예산이 실험의 페이지에 적혀 있습니다."""
    record = book.published_record(name)
    words = words_of(book.pages[book.page_of(name)].article)
    assert record.machine.sentence in words
    assert record.machine.start_method in words
    assert record.created[:10] in words
    assert BUDGET in words


# 모든 페이지


def test_every_page_is_korean(book: Edition):
    """페이지마다 언어가 한국어로 적혀 있습니다."""
    assert {name: page.html["lang"] for name, page in book.pages.items()} == dict.fromkeys(
        book.pages, "ko"
    )


def test_titles_are_unique(book: Edition):
    """두 페이지의 제목이 같으면 탭과 검색 결과와 책갈피에서 가릴 수 없습니다."""
    titles = Counter(words_of(page.title) for page in book.pages.values())
    assert {title: count for title, count in titles.items() if count > 1} == {}


def test_every_page_has_one_heading_above_the_others(book: Edition):
    """페이지마다 맨 위 제목이 하나이고, 제목의 단계를 건너뛰지 않습니다."""
    for name, page in book.pages.items():
        levels = [int(item.name[1]) for item in page.main.select(":is(h1, h2, h3, h4, h5, h6)")]
        assert len(page.select("h1")) == levels.count(1) == 1, name
        assert all(below <= above + 1 for above, below in pairwise(levels)), name


def test_no_english_is_left(book: Edition):
    """테마와 갤러리와 도구가 남긴 영어가 어느 쪽에도 없습니다."""
    found = {name: leftover_english(text) for name, text in book.texts.items()}
    assert {name: words for name, words in found.items() if words} == {}


def test_no_markup_is_left_unread(book: Edition):
    """풀리지 않은 별표, 역따옴표, 빗금이 읽는 글과 풍선 도움말에 남아 있지 않습니다."""
    found = {name: stray_markup(text) for name, text in book.texts.items()}
    for name, text in book.texts.items():
        page = visible(text)
        found[name] += [block for block in page.blocks + page.attributes if "\\ " in block]
    assert {name: pieces for name, pieces in found.items() if pieces} == {}


def test_no_path_of_the_building_machine_is_left(book: Edition):
    """빌드한 기계의 폴더 이름이 사이트의 어느 파일에도 없습니다."""
    folders = {book.workshop, ROOT, Path.home(), Path(sys.prefix), Path(sys.base_prefix)}
    # 컨테이너에서는 홈이 '/'이기도 합니다.
    telling = [f"{folder}/".encode() for folder in folders if len(folder.parts) > 1]
    assert [
        f"{path.relative_to(book.html)}: {folder.decode()}"
        for path in book.html.rglob("*")
        if path.is_file()
        for folder in telling
        if folder in path.read_bytes()
    ] == []


def test_nothing_is_loaded_from_another_host(book: Edition):
    """페이지와 스타일이 스스로 받는 것 가운데 다른 호스트의 것이 없습니다."""
    found = [
        f"{name}: {address}"
        for name, page in book.pages.items()
        for address in loaded(page)
        if is_outside(address)
    ]
    found += [
        f"{path.name}: {address}"
        for path in book.html.rglob("*.css")
        for address in addresses_in_css(path.read_text("utf-8"))
        if is_outside(address)
    ]
    assert found == []


def test_every_link_and_image_leads_somewhere(book: Edition):
    """사이트 안을 가리키는 링크와 그림은 모두 있는 파일, 있는 자리로 이어집니다."""
    places = {
        (book.html / name).resolve(): {
            *(element["id"] for element in page.select("[id]")),
            *(element["name"] for element in page.select("a[name]")),
        }
        for name, page in book.pages.items()
    }
    broken = []
    for name, page in book.pages.items():
        links = [element["href"] for element in page.select("a[href]")]
        for address in {*links, *loaded(page)}:
            if not is_inside(address) or address == "#":
                continue
            target = resolve(book.html, name, address)
            known = {"", *places.get(target.path, ())}
            # 폴더로 이어지는 링크는 파일로 열었을 때 목록만 보입니다.
            if not target.path.is_file() or target.fragment not in known:
                broken.append(f"{name}: {address}")
    assert broken == []


def test_there_are_no_notebooks(book: Edition):
    """이 책의 주제는 노트북에서 깨지므로, 노트북을 나누어 주지도 권하지도 않습니다."""
    assert not list(book.html.rglob("*.ipynb"))
    assert [
        name
        for name, page in book.pages.items()
        if page.select('a[href*=".ipynb"], a[href*="mybinder"], a[href*="colab"]')
    ] == []


# 사이트


def test_front_page_shows_a_figure_and_three_doors(book: Edition):
    """첫 페이지에는 이번에 빌드한 그림 하나와 세 문이 있습니다."""
    front = book.pages["index.html"].article
    doors = [words_of(title) for title in front.select(".parabook-doors .sd-card-title")]
    assert doors == [
        "처음 배우는 사람",
        "지금 느린 프로그램이 있는 사람",
        "지금 멈춘 프로그램이 있는 사람",
    ]
    assert len(front.select("img.parabook-chart.only-light")) == 1


def test_pages_with_measured_numbers_say_where_and_when(book: Edition):
    """잰 값이 있는 페이지에는 잰 기계와 파이썬과 날을 적은 한 줄이 있고, 없는 페이지에는 없습니다."""
    record = book.published_record(next(iter(EXAMPLES)))
    for name, page in book.pages.items():
        measured = page.select("abbr.measured, .parabook-chart, .claim-figures, .parabook-table")
        lines = [words_of(line) for line in page.select(".parabook-provenance")]
        assert len(lines) == bool(measured), name
        for line in lines:
            year, month, day = map(int, record.created[:10].split("-"))
            assert record.machine.cpu in line
            assert record.machine.python in line
            assert f"{year}년 {month}월 {day}일" in line


@each_experiment
def test_experiment_page_folds_imports_and_drawing_only(book: Edition, name: str):
    """불러오기와 그리는 토막은 접히고, 재는 함수와 상수는 펼쳐져 있습니다. 코드는 한 줄도 없어지지 않습니다."""
    article = book.pages[book.page_of(name)].article
    shown, hidden = [], []
    for block in article.select(".highlight-python pre, .highlight-Python pre"):
        inside = block.find_parent("details")
        (hidden if inside else shown).append(block.get_text())
    source = book.examples[name].read_text("utf-8")
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert ast.get_source_segment(source, node) in "\n\n\n".join(shown)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            assert ast.get_source_segment(source, node) in "\n".join(hidden)
    assert all(not re.search(r"^(async )?def ", code, re.MULTILINE) for code in hidden)
    assert any("draw(" in code for code in hidden)


def test_thumbnails_come_in_pairs(book: Edition):
    """갤러리의 작은 그림도 밝은 것과 어두운 것이 짝입니다."""
    found = 0
    for name, page in book.pages.items():
        cards = page.select(".sphx-glr-thumbcontainer")
        for card in cards:
            kinds = [
                kind
                for image in card.select("img")
                for kind in image["class"]
                if kind.startswith("only-")
            ]
            assert kinds == ["only-light", "only-dark"], name
        found += len(cards)
    assert found >= len(EXAMPLES)


def test_every_page_introduces_itself(book: Edition):
    """페이지마다 설명이 하나 있고, 미리 보기의 제목과 설명이 있습니다."""
    for name, page in book.pages.items():
        [described] = page.select('meta[name="description"]')
        assert HANGUL.search(described["content"]), name
        told = {tag["property"]: tag["content"] for tag in page.select('meta[property^="og:"]')}
        assert told["og:description"] == described["content"]
        assert told["og:title"] in words_of(page.h1) or name in {
            "search.html",
            "index.html",
            "404.html",
        }, name
        assert told["og:locale"] == "ko_KR"


def test_every_claim_and_measured_number_has_an_address(book: Edition):
    """주장한 문장마다, 잰 값이 있는 문장마다 그리로 바로 갈 주소가 있습니다."""
    checked = 0
    for name in book.chapters:
        article = book.pages[name].article
        claims = article.select(":is(p, td) .claim[class*=claim-]")
        for claim in claims:
            link = claim.select_one(".claim-address")
            assert link["href"] == f"#{claim['id']}", name
        addressed = {number["title"] for number in article.select("abbr.measured[id]")}
        assert {number["title"] for number in article.select("abbr.measured")} == addressed, name
        checked += len(claims)
    assert checked


def test_every_page_is_also_markdown_without_markup_of_ours(book: Edition):
    """페이지마다 곁에 Markdown이 있고, 원본의 역할도 HTML의 꼬리표도 글에 남지 않습니다."""
    left = {}
    for name, page in book.pages.items():
        if name in {"search.html", "404.html"}:
            continue
        [link] = page.select('link[type="text/markdown"]')
        words = (book.html / name).parent.joinpath(link["href"]).read_text("utf-8")
        prose = re.sub(r"^```.*?^```$|`[^`\n]*`", "", words, flags=re.MULTILINE | re.DOTALL)
        if found := re.findall(r"\{\w+\}|</?(?:span|div|details|button|abbr)\b", prose):
            left[name] = found
        for address in re.findall(r"\]\(([^)\s]+)\)", prose):
            if is_inside(address):
                assert resolve(book.html, name, address).path.is_file(), f"{name}: {address}"
    assert left == {}


def test_foot_tells_the_version_and_the_date(book: Edition):
    """페이지의 꼬리에 버전과 빌드한 날이 있습니다."""
    for name, page in book.pages.items():
        words = words_of(page.select_one("footer .parabook-edition"))
        assert re.match(r"0\.\d+ 버전 · 20\d\d년 \d\d월 \d\d일에 빌드함", words), (name, words)


def test_missing_page_leads_home(book: Edition):
    """없는 주소를 열면 나오는 페이지가 있고, 거기서 첫 페이지와 검색으로 갈 수 있습니다."""
    links = [link["href"] for link in book.pages["404.html"].article.select("a[href]")]
    assert links == ["index.html", "search.html"]


def test_edit_link_is_off_without_a_repository(book: Edition):
    """저장소의 주소를 정하지 않으면 고치는 링크가 없습니다."""
    assert not any(page.select(".parabook-edit") for page in book.pages.values())


def test_web_font_holds_every_hangul_of_the_book(book: Edition):
    """사이트가 나누어 주는 글꼴에는 책에 나온 한글이 빠짐없이 들어 있습니다."""
    used = {ord(letter) for text in book.texts.values() for letter in HANGUL.findall(text)}
    with TTFont(book.html / "_static/fonts/sans.woff2") as font:
        assert used <= set(font.getBestCmap())


TERM = re.compile(r"\*\*(?P<korean>[^*`]+)\*\*\((?P<english>[A-Za-z][^)]*)\)")


def test_glossary_shows_the_table_of_words(book: Edition):
    """용어집에는 표의 용어가 모두, 영어와 다른 이름과 설명하는 페이지와 함께 있습니다."""
    page = book.pages["glossary.html"]
    # 따옴표는 Sphinx가 둥글게 바꿉니다.
    shown = {
        words_of(term).removesuffix("#").replace("’", "'"): term
        for term in page.select("dl.glossary dt")
    }
    terms = vocabulary.read(ROOT / "docs" / vocabulary.TABLE).terms
    assert len(terms) > 50
    assert set(shown) == {f"{term.word}({term.english})" for term in terms}
    for term in terms:
        told = shown[f"{term.word}({term.english})"].find_next_sibling("dd")
        for name in term.also:
            assert name.strip("`") in words_of(told)
        target = resolve(book.html, "glossary.html", told.select("a")[-1]["href"])
        assert target.path == book.html / f"{term.page}.html"


def test_terms_lead_to_the_glossary(book: Edition):
    """장에서 영어와 함께 굵게 적은 용어는 모두 용어집에 있고, 그 자리가 용어집으로 이어집니다."""
    checked = 0
    for name, source in book.chapters.items():
        links = {
            words_of(link): link["href"] for link in book.pages[name].select("a.parabook-term")
        }
        for term in {found["korean"] for found in TERM.finditer(source)}:
            assert term in links, f"{name}: '{term}'을 docs/glossary.toml에 더하십시오."
            assert resolve(book.html, name, links[term]).path == book.html / "glossary.html"
            checked += 1
        assert len(links) == len(book.pages[name].select("a.parabook-term")), f"{name}: 처음 것만"
    assert checked


def test_ways_tell_how_long_they_take(book: Edition):
    """길의 정거장마다 시간이 있고, 길의 시간은 그 합이며, 첫 페이지도 같은 시간을 말합니다."""
    front = words_of(book.pages["index.html"].article)
    for name in ("paths/first", "paths/slow", "paths/stuck"):
        page = book.pages[f"{name}.html"].article
        times = [words_of(time) for time in page.select(".parabook-stops .parabook-minutes")]
        minutes = [int(found[1]) for time in times if (found := re.fullmatch(r"약 (\d+)분", time))]
        assert len(minutes) == len(times) == len(page.select(".parabook-stops > li"))
        hours, rest = divmod(sum(minutes), 60)
        told = " ".join([f"{hours}시간"] * bool(hours) + [f"{rest}분"] * bool(rest))
        assert f"모두 읽으면 약 {told}입니다." in words_of(page)
        if name != "paths/stuck":
            assert f"약 {told}" in front
