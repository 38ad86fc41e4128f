"""한글 조사 옆의 강조와 코드 표시."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docutils.core import publish_doctree
from docutils.parsers.rst import Parser
from docutils.parsers.rst.states import Inliner
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sphinx_korean.markup import allow_letters_around_rest_markup, korean_emphasis, stray_markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Site

# CommonMark 0.31 명세의 강조 예제(350-480)에서 고른 것. 한글이 없는 글입니다.
COMMONMARK_CASES = """\
*foo bar*
a * foo bar*
a*"foo"*
*$*alpha.
*£*bravo.
foo*bar*
5*6*78
_foo bar_
_ foo bar_
a_"foo"_
foo_bar_
5_6_78
aa_"bb"_cc
foo-_(bar)_
_foo*
*foo bar *
*(*foo)
*(*foo*)*
*foo*bar
_(_foo)
_(_foo_)_
_foo_bar
_foo_bar_baz_
_(bar)_.
**foo bar**
** foo bar**
a**"foo"**
foo**bar**
__foo bar__
__foo, __bar__, baz__
foo-__(bar)__
**foo bar **
**(**foo)
*(**foo**)*
**Gomphocarpus (*Gomphocarpus physocarpus*, syn. *Asclepias physocarpa*)**
**foo "*bar*" foo**
**foo**bar
__(bar)__.
*foo [bar](/url)*
*foo **bar** baz*
*foo**bar**baz*
*foo**bar*
***foo** bar*
*foo **bar***
*foo**bar***
foo***bar***baz
foo******bar*********baz
*foo **bar *baz* bim** bop*
** is not an empty emphasis
**** is not an empty strong emphasis
foo ***
foo *\\**
foo *_*
foo **\\***
**foo*
*foo**
***foo**
****foo*
******foo******
*foo _bar* baz_
*foo __bar *baz bim__ bam*
**foo **bar baz**
*[bar*](/url)
*<img src="foo" title="*"/>
**a<https://foo.bar/?q=**>
*a `*`*
~~"old"~~new
2 ** 3 * 4
**100%**x
**"lock"**s
""".splitlines()

BESIDE_HANGUL = {
    "**전역 락(GIL)**은": "<strong>전역 락(GIL)</strong>은",
    '**"락"**을': "<strong>&quot;락&quot;</strong>을",
    "**`Lock`**을": "<strong><code>Lock</code></strong>을",
    "**100%**가": "<strong>100%</strong>가",
    "**끝.**그리고": "<strong>끝.</strong>그리고",
    "**[링크](https://a.b)**를": '<strong><a href="https://a.b">링크</a></strong>를',
    '은**"락"**을': "은<strong>&quot;락&quot;</strong>을",
    '**"가"**와 **"나"**는': "<strong>&quot;가&quot;</strong>와 <strong>&quot;나&quot;</strong>는",
    '***"둘"***을': "<em><strong>&quot;둘&quot;</strong></em>을",
    '**가 *"나"*는**': "<strong>가 <em>&quot;나&quot;</em>는</strong>",
    '~~"취소"~~는': "<s>&quot;취소&quot;</s>는",
    "**漢(한)**字": "<strong>漢(한)</strong>字",
    "*강조*는": "<em>강조</em>는",
    "정말**중요**합니다": "정말<strong>중요</strong>합니다",
    "[링크](https://a.b)를": '<a href="https://a.b">링크</a>를',
    "`code`는": "<code>code</code>는",
    "3 * 4는 12": "3 * 4는 12",
    "2 ** 3은 8": "2 ** 3은 8",
    "값*은 하나": "값*은 하나",
    "파일_이름_은": "파일_이름_은",
    '_"가"_를': "<em>&quot;가&quot;</em>를",
    "_기울임(표)_은": "<em>기울임(표)</em>은",
    "__굵게(표)__은": "<strong>굵게(표)</strong>은",
    "파일_(임시)_은": "파일_(임시)_은",
    "snake_case_(이름)_은": "snake_case_(이름)_은",
    "**ノート(本)**の": "<strong>ノート(本)</strong>の",
}

REST = """\
``join()``을 **굵게**는 *기울임*은 은``x``는 정말**"굵게"**를 :math:`x`는 값\\ :math:`y`와
`이름 <https://a.b>`_를 |치환|은 락[1]_은 3 * 4는 파일_이름 snake_case 2**3 a*b*c __init__ 입니다.

.. [1] 각주
.. |치환| replace:: 바꿈
"""

MYST = (
    "\n\n".join(BESIDE_HANGUL)
    + "\n\n```{note}\n**안쪽(둘)**은\n```\n\n| 표 |\n|---|\n| **칸(셋)**은 |\n"
)


def parsers() -> tuple[MarkdownIt, MarkdownIt]:
    """고치지 않은 파서와 고친 파서."""
    plain, korean = (MarkdownIt("commonmark").enable("strikethrough") for _ in range(2))
    korean_emphasis(korean)
    return plain, korean


PLAIN, KOREAN = parsers()


@pytest.fixture(scope="module")
def site(build_site: Callable[..., Site]) -> Site:
    """MyST 글과 reST 글이 한 쪽씩 있는 사이트."""
    rest = "제목\n==================\n\n" + REST
    eval_rest = "# 끼워 넣은 reST\n\n```{eval-rst}\n``run()``을 부릅니다.\n```\n"
    conf = 'myst_enable_extensions = ["strikethrough"]\n'
    conf += 'suppress_warnings = ["myst.strikethrough"]\n'  # HTML이 아니면 못 그린다는 경고입니다.
    files = {"a.md": f"# 글\n\n{MYST}", "b.rst": rest, "c.md": eval_rest}
    return build_site(files, theme="alabaster", conf=conf)


@pytest.mark.parametrize(("source", "expected"), BESIDE_HANGUL.items())
def test_emphasis_closes_before_a_particle(source: str, expected: str) -> None:
    """문장 부호로 끝난 강조도 조사 앞에서 닫히고, 표시가 아닌 별표는 그대로입니다."""
    assert KOREAN.renderInline(source) == expected


@pytest.mark.parametrize("source", COMMONMARK_CASES)
def test_text_without_hangul_renders_as_before(source: str) -> None:
    """CommonMark 명세의 강조 예제는 한 글자도 달라지지 않습니다."""
    assert KOREAN.render(source) == PLAIN.render(source)


@given(st.text(alphabet="*_~`\"'().,!?$%[]<>\\ \nabcéя1"))
def test_any_text_without_hangul_renders_as_before(source: str) -> None:
    """한글과 한자가 없으면 어떤 글이든 결과가 같습니다."""
    assert KOREAN.render(source) == PLAIN.render(source)


@given(st.text(alphabet='*~`"().가나은 ab\n'))
def test_hangul_text_never_fails(source: str) -> None:
    """한글과 표시가 어떻게 섞여도 파서가 멈추지 않고, 글자를 잃지 않습니다."""
    tokens = KOREAN.parseInline(source)[0].children or []
    text = "".join(token.content for token in tokens)
    assert sorted(c for c in text if c in "가나은") == sorted(c for c in source if c in "가나은")


def test_built_pages_have_no_stray_markup(site: Site) -> None:
    """MyST, reST, 끼워 넣은 reST 어디에도 별표와 역따옴표가 남지 않습니다."""
    expected_asterisks = ["값*은 하나"]
    assert stray_markup(site.read("a")) == []
    assert all(text in site.read("a") for text in expected_asterisks)
    assert stray_markup(site.read("b")) == []
    assert stray_markup(site.read("c")) == []


def test_myst_directives_and_tables_use_the_rule(site: Site) -> None:
    """지시문 안과 표 안의 글도 같은 규칙을 따릅니다."""
    assert "<strong>안쪽(둘)</strong>은" in site.read("a")
    assert "<strong>칸(셋)</strong>은" in site.read("a")


@pytest.mark.parametrize(
    "expected",
    [
        '<span class="pre">join()</span></code>을',
        "<strong>굵게</strong>는",
        "<em>기울임</em>은",
        "은<code",
        "굵게”</strong>를",
        "이름</a>를",
        "바꿈은",
        "파일_이름 snake_case 2**3 a*b*c __init__ 입니다.",
    ],
)
def test_rest_markup_closes_before_a_particle(site: Site, expected: str) -> None:
    """표시가 조사 앞에서 닫히고, 밑줄과 별표가 든 이름은 그대로입니다."""
    assert expected in site.read("b")


def test_rest_footnote_closes_before_a_particle(site: Site) -> None:
    """각주 참조 뒤에 조사를 붙여 쓸 수 있습니다."""
    assert "]_" not in site.read("b")


def rest_tree(source: str, *, korean: bool) -> str:
    """`source`를 reST로 읽은 문서 나무. 경고도 나무에 남습니다."""
    inliner = Inliner()
    prepare = inliner.init_customizations

    def prepare_korean(settings: object) -> None:
        prepare(settings)
        if korean:
            allow_letters_around_rest_markup(inliner)

    inliner.init_customizations = prepare_korean
    options = {"report_level": 1, "halt_level": 5, "warning_stream": "", "_disable_config": True}
    tree = publish_doctree(source, parser=Parser(inliner=inliner), settings_overrides=options)
    return tree.pformat()


@pytest.mark.parametrize(
    "source",
    [
        "가로*세로*높이",
        "정수*입니다. 문자*도",
        "별표*와 또 다른 별표*가",
        "별표**와 또 다른 별표**가",
        "매개변수**는 사전이고 2**3**입니다",
        "필수 항목*, 선택",
        "필수 항목**, 선택 항목**, 끝",
        "값*. 다음",
        "한글*args",
        "한글**kwargs를",
        "위치*args와 이름**kwargs를",
        "파일|편집|보기",
        "가|나|다",
        "한글`역따옴표",
        "한글``역따옴표",
        "한글``. 다음은 ``코드``",
        "밑변**2 + 높이**2",
        "정말**\n\n다음 문단**을",
        "정말\\*\\*아닌\\*\\*것",
    ],
)
def test_rest_text_is_not_taken_for_markup(source: str) -> None:
    """한글에 붙은 별표, 막대, 역따옴표는 짝이 없으면 글자 그대로이고 경고도 없습니다."""
    tree = rest_tree(source, korean=True)
    assert tree == rest_tree(source, korean=False)
    assert "system_message" not in tree


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("정말**중요**합니다", "<strong>"),
        ('정말**"중요"**합니다', "<strong>"),
        ("은``x``는", "<literal>"),
        ("확장자``.txt``는", "<literal>"),
        ("여러\n줄``에\n걸친``것", "<literal>"),
        ("이것:math:`x`는", "<math>"),
        ("이것`x`:math:는", "<math>"),
        ("은`이름 <https://a.b>`_를", "<reference"),
        ("앞말 *기울임*은", "<emphasis>"),
        ("앞말 |치환|은\n\n.. |치환| replace:: 바꿈", "바꿈"),
    ],
)
def test_rest_pairs_open_after_hangul(source: str, expected: str) -> None:
    """짝이 맞는 굵게, 코드, 해석된 글은 한글 바로 뒤에서도 열립니다."""
    tree = rest_tree(source, korean=True)
    assert expected in tree
    assert "system_message" not in tree


@settings(deadline=None)  # 파서를 두 번 돌립니다. 바쁜 기계에서는 한 번이 길어집니다.
@given(st.text(alphabet="*`|_ 가은.,a1\n\\"))
def test_plain_rest_text_never_warns(source: str) -> None:
    """표시가 하나도 없던 글에는 별표, 막대, 역따옴표를 어떻게 써도 경고가 생기지 않습니다."""
    before = rest_tree(source, korean=False)
    if set(re.findall(r"(?m)^ *<(\w+)", before)) <= {"document", "paragraph"}:
        assert "problematic" not in rest_tree(source, korean=True)


def test_rest_without_hangul_parses_as_before() -> None:
    """한글이 없는 reST는 고치기 전과 같은 문서 나무가 됩니다."""
    source = (
        "snake_case `foo` 2**3 process_cpu_count(x) __init__ a*b*c ``x``y *a*b **c**d "
        "http://a.b/c_d foo-bar_ *e* |x|y [1]_z\n\n.. _foo-bar: https://a.b\n.. [1] note\n"
    )
    assert rest_tree(source, korean=True) == rest_tree(source, korean=False)


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<p>**전역 락(GIL)**은 하나입니다.</p>", 2),
        ("<p>**<code>Lock</code>**을 얻습니다.</p>", 2),
        ('<p>**"락"**을</p>', 2),
        ("<p>이것은 **굵게 입니다.</p>", 1),
        ('<p>*"강조"*는</p>', 1),
        ("<p>``join()``을</p>", 2),
        ("<p>{ref}`라벨`을</p>", 2),
        ("<li>**100%**가</li><li>**끝.**그리고</li>", 3),
    ],
)
def test_checker_finds_stray_markup(html: str, count: int) -> None:
    """풀리지 않은 표시를 자리마다 찾습니다."""
    assert len(stray_markup(html)) == count


@pytest.mark.parametrize(
    "html",
    [
        "<p><code>2 ** 3</code>은 8입니다.</p>",
        "<pre>def f(*args, **kwargs): `x`</pre>",
        "<p>2 ** 3은 8이고 3 * 4 * 5는 60, 2**3, a*b*c입니다.</p>",
        "<p>값* 과 다른 값*은 아래를 보십시오.</p><p>* 2026년 기준.</p>",
        "<p>표의 값* 옆 값**</p>".replace("값**", "0.05**"),
        "<p>별표(*)와 별표(**)를 씁니다.</p>",
        "<p>인자 *args와 **kwargs, f(*args, **kwargs)를 넘깁니다.</p>",
        '<p><span class="math notranslate">\\(a*b*c\\)</span></p>',
        '<dl><dt class="sig sig-object">f(<em>*args</em>, <em>**kwargs</em>)</dt></dl>',
        "<script>`${x}`</script><style>* { color: red } *</style>",
        "<p><strong>굵게</strong>는 <em>기울임</em>은</p>",
        "<td>3</td><td>*</td><td>4</td>",
    ],
)
def test_checker_ignores_real_asterisks(html: str) -> None:
    """코드, 수식, 곱셈, 거듭제곱, 각주 별표, 가변 인자는 남은 표시가 아닙니다."""
    assert stray_markup(html) == []


def test_checker_shows_the_neighbourhood() -> None:
    """찾은 자리를 알아볼 수 있게 앞뒤 글자를 함께 돌려줍니다."""
    assert stray_markup("<p>앞말 `뒷말</p>") == ["앞말 `뒷말"]
