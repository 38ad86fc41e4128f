"""한국어 검색: 색인에 담는 말, 찾는 품질과 차례, 세 테마에서 독자가 보고 누르는 것."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import random
import statistics
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.search import js_index

from sphinx_korean.search import CompressedIndex, SearchKorean
from sphinx_korean.search.language import ENGINE

from .search_evaluation import (
    ASK,
    Quality,
    evaluate,
    open_search,
    read_index,
    read_pairs,
)
from .search_reader import FIELD, RESULTS, SOME, Reader, corpus, reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from .conftest import Site

HERE = Path(__file__).parent
THEMES = ("pydata_sphinx_theme", "alabaster", "classic")
__all__ = ["reader"]  # 픽스처는 이름으로 찾으므로, 불러오기만 하면 됩니다.
KINDS = 'sphinx_korean_search_kinds = {"auto_examples/": "예제"}\n'

# ---------------------------------------------------------------- 색인에 담는 말


@pytest.fixture(scope="module")
def korean() -> SearchKorean:
    """색인을 만드는 쪽."""
    return SearchKorean({})


def indexed(korean: SearchKorean, text: str) -> set[str]:
    """`text`에서 색인에 들어가는 말. Sphinx가 하는 차례 그대로입니다."""
    stems = {korean.stem(word).lower() for word in korean.split(text)}
    return {stem for stem in stems if korean.word_filter(stem)}


def test_mixed_words_are_split_by_script(korean: SearchKorean):
    """로마자에 붙은 한글은 떨어지고, 그것이 조사면 버려집니다."""
    assert indexed(korean, "asyncio의 GIL은 CPU바운드") == {"asyncio", "gil", "cpu", "바운드"}


def test_names_are_indexed_whole_and_by_capitals(korean: SearchKorean):
    """이름은 통째로 들어가고, 점과 밑줄로 나뉘지 않는 조각도 들어갑니다."""
    found = indexed(korean, "multiprocessing.shared_memory와 ProcessPoolExecutor")
    assert {"multiprocessing.shared_memory", "processpoolexecutor", "process", "pool"} <= found


def test_decomposed_text_is_indexed_as_composed(korean: SearchKorean):
    """풀어 쓴(NFD) 글과 모아 쓴 글은 같은 색인이 됩니다."""
    text = "공유 메모리를 asyncio의 스레드에서"
    assert indexed(korean, unicodedata.normalize("NFD", text)) == indexed(korean, text)


def test_seam_of_a_spaced_compound_is_indexed(korean: SearchKorean):
    """띄어 쓴 겹낱말은 이음새를 남기고, 문장으로 이어진 낱말은 남기지 않습니다."""
    found = indexed(korean, "공유 메모리를 넘기는 작업. 스레드는 빠릅니다.")
    assert {word for word in found if " " in word} == {"유 메"}


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("스레드를", "스레드"),
        ("프로세스에서는", "프로세스"),
        ("동기화합니다", "동기화"),
        ("직렬화하는", "직렬화"),
        ("측정결과", "측정결과"),
        ("성능평가", "성능평가"),
        ("무제한", "무제한"),
        ("락을", "락을"),
        ("마을", "마을"),
        ("Threads", "thread"),
        ("run_in_executor", "run_in_executor"),
    ],
)
def test_only_harmless_endings_are_stripped(korean: SearchKorean, word: str, stem: str):
    """낱말의 끝일 수 있는 글자(과, 가, 한)는 색인에서 떼지 않습니다."""
    assert korean.stem(word) == stem


def test_numbers_people_look_for_are_indexed(korean: SearchKorean):
    """응답 번호와 판 번호는 찾을 수 있고, 재어 나온 수와 주소는 담지 않습니다."""
    found = indexed(korean, "429 응답, 3.14t와 10.4.2절, 0.05123초, 230ms, 0x7f1929a35850")
    assert found - {"응답", "절", "초"} == {"429", "3.14t", "10.4.2"}


def test_words_found_everywhere_are_left_out(korean: SearchKorean):
    """어느 쪽에나 있는 말은 어미가 붙어도 담지 않습니다."""
    assert indexed(korean, "이것은 그리고 the 때문에 스레드입니다") == {"스레드"}


def test_engine_is_sent_without_its_comments(korean: SearchKorean):
    """엔진의 설명은 읽는 사람에게 보내지 않고, 도는 줄은 하나도 빠지지 않습니다."""
    sent = korean.js_splitter_code
    assert "한국어 검색 엔진" not in sent
    for path in ENGINE:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        code = [line for line in lines if line and not line.startswith(("/*", "*", "//"))]
        assert [line for line in code if line not in sent] == []


@pytest.mark.parametrize(
    "data",
    [
        {"terms": {"스레드": 1}},
        {"terms": {}, "titleterms": {}},
        {"terms": {"가": [0, 1, 40, 2000], "가나": 0, "가나다": [31, 62, 961], "유 메": 5}},
        {"terms": {"a" * 99: 3, "a" * 98 + "b": [7, 8]}, "titleterms": {"나": 0}},
    ],
)
def test_index_is_read_back_when_rebuilding(data: dict[str, Any]):
    """눌러 담은 색인은 다음에 지을 때 도로 읽고, 이 확장을 켜기 전의 색인도 읽습니다."""
    ours, plain = io.StringIO(), io.StringIO()
    CompressedIndex().dump(data, ours)
    js_index.dump(data, plain)
    for file in (ours, plain):
        file.seek(0)
        assert CompressedIndex().load(file) == data


def test_broken_index_is_made_again():
    """망가진 색인은 Sphinx가 다시 만들 수 있게 ValueError로 알립니다."""
    for text in ("", CompressedIndex.prefix + "AAAA" + CompressedIndex.suffix):
        with pytest.raises(ValueError, match=r"data|풀지"):
            CompressedIndex().load(io.StringIO(text))


# ---------------------------------------------------------------- 짓고 여는 도구


SMALL = {
    "index.md": "# 첫 쪽\n\n```{toctree}\n:hidden:\nnear\nfar\nnames\nheading\nauto_examples/plot\n```\n",
    "near.md": "# 가까운 쪽\n\n한 번에 나누는 병렬 처리 이야기입니다.\n",
    "far.md": "# 가꿈\n\n병렬로 나눈 다음, 결과를 모으는 처리가 남습니다. 병렬은 처리와 다릅니다.\n",
    "names.md": (
        "# `<lambda>`와 이름\n\n```{index} 찾아보기말\n```\n\n"
        "```{py:function} pool.run_all(tasks)\n모두 실행합니다.\n```\n\n"
        "```{py:class} pool.Runner\n실행기입니다.\n```\n"
    ),
    "heading.md": "# 차례\n\n앞글입니다.\n\n## 세마포어 쓰기\n\n뒷글입니다.\n",
    "auto_examples/plot.md": "# 세마포어 예제\n\n병렬 처리를 보입니다. 세마포어가 나옵니다.\n",
}


@pytest.fixture(scope="module")
def sites(build_site: Callable[..., Site]) -> Callable[[str], Site]:
    """테마 이름을 주면 지은 사이트를 돌려주는 함수. 테마마다 한 번만 짓습니다.

    찾는 일은 테마와 상관없으므로, 모든 쪽을 담는 것은 하나면 됩니다.
    """
    built: dict[str, Site] = {}

    def site(theme: str) -> Site:
        if theme not in built:
            pages = corpus() if theme == "alabaster" else corpus(SOME)
            built[theme] = build_site(pages, theme=theme, conf=KINDS)
        return built[theme]

    return site


@pytest.fixture(scope="module")
def plain(build_site: Callable[..., Site]) -> Site:
    """같은 쪽들을 이 확장 없이 지은 사이트."""
    return build_site(corpus(), theme="alabaster", extensions=("myst_parser",))


@pytest.fixture(scope="module")
def small(build_site: Callable[..., Site]) -> Site:
    """차례와 이름을 살피는 작은 사이트."""
    return build_site(SMALL, theme="alabaster", conf=KINDS)


# ---------------------------------------------------------------- 찾는 품질


@pytest.fixture(scope="module")
def quality(browser: Browser, sites: Callable[[str], Site]) -> Quality:
    """이 확장으로 찾은 답."""
    pairs = read_pairs(HERE / "search_queries.tsv")
    assert len(pairs) >= 100
    return evaluate(browser, sites("alabaster").outdir, pairs)


@pytest.fixture(scope="module")
def plain_quality(browser: Browser, plain: Site) -> Quality:
    """Sphinx가 그대로 찾은 답."""
    return evaluate(browser, plain.outdir, read_pairs(HERE / "search_queries.tsv"))


def test_readers_find_what_they_look_for(quality: Quality):
    """찾는 말 백여 개에서, 놓치는 쪽과 군더더기가 드물고 바라는 쪽이 처음 셋 안에 나옵니다."""
    print(quality)
    assert quality.recall >= 0.98
    assert quality.precision >= 0.95
    assert quality.top >= 0.9


def test_every_kind_of_query_is_served(quality: Quality):
    """한 글자 낱말이든 오류 문구든, 어느 갈래도 다른 갈래의 평균 뒤에 숨지 않습니다."""
    kinds = {answer.pair.kind for answer in quality.answers}
    for kind in kinds:
        part = Quality(tuple(answer for answer in quality.answers if answer.pair.kind == kind))
        assert min(part.recall, part.precision, part.top) >= 0.75, f"{kind}: {part}"


def test_queries_name_pages_that_exist(quality: Quality, sites: Callable[[str], Site]):
    """표에 적힌 쪽은 모두 있고, 모든 찾는 말에는 맞는 쪽이 있습니다."""
    pages = set(read_index(sites("alabaster").outdir)["docnames"])
    for answer in quality.answers:
        assert answer.pair.intended <= pages, answer.pair
        assert answer.relevant, answer.pair


def test_search_is_better_than_without_the_extension(quality: Quality, plain_quality: Quality):
    """Sphinx의 영어 규칙으로 찾는 것보다 모든 잣대에서 낫습니다."""
    print(plain_quality)
    assert quality.recall > plain_quality.recall
    assert quality.precision > plain_quality.precision
    assert quality.top > plain_quality.top


def test_index_is_half_of_that_without_the_extension(sites: Callable[[str], Site], plain: Site):
    """찾는 것이 늘어도, 압축하지 않는 서버에서 받는 색인은 절반이 되지 않습니다."""
    ours = (sites("alabaster").outdir / "searchindex.js").stat().st_size
    assert ours * 2 < (plain.outdir / "searchindex.js").stat().st_size


def test_large_index_is_lighter_where_the_server_compresses():
    """쪽이 많으면, 압축해 보내는 서버에서도 같은 색인을 Sphinx가 적은 것보다 가볍습니다."""
    index = synthetic_index(300)
    sizes = []
    for form in (CompressedIndex(), js_index):
        file = io.StringIO()
        form.dump(index, file)
        sizes.append(len(gzip.compress(file.getvalue().encode(), 9)))
    assert sizes[0] < sizes[1] * 0.75


def test_browser_unpacks_what_was_packed(
    reader: Callable[..., Reader], sites: Callable[[str], Site]
):
    """브라우저가 푼 색인은 담은 것과 같습니다."""
    visit = reader(sites("alabaster"))
    open_search(visit.page, visit.site.outdir)
    assert visit.page.evaluate("Search._index") == read_index(visit.site.outdir)


def test_every_query_is_found_when_typed_decomposed(
    reader: Callable[..., Reader], sites: Callable[[str], Site], quality: Quality
):
    """맥에서 치거나 붙여 넣은 풀어 쓴 한글(NFD)도 같은 결과를 냅니다."""
    visit = reader(sites("alabaster"))
    open_search(visit.page, visit.site.outdir)
    queries = [unicodedata.normalize("NFD", answer.pair.query) for answer in quality.answers]
    assert queries != [answer.pair.query for answer in quality.answers]
    found = [tuple(pages) for pages, _ in visit.page.evaluate(ASK, queries)]
    assert found == [answer.found for answer in quality.answers]


def test_half_typed_words_find_something(
    reader: Callable[..., Reader], sites: Callable[[str], Site]
):
    """다 치지 않은 글자, 줄기보다 길게 친 영어로도 찾습니다."""
    visit = reader(sites("alabaster"))
    open_search(visit.page, visit.site.outdir)
    for query, page in [
        ("스렏", "threading/index"),
        ("세마포", "threading/semaphore"),
        ("세맢", "threading/semaphore"),
        ("multiproc", "multiprocessing/pool"),
        ("multiprocessin", "multiprocessing/shared-memory"),
        ("ProcessPoolExec", "multiprocessing/executor"),
    ]:
        assert page in visit.pages(query), query


def test_unknown_words_find_nothing(reader: Callable[..., Reader], sites: Callable[[str], Site]):
    """어디에도 없는 말에는 결과가 없고, 아는 말과 섞이면 일부만 맞았음을 알립니다."""
    visit = reader(sites("alabaster"))
    open_search(visit.page, visit.site.outdir)
    assert visit.find("쿠버네티스")["results"] == []
    assert visit.find("   ")["results"] == []
    mixed = visit.find("쿠버네티스 세마포어")
    assert mixed["partial"]
    assert mixed["results"][0]["docname"] == "threading/semaphore"


# ---------------------------------------------------------------- 빠르기


def synthetic_index(pages: int) -> dict[str, Any]:
    """쪽이 `pages`개인 사이트의 색인. 낱말의 잦기는 지프 분포를 따릅니다."""
    dice = random.Random(1)  # noqa: S311 - 비밀이 아니라 늘 같은 색인이 필요합니다.
    syllables = [chr(code) for code in range(ord("가"), ord("힣"), 23)]
    nouns = ["".join(dice.choices(syllables, k=dice.randint(2, 4))) for _ in range(pages * 15)]
    endings = ["", "", "이", "의", "로", "와", "도", "했다", "하여", "으로서"]
    vocabulary = [noun + ending for noun in nouns for ending in dice.sample(endings, 3)]
    dice.shuffle(vocabulary)
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    terms: dict[str, list[int]] = {}
    titles = []
    sections: dict[str, list[list[Any]]] = {}
    for page in range(pages):
        for word in set(dice.choices(vocabulary, cum_weights=weights, k=1200)):
            terms.setdefault(word, []).append(page)
        titles.append(" ".join(dice.choices(vocabulary, cum_weights=weights, k=4)))
        sections.setdefault(titles[-1], []).append([page, None])
        for number in range(8):
            heading = " ".join(dice.choices(vocabulary, cum_weights=weights, k=4))
            sections.setdefault(heading, []).append([page, f"section-{number}"])
    names = [f"page{page}" for page in range(pages)]
    return {
        "docnames": names,
        "filenames": names,
        "titles": titles,
        "terms": terms,
        "titleterms": {},
        "alltitles": sections,
        "objects": {},
        "objnames": {},
        "indexentries": {},
    }


REPEATS = 5
TIME = """([text, queries]) => {
  const index = JSON.parse(text);
  KoreanSearch.open(index);
  return queries.map(query => {
    const start = performance.now();
    const {results} = KoreanSearch.search(query, index);
    return [performance.now() - start, results.length];
  });
}"""


@pytest.mark.parametrize(("pages", "limit_ms"), [(60, 50), (600, 50)])
def test_queries_are_answered_while_typing(
    reader: Callable[..., Reader], small: Site, pages: int, limit_ms: int
):
    """쪽이 600개여도 한 글자를 칠 때마다 답할 만큼 빠릅니다.

    질의마다 여러 번 물어 가장 빨랐던 것을 봅니다. 다른 프로그램은 답을 늦출 뿐, 앞당기지는 못합니다.
    """
    index = synthetic_index(pages)
    common = sorted(index["terms"], key=lambda word: -len(index["terms"][word]))
    queries = [common[0], " ".join(common[1:4]), common[-1]]
    queries = [*queries, "스레드풀을 나누는 방법", "세마포", "콘테이너가", "kubernetse", "ㄷㅋ"]
    visit = reader(small)
    open_search(visit.page, small.outdir)
    times = visit.page.evaluate(TIME, [json.dumps(index), queries * REPEATS])
    assert times[0][1] > pages / 3  # 흔한 말로 많은 쪽을 찾는 질의가 들어 있습니다.
    fastest = [min(each for each, _ in times[at :: len(queries)]) for at in range(len(queries))]
    assert statistics.median(fastest) < limit_ms, dict(zip(queries, fastest, strict=True))


# ---------------------------------------------------------------- 차례


def test_title_comes_before_heading_before_text(reader: Callable[..., Reader], small: Site):
    """제목에 있는 쪽, 절 제목에 있는 쪽, 본문에 있는 쪽의 차례이고, 절 제목은 그 절로 데려갑니다."""
    visit = reader(small)
    open_search(visit.page, small.outdir)
    first, second = visit.find("세마포어")["results"]
    assert first["docname"] == "auto_examples/plot"
    assert (second["docname"], second["section"]) == ("heading", "세마포어 쓰기")
    assert second["anchor"].startswith("#")


def test_phrase_comes_before_scattered_words(reader: Callable[..., Reader], small: Site):
    """두 낱말이 붙어 나온 쪽이, 따로 떨어져 여러 번 나온 쪽보다 앞입니다."""
    visit = reader(small)
    open_search(visit.page, small.outdir)
    found = visit.pages("병렬 처리")
    assert found.index("near") < found.index("far")
    assert set(visit.pages("병렬처리")) == {"near", "auto_examples/plot"}


def test_functions_and_classes_are_found_by_name(reader: Callable[..., Reader], small: Site):
    """함수와 클래스는 이름으로 찾고, 설명이 적힌 자리로 갑니다."""
    visit = reader(small)
    open_search(visit.page, small.outdir)
    for query, anchor in [("run_all", "#pool.run_all"), ("pool.Runner", "#pool.Runner")]:
        first = visit.find(query)["results"][0]
        assert (first["docname"], first["anchor"]) == ("names", anchor)
    assert visit.pages("찾아보기말") == ["names"]


def test_markup_in_titles_is_shown_as_text(reader: Callable[..., Reader], small: Site):
    """제목의 꺾쇠는 태그가 아니라 글로 보입니다."""
    visit = reader(small)
    visit.go("search.html?q=lambda")
    visit.wait_for("<lambda>")
    assert visit.page.locator("ul.search lambda").count() == 0
    assert not visit.complaints


# ---------------------------------------------------------------- 화면


@pytest.mark.parametrize("http", [False, True], ids=["file", "http"])
@pytest.mark.parametrize("theme", THEMES)
def test_results_show_where_and_what(
    reader: Callable[..., Reader], sites: Callable[[str], Site], theme: str, *, http: bool
):
    """결과에는 갈래표가 붙고, 찾은 말의 줄기가 칠해지며, 콘솔은 조용합니다."""
    visit = reader(sites(theme), http=http)
    visit.go("search.html?q=락이")
    page = visit.page
    page.locator(RESULTS).first.wait_for()
    kinds = page.locator(".korean-search-kind").all_inner_texts()
    assert set(kinds) == {"예제", "본문"}
    assert len(kinds) == len(visit.titles())
    assert page.locator(f"{RESULTS} a .highlighted").first.inner_text() == "락"
    context = page.locator(f"{RESULTS} p.context").first
    context.wait_for()
    assert context.locator(".highlighted").first.inner_text() == "락"
    page.locator("[aria-live=polite]").get_by_text(f"결과 {len(kinds)}건").wait_for()
    assert not visit.complaints


@pytest.mark.parametrize("theme", THEMES)
def test_results_follow_typing_on_the_search_page(
    reader: Callable[..., Reader], sites: Callable[[str], Site], theme: str
):
    """검색 쪽에서는 치는 대로 결과와 주소가 바뀝니다."""
    visit = reader(sites(theme), http=True)
    visit.go("search.html?q=세마포어")
    visit.wait_for("세마포어로")
    visit.page.locator(FIELD).first.fill("")
    visit.page.locator(RESULTS).first.wait_for(state="detached")
    visit.type("공유메모리")
    visit.wait_for("공유 메모리로 배열 나누기")
    visit.page.wait_for_function("new URL(location).searchParams.get('q') === '공유메모리'")
    assert not visit.complaints


def open_field(visit: Reader, theme: str, address: str) -> str:
    """어느 쪽에서든 검색 칸으로 갑니다. 초점이 간 칸을 돌려줍니다."""
    visit.go(address)
    if theme != "pydata_sphinx_theme":
        visit.page.locator(FIELD).first.focus()
        return FIELD
    visit.page.keyboard.press("Control+k")
    return "dialog input[name=q]"


@pytest.mark.parametrize("http", [False, True], ids=["file", "http"])
@pytest.mark.parametrize("theme", THEMES)
def test_any_page_is_searched_with_the_keyboard_alone(
    reader: Callable[..., Reader], sites: Callable[[str], Site], theme: str, *, http: bool
):
    """아무 쪽에서나 치고, 화살표로 고르고, 엔터로 가면, 그 쪽에 찾은 말이 칠해져 있습니다."""
    visit = reader(sites(theme), http=http)
    field = open_field(visit, theme, "threading/gil.html")
    visit.type("코루틴을", field)
    visit.wait_for("코루틴과 await")
    keyboard = visit.page.keyboard
    keyboard.press("ArrowDown")
    assert visit.focused == visit.titles()[0]
    keyboard.press("ArrowDown")
    assert visit.focused == visit.titles()[1]
    keyboard.press("ArrowUp")
    keyboard.press("ArrowUp")
    assert visit.page.locator(field).first.evaluate("input => input === document.activeElement")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    visit.page.wait_for_url("**/asyncio/coroutine.html*")
    marked = visit.page.locator("[role=main] span.highlighted")
    marked.first.wait_for()
    assert set(marked.all_inner_texts()) == {"코루틴"}
    assert not visit.complaints


@pytest.mark.parametrize("http", [False, True], ids=["file", "http"])
@pytest.mark.parametrize("theme", THEMES)
def test_index_is_fetched_only_when_the_field_is_entered(
    reader: Callable[..., Reader], sites: Callable[[str], Site], theme: str, *, http: bool
):
    """읽기만 하는 사람은 색인과 엔진을 받지 않고, 검색 칸에 들어간 사람만 한 번 받습니다."""
    visit = reader(sites(theme), http=http)
    fetched: list[str] = []
    visit.page.on("request", lambda request: fetched.append(request.url.split("?")[0]))
    parts = ("searchtools.js", "language_data.js", "searchindex.js")
    visit.go("threading/gil.html")
    visit.page.wait_for_load_state("networkidle")
    assert not [url for url in fetched if url.endswith(parts)]
    field = open_field(visit, theme, "threading/gil.html")
    visit.type("코루틴을", field)
    visit.wait_for("코루틴과 await")
    for part in ("language_data.js", "searchindex.js"):
        assert len([url for url in fetched if url.endswith(part)]) == 1
    assert not visit.complaints


@pytest.mark.parametrize("theme", THEMES)
def test_lost_connection_is_told_and_retried(
    reader: Callable[..., Reader], sites: Callable[[str], Site], theme: str
):
    """색인을 받지 못하면 그렇다고 알리고, 연결이 돌아온 뒤에 치면 찾습니다."""
    visit = reader(sites(theme), http=True)
    visit.page.context.route("**/searchindex.js", lambda route: route.abort())
    field = open_field(visit, theme, "threading/gil.html")
    visit.type("코루틴", field)
    visit.page.get_by_text("색인을 불러오지 못했습니다").wait_for()
    visit.page.context.unroute("**/searchindex.js")
    visit.type("을", field)
    visit.wait_for("코루틴과 await")


@pytest.mark.parametrize("theme", THEMES)
def test_escape_closes_the_results(
    reader: Callable[..., Reader], sites: Callable[[str], Site], theme: str
):
    """결과에서 Esc를 누르면 목록이 닫힙니다."""
    visit = reader(sites(theme))
    field = open_field(visit, theme, "index.html")
    visit.type("코루틴", field)
    visit.wait_for("코루틴과 await")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Escape")
    visit.page.locator(RESULTS).first.wait_for(state="hidden")


@pytest.mark.parametrize("theme", THEMES)
def test_composing_hangul_is_searched_and_left_alone(
    reader: Callable[..., Reader], sites: Callable[[str], Site], theme: str
):
    """조합 중인 글자까지 찾되, 조합 중에 누른 글쇠는 입력기에 맡깁니다."""
    visit = reader(sites(theme))
    field = open_field(visit, theme, "index.html")
    ime = visit.page.context.new_cdp_session(visit.page)
    for text in ("ㅅ", "세", "셈", "세마", "세맢", "세마포"):
        ime.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
    visit.wait_for("세마포어로 동시 접속 제한하기")
    input_box = visit.page.locator(field).first
    assert input_box.input_value() == "세마포"
    untouched = """input => ["ArrowDown", "Enter", "Escape"].every(key => input.dispatchEvent(
        new KeyboardEvent("keydown", {key, isComposing: true, bubbles: true, cancelable: true})))"""
    assert input_box.evaluate(untouched)
    assert input_box.evaluate("input => input === document.activeElement")


def test_long_lists_are_shown_in_parts(reader: Callable[..., Reader], sites: Callable[[str], Site]):
    """칸 아래 목록은 짧게 시작하고, 나머지는 단추로 이어 봅니다."""
    visit = reader(sites("alabaster"))
    open_field(visit, "alabaster", "index.html")
    visit.type("스레드")
    visit.wait_for("스레드")
    shown = len(visit.titles())
    visit.page.get_by_role("button", name="더 보기").click()
    assert len(visit.titles()) > shown
    assert visit.focused == visit.titles()[shown]


# ---------------------------------------------------------------- 설정


def test_other_search_languages_are_left_alone(build_site: Callable[..., Site]):
    """검색을 다른 언어로 정한 사이트에는 아무것도 싣지 않습니다."""
    pages = {"index.md": "# 제목\n\n글입니다.\n"}
    site = build_site(pages, theme="alabaster", conf='html_search_language = "en"\n')
    assert "korean-search" not in site.read("index")
    assert "KoreanSearch" not in site.read("_static/language_data.js")


def test_site_owner_may_turn_off_search_as_you_type(build_site: Callable[..., Site]):
    """테마의 치는 대로 찾기를 사이트 주인이 끄면 꺼진 채로 둡니다."""
    off = 'html_theme_options = {"search_as_you_type": False}\n'
    site = build_site({"index.md": "# 제목\n\n글입니다.\n"}, conf=off)
    assert "search_as_you_type = false" in site.read("index")


def test_rebuilding_one_page_keeps_the_others(
    build_site: Callable[..., Site], reader: Callable[..., Reader]
):
    """한 쪽만 고쳐 다시 지어도 다른 쪽을 찾을 수 있습니다."""
    site = build_site(SMALL, theme="alabaster")
    (site.srcdir / "far.md").write_text("# 가꿈\n\n새로 적은 코루틴입니다.\n", encoding="utf-8")
    site.build()
    visit = reader(site)
    open_search(visit.page, site.outdir)
    assert visit.pages("코루틴") == ["far"]
    assert visit.pages("세마포어") == ["auto_examples/plot", "heading"]
    assert "far" not in visit.pages("병렬")


@pytest.mark.parametrize("args", [(), ("-j", "2")], ids=["하나씩", "나란히"])
def test_rebuilding_one_page_keeps_index_entries(
    build_site: Callable[..., Site], args: tuple[str, ...]
):
    """한 쪽만 고쳐 다시 지어도 다른 쪽의 찾아보기 항목이 남고, 고친 쪽에서 지운 항목은 사라집니다."""
    pages = {
        f"{name}.md": f"# {name}\n\n```{{index}} 항목{name}, 함께\n```\n"
        for name in "가나다라마바사"
    }
    site = build_site(pages, theme="alabaster", args=args)
    assert set(read_index(site.outdir)["indexentries"]) == {
        *(f"항목{n}" for n in "가나다라마바사"),
        "함께",
    }
    (site.srcdir / "가.md").write_text("# 가\n\n```{index} 새항목\n```\n", encoding="utf-8")
    (site.srcdir / "나.md").unlink()
    site.build()
    index = read_index(site.outdir)
    assert set(index["indexentries"]) == {*(f"항목{n}" for n in "다라마바사"), "새항목", "함께"}
    kept = {index["docnames"][file] for file, *_ in index["indexentries"]["함께"]}
    assert kept == set("다라마바사")


@pytest.mark.parametrize("builder", ["singlehtml", "json"])
def test_builders_without_search_get_no_search(build_site: Callable[..., Site], builder: str):
    """찾는 쪽이 없는 빌더에는 검색을 다는 것을 싣지 않습니다."""
    site = build_site({"index.md": "# 제목\n\n글입니다.\n"}, theme="alabaster", builder=builder)
    assert not list(site.outdir.rglob("korean-search*"))
    assert not (site.outdir / "searchtext").exists()
    assert "korean-search" not in "".join(
        path.read_text(encoding="utf-8") for path in site.outdir.glob("index.*")
    )
