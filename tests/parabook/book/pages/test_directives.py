"""장에 싣는 실험: 무엇을 싣고 무엇을 뺄지는 지시자의 선택이 정합니다."""

import pytest
from bs4 import BeautifulSoup

INDEX = """\
본문입니다.

```{experiment} plot_x
:output: slow
```

```{experiment} plot_x
:output: slow
:printed:
```

```{experiment} plot_x
:picture:
```
"""


@pytest.fixture(scope="module", name="shown")
def _shown(tmp_path_factory, mini_book_at):
    """같은 실험을 세 가지로 실은 페이지의, 실험 셋입니다."""
    built = mini_book_at(tmp_path_factory.mktemp("shown"), {"plot_x": None}, INDEX).build("-W")
    assert built.code == 0, built.output
    page = BeautifulSoup(built.page("index"), "html.parser")
    return page.select("div.experiment, div.experiment-picture")


@pytest.mark.parametrize(
    ("at", "pictures", "tables", "printed"), [(0, 2, 1, 1), (1, 0, 0, 1), (2, 2, 0, 0)]
)
def test_options_choose_what_is_shown(shown, at, pictures, tables, printed):
    """모두 싣거나, 찍은 글만 싣거나, 그림만 싣습니다. 어느 것에나 실험으로 가는 링크가 있습니다."""
    one = shown[at]
    assert len(one.select("img.parabook-chart")) == pictures
    assert len(one.select("table")) == tables
    assert one.get_text().count("‘느린 방법’의 출력") == printed
    assert any("plot_x.html" in link["href"] for link in one.select("a[href]"))
