"""스타일에서 덜어 내는 규칙과 남기는 규칙."""

import pytest

from parabook.book.stylesheets import icons_in, prune

WORDS = {"used", "place"}


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
        (r".w-1\.5{a:b}", r".w-1\.5{a:b}"),
        (".used{width:.5em}", ".used{width:.5em}"),
    ],
)
def test_only_rules_that_cannot_match_are_dropped(style, kept):
    """어느 쪽에도 없는 클래스를 찾는 선택자만 빠지고, 다시 해도 그대로입니다."""
    assert prune(style, WORDS) == kept
    assert prune(kept, WORDS) == kept


def test_icons_are_found_however_they_are_written():
    """아이콘은 번호로 적혀 있든 글자 그대로 적혀 있든 글꼴에 남습니다."""
    style = 'a{content:"\\f019"}b{--icon:"\uf56d"}c{content:"글"}'
    assert icons_in(style) == {"\uf019", "\uf56d"}
