"""스타일에서 덜어 내는 규칙과 남기는 규칙."""

import pytest

from parabook.book.site.elements import Elements, elements_of, read
from parabook.book.site.stylesheets import (
    embedded,
    icons_in,
    inline_imports,
    prune,
    prune_frames,
    prune_variables,
    words_of,
)

PAGE = elements_of(
    [read('<p class="used" id=place><i class="used side">'), read("<pre>a &lt;b</pre>")], {"open"}
)


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        (".used{a:b}.gone{c:d}", ".used{a:b}"),
        ("p,.gone,.used p{a:b}", "p,.used p{a:b}"),
        ("#place .gone{a:b}#place{c:d}", "#place{c:d}"),
        # :not 안의 것은 없어도 맞고, :is 안의 것은 하나만 있어도 맞습니다.
        (".used:not(.gone){a:b}", ".used:not(.gone){a:b}"),
        (":is(.used,.gone) p{a:b}", ":is(.used,.gone) p{a:b}"),
        ('[data-x=".gone"]{a:b}', '[data-x=".gone"]{a:b}'),
        ("@media print{.gone{a:b}}p{c:d}", "p{c:d}"),
        ("@media print{.used{a:b}.gone{c:d}}", "@media print{.used{a:b}}"),
        ("@font-face{src:url(data:x;{}.gone)}", "@font-face{src:url(data:x;{}.gone)}"),
        ("@keyframes gone{from{a:b}to{c:d}}", "@keyframes gone{from{a:b}to{c:d}}"),
        ('@charset "a{b";.used{content:"}.gone{"}', '@charset "a{b";.used{content:"}.gone{"}'),
        ("/* .gone{ */.used{a:b}", ".used{a:b}"),
        (".used{width:.5em}", ".used{width:.5em}"),
        # 저마다 있어도 한 요소에 함께 있지 않으면 맞지 않습니다.
        ("#place.side,i.side,p.side,b,p>i.used.side:hover{a:b}", "i.side,p>i.used.side:hover{a:b}"),
        # 스크립트가 붙일 수 있는 것은 어디에나 있을 수 있습니다.
        ("p.open.used,open.open,b.open{a:b}", "p.open.used,open.open{a:b}"),
        ("*,:root,::before{a:b}", "*,:root,::before{a:b}"),
        # 빈칸은 뜻이 있는 것만 남습니다.
        (
            'p  >\n i , p i{ a : b;\n  c: d, e;--f: ;g: "h;  i";}',
            'p>i,p i{a:b;c:d,e;--f: ;g:"h;  i"}',
        ),
        (
            "@media print{p :is(i) + i{a: calc(1px + 2px) }}",
            "@media print{p :is(i) + i{a:calc(1px + 2px)}}",
        ),
    ],
)
def test_only_rules_that_cannot_match_are_dropped(style, kept):
    """어느 쪽에도 없는 클래스를 찾는 선택자만 빠지고, 다시 해도 그대로입니다."""
    assert prune(style, PAGE) == kept
    assert prune(kept, PAGE) == kept


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        # 규칙 안의 규칙도 저마다 봅니다.
        (".used{a:b;.gone{c:d}}", ".used{a:b}"),
        (".used{.gone &{c:d}&.side{e:f}}", ".used{&.side{e:f}}"),
        (".used{.gone{a:b}}", ""),
        (".used{a:b;@media print{c:d;.gone{e:f}}}", ".used{a:b;@media print{c:d}}"),
        (".used{&:hover{a:b}c:d}", ".used{&:hover{a:b}c:d}"),
        # 이름에 부호가 든 클래스도 있는 것만 남습니다.
        (r".w-1\.5{a:b}.w-2\.5{c:d}", r".w-1\.5{a:b}"),
        (r".sm\:used{a:b}.sm\:gone{c:d}", r".sm\:used{a:b}"),
        (r".on\/off{a:b}", r".on\/off{a:b}"),
        (r".\75sed{a:b}.\67one{c:d}", ".used{a:b}"),
        ('@property --x{syntax:"<color>";inherits:false}', None),
    ],
)
def test_modern_styles_are_understood(style, kept):
    """규칙 안의 규칙, 부호가 든 이름, 형을 밝힌 변수를 알아듣습니다."""
    page = elements_of(
        [read('<p class="used w-1.5 sm:used"><i class="used side">')], {"open", "on", "off"}
    )
    assert prune(style, page) == (style if kept is None else kept)


def test_typed_variables_nobody_reads_are_dropped():
    """형을 밝힌(`@property`) 것만으로는 읽는 것이 아닙니다. 읽는 변수의 형은 남습니다."""
    style = '@property --gone{syntax:"*"}@property --a{syntax:"*"}p{--gone:1;--a:2;b:var(--a)}'
    assert prune_variables({"one": style}, ()) == {
        "one": '@property --a{syntax:"*"}p{--a:2;b:var(--a)}'
    }


def test_variables_inside_nested_rules_are_seen():
    """규칙 안의 규칙에서 정하고 읽는 변수도 봅니다."""
    style = "p{--a:1;&:hover{--gone:1;--b:url(x;y)}i{c:var(--a) var(--b)}}"
    assert prune_variables({"one": style}, ()) == {
        "one": "p{--a:1;&:hover{--b:url(x;y)}i{c:var(--a) var(--b)}}"
    }


def test_tags_in_scripts_and_comments_are_not_elements():
    """스크립트 속의 글과 주석은 페이지의 요소가 아니고, 속성 값 안의 꺾쇠는 태그가 아닙니다."""
    page = read(
        """<script>x = '<b class="one">'</script><!-- <b class="two"> --><i title='<b class="x">'>"""
    )
    assert prune("b.one,b.two,b.x,i{a:b}", elements_of([page], ())) == "i{a:b}"


def test_icons_are_found_however_they_are_written():
    """아이콘은 번호로 적혀 있든 글자 그대로 적혀 있든 글꼴에 남습니다."""
    style = 'a{content:"\\f019"}b{--icon:"\uf56d"}c{content:"글"}'
    assert icons_in(style) == {"\uf019", "\uf56d"}


def test_names_completed_by_a_script_are_kept():
    """스크립트가 앞머리만 적고 뒤를 이어 붙이는 클래스(`kind-${종류}`)는 남습니다."""
    elements = Elements(written={"kind-"})
    assert prune(".kind-title{a:b}.kindly{c:d}", elements) == ".kind-title{a:b}"


def test_motions_nobody_calls_are_dropped():
    """어느 스타일도 스크립트도 부르지 않는 움직임은 빠집니다."""
    styles = {
        "one": "@keyframes gone{from{a:b}}@-webkit-keyframes kept{from{a:b}}@keyframes run{to{a:b}}",
        "two": '@charset "a";@media print{p{animation:kept 1s}}',
    }
    assert prune_frames(styles, {"run"}) == {
        "one": "@-webkit-keyframes kept{from{a:b}}@keyframes run{to{a:b}}",
        "two": styles["two"],
    }


def test_small_fonts_travel_with_the_style(tmp_path):
    """글꼴의 내용이 주소가 됩니다."""
    font = tmp_path / "icons.woff2"
    font.write_bytes(b"abc")
    assert embedded(font) == "data:font/woff2;base64,YWJj"


def test_variables_nobody_reads_are_dropped():
    """아무도 읽지 않는 변수는 빠지고, 남은 것이 읽는 변수와 페이지가 읽는 변수는 남습니다."""
    styles = {
        "one": ':root{--a:1px;--b:var(--c);--c:"}x;";--lost:var(--gone);--gone:2}p{margin:var(--b)}',
        "two": ".x--lost:hover{--gone:1;color:var(--a)}.y{--lost:1}",
    }
    assert prune_variables(styles, {"--page"}) == {
        "one": ':root{--a:1px;--b:var(--c);--c:"}x;"}p{margin:var(--b)}',
        "two": ".x--lost:hover{color:var(--a)}",
    }
    assert prune_variables({"one": "a{--page:1;--lost:2}"}, {"--page"}) == {"one": "a{--page:1}"}


def test_words_come_from_names_and_scripts_only(tmp_path):
    """클래스와 이름, 페이지가 부르는 스크립트만 봅니다. 글에 나온 낱말은 이름이 아닙니다."""
    static = tmp_path / "_static"
    static.mkdir()
    static.joinpath("used.js").write_text('add("from-script")', encoding="utf-8")
    static.joinpath("lost.js").write_text('add("carousel")', encoding="utf-8")
    page = tmp_path / "a.html"
    page.write_text(
        '<script defer src="../_static/used.js?v=1"></script>'
        '<p class="one two" id=place>modal</p><script>x.y = "inline"</script>',
        encoding="utf-8",
    )
    marked, written = words_of([read(page.read_text(encoding="utf-8"))], static)
    assert {"one", "two", "place"} <= marked
    assert {"inline", "from-script"} <= written
    assert not {"modal", "carousel"} & (marked | written)


def test_imports_become_their_content(tmp_path):
    """부르는 줄은 그 내용이 되고, 자리를 옮길 수 없는 것과 모르는 것은 그대로 둡니다."""
    file = tmp_path / "styles" / "theme.css"
    styles = {str(tmp_path / "a.css"): "p{a:b}", str(tmp_path / "b.css"): "p{a:url(x.png)}"}
    lines = [f'@import "../{name}.css";' for name in "abc"]
    assert inline_imports("".join(lines), file, styles) == "".join(["p{a:b}", *lines[1:]])
