"""달리 적은 말로 찾기: 활용과 띄어쓰기, 갈린 표기, 오타, 같은 말, 첫소리."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .search_evaluation import ASK, Quality, evaluate, open_search, read_index, read_pairs
from .search_reader import Reader, corpus, reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from .conftest import Site

__all__ = ["reader"]  # 픽스처는 이름으로 찾으므로, 불러오기만 하면 됩니다.
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def site(build_site: Callable[..., Site]) -> Site:
    """모든 쪽을 담은 사이트."""
    return build_site(corpus(), theme="alabaster")


@pytest.fixture(scope="module")
def quality(browser: Browser, site: Site) -> Quality:
    """달리 적은 말로 찾은 답."""
    return evaluate(browser, site.outdir, read_pairs(HERE / "search_variants.tsv"))


@pytest.mark.parametrize("kind", ["표기", "오타", "같은 말"])
def test_words_written_otherwise_are_found(quality: Quality, kind: str):
    """표기가 갈린 말, 잘못 친 말, 같은 뜻의 다른 말로도 찾고, 엉뚱한 쪽은 드뭅니다."""
    part = Quality(tuple(answer for answer in quality.answers if answer.pair.kind == kind))
    print(kind, part)
    assert part.recall >= 0.85
    assert part.precision >= 0.85
    assert part.top >= 0.85


def test_every_key_press_is_answered_at_once(
    reader: Callable[..., Reader], site: Site, quality: Quality
):
    """가장 느린 질의도 한 글자를 치는 사이에 답합니다.

    잰 값은 한도의 오분의 일쯤입니다. 바쁜 기계에서 쉬다 돌아온 것은 두 번 가운데 나은 쪽을 보아 뺍니다.
    """
    visit = opened(reader, site)
    queries = [answer.pair.query for answer in quality.answers]
    rounds = [[each for _, each in visit.page.evaluate(ASK, queries)] for _ in range(3)]
    assert max(map(min, zip(*rounds[1:], strict=True))) < 50


def numbered(pages: dict[str, str]) -> dict[str, str]:
    """`pages`에 차례를 붙인 것. 차례의 글은 찾을 때 나오지 않게 숨깁니다."""
    names = "\n".join(name.removesuffix(".md") for name in pages if name.endswith(".md"))
    return pages | {"index.md": f"# 첫 쪽\n\n```{{toctree}}\n:hidden:\n{names}\n```\n"}


# ---------------------------------------------------------------- 하나가 나머지를 가리지 않게

HIDING = {
    "a.md": "# 가\n\n관계없는 이야기입니다.\n",
    "b.md": "# 나\n\n명령 줄 인자를 봅니다.\n",
    "c.md": "# 다\n\n클래스를 상속받는다.\n",
    "d.md": "# 라\n\n모듈을 불러오는 차례입니다.\n",
    "e.md": "# 마\n\n디렉터리를 만듭니다.\n",
    "f.md": "# 바\n\n명령을 내리는 줄과 인자입니다. 불러 오지 않습니다.\n",
}
EXACT = {"g.md": "# 사\n\n상속받기, 명령줄인자, 디렉토리, 불러오기.\n"}
HIDDEN = {"상속받기": "c", "명령줄인자": "b", "디렉토리": "e", "불러오기": "d"}


@pytest.mark.parametrize("exact", [{}, EXACT], ids=["없이", "함께"])
def test_an_exact_page_does_not_hide_the_others(
    build_site: Callable[..., Site], reader: Callable[..., Reader], exact: dict[str, str]
):
    """친 그대로 나오는 쪽이 있어도, 꼴이나 표기만 다른 쪽이 그 뒤에 나옵니다."""
    visit = opened(reader, build_site(numbered(HIDING | exact), theme="alabaster"))
    expected = {query: [*(["g"] if exact else []), page] for query, page in HIDDEN.items()}
    assert {query: visit.pages(query) for query in HIDDEN} == expected
    for query in HIDDEN:
        tiers = [one["tier"] for one in visit.find(query)["results"]]
        assert tiers == sorted(tiers)
        assert set(tiers) <= {0, 1, 2}


def opened(reader: Callable[..., Reader], site: Site) -> Reader:
    """검색 쪽을 열고 색인을 기다린 사람."""
    visit: Reader = reader(site)
    open_search(visit.page, site.outdir)
    return visit


VERBS = {
    "exact.md": "# 그대로\n\n만들기, 바꾸려면, 연결되었다, 막으려면, 불러오며.\n",
    "made.md": "# 하나\n\n표를 만듭니다.\n",
    "changed.md": "# 둘\n\n값을 바꿔야 하는 때.\n",
    "joined.md": "# 셋\n\n서버에 연결할 수 없음.\n",
    "stopped.md": "# 넷\n\n넘침을 막는다.\n",
    "called.md": "# 다섯\n\n모듈을 불러옵니다.\n",
    "fruit.md": "# 여섯\n\n사과와 만화와 막차와 바구니.\n",
}
FORMS = {
    "만들기": "made",
    "바꾸려면": "changed",
    "연결되었다": "joined",
    "막으려면": "stopped",
    "불러오며": "called",
}


def test_verbs_are_found_in_other_forms(
    build_site: Callable[..., Site], reader: Callable[..., Reader]
):
    """풀이씨는 말끝이 달라도, 줄기가 말끝과 한 글자가 되어도 찾고, 친 꼴이 나오는 쪽이 앞입니다."""
    visit = opened(reader, build_site(numbered(VERBS), theme="alabaster"))
    expected = {query: ["exact", page] for query, page in FORMS.items()}
    assert {query: visit.pages(query) for query in FORMS} == expected
    assert visit.pages("사고는") == []


# ---------------------------------------------------------------- 표기와 오타


def test_an_unknown_word_is_not_cut_into_another(
    build_site: Callable[..., Site], reader: Callable[..., Reader]
):
    """어느 쪽에도 없는 말을 줄여 딴 낱말로 만들지 않습니다: `쓰레드`는 `쓰레기`가 아니고, `dataloder`는 `data`가 아닙니다."""
    pages = {
        "a.md": "# 쓰레기 수집\n\n쓰레기를 치우는 세마 이야기. data.\n",
        "b.md": "# 둘\n\n뮤텍스풀.\n",
    }
    visit = opened(reader, build_site(numbered(pages), theme="alabaster"))
    for query in ("쓰레드", "쓰레드가", "세마포어", "dataloder", "dataset", "뮤텍스풀림"):
        assert visit.pages(query) == [], query


def test_a_rare_misspelling_leads_to_the_common_spelling(
    build_site: Callable[..., Site], reader: Callable[..., Reader]
):
    """한 쪽에만 잘못 적힌 말로 찾아도 제대로 적은 쪽들이 나오고, 드물 뿐 맞는 말은 고치지 않습니다."""
    pages = {f"p{i}.md": f"# 쪽 {i}\n\n`DataLoader`로 정규화합니다.\n" for i in range(6)}
    pages["typo.md"] = "# 오타\n\n`DataLoder`입니다.\n"
    pages["rare.md"] = "# 드문 말\n\n정교화를 두 번 합니다.\n"
    pages["rare2.md"] = "# 드문 말 둘\n\n정교화.\n"
    visit = opened(reader, build_site(numbered(pages), theme="alabaster"))
    assert visit.pages("DataLoder")[0] == "typo"
    assert len(visit.pages("DataLoder")) == 7
    assert set(visit.pages("정교화")) == {"rare", "rare2"}


def test_readers_are_told_that_a_similar_word_was_found(reader: Callable[..., Reader], site: Site):
    """고쳐 찾았으면 그렇다고 알립니다."""
    visit = reader(site)
    visit.go("search.html?q=코루팅")
    visit.page.locator(".korean-search-summary").get_by_text("비슷한 말").wait_for()


# ---------------------------------------------------------------- 같은 말

TERMS = {
    "a.md": "# 쿠버네티스 시작하기\n\n컨테이너를 다룹니다.\n",
    "b.md": "# 둘\n\nKubernetes를 설치합니다.\n",
    "c.md": "# 도커\n\n도커 파일입니다.\n",
    "d.md": "# 넷\n\n사내 용어로 물레방아라고 부릅니다.\n",
    "e.md": "# 다섯\n\n`TaskRunner` 클래스입니다.\n",
}


def test_synonyms_work_in_both_directions(
    build_site: Callable[..., Site], reader: Callable[..., Reader]
):
    """함께 실린 말과 프로젝트의 말을 어느 쪽으로 찾아도 나오고, 친 그대로인 쪽이 앞입니다."""
    sources = TERMS | {"말.txt": "# 우리 말\n물레방아, task runner, TaskRunner\n"}
    conf = 'sphinx_korean_synonyms = "말.txt"\n'
    visit = opened(reader, build_site(numbered(sources), theme="alabaster", conf=conf))
    for query, pages in {
        "Kubernetes": ["b", "a"],
        "쿠버네티스를": ["a", "b"],
        "k8s": ["a", "b"],
        "물레방아": ["d", "e"],
        "task runner": ["e", "d"],
        "docker": ["c"],
    }.items():
        assert visit.pages(query) == pages, query


def test_changed_synonyms_reach_the_site(build_site: Callable[..., Site]):
    """같은 말의 파일만 고쳐 다시 지어도 사이트가 바뀝니다."""
    conf = 'sphinx_korean_synonyms = "말.txt"\n'
    site = build_site(TERMS | {"말.txt": "물레방아, 풍차\n"}, theme="alabaster", conf=conf)
    (site.srcdir / "말.txt").write_text("물레방아, 방앗간\n", encoding="utf-8")
    site.build()
    assert "방앗간" in site.read("_static/language_data.js")


@pytest.mark.parametrize("text", [None, "홀로\n"])
def test_broken_synonyms_are_told(build_site: Callable[..., Site], text: str | None):
    """파일이 없거나 잘못 적혀 있으면 무엇이 잘못인지 알립니다."""
    sources: dict[str, Any] = {"index.md": "# 제목\n"} | ({"말.txt": text} if text else {})
    conf = 'sphinx_korean_synonyms = "말.txt"\n'
    with pytest.raises(AssertionError, match=r"쉼표로 나누어|읽지 못했습니다"):
        build_site(sources, theme="alabaster", conf=conf)


def test_first_consonants_find_titles_and_words(
    build_site: Callable[..., Site], reader: Callable[..., Reader]
):
    """첫소리만 쳐도 제목과 본문의 낱말을 찾고, 제목이 앞입니다. 입력기가 붙인 겹자모도 풉니다."""
    sources = TERMS | {"f.md": "# 여섯\n\n도커를 씁니다. 공식 문서의 값싼 기계.\n"}
    visit = opened(reader, build_site(numbered(sources), theme="alabaster"))
    assert visit.pages("ㄷㅋ") == ["c", "f"]
    assert visit.pages("ㅋㅂㄴㅌㅅ") == ["a"]
    assert visit.pages("ㄳ") == ["f"]
    assert visit.pages("ㄷ") == []


def test_queries_name_pages_that_exist(quality: Quality, site: Site):
    """표에 적힌 쪽은 모두 있고, 모든 찾는 말에는 맞는 쪽이 있습니다."""
    pages = set(read_index(site.outdir)["docnames"])
    for answer in quality.answers:
        assert answer.pair.intended <= pages, answer.pair
        assert answer.relevant, answer.pair
