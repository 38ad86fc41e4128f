"""실험의 페이지에서 접는 것과 접지 않는 것."""

import pytest

from parabook.book.pages.folding import only_draws, split_imports
from sphinx_korean.search import CompressedIndex


def test_imports_are_parted_from_the_rest():
    """맨 앞의 불러오기만 떼고, 상수와 함수는 그대로 둡니다."""
    code = "import os\nfrom pathlib import (\n    Path,\n)\n\nCOUNT = 3\n\n\ndef f():\n    import sys\n"
    imports, rest = split_imports(code)
    assert imports == "import os\nfrom pathlib import (\n    Path,\n)"
    assert rest == "COUNT = 3\n\n\ndef f():\n    import sys"


def test_code_without_imports_is_left_whole():
    """불러오기로 시작하지 않는 토막은 나누지 않습니다."""
    assert split_imports("COUNT = 3\nimport os") == ("", "COUNT = 3\nimport os")


@pytest.mark.parametrize(
    ("code", "draws"),
    [
        ('if __name__ == "__main__":\n    draw(result)', True),
        ("bound = ((1, 2.0),)\ndraw(result, reference=bound)", True),
        ('if __name__ == "__main__":\n    if possible:\n        draw(result)', True),
        ("draw(first)\ndraw(second, log=True)", True),
        ('if __name__ == "__main__":\n    result = compare(a, b)\n    draw(result)', False),
        ("def draw(result):\n    return result", False),
        ("print(result)", False),
        ("", False),
    ],
)
def test_only_the_drawing_block_is_drawing(code, draws):
    """재는 일이나 함수가 섞여 있으면 그림을 그리기만 하는 토막이 아닙니다."""
    assert only_draws(code) is draws


def test_index_leaves_out_what_every_experiment_repeats(tmp_path, mini_book_at):
    """실험의 페이지에서 코드와 잰 자리와 찍은 글은 찾는 말이 아니고, 읽는 글은 찾는 말입니다."""
    built = mini_book_at(tmp_path, {"plot_x": None}).build("-W")
    assert built.code == 0, built.output
    with (built.folder / "docs/_build/html/searchindex.js").open(encoding="utf-8") as file:
        terms = CompressedIndex().load(file)["terms"]
    assert {"작은", "실험"} <= terms.keys()
    assert not {"signal", "cpython", "once", "second"} & terms.keys()
