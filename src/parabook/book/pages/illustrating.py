"""장에 그림을 싣는 지시자 `{picture}`: 넓은 꼴과 좁은 꼴의 SVG, 그림 아래의 글, 말로 적은 그림."""

import html
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.nodes import Node
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from parabook.book.library import library_of
from parabook.book.pictures.catalogue import PICTURES, Picture, Run
from parabook.book.sources import write_changed
from parabook.record.schema import Record, RecordError

logger = logging.getLogger(__name__)

FOLDER = "auto_examples/images/pictures"
"""전자책에 실을 그림 파일을 두는 폴더. 갤러리가 빌드하는 동안 만드는 것들의 곁입니다."""


class Drawing(nodes.General, nodes.Element):
    """그림 하나. `alt`는 그림을 보지 못하는 사람이 들을 글입니다."""

    def astext(self) -> str:
        """검색과 글만 뽑는 곳에서 읽을 글입니다."""
        return str(self["alt"])


def setup(app: Sphinx) -> None:
    """지시자와 스타일을 더합니다."""
    app.add_directive("picture", PictureDirective)
    app.add_node(Drawing, html=(_write_html, None), text=(_write_text, None))
    app.add_post_transform(_ToFile)
    app.connect("builder-inited", _add_style)


def _add_style(app: Sphinx) -> None:
    if app.builder.name != "epub":  # 전자책에서는 그림이 파일입니다.
        app.add_css_file("pictures.css")


class PictureDirective(SphinxDirective):
    """그림 하나를 싣습니다. 인자는 그림의 이름입니다(`pictures.catalogue`)."""

    required_arguments = 1

    def run(self) -> list[Node]:
        """그림과 그 아래의 글을 돌려줍니다. 그릴 수 없으면 그렇다고 알립니다."""
        name = self.arguments[0]
        picture = PICTURES.get(name)
        if picture is None:
            return self._complain(
                f"그런 그림이 없습니다: {name!r}. 있는 것: {', '.join(PICTURES)}."
            )
        try:
            record = self._record(picture.experiment) if isinstance(picture, Run) else None
        except RecordError as error:
            return self._complain(str(error))
        try:
            wide, alt = picture.drawn(record, wide=True)
            tall, _ = picture.drawn(record, wide=False)
        except (LookupError, ValueError) as error:
            return self._complain(
                f"그림 {name}을 그릴 것이 기록에 없습니다: {error!r}. "
                "예제가 돌려주는 spans와 trace를 그림의 코드와 맞추십시오."
            )
        drawing = Drawing("", name=name, title=picture.title, alt=alt, wide=wide, tall=tall)
        figure = nodes.figure("", drawing, self._caption(picture, record))
        figure["classes"].append("parabook-picture")
        self.set_source_info(figure)
        return [figure]

    def _record(self, experiment: str) -> Record:
        library = library_of(self.env.app)
        if experiment not in library.experiments:
            raise RecordError(f"그림이 그릴 실험이 없습니다: {experiment}.")
        self.env.note_dependency(str(library.experiments[experiment].record_file))
        return library.record(experiment)

    def _caption(self, picture: Picture, record: Record | None) -> nodes.caption:
        caption = nodes.caption("", picture.title)
        if isinstance(picture, Run) and record is not None:
            target = library_of(self.env.app).experiments[picture.experiment].docname
            caption += nodes.Text(f" {picture.provenance}: ")
            caption += addnodes.pending_xref(
                "", nodes.inline("", record.title), refdomain="std", reftype="doc",
                reftarget=f"/{target}", refexplicit=True, refdoc=self.env.docname, refwarn=True,
            )  # fmt: skip
            caption += nodes.Text(".")
        return caption

    def _complain(self, reason: str) -> list[Node]:
        logger.warning(
            "picture: %s", reason, location=self.get_location(), type="parabook", subtype="picture"
        )
        return [
            nodes.warning("", nodes.paragraph("", f"이 그림은 이번에 그리지 못했습니다. {reason}"))
        ]


def _write_html(translator: Any, node: Drawing) -> None:
    name, title = (html.escape(node[key], quote=True) for key in ("name", "title"))
    words = f'<p id="picture-{name}" hidden>{html.escape(node["alt"])}</p>'
    forms = [
        node[form].svg(
            f'class="picture-{form}" role="img" aria-label="{title}" aria-describedby="picture-{name}"'
        )
        for form in ("wide", "tall")
    ]
    # 한 권으로 이은 것은 종이에 찍으므로 좁은 꼴이 쓰이지 않습니다.
    if translator.builder.name == "singlehtml":
        forms = forms[:1]
    translator.body.append(f"{words}{''.join(forms)}")
    raise nodes.SkipNode


def _write_text(translator: Any, node: Drawing) -> None:
    translator.add_text(f"[그림: {node['title']} {node['alt']}]")
    raise nodes.SkipNode


class _ToFile(SphinxPostTransform):
    """전자책에서는 그림을 파일로 바꿉니다. 글은 윤곽으로 그려 두므로 글꼴을 몰라도 보입니다."""

    default_priority = 2
    builders = ("epub",)

    def run(self, **_options: object) -> None:
        for node in list(self.document.findall(Drawing)):
            canvas, _ = PICTURES[node["name"]].drawn(self._record(node), wide=True, outlined=True)
            place = f"{FOLDER}/{node['name']}.svg"
            target = Path(self.env.srcdir, place)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_changed(target, canvas.svg(f'width="{canvas.width:g}"'))
            image = nodes.image(
                uri=place, alt=f"{node['title']} {node['alt']}", candidates={"*": place}
            )
            self.env.images.add_file(self.env.docname, place)
            node.replace_self(image)

    def _record(self, node: Drawing) -> Record | None:
        picture = PICTURES[node["name"]]
        return library_of(self.app).record(picture.experiment) if isinstance(picture, Run) else None
