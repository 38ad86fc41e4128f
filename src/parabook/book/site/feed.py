"""바뀐 것을 알리는 피드(Atom): CHANGELOG.md의 한 줄이 소식 하나입니다.

XML은 feedgenerator가 씁니다. feedgen은 lxml을 데려오고, ablog는 글마다 페이지가 있는 블로그의 것입니다.
CHANGELOG를 읽는 keepachangelog는 영어 갈래만 알아서, MyST와 함께 있는 markdown-it-py로 읽습니다.
"""

import datetime as dt
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from feedgenerator import Atom1Feed
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from sphinx.application import Sphinx

NAME = "changes.atom"
LONGEST_TITLE = 100
DEADLINE_SECONDS = 30

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True)
class Change:
    """바뀐 것 하나.

    Attributes:
        version: 어느 버전에서 바뀌었는지.
        group: 갈래(새 장, 고침, …).
        words: 글.
        html: 꾸민 글.
        line: CHANGELOG의 몇째 줄인지. 0부터 셉니다.
    """

    version: str
    group: str
    words: str
    html: str
    line: int

    @property
    def title(self) -> str:
        """첫 문장입니다. 너무 길면 자릅니다."""
        first = _SENTENCE_END.split(self.words)[0]
        return first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1]}…"


def setup(app: Sphinx) -> None:
    """다 빌드한 다음에 피드를 쓰고, 페이지마다 그리로 잇습니다."""
    app.add_config_value("parabook_changes", "../CHANGELOG.md", "", str)
    app.connect("html-page-context", _link)
    app.connect("build-finished", _publish)


def changes_in(text: str) -> Iterator[Change]:
    """Keep a Changelog의 꼴로 적은 글에서, 바뀐 것을 적힌 순서로 돌려줍니다."""
    parser = MarkdownIt()
    version = group = ""
    for node in SyntaxTreeNode(parser.parse(text)).children:
        if node.type == "heading" and node.tag == "h2":
            version, group = _words(node).replace("[", "").replace("]", ""), ""
        elif node.type == "heading" and node.tag == "h3":
            group = _words(node)
        elif node.type == "bullet_list":
            for item in node.children:
                html = parser.renderer.render(item.to_tokens()[1:-1], parser.options, {})
                line = item.map[0] if item.map else 0
                yield Change(version, group, _words(item), html.strip(), line)


def _words(node: SyntaxTreeNode) -> str:
    if node.type in {"text", "code_inline"}:
        return node.content
    if node.type == "softbreak":
        return " "
    return "".join(map(_words, node.children))


def feed(
    changes: Iterator[Change], dates: Mapping[int, dt.datetime], *, title: str, base: str
) -> str:
    """피드의 글을 돌려줍니다.

    Args:
        changes: 바뀐 것들.
        dates: 줄마다 그 줄이 쓰인 때. `-1`은 다른 줄의 때입니다.
        title: 책의 이름.
        base: 나누어 줄 주소. 비어 있으면 상대 주소를 씁니다.
    """
    made = Atom1Feed(
        title=f"{title}: 바뀐 것",
        link=urljoin(base, "index.html"),
        description="새 장, 고침, 사이트, 재는 법에서 달라진 것입니다.",
        language="ko",
        author_name=f"{title} 지은이들",
        feed_url=urljoin(base, NAME),
        feed_guid=_urn(title, "feed"),
    )
    for change in changes:
        when = dates.get(change.line, dates[-1])
        made.add_item(
            title=change.title,
            link=urljoin(base, "index.html"),
            description=None,
            content=change.html,
            unique_id=_urn(title, change.words),
            pubdate=when,
            updateddate=when,
            categories=[f"{change.version}: {change.group}".strip(": ")],
        )
    return str(made.writeString("utf-8"))


def _urn(title: str, words: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{title}\n{words}").urn


def dates_of(path: Path) -> dict[int, dt.datetime]:
    """줄마다 쓰인 때를 git에 묻습니다. 모르면 파일이 바뀐 때 하나뿐입니다."""
    found = {-1: dt.datetime.fromtimestamp(int(path.stat().st_mtime), tz=dt.UTC)}
    git = shutil.which("git")
    if git is None:
        return found
    try:
        told = subprocess.run(
            [git, "blame", "--line-porcelain", "--", path.name],
            cwd=path.parent,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=DEADLINE_SECONDS,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return found
    times = re.findall(r"^committer-time (\d+)$", told, re.MULTILINE)
    for line, seconds in enumerate(times):
        found[line] = dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC)
    return found


def _source(app: Sphinx) -> Path:
    return Path(app.srcdir, app.config.parabook_changes).resolve()


def _has_feed(app: Sphinx) -> bool:
    return app.builder.name in {"html", "dirhtml"} and _source(app).is_file()


def _link(
    app: Sphinx, pagename: str, _template: str, context: dict[str, object], _doctree: object
) -> None:
    if not _has_feed(app):
        return
    address = "../" * pagename.count("/") + NAME
    context["changes_feed"] = address
    context["metatags"] = (
        f"{context.get('metatags', '')}\n"
        f'<link rel="alternate" type="application/atom+xml" title="바뀐 것" href="{address}" />'
    )


def _publish(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or not _has_feed(app):
        return
    path = _source(app)
    changes = changes_in(path.read_text(encoding="utf-8"))
    made = feed(
        changes, dates_of(path), title=app.config.project, base=app.config.html_baseurl or ""
    )
    Path(app.outdir, NAME).write_text(made, encoding="utf-8", newline="\n")
