"""페이지에 실을 것을 고르고 미루는 규칙."""

from types import SimpleNamespace

from sphinx.builders.html._assets import _CascadingStyleSheet, _JavaScript

from parabook.book.site.loading import BUNDLE, Lighter, deferred, used


def test_scripts_wait_for_the_text():
    """파일은 미루고, 페이지에 박힌 것은 함께 미루어지는 모듈로 바꿉니다. 스스로 정한 것은 그대로 둡니다."""
    file = deferred(_JavaScript("a.js", priority=200, **{"data-x": "1"}))
    assert (file.attributes, file.priority) == ({"data-x": "1", "defer": "defer"}, 200)
    inline = deferred(_JavaScript("", body="a.b = 1;"))
    assert inline.attributes == {"body": "a.b = 1;", "type": "module"}
    late = deferred(_JavaScript("_static/copybutton.js"))
    assert late.attributes == {"type": "text/plain", "data-late": ""}
    for chosen in ("async", "defer", "type"):
        script = _JavaScript("a.js", **{chosen: chosen})
        assert deferred(script) is script


def test_only_what_the_page_uses_is_loaded():
    """쓰이는 곳을 아는 것은 그 페이지에만 싣고, 모르는 것은 늘 싣습니다."""
    files = [
        _JavaScript(name) for name in ("copybutton.js", "design-tabs.js", "_static/other.js", "")
    ]
    code = '<div class="highlight"><pre></pre></div>'
    assert used(files, code) == [files[0], *files[2:]]
    assert used(files, "") == files[2:]


def test_stylesheets_become_one_file(tmp_path):
    """`_static`의 스타일은 적힌 순서대로 한 파일이 되고, 다른 곳의 것과 뒤에 더해진 것은 따로 남습니다."""
    static = tmp_path / "_static"
    static.mkdir()
    for name in ("a.css", "b.css", "late.css"):
        static.joinpath(name).write_text(f"/* {name} */", encoding="utf-8")
    a, b, far, late, screen = (
        _CascadingStyleSheet("_static/a.css"),
        _CascadingStyleSheet("_static/b.css", priority=800),
        _CascadingStyleSheet("https://example.com/c.css"),
        _CascadingStyleSheet("_static/late.css"),
        _CascadingStyleSheet("_static/late.css", media="screen"),
    )
    lighter = Lighter()
    first = lighter.bundle(tmp_path, [a, b, far, screen])
    assert first == [_CascadingStyleSheet(BUNDLE), far, screen]
    assert (tmp_path / BUNDLE).read_text("utf-8") == "/* a.css */\n/* b.css */"
    static.joinpath("a.css").write_text("", encoding="utf-8")
    lighter.finish(SimpleNamespace(outdir=tmp_path), None)
    assert (tmp_path / BUNDLE).read_text("utf-8") == "\n/* b.css */"
    assert lighter.bundle(tmp_path, [a, b, late]) == [_CascadingStyleSheet(BUNDLE), late]
