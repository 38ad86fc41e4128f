"""바뀐 것의 피드: CHANGELOG.md의 줄마다 소식 하나이고, Atom의 규격에 맞습니다."""

import datetime as dt
import itertools
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from parabook.book.site.feed import NAME, changes_in, dates_of, feed

ATOM = "{http://www.w3.org/2005/Atom}"
ROOT = Path(__file__).parents[4]
WHEN = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)

TEXT = """\
# 바뀐 것

머리말입니다.

## [아직 내놓지 않음]

### 새 장

- `fork`를 다룬 쪽. 둘째 문장 <b>입니다.
- 이어진
  줄입니다.

## [0.1] - 2026-01-02

### 고침

- 틀린 수를 고쳤습니다.
"""


def made(text=TEXT, base="", dates=None) -> ET.Element:
    """글로 만든 피드를 읽습니다."""
    words = feed(changes_in(text), dates or {-1: WHEN}, title="작은 책", base=base)
    return ET.fromstring(words)  # noqa: S314 - 방금 우리가 만든 글입니다.


def texts(feed_, path) -> list[str]:
    """원소들의 글입니다."""
    return [
        one.text for one in feed_.findall("/".join(f"{ATOM}{part}" for part in path.split("/")))
    ]


def test_each_line_is_an_entry_with_its_group():
    """줄마다 소식 하나이고, 첫 문장이 제목이고, 갈래와 버전이 붙습니다."""
    found = made()
    assert texts(found, "entry/title") == [
        "fork를 다룬 쪽.",
        "이어진 줄입니다.",
        "틀린 수를 고쳤습니다.",
    ]
    terms = [one.get("term") for one in found.iter(f"{ATOM}category")]
    assert terms == ["아직 내놓지 않음: 새 장"] * 2 + ["0.1 - 2026-01-02: 고침"]
    assert "<code>fork</code>" in texts(found, "entry/content")[0]


def test_feed_is_valid_atom():
    """규격이 있어야 한다고 한 것이 모두 있습니다: 이름, 하나뿐인 id, 때, 지은이, 링크."""
    found = made((ROOT / "CHANGELOG.md").read_text("utf-8"), "https://book.example/")
    assert found.tag == f"{ATOM}feed"
    assert found.get("{http://www.w3.org/XML/1998/namespace}lang") == "ko"
    for owner in (found, *found.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            [one] = owner.findall(f"{ATOM}{name}")
            assert one.text
        assert dt.datetime.fromisoformat(owner.find(f"{ATOM}updated").text).tzinfo
    assert found.find(f"{ATOM}author/{ATOM}name").text
    links = {one.get("rel"): one.get("href") for one in found.findall(f"{ATOM}link")}
    assert links["self"] == f"https://book.example/{NAME}"
    ids = texts(found, "entry/id")
    assert len(ids) == len(set(ids)) > 10
    assert all(one.startswith("urn:uuid:") for one in ids)


def test_entry_keeps_its_id_when_others_come():
    """줄이 더해져도 있던 소식의 id는 그대로여서, 읽은 것이 다시 오지 않습니다."""
    before = set(texts(made(), "entry/id"))
    after = set(texts(made(TEXT.replace("### 새 장\n", "### 새 장\n\n- 새 줄.")), "entry/id"))
    assert before < after
    assert len(after - before) == 1


def test_entry_has_the_date_of_its_line(tmp_path):
    """git이 알면 줄이 쓰인 때를, 모르면 파일이 바뀐 때를 적습니다."""
    git = shutil.which("git")
    kinds = itertools.product(("AUTHOR", "COMMITTER"), ("NAME", "EMAIL"))
    who = {f"GIT_{kind}_{part}": "x@example.org" for kind, part in kinds}
    path = tmp_path / "CHANGELOG.md"
    path.write_text(TEXT, "utf-8")
    assert set(dates_of(path)) == {-1}
    for day, text in (("2026-01-02", TEXT), ("2026-02-03", f"{TEXT}- 나중 줄.\n")):
        path.write_text(text, "utf-8")
        for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "글"]):
            when = {"GIT_COMMITTER_DATE": f"{day}T00:00:00+00:00", "HOME": str(tmp_path)}
            subprocess.run([git, *command], cwd=tmp_path, env={**who, **when}, check=True)
    days = texts(made(path.read_text("utf-8"), dates=dates_of(path)), "entry/updated")
    assert [day[:10] for day in days] == ["2026-01-02"] * 3 + ["2026-02-03"]


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory, mini_book_at):
    """바뀐 것을 적어 둔 작은 책입니다."""
    book = mini_book_at(tmp_path_factory.mktemp("feed"), {})
    book.write("CHANGELOG.md", TEXT)
    built = book.build()
    assert built.code == 0, built.output
    return built


def test_pages_point_at_the_feed(built):
    """페이지의 머리가 피드를 가리키고, 그 자리에 피드가 있습니다."""
    html = built.folder / "docs/_build/html"
    found = ET.parse(html / NAME)  # noqa: S314 - 방금 우리가 만든 파일입니다.
    assert len(found.findall(f"{ATOM}entry")) == 3
    assert f'type="application/atom+xml" title="바뀐 것" href="{NAME}"' in built.page("index")
