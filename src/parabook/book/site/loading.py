"""페이지가 빨리 그려지게 합니다: 쓰지 않는 것은 싣지 않고, 스타일은 하나로 묶고, 스크립트는 글을 그린 다음에 돌립니다."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

# 확장이 모든 페이지에 싣는 것과, 그것이 쓰이는 페이지의 본문에 반드시 있는 글.
_USED_BY = {
    "beside.js": "parabook-own",
    "clipboard.min.js": "highlight",
    "copybutton.js": "highlight",
    "design-tabs.js": "sd-tab",
    "sg-tags.js": "sphx-glr-tag",
}
# 페이지를 다 그린 다음에 받아도 되는 것. 받는 일은 parabook.js가 합니다.
_LATE = {"beside.js", "clipboard.min.js", "copybutton.js"}
BUNDLE = "_static/book.css"
# 검색 페이지는 틀에 적힌 스크립트가 곧바로 돌면서 앞의 것을 찾습니다.
_IN_A_HURRY = {"search"}


def setup(app: Sphinx) -> None:
    """페이지마다, 다른 확장이 다 더한 다음에 고릅니다. 묶음의 내용은 스타일을 다 덜어 낸 다음에 정합니다."""
    lighter = Lighter()
    app.connect("html-page-context", lighter, priority=900)
    app.connect("build-finished", lighter.finish, priority=650)


class Lighter:
    """페이지마다 실을 것을 고릅니다. 묶은 스타일은 모든 페이지가 함께 씁니다."""

    def __init__(self) -> None:
        """아직 아무것도 묶지 않은 상태로 시작합니다."""
        self.bundled: list[str] = []

    def __call__(
        self, app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
    ) -> None:
        """다른 확장이 더한 것을 고르고, 묶고, 미룹니다."""
        if app.builder.name not in {"html", "dirhtml"}:
            return
        context["css_files"] = self.bundle(Path(app.outdir), context["css_files"])
        scripts = used(context["script_files"], str(context.get("body", "")))
        if pagename not in _IN_A_HURRY:
            scripts = [deferred(script) for script in scripts]
        context["script_files"] = scripts

    def bundle(self, outdir: Path, files: list[Any]) -> list[Any]:
        """스타일들을 한 파일로 묶습니다. 브라우저는 여섯 개씩만 함께 받고, 다 받아야 그립니다.

        무엇을 묶을지는 첫 페이지를 쓸 때 정합니다. 페이지에 적히는 체크섬은 페이지를 쓸 때 계산하므로, 그때 파일이 있어야 합니다.
        """
        if not self.bundled:
            self.bundled = [str(file.filename) for file in files if _may_bundle(outdir, file)]
            self._write(outdir)
        rest = [file for file in files if str(file.filename) not in self.bundled]
        first = next((file for file in files if file not in rest), None)
        return [type(first)(BUNDLE, priority=first.priority), *rest] if first else rest

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """묶음을 다시 씁니다. 테마는 코드의 색을, 이 책은 쓰지 않는 것을 다 빌드한 다음에 고칩니다."""
        if exception is None and self.bundled:
            self._write(Path(app.outdir))

    def _write(self, outdir: Path) -> None:
        styles = (outdir.joinpath(name).read_text(encoding="utf-8") for name in self.bundled)
        outdir.joinpath(BUNDLE).write_text("\n".join(styles), encoding="utf-8", newline="\n")


def _may_bundle(outdir: Path, file: Any) -> bool:
    """`_static`에 바로 든 것만 묶습니다. 다른 폴더의 것은 안에서 부르는 경로가 어긋납니다."""
    plain = set(file.attributes) <= {"rel", "type"}
    path = Path(str(file.filename))
    return plain and path.parent == Path("_static") and outdir.joinpath(path).is_file()


def used(files: Iterable[Any], body: str) -> list[Any]:
    """`body`에 쓰이는 것만 남깁니다. 어디에 쓰이는지 모르는 것은 모두 남깁니다."""
    return [file for file in files if _USED_BY.get(_name(file), "") in body]


def _name(file: Any) -> str:
    return str(file.filename or "").rpartition("/")[2]


def deferred(script: Any) -> Any:
    """페이지를 다 읽은 다음에 도는 스크립트를 돌려줍니다. 적힌 순서는 그대로입니다.

    페이지에 박힌 스크립트에는 `defer`가 듣지 않으므로 모듈로 바꿉니다. 모듈은 늘 미루어지고,
    미룬 스크립트들과 함께 적힌 순서대로 돕니다.

    Args:
        script: Sphinx가 페이지에 실을 스크립트 하나. 형의 이름이 Sphinx의 안쪽에 있어 적지 않습니다.
    """
    if {"async", "defer", "type"} & script.attributes.keys():
        return script
    how = {"defer": "defer"} if script.filename else {"type": "module"}
    if _name(script) in _LATE:
        how = {"type": "text/plain", "data-late": ""}  # 브라우저는 글인 줄 알고 받지 않습니다.
    return type(script)(script.filename, priority=script.priority, **script.attributes, **how)
