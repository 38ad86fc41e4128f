"""쪽이 빨리 그려지게 합니다: 스크립트를 받고 돌리느라 글을 기다리게 하지 않습니다."""

from typing import Any

from sphinx.application import Sphinx

# 검색 쪽은 틀에 적힌 스크립트가 곧바로 돌면서 앞의 것을 찾습니다.
_IN_A_HURRY = {"search"}


def setup(app: Sphinx) -> None:
    """쪽마다, 다른 확장이 스크립트를 다 더한 다음에 미룹니다."""
    app.connect("html-page-context", _defer, priority=900)


def _defer(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    if app.builder.name in {"html", "dirhtml"} and pagename not in _IN_A_HURRY:
        context["script_files"] = [deferred(script) for script in context["script_files"]]


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
