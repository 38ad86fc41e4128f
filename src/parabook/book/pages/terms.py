"""페이지마다 처음 나오는 용어를 용어집으로 잇습니다.

글에는 `**프로세스 풀**(process pool)`이나 `세션(session)`처럼 한국어와 영어를 함께 적기만 하면 됩니다.
용어집에 있는 말이면 링크가 되고, 없는 말이면 그대로 둡니다.
"""

import re
from collections.abc import Iterator

from docutils import nodes
from docutils.nodes import Node
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

_BOTH = re.compile(r"(?P<korean>[^()]+)\((?P<english>[^()]+)\)")
_PAREN = re.compile(r"\((?P<english>[A-Za-z][^()]*)\)")
# 링크 안에 또 링크를 둘 수 없고, 제목과 코드는 그대로 두어야 합니다.
_CLOSED = (
    nodes.reference,
    addnodes.pending_xref,  # 아직 풀리지 않은 링크입니다.
    nodes.title,
    nodes.literal,
    nodes.literal_block,
    nodes.term,
)


def setup(app: Sphinx) -> None:
    """페이지를 쓸 때마다 잇고, 용어집이 바뀌면 모든 페이지를 다시 쓰게 합니다."""
    app.add_post_transform(_LinkTerms)
    app.connect("env-updated", _pages_with_old_terms)


def terms_of(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """용어집의 말에서, 그것이 있는 페이지와 앵커로 갑니다. 한국어만으로 찾습니다."""
    found = {}
    for name, _shown, kind, docname, anchor, _priority in env.domains["std"].get_objects():
        both = _BOTH.fullmatch(name) if kind == "term" else None
        if both:
            found[both["korean"].strip()] = (docname, anchor)
    return found


class _LinkTerms(SphinxPostTransform):
    """영어가 바로 뒤에 붙은 용어를 찾아, 페이지마다 처음 것만 잇습니다."""

    default_priority = 4

    def run(self, **_options: object) -> None:
        terms = terms_of(self.env)
        linked = {
            term
            for term, (docname, _) in terms.items()
            if docname == self.env.current_document.docname
        }
        for text in list(self.document.findall(nodes.Text)):
            if any(isinstance(outer, _CLOSED) for outer in _outers(text)):
                continue
            self._link_in(text, terms, linked)

    def _link_in(
        self, text: nodes.Text, terms: dict[str, tuple[str, str]], linked: set[str]
    ) -> None:
        words = text.astext()
        before = text.parent[text.parent.index(text) - 1] if text.parent.index(text) else None
        if _PAREN.match(words) and isinstance(before, nodes.strong):
            term = before.astext()
            if term in terms and term not in linked:
                linked.add(term)
                reference = self._reference(terms[term])
                before.replace_self(reference)
                reference += before
        pieces: list[Node] = []
        done = 0
        for paren in _PAREN.finditer(words):
            term = _longest_at_end(words[done : paren.start()], terms)
            if term and term not in linked:
                linked.add(term)
                start = paren.start() - len(term)
                pieces.append(nodes.Text(words[done:start]))
                reference = self._reference(terms[term])
                reference += nodes.inline("", term)
                pieces.append(reference)
                done = paren.start()
        if pieces:
            text.parent.replace(text, [*pieces, nodes.Text(words[done:])])

    def _reference(self, place: tuple[str, str]) -> nodes.reference:
        docname, anchor = place
        where = self.app.builder.get_relative_uri(self.env.current_document.docname, docname)
        return nodes.reference(
            "", "", internal=True, refuri=f"{where}#{anchor}", classes=["parabook-term"]
        )


def _outers(node: Node) -> Iterator[Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def _longest_at_end(words: str, terms: dict[str, tuple[str, str]]) -> str:
    """글의 끝에 낱말로 온전히 놓인 용어 가운데 가장 긴 것입니다."""
    found = (
        term for term in terms if words.endswith(term) and not words[: -len(term)][-1:].isalnum()
    )
    return max(found, key=len, default="")


def _pages_with_old_terms(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    terms = terms_of(env)
    if terms == getattr(env, "parabook_terms", None):
        return []
    env.parabook_terms = terms  # type: ignore[attr-defined]  # 다음 빌드가 읽습니다.
    return sorted(env.found_docs)
