"""책의 모든 주장을 모은 목록. `{claims}`를 적은 자리에 판정마다 모읍니다."""

from docutils import nodes
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from parabook.book.pages.folding import folded
from parabook.book.pages.verdicts import (
    CLASSES,
    Claim,
    claims_in_order,
    counts,
    figures_of,
    shelf_of,
)
from parabook.claims.conditions import Verdict

MOST_UNFOLDED = 20
"""목록에서 한 판정의 주장이 이보다 많으면 쪽마다 접습니다."""


class ClaimList(nodes.General, nodes.Element):
    """목록이 들어갈 자리. 모든 페이지를 읽은 다음에 채웁니다."""


def setup(app: Sphinx) -> None:
    """지시자를 등록하고, 주장이 달라지면 목록의 페이지를 다시 쓰게 합니다."""
    app.add_directive("claims", ClaimsDirective)
    app.add_node(ClaimList)
    app.add_post_transform(_FillLists)
    app.connect("env-updated", _pages_with_old_lists)


class ClaimsDirective(SphinxDirective):
    """책의 모든 주장을 판정마다 모아 싣습니다."""

    def run(self) -> list[Node]:
        """나중에 채울 자리를 돌려줍니다."""
        shelf_of(self.env).lists.add(self.env.docname)
        return [ClaimList()]


class _FillLists(SphinxPostTransform):
    """목록의 자리를 채웁니다. 그 안의 링크가 풀리도록, 링크를 푸는 것보다 먼저 합니다."""

    default_priority = 5

    def run(self, **_options: object) -> None:
        for place in list(self.document.findall(ClaimList)):
            place.replace_self(self._contents())

    def _contents(self) -> list[Node]:
        claims = claims_in_order(self.env)
        if not claims:
            return [nodes.paragraph("", "이 책에는 아직 주장이 없습니다.")]
        shown: list[Node] = [nodes.paragraph("", f"{'. '.join(counts(claims))}.")]
        groups: dict[str, list[Claim]] = {
            f"{verdict.label} {verdict.mark}": [
                claim
                for claim in claims
                if not claim.provenance and claim.judgement.verdict is verdict
            ]
            for verdict in CLASSES
        }
        groups["남겨 둔 기록과 비교한 것"] = [claim for claim in claims if claim.provenance]
        for title, found in groups.items():
            if found:
                heading = nodes.rubric("", title)
                heading["heading-level"] = 2
                shown += [heading, *self._entries(found)]
        return shown

    def _entries(self, claims: list[Claim]) -> list[Node]:
        """적으면 그대로 늘어놓고, 많으면 쪽마다 접어 몇 개인지만 보입니다."""
        if len(claims) <= MOST_UNFOLDED:
            return [self._list(claims, titled=True)]
        pages: dict[str, list[Claim]] = {}
        for claim in claims:
            pages.setdefault(claim.docname, []).append(claim)
        return [
            node
            for docname, found in pages.items()
            for node in folded(
                f"{self.env.titles[docname].astext()} {len(found)}개",
                self._list(found, titled=False),
            )
        ]

    def _list(self, claims: list[Claim], *, titled: bool) -> Node:
        items = (nodes.list_item("", *self._entry(claim, titled=titled)) for claim in claims)
        return nodes.bullet_list("", *items, classes=["claim-list"])

    def _entry(self, claim: Claim, *, titled: bool) -> list[Node]:
        """확인된 것은 표만 달고, 근거는 그 문장에 가서 봅니다. 나머지의 근거는 펼쳐 둡니다."""
        where = self.app.builder.get_relative_uri(self.env.docname, claim.docname)
        link = nodes.reference("", claim.sentence, internal=True, refuri=f"{where}#{claim.anchor}")
        title = f" ({self.env.titles[claim.docname].astext()})" if titled else ""
        shown: list[Node] = [link, nodes.Text(title)]
        if claim.judgement.verdict is Verdict.HELD:
            return [nodes.paragraph("", "", *shown, nodes.Text(f" {Verdict.HELD.mark}"))]
        figures = (
            nodes.paragraph("", "", *lines, classes=["claim-figures"])
            for lines in figures_of(self.env, claim, self.env.docname)
        )
        return [nodes.paragraph("", "", *shown), *figures]


def _pages_with_old_lists(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """주장이나 그 페이지의 제목이 하나라도 달라졌으면, 목록을 싣는 쪽을 다시 쓰게 합니다."""
    shelf = shelf_of(env)
    claims = claims_in_order(env)
    listed = tuple((claim, env.titles[claim.docname].astext()) for claim in claims)
    if listed == shelf.listed:
        return []
    shelf.listed = listed
    return sorted(shelf.lists)
