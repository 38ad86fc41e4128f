"""한글 제목의 앵커."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

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

MODULE = """\
foo 모듈 설명
==================

.. py:module:: foo

:py:mod:`foo`

bar 모듈 설명
------------------

.. py:currentmodule:: bar
.. py:module:: bar

:py:mod:`bar`

email 모듈 설명
------------------

.. automodule:: email.errors

:py:mod:`email.errors`

계산 모듈
------------------

글이 먼저입니다.

.. py:module:: baz

:py:mod:`baz`
"""
REPEATED = """\
데이터 정의어
==================

ALTER TABLE
------------------

설명
~~~~

테이블 생성
------------------

설명
~~~~

값의 범위
^^^^^^^^^

뷰 생성
------------------

설명
~~~~

값의 범위
^^^^^^^^^

설명
~~~~

C++ 언어
------------------

C# 언어
------------------

ID 카드
------------------

.. _설명서:

설명서
------------------

ⓐ ① ½ ² 항목
------------------
"""
LATIN = """\
# GIL이란

## BUG-1<a name=bug-1></a> 한글 제목

## GIL과 락

(Lock이란)=
## 락이란
"""
NAMED = """\
용어와 그림
==================

:term:`전역 락`\\ 과 :term:`GIL 락`, :term:`lock`, :numref:`붙인-그림`, :ref:`붙인-그림`.

.. glossary::

   전역 락
      하나입니다.

   GIL 락
      하나입니다.

   2단계 락
      둘입니다.

   lock
      하나입니다.

.. figure:: a.png

   스레드의 추이

.. figure:: a.png
   :name: 붙인-그림

   이름을 붙인 그림

.. figure:: a.png

   스레드의 추이

.. code-block:: python
   :caption: 락을 얻는 코드

   lock.acquire()

.. table:: 락의 종류

   == ==
   가 나
   == ==
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


def inventory(site: Site) -> dict[tuple[str, str], str]:
    """다른 문서가 이 사이트를 가리킬 때 보는 표(`objects.inv`): 갈래와 이름에서 주소로.

    Sphinx의 읽개는 판마다 이름도 돌려주는 꼴도 다르고, 적힌 꼴은 모든 판에서 같습니다.
    """
    packed = (site.outdir / "objects.inv").read_bytes().split(b"\n", 4)[4]
    # 한 줄에 이름, 갈래, 차례, 주소, 보일 글. 주소 끝의 `$`는 이름을 줄인 것입니다.
    lines = re.findall(r"(?m)^(.+?) (\S+:\S+) -?\d+ (\S*) .*$", zlib.decompress(packed).decode())
    return {
        (kind, name): uri[:-1] + name if uri.endswith("$") else uri for name, kind, uri in lines
    }


def test_headings_get_readable_anchors(site: Site) -> None:
    """MyST 제목의 앵커는 제목의 글이고, 겹치면 윗절이 앞에 붙고, 사람이 정한 것은 그대로입니다."""
    assert headings(site.read("index")) == [
        "책의-첫-장",
        "프로세스와-스레드",
        "asyncio-run과-락gil",
        "개요",
        "책의-첫-장-개요",
        "책의-첫-장-개요-개요",
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
        "rest로-쓴-장-한글-제목",
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
    assert '<a class="headerlink" href="#책의-첫-장-개요" title="이 제목으로 가는 링크">' in html
    contents = html.split('class="page-toc', 1)[1]
    assert {"프로세스와-스레드", "개요", "책의-첫-장-개요"} <= set(fragments(contents))


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
        ("개요", "#책의-첫-장-개요"),
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
    assert {"프로세스와-스레드", "책의-첫-장-개요", "rest로-쓴-장-한글-제목", "재는-코드"} <= found
    assert not [name for name in found if name and re.fullmatch(r"id\d+", name)]


def test_inventory_keeps_explicit_labels(site: Site) -> None:
    """다른 문서가 가리킬 수 있는 라벨은 사람이 붙인 이름 그대로입니다."""
    targets = inventory(site)
    assert targets["std:label", "붙인-라벨"].endswith("index.html#붙인-라벨")
    assert targets["std:label", "rest-label"].endswith("rest.html#rest-label")


@pytest.fixture(scope="module")
def edge(build_site: Callable[..., Site]) -> Site:
    """모듈 설명, 되풀이되는 제목, 로마자가 섞인 제목, 용어와 그림이 있는 사이트."""
    files = {
        "module.rst": MODULE,
        "repeated.rst": REPEATED,
        "latin.md": LATIN,
        "named.rst": NAMED,
    }
    conf = "numfig = True\nnitpicky = True\nsuppress_warnings = ['image.not_readable']\n"
    extensions = ("sphinx.ext.autodoc", "myst_parser", "sphinx_korean")
    return build_site(files, conf=conf, theme="alabaster", extensions=extensions)


@pytest.mark.parametrize("module", ["foo", "bar", "baz", "email.errors"])
def test_module_anchor_survives_a_hangul_title(edge: Site, module: str) -> None:
    """모듈의 앵커는 제목이 한글이어도 그대로여서, 링크와 색인과 다른 문서가 모두 닿습니다."""
    html = edge.read("module")
    assert f'href="#module-{module}"' in html
    assert f"module-{module}" in ids(html)
    assert inventory(edge)["py:module", module].endswith(f"#module-{module}")


def test_module_section_gets_a_readable_anchor_too(edge: Site) -> None:
    """모듈을 설명하는 절에는 제목의 앵커도 있습니다."""
    assert {"foo-모듈-설명", "bar-모듈-설명", "email-모듈-설명", "계산-모듈"} <= set(
        ids(edge.read("module"))
    )


def test_repeated_headings_take_their_parents_name(edge: Site) -> None:
    """되풀이되는 제목은 윗절의 이름으로 갈리고, 그것도 같을 때만 번호가 붙습니다."""
    assert headings(edge.read("repeated")) == [
        "데이터-정의어",
        "alter-table",
        "설명",
        "테이블-생성",
        "테이블-생성-설명",
        "값의-범위",
        "뷰-생성",
        "뷰-생성-설명",
        "뷰-생성-설명-값의-범위",
        "뷰-생성-설명-2",
        "cpp-언어",
        "csharp-언어",
        "id-카드",
        "설명서",
        "a-1-1-2-2-항목",
    ]


def test_new_section_does_not_move_the_others(build_site: Callable[..., Site]) -> None:
    """가운데에 절을 하나 끼워도 뒤의 앵커는 그대로입니다."""
    sections = [f"## {name}\n\n### 설명\n\n### 예제\n" for name in ("가", "나", "다", "라")]
    before, after = (
        headings(build_site({"index.md": f"# 장\n\n{text}"}, theme="alabaster").read("index"))
        for text in ("\n".join(sections[::2]) + sections[3], "\n".join(sections))
    )
    assert [name for name in after if name in before] == before


def test_former_latin_anchor_still_works(edge: Site) -> None:
    """로마자만 남았던 앵커는 둘째 앵커로 남아, 나가 있던 링크가 제자리로 갑니다."""
    html = edge.read("latin")
    assert headings(html)[:3] == ["gil이란", "bug-1-한글-제목", "gil과-락"]
    assert 'id="gil이란">\n<span id="gil">' in html
    assert 'id="bug-1-한글-제목">\n<span id="bug-1">' in html
    assert "lock이란" in ids(html)
    assert len(ids(html)) == len(set(ids(html)))


def test_myst_link_to_former_anchor_resolves(build_site: Callable[..., Site]) -> None:
    """`[이동](#bug-1)`처럼 로마자만 남은 앵커로 가던 MyST 링크가 전처럼 풀리고, 경고가 늘지 않습니다."""
    files = {"index.md": f"{LATIN}\n[이동](#bug-1) [소개](#gil)\n"}
    plain, korean = (
        build_site(files, theme="alabaster", extensions=extensions, allow_warnings=True)
        for extensions in (("myst_parser",), ("myst_parser", "sphinx_korean"))
    )
    html = korean.read("index")
    assert {"bug-1", "gil"} <= set(fragments(html)) & set(ids(html))
    # 5.2보다 앞선 MyST는 이 확장이 없어도 이런 링크를 모른다고 알립니다.
    assert len(korean.warnings) == len(plain.warnings)


def test_raw_html_in_a_heading_stays_out_of_search(edge: Site) -> None:
    """제목에 끼워 넣은 HTML은 쪽에는 나오고, 검색 결과의 제목에는 나오지 않습니다."""
    index = read_index(edge.outdir)
    assert "<a name=bug-1></a>" in edge.read("latin")
    assert "BUG-1 한글 제목" in index["alltitles"]
    assert not [title for title in [*index["titles"], *index["alltitles"]] if "<" in title]


def test_glossary_terms_get_readable_anchors(edge: Site) -> None:
    """용어의 앵커는 용어의 글이고, `{term}`과 색인과 `objects.inv`가 그리로 갑니다."""
    html = edge.read("named")
    assert {"term-전역-락", "term-gil-락", "term-GIL", "term-2단계-락", "term-lock"} <= set(
        ids(html)
    )
    assert "term-0" not in html
    assert {"term-전역-락", "term-gil-락", "term-lock"} <= set(fragments(html))
    assert "named.html#term-전역-락" in unquote(edge.read("genindex"))
    assert inventory(edge)["std:term", "전역 락"].endswith("#term-전역-락")


def test_captions_give_readable_anchors(edge: Site) -> None:
    """그림, 코드, 표의 앵커는 제목의 글이고, 이름을 붙인 그림의 앵커는 그 이름입니다."""
    html = edge.read("named")
    expected = {
        "스레드의-추이",
        "용어와-그림-스레드의-추이",
        "붙인-그림",
        "락을-얻는-코드",
        "락의-종류",
    }
    assert expected <= set(ids(html))
    assert not [name for name in ids(html) if re.fullmatch(r"id\d+", name)]
    assert fragments(html).count("붙인-그림") >= 2


@pytest.mark.parametrize("page", ["module", "repeated", "latin", "named"])
def test_every_link_of_an_edge_case_has_its_target(edge: Site, page: str) -> None:
    """같은 쪽을 가리키는 링크가 모두 그 쪽에 있는 앵커로 갑니다."""
    html = edge.read(page)
    assert set(fragments(html)) <= set(ids(html))
    assert len(ids(html)) == len(set(ids(html)))


TRANSLATED = {
    "Classes": "클래스",
    "Random remarks": "GIL 이야기",
    "Example": "예제",
    "A figure": "그림 하나",
    "lock": "락",
    "한글 원문": "Korean source",
}
ENGLISH = """\
Classes
==================

Random remarks
------------------

Example
~~~~~~~

Example
~~~~~~~

Untranslated
------------------

한글 원문
------------------

.. figure:: a.png

   A figure

.. glossary::

   lock
      One.
"""


def test_translated_site_keeps_the_anchors_of_its_source(build_site: Callable[..., Site]) -> None:
    """번역한 사이트의 앵커는 원문의 사이트와 같아서, 언어를 바꾸는 링크가 제자리로 갑니다."""
    entries = [f'msgid "{source}"\nmsgstr "{text}"\n' for source, text in TRANSLATED.items()]
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    files = {"index.rst": ENGLISH, "locale/ko/LC_MESSAGES/index.po": "\n".join([header, *entries])}
    conf = 'locale_dirs = ["locale"]\nsuppress_warnings = ["image.not_readable"]\n'
    translated = build_site(files, conf=conf, theme="alabaster")
    source = build_site(
        {"index.rst": ENGLISH},
        conf=conf + 'language = "en"\n',
        theme="alabaster",
        extensions=("myst_parser",),
    )
    html = translated.read("index")
    assert "클래스" in html
    assert headings(html) == [
        name if name != headings(source.read("index"))[5] else "한글-원문"
        for name in headings(source.read("index"))
    ]
    assert headings(html)[:2] == ["classes", "random-remarks"]
    assert {name for name in ids(source.read("index")) if name.startswith("term-")} <= set(
        ids(html)
    )
