"""사이트를 이루는 말을 한국어로 바꿉니다: 테마의 단추와 안내문, 복사 단추, 갤러리의 틀.

말이 적혀 있는 곳에 따라 길이 넷입니다. 번역 함수를 거치는 말은 말 묶음(`catalog`)으로, 템플릿과
정적 파일에 박힌 말은 표(`replacements`)로, 갤러리가 만드는 원본은 읽는 순간에(`gallery`) 바꿉니다.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from jinja2.ext import Extension

from sphinx_korean import catalog, gallery
from sphinx_korean.replacements import (
    ATTRIBUTES,
    STATIC_FILES,
    TEMPLATES,
    THEME_OPTIONS,
    TOOL_OPTIONS,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class KoreanTemplates(Extension):
    """Jinja가 템플릿을 컴파일하기 전에 원문에 박힌 영어를 바꿉니다.

    템플릿을 통째로 베껴 덮어쓰면 테마가 고쳐질 때마다 낡습니다. 이 길은 바뀐 조각만 도로 영어가
    될 뿐입니다.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """원문 `source`에서 표에 있는 조각을 바꾼 것을 돌려줍니다."""
        del name, filename
        for replacements in TEMPLATES.values():
            source = _replace(source, replacements)
        return source


class StaticFiles:
    """`_static`에 복사된 스크립트와 스타일의 영어를 바꿉니다.

    정적 파일은 첫 페이지를 쓰기 전에 복사되고, 페이지에 적히는 체크섬(`?v=`)은 페이지를 쓸 때
    계산됩니다. 그 사이에 나는 첫 `html-page-context`에서 바꾸어야 체크섬이 바꾼 내용과 맞습니다.
    나누어 쓸 때(`-j`)도 첫 페이지는 으뜸 프로세스가 혼자 쓰므로 두 프로세스가 한 파일을 함께
    고치는 일은 없습니다.
    """

    def __init__(self) -> None:
        """아직 고치지 않은 상태로 시작합니다."""
        self.edited = False

    def __call__(self, app: Sphinx, *_page: Any) -> None:
        """처음 불렸을 때 한 번만 고칩니다."""
        if self.edited:
            return
        self.edited = True
        static = Path(app.outdir) / "_static"
        for name, replacements in STATIC_FILES.items():
            path = static / name
            if path.is_file():
                text = path.read_text(encoding="utf-8")
                path.write_text(_replace(text, replacements), encoding="utf-8", newline="\n")
        translations = static / "translations.js"
        if translations.is_file():
            text = translations.read_text(encoding="utf-8").rstrip()
            translations.write_text(f"{text}\n{catalog.script()}", encoding="utf-8", newline="\n")


def prepare_theme(app: Sphinx) -> None:
    """템플릿을 바꿀 준비를 하고, 테마 선택 사항의 영어 기본값을 바꿉니다."""
    templates = getattr(app.builder, "templates", None)
    # template_bridge를 바꾼 프로젝트에는 Jinja 환경이 없을 수 있습니다.
    if environment := getattr(templates, "environment", None):
        environment.add_extension(KoreanTemplates)
    theme = getattr(app.builder, "theme", None)
    if theme is None:
        return
    chosen: dict[str, Any] = getattr(app.builder, "theme_options", {})
    defaults = theme.get_options({})
    for option, replacements in THEME_OPTIONS.items():
        korean = replacements.get(str(defaults.get(option)))
        if korean is not None:
            chosen.setdefault(option, korean)
    for option, replacements in TOOL_OPTIONS.items():
        if chosen.get(option) in replacements:
            chosen[option] = replacements[chosen[option]]


def replace_attributes(_app: Sphinx, doctree: nodes.document) -> None:
    """지시문이 영어로 적어 넣은 속성을 바꿉니다."""
    for node in doctree.findall(nodes.Element):
        for name, replacements in ATTRIBUTES.items():
            if (korean := replacements.get(str(node.get(name)))) is not None:
                node[name] = korean


def setup(app: Sphinx) -> None:
    """언어가 한국어인 프로젝트에만 붙습니다."""
    if not str(app.config.language).startswith("ko"):
        return
    catalog.setup(app)
    app.connect("builder-inited", prepare_theme)
    app.connect("doctree-read", replace_attributes)
    app.connect("html-page-context", StaticFiles(), priority=1)
    gallery.setup(app)


def _replace(text: str, replacements: dict[str, str]) -> str:
    for english, korean in replacements.items():
        text = text.replace(english, korean)
    return text
