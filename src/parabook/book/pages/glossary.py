"""용어집: 말을 정하는 표를 `{terms}`의 자리에 펼치고, 다른 이름을 검색의 같은 말로 건넵니다."""

import json
from pathlib import Path

from docutils import nodes
from docutils.nodes import Node
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.docutils import SphinxDirective

from parabook.book import vocabulary

_SYNONYMS = "sphinx_korean_synonyms"
_ANSWERS = "sphinx_korean_answers"
# sphinx-korean이 무리를 읽기 전이어야 합니다. 둘 다 `config-inited`에서 하고, 기본은 500입니다.
_BEFORE_SEARCH = 400


class TermsDirective(SphinxDirective):
    """표의 용어를 가나다순의 용어집으로 펼칩니다."""

    def run(self) -> list[Node]:
        """용어마다 두 문장, 다른 이름, 그것을 설명하는 페이지를 적은 용어집입니다."""
        path = Path(self.env.srcdir, vocabulary.TABLE)
        self.env.note_dependency(str(path))
        try:
            terms = vocabulary.read(path).terms
        except (OSError, vocabulary.VocabularyError) as error:
            raise self.error(f"용어집을 만들지 못했습니다: {error}") from error
        lines = ["```{glossary}"]
        for term in sorted(terms, key=lambda term: term.word):
            lines += [f"{term.word}({term.english})", *(f"  {line}" for line in _entry(term)), ""]
        place = nodes.container()
        self.state.nested_parse(StringList([*lines, "```"], str(path)), self.content_offset, place)
        _keep_anchors(place, terms)
        return place.children


def setup(app: Sphinx) -> None:
    """지시자를 등록하고, 다른 이름을 검색에 건네게 합니다."""
    app.add_directive("terms", TermsDirective)
    app.connect("config-inited", _give_synonyms, priority=_BEFORE_SEARCH)
    app.connect("config-inited", _give_answers, priority=_BEFORE_SEARCH)


def _keep_anchors(place: nodes.container, terms: tuple[vocabulary.Term, ...]) -> None:
    """말이 바뀐 용어의 옛 앵커를, 설명의 맨 앞에 둡니다."""
    old = {f"{term.word}({term.english})": term.anchors for term in terms}
    for item in place.findall(nodes.definition_list_item):
        heading = next(item.findall(nodes.term)).astext()
        meaning = next(item.findall(nodes.paragraph))
        meaning[:0] = [nodes.target("", "", ids=[anchor]) for anchor in old[heading]]


def _entry(term: vocabulary.Term) -> list[str]:
    names = f"다른 이름: {', '.join(term.also)}. " if term.also else ""
    return [term.says, "", f"{names}{{doc}}`/{term.page}`에서 설명합니다."]


def _give_synonyms(app: Sphinx, config: Config) -> None:
    path = Path(app.srcdir, vocabulary.TABLE)
    if not path.exists() or _SYNONYMS not in config or config[_SYNONYMS]:
        return
    try:
        groups = vocabulary.read(path).synonyms
    except vocabulary.VocabularyError as error:
        raise ConfigError(str(error)) from error
    # 파일로 건네는 것은 그것이 sphinx-korean이 내놓은 자리이기 때문입니다.
    listed = Path(app.doctreedir, "synonyms.txt")
    listed.parent.mkdir(parents=True, exist_ok=True)
    listed.write_text("".join(f"{', '.join(group)}\n" for group in groups), encoding="utf-8")
    config[_SYNONYMS] = str(listed)


def _give_answers(app: Sphinx, config: Config) -> None:
    """용어와 그 영어, 다른 이름으로 찾으면 그것을 설명하는 페이지가 맨 앞에 나오게 합니다."""
    path = Path(app.srcdir, vocabulary.TABLE)
    if not path.exists() or _ANSWERS not in config:
        return
    try:
        answers = vocabulary.read(path).answers
    except vocabulary.VocabularyError as error:
        raise ConfigError(str(error)) from error
    listed = Path(app.doctreedir, "terms.toml")
    listed.parent.mkdir(parents=True, exist_ok=True)
    # JSON의 글과 목록은 TOML의 글과 목록이기도 합니다.
    lines = (f"{_toml(page)} = {_toml(names)}\n" for page, names in answers.items())
    listed.write_text("".join(lines), encoding="utf-8")
    given = config[_ANSWERS]
    config[_ANSWERS] = [*([given] if isinstance(given, str) else given), str(listed)]


def _toml(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
