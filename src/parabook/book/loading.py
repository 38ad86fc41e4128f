"""쪽이 빨리 그려지게 합니다: 쓰지 않는 것은 싣지 않고, 스크립트를 받느라 글을 기다리게 하지 않습니다."""

from collections.abc import Iterable
from typing import Any

from sphinx.application import Sphinx

# 확장이 모든 쪽에 싣는 것과, 그것이 쓰이는 쪽의 본문에 반드시 있는 글.
_USED_BY = {
    "clipboard.min.js": "highlight",
    "copybutton.css": "highlight",
    "copybutton.js": "highlight",
    "pygments.css": "highlight",
    "design-tabs.js": "sd-tab",
    "sg-tags.js": "sphx-glr-tag",
    "sg_gallery.css": "sphx-glr",
    "sg_gallery-binder.css": "binder",
    "sg_gallery-dataframe.css": "dataframe",
    "sg_gallery-rendered-html.css": "rendered_html",
}
# 검색 쪽은 틀에 적힌 스크립트가 곧바로 돌면서 앞의 것을 찾습니다.
_IN_A_HURRY = {"search"}


def setup(app: Sphinx) -> None:
    """쪽마다, 다른 확장이 다 더한 다음에 고릅니다."""
    app.connect("html-page-context", _lighten, priority=900)


def _lighten(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    if app.builder.name not in {"html", "dirhtml"}:
        return
    body = str(context.get("body", ""))
    for kind in ("css_files", "script_files"):
        context[kind] = used(context[kind], body)
    if pagename not in _IN_A_HURRY:
        context["script_files"] = [deferred(script) for script in context["script_files"]]


def used(files: Iterable[Any], body: str) -> list[Any]:
    """`body`에 쓰이는 것만 남깁니다. 어디에 쓰이는지 모르는 것은 모두 남깁니다."""
    names = ((file, str(file.filename or "").rpartition("/")[2]) for file in files)
    return [file for file, name in names if _USED_BY.get(name, "") in body]


def deferred(script: Any) -> Any:
    """쪽을 다 읽은 다음에 도는 스크립트를 돌려줍니다. 적힌 차례는 그대로입니다.

    쪽에 박힌 스크립트에는 `defer`가 듣지 않으므로 모듈로 바꿉니다. 모듈은 늘 미루어지고,
    미룬 스크립트들과 함께 적힌 차례대로 돕니다.

    Args:
        script: Sphinx가 쪽에 실을 스크립트 하나. 형의 이름이 Sphinx의 안쪽에 있어 적지 않습니다.
    """
    if {"async", "defer", "type"} & script.attributes.keys():
        return script
    how = {"defer": "defer"} if script.filename else {"type": "module"}
    return type(script)(script.filename, priority=script.priority, **script.attributes, **how)
