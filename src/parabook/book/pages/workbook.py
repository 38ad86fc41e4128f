"""연습의 페이지에 싣는 것: 시작 파일, 하나씩 여는 힌트, 접어 둔 풀이."""

from pathlib import Path

from docutils import nodes
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from parabook.book import publishing
from parabook.book.pages.folding import folded
from parabook.exercises import shelf

HINT, SOLUTION = "parabook-folded parabook-hint", "책의 풀이"


def setup(app: Sphinx) -> None:
    """지시자를 등록합니다."""
    app.add_directive("exercise", ExerciseDirective)
    app.add_directive("folded", FoldedDirective)
    app.add_directive("solution", SolutionDirective)


class ExerciseDirective(SphinxDirective):
    """시작 파일을 통째로 싣고, 빈 폴더에서 시작하는 한 줄을 적습니다. 인자는 연습의 이름입니다."""

    required_arguments = 1

    def run(self) -> list[Node]:
        """시작 파일의 코드와 한 줄들을 돌려줍니다."""
        name = self.arguments[0]
        if name not in shelf.names():
            raise self.error(f"그런 연습이 없습니다: {name}. 있는 것: {', '.join(shelf.names())}")
        code = _code(self, shelf.starting_file(name))
        lines = publishing.exercise_lines(self.env, name)
        if lines:
            told = [
                nodes.Text("고친 다음에는 같은 줄의 끝을 "),
                nodes.literal("", f"check {name}.py"),
                nodes.Text("로 바꾸어 부릅니다."),
            ]
            lines.append(nodes.paragraph("", "", *told, classes=["parabook-run-line"]))
        return [code, *lines]


class SolutionDirective(SphinxDirective):
    """책의 풀이를 접어서 싣습니다. 몸에는 거기까지 가는 길을 적습니다."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[Node]:
        """접은 자리에 길과 코드를 넣어 돌려줍니다."""
        way = self.parse_content_to_nodes()
        code = _code(self, shelf.solution_file(self.arguments[0]))
        return folded(SOLUTION, *way, code)


class FoldedDirective(SphinxDirective):
    """눌러야 펼쳐지는 자리입니다. 인자는 접었을 때 보이는 글입니다."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[Node]:
        """접은 것을 돌려줍니다. 종이에서는 이름을 굵게 적고 펼쳐 둡니다."""
        return folded(self.arguments[0], *self.parse_content_to_nodes(), kind=HINT)


def _code(directive: SphinxDirective, file: Path) -> nodes.literal_block:
    directive.env.note_dependency(str(file))
    text = file.read_text(encoding="utf-8")
    return nodes.literal_block(text, text, language="python")
