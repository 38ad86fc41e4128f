"""페이지마다 Markdown으로도 두고(`페이지.html.md`), 그 목차를 `llms.txt`에 적습니다. 기계가 읽고, 사람이 복사해 갑니다.

다 풀린 HTML을 markdownify로 옮기므로 잰 값과 판정이 글로 들어 있습니다.
sphinx-llms-txt는 값이 채워지기 전의 원본을 싣고, sphinx-llm과 sphinx-markdown-builder는 책을 한 번 더 빌드해야 해서 쓰지 않습니다.
"""

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from docutils import nodes
from markdownify import ATX, MarkdownConverter
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from parabook.book.site.sharing import description

SUFFIX = ".md"
INDEX = "llms.txt"
FULL = "llms-full.txt"
LARGEST_FULL = 1_500_000
"""모두 이은 글이 이보다 길면(바이트) 두지 않습니다. 한 번에 읽을 수 없는 글은 목차로 찾는 편이 낫습니다."""
EXPERIMENTS = "auto_examples/"

_NOT_READ = (
    "script, style, form, svg, button, .headerlink, .only-dark, .claim-address, .parabook-place"
)
_LINK = re.compile(r"(\]\()([^)\s]+)(\))")
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FENCED = re.compile(r"^(```.*?^```$)", re.MULTILINE | re.DOTALL)
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


def setup(app: Sphinx) -> None:
    """페이지를 읽을 때 소개를 모으고, 쓸 때 Markdown을 두고, 다 빌드한 다음에 목차를 적습니다."""
    app.connect("doctree-read", _collect)
    app.connect("env-purge-doc", _forget)
    # 다른 확장이 글을 다 고친 다음입니다.
    app.connect("html-page-context", _write_page, priority=950)
    app.connect("build-finished", _write_index)


def markdown(body: str, pages: Iterable[str] = ()) -> str:
    """페이지의 HTML을 Markdown으로 옮깁니다.

    Args:
        body: 페이지의 본문. 링크와 그림의 주소는 그 페이지에서 본 것입니다.
        pages: Markdown도 있는 쪽들의, 이 페이지에서 본 주소. 그리로 가는 링크는 Markdown으로 갑니다.
    """
    soup = BeautifulSoup(body, "html.parser")
    known = set(pages) - {""}  # 제 페이지 안의 자리는 그대로 둡니다.
    # 코드의 색은 태그 하나하나입니다. 페이지의 태그 열에 일곱이 그것이므로 먼저 글로 바꿉니다.
    for code in soup.find_all("pre"):
        code.string = code.get_text()
    for note in soup.select(".claim-note"):
        said = [" ".join(line.get_text().split()) for line in note.select("span.claim-figures")]
        badge = note.select_one(".claim-badge")
        verdict = badge.get_text() if badge else ""
        note.replace_with(f"({verdict}: {'; '.join(said)})" if said else f"({verdict})")
    for useless in soup.select(_NOT_READ):
        useless.decompose()
    for summary in soup.select("summary"):
        summary.name = "p"
    for link in soup.select("a[href]"):
        page, mark, place = str(link["href"]).partition("#")
        if page in known:
            link["href"] = f"{page}{SUFFIX}{mark}{place}"
        elif not page:
            link.unwrap()
    made = _Writer(
        heading_style=ATX,
        bullets="-",
        code_language_callback=_language,
        escape_asterisks=False,
        escape_underscores=False,
    ).convert_soup(soup)
    # 코드의 빈 줄은 그대로 두고, 글 사이의 것만 하나로 줄입니다.
    parts = _FENCED.split(made)
    parts[::2] = [_BLANK_LINES.sub("\n\n", part) for part in parts[::2]]
    lines = (line.rstrip() for line in "".join(parts).splitlines())
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ").strip() + "\n"


class _Writer(MarkdownConverter):
    """그림의 설명이 길어도 한 줄에 적습니다."""

    def convert_img(self, el: Tag, _text: str, parent_tags: set[str]) -> str:
        del parent_tags
        words = " ".join(str(el.get("alt") or "").split()).translate({91: "(", 93: ")"})
        return f"![{words}]({el.get('src', '')})"


def _language(block: Tag) -> str:
    for outer in block.parents:
        for name in outer.get("class") or ():
            if name.startswith("highlight-"):
                language = name.removeprefix("highlight-").lower()
                return "" if language in {"default", "none"} else language
    return ""


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    _descriptions(app.env)[app.env.docname] = description(doctree)


def _forget(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _descriptions(env).pop(docname, None)


def _descriptions(env: BuildEnvironment) -> dict[str, str]:
    """페이지마다 한 줄의 소개. 환경에 담겨 다음 빌드까지 남습니다."""
    found: dict[str, str] | None = getattr(env, "parabook_descriptions", None)
    if found is None:
        found = {}
        env.parabook_descriptions = found  # type: ignore[attr-defined]  # 다음 빌드가 읽습니다.
    return found


def _is_site(app: Sphinx) -> bool:
    return app.builder.name in {"html", "dirhtml"}


def _write_page(
    app: Sphinx, pagename: str, _template: str, context: dict[str, object], doctree: object
) -> None:
    if not _is_site(app) or doctree is None or pagename not in app.env.found_docs:
        return
    uri = app.builder.get_relative_uri
    here = _file_of(app, pagename)
    target = Path(app.outdir, here)
    target.parent.mkdir(parents=True, exist_ok=True)
    pages = (uri(pagename, other) for other in app.env.found_docs)
    target.write_text(markdown(str(context["body"]), pages), encoding="utf-8", newline="\n")
    address = posixpath.basename(here)
    context["markdown_page"] = address
    context["metatags"] = (
        f"{context.get('metatags', '')}\n"
        f'<link rel="alternate" type="text/markdown" href="{address}" />'
    )


def _file_of(app: Sphinx, docname: str) -> str:
    return f"{app.builder.get_target_uri(docname) or 'index.html'}{SUFFIX}"


def _write_index(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or not _is_site(app):
        return
    kept = {Path(app.outdir, _file_of(app, name)) for name in app.env.found_docs}
    for old in Path(app.outdir).rglob(f"*.html{SUFFIX}"):
        if old not in kept:
            old.unlink()
    chapters = [name for name in app.env.collect_relations() if not name.startswith(EXPERIMENTS)]
    index = Path(app.outdir, INDEX)
    index.write_text("\n".join(_index_lines(app)) + "\n", encoding="utf-8", newline="\n")
    full = Path(app.outdir, FULL)
    full.unlink(missing_ok=True)
    if whole := joined(_absolute(app, name) for name in chapters):
        full.write_text(whole, encoding="utf-8", newline="\n")


def joined(texts: Iterable[str]) -> str | None:
    """글들을 하나로 잇습니다. 너무 길면 없음입니다."""
    whole = "\n\n".join(texts)
    return whole if len(whole.encode()) <= LARGEST_FULL else None


def _index_lines(app: Sphinx) -> list[str]:
    env, root = app.env, app.config.root_doc
    lines = [f"# {app.config.project}", "", f"> {_descriptions(env).get(root, '')}", ""]
    lines.append("모든 페이지는 한국어이고, 글 속의 수는 책을 빌드한 기계에서 잰 것입니다.")
    alone: list[str] = []
    for name in env.toctree_includes.get(root, []):
        inside = env.toctree_includes.get(name, [])
        if not inside:
            alone.append(name)
            continue
        # 실험은 장에서 모두 이어지므로, 짧게 읽을 때에는 건너뛰어도 됩니다.
        title = "Optional" if name.startswith(EXPERIMENTS) else env.titles[name].astext()
        lines += ["", f"## {title}", "", *(_entry(app, one) for one in (name, *inside))]
    if alone:
        lines += ["", "## 그 밖의 페이지", "", *(_entry(app, one) for one in alone)]
    return lines


def _entry(app: Sphinx, docname: str) -> str:
    address = urljoin(app.config.html_baseurl or "", _file_of(app, docname))
    words = _descriptions(app.env).get(docname, "")
    return f"- [{app.env.titles[docname].astext()}]({address}){f': {words}' if words else ''}"


def _absolute(app: Sphinx, docname: str) -> str:
    """한 파일로 이어도 링크가 맞게, 주소를 사이트의 맨 위에서 본 것으로 바꿉니다."""
    name = _file_of(app, docname)
    folder = posixpath.dirname(name)

    def moved(found: re.Match[str]) -> str:
        address = found[2]
        if not _OUTSIDE.match(address):
            address = posixpath.normpath(posixpath.join(folder, address))
            address = urljoin(app.config.html_baseurl or "", address)
        return f"{found[1]}{address}{found[3]}"

    return _LINK.sub(moved, Path(app.outdir, name).read_text(encoding="utf-8"))
