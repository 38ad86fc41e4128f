"""한글 제목의 앵커."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx.util.inventory import InventoryFile

from sphinx_korean.anchors import anchor, unique

from .search_evaluation import read_index

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Site

INDEX = """\
# 책의 첫 장

```{toctree}
rest
둘째
lab/index
```

## 프로세스와 스레드

글입니다.

## `asyncio.run()`과 **락(GIL)**

글입니다.

## 개요

글입니다.

## 개요

글입니다.

### 개요

글입니다.

(붙인-라벨)=
## 라벨이 붙은 제목

글입니다.

(english-label)=
## 영어 라벨이 붙은 제목

글입니다.

{#attribute-id}
## 속성으로 정한 제목

글입니다.

## English heading

글입니다.

## 10.4.1 번호가 붙은 제목

글입니다.

## 3가지 방법

글입니다.

## 가는 곳

- {ref}`붙인-라벨`
- {ref}`english-label`
- {ref}`rest-label`
- {doc}`둘째`
- [](#프로세스와-스레드)
- [](둘째.md#하나)
- [](#attribute-id)
- [](#개요-1)
- {ref}`sphx_glr_lab_plot_one.py`
"""
REST = """\
reST로 쓴 장
==================================================================

.. contents::
   :local:

한글 제목
------------------------------------------------------------------

`reST로 쓴 장`_ 으로 가는 링크입니다.

.. _rest-label:

라벨 있는 제목
------------------------------------------------------------------

`주소`_ 로 가는 링크입니다.

.. _주소: https://example.org

주소
------------------------------------------------------------------

글입니다.

한글 제목
------------------------------------------------------------------

같은 제목이 또 있습니다.
"""
EXAMPLE = '''\
"""
스레드는 기다림을 겹친다
==================================================================

글입니다.
"""
# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 글입니다.
'''
CONF = """
exclude_patterns += ["examples"]
myst_heading_anchors = 3
myst_enable_extensions = ["attrs_block"]
sphinx_gallery_conf = {"examples_dirs": "examples", "gallery_dirs": "lab"}
"""


@pytest.fixture(scope="module")
def site(build_site: Callable[..., Site]) -> Site:
    """MyST 장, reST 장, 갤러리가 있는 사이트."""
    files = {
        "index.md": INDEX,
        "rest.rst": REST,
        "둘째.md": "# 둘째 장\n\n## 하나\n\n글입니다.\n\n## 둘\n\n[](index.md#개요)\n",
        "examples/GALLERY_HEADER.rst": "예제 모음\n==================\n\n글입니다.\n",
        "examples/plot_one.py": EXAMPLE,
    }
    return build_site(
        files,
        conf=CONF,
        extensions=("myst_parser", "sphinx_gallery.gen_gallery", "sphinx_korean"),
        args=("-j", "2"),
    )


def headings(html: str) -> list[str]:
    """절의 앵커를 나온 차례대로."""
    return re.findall(r'<section[^>]* id="([^"]+)"', html)


def fragments(html: str) -> list[str]:
    """같은 쪽을 가리키는 링크의 앵커."""
    return [unquote(target) for target in re.findall(r'href="#([^"]+)"', html)]


def ids(html: str) -> list[str]:
    """쪽에 있는 모든 앵커."""
    return re.findall(r'\bid="([^"]+)"', html)


def test_headings_get_readable_anchors(site: Site) -> None:
    """MyST 제목의 앵커는 제목의 글이고, 겹치면 번호가 붙고, 사람이 정한 것은 그대로입니다."""
    assert headings(site.read("index")) == [
        "책의-첫-장",
        "프로세스와-스레드",
        "asyncio-run과-락gil",
        "개요",
        "개요-2",
        "개요-3",
        "붙인-라벨",
        "english-label",
        "attribute-id",
        "english-heading",
        "번호가-붙은-제목",
        "_3가지-방법",
        "가는-곳",
    ]


def test_rest_headings_get_readable_anchors(site: Site) -> None:
    """제목을 밑줄로 적은 reST 쪽도 같습니다."""
    assert headings(site.read("rest")) == [
        "rest로-쓴-장",
        "한글-제목",
        "라벨-있는-제목",
        "주소",
        "한글-제목-2",
    ]


def test_gallery_headings_get_readable_anchors(site: Site) -> None:
    """갤러리가 만든 페이지의 제목도 같고, 갤러리의 라벨도 살아 있습니다."""
    html = site.read("lab/plot_one")
    assert headings(html) == ["스레드는-기다림을-겹친다", "재는-코드"]
    assert "sphx-glr-lab-plot-one-py" in ids(html)


@pytest.mark.parametrize("page", ["index", "rest", "둘째", "lab/index", "lab/plot_one"])
def test_every_link_on_a_page_has_its_target(site: Site, page: str) -> None:
    """같은 쪽을 가리키는 링크(제목의 ¶, 쪽의 목차)는 모두 그 쪽에 있는 앵커로 갑니다."""
    html = site.read(page)
    known = ids(html)
    assert set(fragments(html)) <= set(known)
    assert len(known) == len(set(known)), "같은 앵커가 둘 있습니다."


@pytest.mark.parametrize("page", ["index", "rest", "둘째", "lab/index", "lab/plot_one"])
def test_no_numbered_anchor_is_left(site: Site, page: str) -> None:
    """`id1` 꼴의 앵커가 제목에도 링크에도 남지 않습니다."""
    html = site.read(page)
    # `.. contents::`로 되돌아가는 링크(toc-backref)는 제목을 가리키지 않습니다.
    links = fragments(re.sub(r'<a class="toc-backref"[^>]*>', "", html))
    assert not [name for name in headings(html) + links if re.fullmatch(r"id\d+", name)]


def test_permalink_and_page_contents_agree(site: Site) -> None:
    """제목의 ¶와 쪽의 목차가 같은 앵커를 씁니다."""
    html = site.read("index")
    assert '<a class="headerlink" href="#개요-2" title="이 제목으로 가는 링크">' in html
    contents = html.split('class="page-toc', 1)[1]
    assert {"프로세스와-스레드", "개요", "개요-2", "개요-3"} <= set(fragments(contents))


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("라벨이 붙은 제목", "#붙인-라벨"),
        ("영어 라벨이 붙은 제목", "#english-label"),
        ("라벨 있는 제목", "rest.html#rest-label"),
        ("둘째 장", "둘째.html"),
        ("프로세스와 스레드", "#프로세스와-스레드"),
        ("하나", "둘째.html#하나"),
        ("속성으로 정한 제목", "#attribute-id"),
        ("개요", "#개요-2"),
        ("스레드는 기다림을 겹친다", "lab/plot_one.html#sphx-glr-lab-plot-one-py"),
    ],
)
def test_cross_references_reach_their_targets(site: Site, text: str, target: str) -> None:
    """`{ref}`, `{doc}`, `[](#제목)`, 갤러리 라벨이 모두 제자리로 갑니다."""
    section = site.read("index").split('id="가는-곳"', 1)[1]
    links = re.findall(r'<a class="[^"]*reference[^"]*" href="([^"]+)"[^>]*>(.*?)</a>', section)
    found = {(re.sub("<[^>]+>", "", label), unquote(href)) for href, label in links}
    assert (text, target) in found


def test_reference_from_another_page_reaches_heading(site: Site) -> None:
    """다른 쪽에서 `[](쪽.md#제목)`으로 갈 수 있습니다."""
    assert 'href="index.html#개요"' in unquote(site.read("둘째"))


def test_search_index_uses_the_same_anchors(site: Site) -> None:
    """검색 색인이 제목마다 같은 앵커를 담습니다."""
    titles = read_index(site.outdir)["alltitles"]
    found = {target for places in titles.values() for _, target in places}
    assert {"프로세스와-스레드", "개요-2", "한글-제목-2", "재는-코드"} <= found
    assert not [name for name in found if name and re.fullmatch(r"id\d+", name)]


def test_inventory_keeps_explicit_labels(site: Site) -> None:
    """다른 문서가 가리킬 수 있는 라벨은 사람이 붙인 이름 그대로입니다."""
    inventory = InventoryFile.loads((site.outdir / "objects.inv").read_bytes(), uri="")
    labels = inventory.data["std:label"]
    assert labels["붙인-라벨"].uri.endswith("index.html#붙인-라벨")
    assert labels["rest-label"].uri.endswith("rest.html#rest-label")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("프로세스와 스레드", "프로세스와-스레드"),
        ("GIL이란 무엇인가?", "gil이란-무엇인가"),
        ("asyncio.run()과 락", "asyncio-run과-락"),
        ("스레드 — 기다림을 겹친다", "스레드-기다림을-겹친다"),
        ("읽기/쓰기", "읽기-쓰기"),
        ("10.4.1 프로세스", "프로세스"),
        ("1. 시작", "시작"),
        ("2026년의 파이썬", "_2026년의-파이썬"),
        ("10.4", "_10-4"),
        ("「락」과 “큐”", "락과-큐"),
        ("?!", ""),
    ],
)
def test_anchor_is_made_from_the_title(title: str, expected: str) -> None:
    """부호를 빼고 빈칸을 줄표로 이은 제목이 앵커입니다."""
    assert anchor(title) == expected


@given(st.text())
def test_anchor_is_a_valid_css_selector(title: str) -> None:
    """어떤 제목에서든 앵커에 빈칸과 부호가 없고, 숫자나 줄표로 시작하지 않습니다."""
    name = anchor(title)
    assert not re.search(r"[^\w-]", name)
    assert not re.match(r"[-\d]", name)


@given(st.text(alphabet="가나락스레드 "))
def test_anchor_does_not_depend_on_normal_form(title: str) -> None:
    """맥에서 첫가끝으로 풀어 적은 제목도 같은 앵커를 받습니다."""
    assert anchor(unicodedata.normalize("NFD", title)) == anchor(title)


def test_taken_anchor_gets_a_number() -> None:
    """이미 있는 앵커에는 2부터 번호가 붙습니다."""
    assert unique("개요", set()) == "개요"
    assert unique("개요", {"개요"}) == "개요-2"
    assert unique("개요", {"개요", "개요-2"}) == "개요-3"
