"""독자의 말로 묻기: 문장, 묻는 말의 표, 자판을 바꾸어 친 말, 가까운 말, 그리고 답이 든 절."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .search_evaluation import open_search, read_index
from .search_reader import RESULTS, Reader, reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Site

__all__ = ["reader"]  # 픽스처는 이름으로 찾으므로, 불러오기만 하면 됩니다.

REFINED = """async query => {
  const found = KoreanSearch.search(query, Search._index);
  const {results} = await KoreanSearch.refine(found, KoreanSearchResults.read);
  return results.map(({docname, anchor}) => docname + decodeURIComponent(anchor));
}"""

PAGES = {
    "index.md": "# 첫 쪽\n\n```{toctree}\n:hidden:\nlock\npool\nqueue\nother\nasyncio\n```\n",
    "lock.md": (
        "# 스레드와 락\n\n첫머리입니다.\n\n## 값을 고칠 때\n\n변수를 함께 고치면 값이 어긋납니다.\n\n"
        "## 서로 기다릴 때\n\n두 스레드가 서로의 락을 기다리면 아무도 나아가지 못하고 프로그램이 멈춥니다. "
        "잡는 순서를 맞추면 됩니다.\n"
    ),
    "pool.md": (
        "# 풀\n\n일을 나누어 맡깁니다.\n\n## 작업 거두기\n\n도는 작업은 밖에서 끊을 수 없습니다.\n\n"
        "## 메모리\n\n결과를 쥐고 있으면 메모리가 늘어납니다.\n"
    ),
    "queue.md": "# 통로\n\n프로세스가 말을 주고받습니다. 공유 메모리도 씁니다.\n",
    "other.md": "# 딴 이야기\n\n쓰레기통을 비웁니다. 처리는 계속 늘어나는 일입니다.\n",
    "asyncio.md": "# asyncio\n\nasyncio를 씁니다.\n",
    "묻는 말.toml": (
        '"lock#서로" = ["데드락", "프로그램이 응답 없음"]\n'
        '"pool#작업-거두기" = ["스레드 강제 종료", "태스크 죽이기 kill"]\n'
        '"queue" = ["IPC"]\n'
    ),
    "말.toml": (
        '"데드락" = ["교착 상태", "deadlock"]\n["공유 메모리"]\nnames = ["쉐어드 메모리"]\nsays = "딴 칸"\n'
    ),
}
CONF = """
sphinx_korean_answers = "묻는 말.toml"
sphinx_korean_synonyms = ["말.toml"]
"""


@pytest.fixture(scope="module")
def site(build_site: Callable[..., Site]) -> Site:
    """묻는 말과 같은 말을 적은 작은 사이트."""
    return build_site(PAGES, theme="alabaster", conf=CONF)


@pytest.fixture
def visit(reader: Callable[..., Reader], site: Site) -> Reader:
    """검색 쪽을 열고 색인을 기다린 사람."""
    opened = reader(site)
    open_search(opened.page, site.outdir)
    return opened


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("데드락", "lock#서로-기다릴-때"),
        ("ㄷㄷㄹ", "lock#서로-기다릴-때"),
        ("교착상태", "lock#서로-기다릴-때"),
        ("deadlock", "lock#서로-기다릴-때"),
        ("실행 중인 스레드를 강제로 종료하고 싶어요", "pool#작업-거두기"),
        ("태스크를 어떻게 죽이나요", "pool#작업-거두기"),
        ("IPC", "queue"),
        ("쉐어드메모리", "queue"),
    ],
)
def test_questions_lead_to_the_section_that_answers(visit: Reader, query: str, place: str):
    """표에 적힌 말과 그 다른 말, 그것을 문장으로 풀어 친 말은 모두 그 절이 맨 앞입니다."""
    assert visit.page.evaluate(REFINED, query)[0] == place


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("스레드 두 개가 서로 기다리다가 멈췄어요", "lock#서로-기다릴-때"),
        ("변수를 같이 고치는데 값이 자꾸 어긋나요", "lock#값을-고칠-때"),
        ("결과 때문에 메모리가 계속 늘어나요", "pool#메모리"),
    ],
)
def test_sentences_find_the_section_by_its_text(visit: Reader, query: str, place: str):
    """표에 없는 문장도, 말끝이 달라도, 낱말이 많이 모인 절로 갑니다."""
    assert visit.page.evaluate(REFINED, query)[0] == place


@pytest.mark.parametrize(
    ("typed", "meant", "page"),
    [
        ("tmfpem", "스레드", "lock"),
        ("aptlwl xhdfh", "aptlwl 통로", "queue"),
        ("ㅁ뇨ㅜ챠ㅐ", "asyncio", "asyncio"),
        ("ashley", "", None),
    ],
)
def test_words_typed_on_the_other_keyboard_are_read(
    visit: Reader, typed: str, meant: str, page: str | None
):
    """영문 자판으로 친 한글과 한글 자판으로 친 영문을 되돌려 찾고, 그렇다고 알립니다. 없는 말은 두고 봅니다."""
    found: dict[str, Any] = visit.page.evaluate(
        "query => { const {retyped, results} = KoreanSearch.search(query, Search._index);"
        " return {retyped, pages: results.map(one => one.docname)}; }",
        typed,
    )
    assert found["retyped"] == meant
    assert (found["pages"] or [None])[0] == page


def test_nothing_found_offers_the_nearest_terms(visit: Reader):
    """없는 말을 딴 낱말로 줄이지 않고, 가까운 말을 내놓습니다. 누르면 그 말로 찾습니다."""
    assert visit.pages("쓰레기장수") == []
    visit.go("search.html?q=데드럭킹")
    offered = visit.page.locator(".korean-search-more button")
    offered.get_by_text("데드락").first.click()
    visit.wait_for("서로 기다릴 때")
    assert not visit.complaints


def test_body_matches_lead_to_their_section(visit: Reader):
    """글에서 찾은 쪽은 글이 오면 그 낱말이 든 절로 이어지고, 찾은 문장이 보입니다."""
    visit.go("search.html?q=순서를")
    link = visit.page.locator(f"{RESULTS} a").first
    visit.page.locator(f"{RESULTS} p.context").first.wait_for()
    assert link.inner_text() == "스레드와 락 > 서로 기다릴 때"
    assert "잡는 순서를 맞추면 됩니다." in visit.page.locator(f"{RESULTS} p.context").inner_text()


def test_weights_put_kinds_of_pages_behind(build_site: Callable[..., Site], reader: Any):
    """같은 값이면 무게가 가벼운 쪽이 뒤입니다."""
    pages = {
        "a.md": "# 가\n\n세마포어를 씁니다.\n",
        "b.md": "# 나\n\n세마포어를 씁니다.\n",
        "index.md": "# 첫 쪽\n\n```{toctree}\n:hidden:\na\nb\n```\n",
    }
    for light, order in (("a", ["b", "a"]), ("b", ["a", "b"])):
        conf = f'sphinx_korean_search_weights = {{"{light}": 0.5}}\n'
        opened = reader(site := build_site(pages, theme="alabaster", conf=conf))
        open_search(opened.page, site.outdir)
        assert opened.pages("세마포어") == order


def test_changed_questions_reach_the_index(build_site: Callable[..., Site]):
    """묻는 말의 파일만 고쳐 다시 지어도 색인이 바뀝니다."""
    conf = 'sphinx_korean_answers = "묻는 말.toml"\n'
    sources = {
        "index.md": "# 제목\n\n## 절\n\n글.\n",
        "묻는 말.toml": '"index#절" = ["물레방아"]\n',
    }
    site = build_site(sources, theme="alabaster", conf=conf)
    assert read_index(site.outdir)["answers"] == [[0, "절", "절", "물레방아"]]
    (site.srcdir / "묻는 말.toml").write_text('"index" = ["방앗간"]\n', encoding="utf-8")
    site.build()
    assert read_index(site.outdir)["answers"] == [[0, "", "", "방앗간"]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"없는쪽" = ["말"]\n', "묻는 말의 자리 '없는쪽'"),
        ('"index#없는절" = ["말"]\n', "묻는 말의 자리 'index#없는절'"),
        ('"index" = "말"\n', "글의 목록으로 적습니다"),
        ("[", "읽지 못했습니다"),
    ],
)
def test_broken_questions_are_told(build_site: Callable[..., Site], text: str, told: str):
    """없는 자리는 경고로, 읽을 수 없는 파일은 오류로 알립니다."""
    with pytest.raises(AssertionError, match=told):
        build_site(
            {"index.md": "# 제목\n", "묻는 말.toml": text},
            theme="alabaster",
            conf='sphinx_korean_answers = "묻는 말.toml"\n',
        )
