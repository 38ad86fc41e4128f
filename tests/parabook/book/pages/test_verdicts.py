"""주장은 판정과 근거와 함께 페이지에 실리고, 목록과 빌드의 끝에 모입니다.

여기의 실험은 재지 않습니다. 미리 만들어 둔 기록을 갤러리가 도는 동안 제자리에 복사합니다.
"""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from parabook.book.pages import verdicts
from parabook.claims.conditions import Judgement, Verdict
from parabook.claims.evidence import Evidence

EXAMPLE = '''\
"""
실험 {name}
==================================================================

작은 실험입니다.
"""

import os
import shutil
from pathlib import Path

records = Path(os.environ["PARABOOK_RECORDS"])
shutil.copy(records.parents[2] / "prepared" / "{name}.json", records)
'''

INDEX = """\
# 작은 책

본문입니다.

```{{toctree}}
{pages}
auto_examples/index
```
"""

CHAPTER = """\
# 첫 장

```{claim} plot_x.speedup(fast) > 2
**빠른** `fast`는 [책](index.md)의 방법입니다.
```

```{claim} plot_x.speedup(fast) > 5 and plot_x.connections(slow) == 20
빠른 방법은
다섯 배 넘게 빠릅니다.
```

```{claim} plot_x.speedup(wild) > 3
거친 방법은 세 배 넘게 빠릅니다.
```

```{claim} plot_x.cores() == 4 or plot_x.speedup(fast) > 100
코어가 많으면 백 배 넘게 빠릅니다.
```
"""

OTHER = """\
# 둘째 장

```{claim} plot_y.speedup(fast) > 1
다른 실험에서도 빠릅니다.
```
"""

LIST = "# 이 책의 주장\n\n```{claims}\n```\n"

HELD, DIFFERS, UNDECIDED = "확인됨 ✓", "이 기계에서는 다름 ✗", "판정 불가 ?"
UNSEEN = "이 기계에서는 볼 수 없음 –"


def words_of(element) -> str:
    """읽는 글을, 빈칸을 하나로 줄여 돌려줍니다."""
    return " ".join(element.get_text().split())


def page_of(built, name) -> BeautifulSoup:
    """페이지 하나의 본문입니다."""
    return BeautifulSoup(built.page(name), "html.parser").article


def verdicts_on(built, name) -> list[str]:
    """페이지에 실린 판정들을 순서대로 돌려줍니다."""
    return [words_of(badge) for badge in page_of(built, name).select(".claim .claim-badge")]


def listed(built) -> dict[str, list[str]]:
    """목록의 페이지에 실린 문장들을 판정마다 돌려줍니다."""
    return {
        words_of(heading): [
            words_of(item.a) for item in heading.find_next_sibling("ul").find_all("li")
        ]
        for heading in page_of(built, "claims").select("h2")
    }


def summary_of(built) -> list[str]:
    """빌드의 끝에 나온, 주장을 알리는 줄들입니다."""
    return built.output[built.output.index("주장 ") :].split("실험 1/")[0].splitlines()


def prepare(folder, record, name) -> None:
    """기록을 그 실험의 이름으로 폴더에 둡니다."""
    moved = type(record)(**{**vars(record), "experiment": name})
    moved.save(folder)


@pytest.fixture(scope="module", name="walls")
def _walls():
    """`fast`는 세 배 빠르고 `wild`는 세대마다 들쭉날쭉한 시간들입니다."""
    return {
        "slow": [[0.6, 0.6, 0.6, 0.6]] * 3,
        "fast": [[0.2, 0.2, 0.2, 0.2]] * 3,
        "wild": [[0.1] * 4, [0.3] * 4, [0.15] * 4],
    }


@pytest.fixture(scope="module", name="record")
def _record(make_record, walls):
    """두 실험이 함께 쓰는 기록입니다."""
    made = make_record(walls, connections={"slow": 20, "fast": 1})
    fields = {key: value for key, value in vars(made).items() if not key.startswith("_")}
    return type(made)(**fields)


@pytest.fixture(scope="module", name="book")
def _book(tmp_path_factory, mini_book_at, record):
    """주장이 두 장에 적힌, 아직 빌드하지 않은 책입니다."""
    # 기록은 갤러리가 도는 동안 놓입니다. 미리 나란히 돌리는 예산(once)에서는 그보다 일찍 놓입니다.
    book = replace(mini_book_at(tmp_path_factory.mktemp("claims"), {}), budget="quick")
    for name in ("plot_x", "plot_y"):
        prepare(book.folder / "prepared", record, name)
        book.write(f"examples/topic/{name}.py", EXAMPLE.format(name=name))
    (book.folder / "docs/_build/records").mkdir(parents=True)
    book.write("docs/index.md", INDEX.format(pages="chapter\nother\nclaims"))
    book.write("docs/chapter.md", CHAPTER)
    book.write("docs/other.md", OTHER)
    book.write("docs/claims.md", LIST)
    return book


@pytest.fixture(scope="module", name="built")
def _built(book):
    """처음으로 빌드한 책입니다. 경고가 하나라도 있으면 실패합니다."""
    built = book.build("-n", "-W", "--keep-going")
    pages = {name: built.page(name) for name in ("index", "chapter", "other", "claims")}
    # 다음에 다시 빌드해도 바뀌지 않게 읽어 둡니다.
    return SimpleNamespace(code=built.code, output=built.output, page=pages.__getitem__)


def test_claim_that_does_not_hold_fails_nothing(built):
    """이 기계에서 다르거나, 판정할 수 없거나, 볼 수 없는 주장이 있어도, 경고 없이 빌드됩니다."""
    assert built.code == 0, built.output
    assert verdicts_on(built, "chapter") == [HELD, DIFFERS, UNDECIDED, UNSEEN]


def test_verdict_is_also_a_class(built):
    """판정마다 표의 모양을 달리할 수 있습니다."""
    claims = page_of(built, "chapter").select("p > .claim")
    assert [claim["class"][1] for claim in claims] == [
        "claim-held",
        "claim-differs",
        "claim-undecided",
        "claim-unseen",
    ]


def test_sentence_keeps_its_markup(built):
    """주장의 문장에 적은 굵은 글씨, 코드, 링크가 그대로 풀립니다."""
    sentence = page_of(built, "chapter").select_one(".claim")
    sentence.select_one(".claim-mark").decompose()
    sentence.select_one(".claim-note").decompose()
    assert words_of(sentence) == "빠른 fast는 책의 방법입니다."
    assert words_of(sentence.strong) == "빠른"
    assert words_of(sentence.code) == "fast"
    assert sentence.select_one("a[href='index.html']")


def test_figures_lead_to_the_experiment_and_say_where_they_were_measured(built):
    """근거는 실험의 페이지로 이어지고, 잰 기계와 때를 달고, 주장한 값을 곁에 적습니다."""
    claim = page_of(built, "chapter").select(".claim")[1]
    ratio, count = claim.select(".claim-note > .claim-figures")
    assert (
        words_of(ratio)
        == "‘빠른 방법’의 빨라진 정도 3.0배 (95 % 구간 3.0–3.0배) · 주장: 5배보다 큼"
    )
    assert words_of(count) == "‘느린 방법’의 커넥션 20개 · 주장: 20개"
    for figure in (ratio, count):
        assert figure.a["href"] == "auto_examples/topic/plot_x.html"
        assert "시험용 CPU, 코어 4개" in figure.abbr["title"]


def test_mark_is_a_button_that_opens_the_figures(built):
    """표는 스크립트 없이 근거를 여는 단추입니다. 확인된 것은 기호만 보이고, 나머지는 말도 보입니다."""
    shown = []
    for claim in page_of(built, "chapter").select(".claim"):
        button, note = claim.select_one("button"), claim.select_one(".claim-note")
        assert (button["type"], button["popovertarget"]) == ("button", note["id"])
        assert note.has_attr("popover")
        assert words_of(button).endswith("근거 보기")
        button.select_one(".claim-spoken").decompose()
        shown.append(words_of(button))
    assert shown == ["✓", DIFFERS, UNDECIDED, UNSEEN]


def test_opened_mark_has_the_address_of_its_sentence(built):
    """펼친 근거에는 그 문장으로 바로 오는 링크가 있습니다."""
    for claim in page_of(built, "chapter").select(".claim"):
        link = claim.select_one(".claim-note .claim-address")
        assert words_of(link) == "이 문장의 주소"
        assert link["href"] == f"#{claim['id']}"


def test_address_survives_another_wording_and_another_limit():
    """문장의 주소는 무엇을 물었는지로 정합니다. 비교한 수가 바뀌어도 같고, 묻는 것이 바뀌면 다릅니다."""
    address = verdicts.anchor_of("plot_x.ratio(a, b) > 2 and plot_y.cores() == 4")
    assert address == verdicts.anchor_of("plot_y.cores() >= 2 and 1.5 < plot_x.ratio(a,b)")
    assert address.startswith("claim-x-")
    others = {
        verdicts.anchor_of("plot_x.ratio(a, c) > 2 and plot_y.cores() == 4"),
        verdicts.anchor_of("plot_x.ratio(a, b) > 2"),
        verdicts.anchor_of("plot_x.ratio(a, b) > 2 and plot_y.cores() == 4", "far"),
        verdicts.anchor_of("plot_x.ratio(a, b) > 2 and plot_y.cores() == 4", taken={address}),
    }
    assert len(others | {address}) == 5
    assert f"{address}-2" in others


def test_list_groups_claims_by_verdict_in_reading_order(built):
    """목록에는 책의 모든 주장이 판정마다, 읽는 순서로 모입니다."""
    assert listed(built) == {
        HELD: ["빠른 fast는 책의 방법입니다.", "다른 실험에서도 빠릅니다."],
        DIFFERS: ["빠른 방법은 다섯 배 넘게 빠릅니다."],
        UNDECIDED: ["거친 방법은 세 배 넘게 빠릅니다."],
        UNSEEN: ["코어가 많으면 백 배 넘게 빠릅니다."],
    }
    words = words_of(page_of(built, "claims"))
    counts = (
        "주장 5개: 확인됨 2개, 이 기계에서는 다름 1개, 판정 불가 1개, 이 기계에서는 볼 수 없음 1개."
    )
    assert counts in words
    assert "다른 실험에서도 빠릅니다. (둘째 장)" in words


def test_list_leads_to_where_each_claim_stands(built):
    """목록의 문장을 누르면 그 주장이 적힌 자리로 갑니다."""
    links = [item.a["href"] for item in page_of(built, "claims").select(".claim-list > li")]
    assert len({*links}) == 5
    for link in links:
        page, anchor = link.split("#")
        target = page_of(built, page.removesuffix(".html")).find(id=anchor)
        assert "claim" in target["class"]


def test_build_ends_with_claims_that_did_not_hold(built):
    """빌드의 끝에 몇 개가 확인되었는지와, 그렇지 않은 주장의 문장과 페이지와 값이 나옵니다."""
    lines = summary_of(built)
    assert lines[:4] == [
        "주장 5개: 확인됨 2개, 이 기계에서는 다름 1개, 판정 불가 1개, 이 기계에서는 볼 수 없음 1개",
        "✗ 이 기계에서는 다름: 빠른 방법은 다섯 배 넘게 빠릅니다. (chapter)",
        ("    plot_x: ‘빠른 방법’의 빨라진 정도 3.0배 (95 % 구간 3.0–3.0배) · 주장: 5배보다 큼"),
        "    plot_x: ‘느린 방법’의 커넥션 20개 · 주장: 20개",
    ]
    assert lines[4] == "? 판정 불가: 거친 방법은 세 배 넘게 빠릅니다. (chapter)"
    assert re.match(
        r"    plot_x: ‘wild’의 빨라진 정도 3\.6배 \(95 % 구간 .*\) · 주장: 3배보다 큼", lines[5]
    )
    assert lines[6:8] == [
        "– 이 기계에서는 볼 수 없음: 코어가 많으면 백 배 넘게 빠릅니다. (chapter)",
        "    plot_x: 쓸 수 있는 코어 4개 · 주장: 4개",
    ]


def test_changed_record_changes_page_and_list(book, built, record):
    """기록이 바뀌면, 주장이 적힌 페이지와 목록이 함께 바뀝니다. 고치지 않은 목록의 페이지도 그렇습니다."""
    again = book.build("-W")
    assert again.code == 0, again.output
    assert summary_of(again) == summary_of(built)
    faster = [
        type(sample)(
            **{
                **{name: getattr(sample, name) for name in sample.__dataclass_fields__},
                "wall": sample.wall / (4 if sample.contender == "fast" else 1),
            }
        )
        for sample in record.samples
    ]
    changed = type(record)(**{**vars(record), "samples": tuple(faster)})
    prepare(book.folder / "docs/_build/records", changed, "plot_x")
    again = book.build("-W")
    assert again.code == 0, again.output
    assert verdicts_on(again, "chapter") == [HELD, HELD, UNDECIDED, UNSEEN]
    assert DIFFERS not in listed(again)
    assert "12배" in words_of(page_of(again, "chapter"))


def test_failed_experiment_cannot_be_judged(book):
    """실험이 실패하면 예전 기록이 남아 있어도 판정하지 않고, 재지 않았다고 적습니다."""
    book.write("examples/topic/plot_y.py", EXAMPLE.format(name="plot_nothing"))
    broken = book.build()
    assert broken.code != 0
    assert "plot_y" in broken.output
    assert verdicts_on(broken, "other") == [UNDECIDED]
    assert (
        words_of(page_of(broken, "other").select_one(".claim-figures")) == "이 기계에서 재지 않음"
    )
    assert "다른 실험에서도 빠릅니다." in listed(broken)[UNDECIDED]
    assert "    plot_y: 이 기계에서 재지 않음" in summary_of(broken)


def test_removed_page_leaves_the_list(book):
    """페이지를 지우면 그 주장도 목록과 빌드의 끝에서 사라집니다."""
    book.write("examples/topic/plot_y.py", EXAMPLE.format(name="plot_y"))
    book.write("docs/index.md", INDEX.format(pages="chapter\nclaims"))
    (book.folder / "docs/other.md").unlink()
    again = book.build("-W")
    assert again.code == 0, again.output
    assert "다른 실험에서도 빠릅니다." not in words_of(page_of(again, "claims"))
    assert summary_of(again)[0] == (
        "주장 4개: 확인됨 2개, 이 기계에서는 다름 0개, 판정 불가 1개, 이 기계에서는 볼 수 없음 1개"
    )


WRONG = """\
```{claim} plot_x.faster(fast) > 2
모르는 말.
```

```{claim} plot_x.time(fast) < 2
절대 시간.
```

```{claim} plot_x.speedup(fast) > __import__('os').getpid()
해코지.
```

```{claim} plot_none.cores() > 2
없는 실험.
```

```{claim} plot_x.speedup(nobody) > 2
없는 방법.
```

```{claim} plot_x.connections(fast) == 1
서버가 없음.
```

```{claim} plot_x.speedup(fast) > 2
```

```{claim} plot_x.speedup(fast) > 2
- 문단이 아닌 것.
```
"""

COMPLAINTS = (
    "알아들을 수 없는 주장입니다: 'plot_x.faster(fast)'",
    "그 자체는 기계마다 다르므로 주장이 될 수 없습니다",
    "알아들을 수 없는 주장입니다: \"__import__('os').getpid()\"",
    "그런 실험이 없습니다: 'plot_none'",
    "경쟁 방법 nobody의 표본이 없습니다. 있는 것: slow, fast",
    "서버가 없어 커넥션을 세지 않았습니다",
    "주장은 문단 하나로 적으십시오",
)


@pytest.fixture(scope="module", name="wrong")
def _wrong(tmp_path_factory, mini_book_at, make_record):
    """조건을 잘못 적은 주장들이 든 책을 빌드합니다."""
    book = mini_book_at(tmp_path_factory.mktemp("wrong"), {}, WRONG)
    prepare(book.folder / "prepared", make_record(), "plot_x")
    book.write("examples/topic/plot_x.py", EXAMPLE.format(name="plot_x"))
    (book.folder / "docs/_build/records").mkdir(parents=True)
    return book.build("-W", "--keep-going")


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_wrong_condition_is_explained_with_its_place(wrong, complaint):
    """경고에 파일의 이름과 줄, 갈래, 이유가 나옵니다."""
    line = next(line for line in wrong.output.splitlines() if complaint in line)
    assert re.search(r"index\.md:\d+: .*\[parabook\.claim\]$", line)


def test_wrong_condition_fails_a_strict_build(wrong):
    """조건을 잘못 적은 것은 지은이의 잘못이므로, 경고를 오류로 보는 책은 실패합니다."""
    assert wrong.code != 0
    assert wrong.output.count("[parabook.claim]") == 8


def test_wrong_condition_is_no_claim(wrong):
    """판정하지 못한 문장은 그렇다고 적히고, 주장으로 세지 않습니다."""
    page = page_of(wrong, "index")
    assert words_of(page).count("(판정하지 못함)") == 6
    assert not page.select(".claim")
    assert not re.search(r"^주장 \d+개", wrong.output, re.MULTILINE)


def entry(docname) -> verdicts.Claim:
    """페이지 하나에 적힌 주장입니다."""
    judgement = Judgement(Verdict.HELD, (Evidence("plot_x", "값"),))
    return verdicts.Claim(docname, "claim-0", "문장.", judgement)


def test_book_without_claims_says_nothing():
    """주장이 없는 책의 끝에는 주장을 알리는 줄이 없습니다."""
    assert verdicts.summary(SimpleNamespace(collect_relations=lambda: {"index": []})) == []


# 남겨 둔 기록


KEPT = """\
# 셋째 장

```{claim} plot_x.gil() == 0 and plot_x.speedup(fast) > 2
:kept: far-server
락이 없는 먼 서버에서도 빠릅니다.
```
"""


@pytest.fixture(scope="module", name="far")
def _far(tmp_path_factory, mini_book_at, record):
    """다른 자리에서 GIL 없이 잰 기록을 남겨 두고, 그것과 비교한 주장을 적은 책입니다."""
    book = mini_book_at(tmp_path_factory.mktemp("kept"), {})
    prepare(book.folder / "prepared", record, "plot_x")
    elsewhere = replace(record, machine=replace(record.machine, cpu="먼 곳의 CPU", gil=False))
    prepare(book.folder / "docs" / "records" / "far-server", elsewhere, "plot_x")
    book.write("examples/topic/plot_x.py", EXAMPLE.format(name="plot_x"))
    (book.folder / "docs/_build/records").mkdir(parents=True)
    book.write("docs/index.md", INDEX.format(pages="chapter\nkept\nclaims"))
    book.write("docs/chapter.md", CHAPTER.replace("wild", "fast"))
    book.write("docs/kept.md", KEPT)
    book.write("docs/claims.md", LIST)
    return book


def test_claim_held_against_a_kept_record_says_so(far):
    """남겨 둔 기록과 비교한 주장은 판정에도 근거에도 그렇다고 적히고, 이 기계의 주장과 따로 세어집니다."""
    built = far.build("-W", "--keep-going", "-D", "exclude_patterns=_build,records")
    assert built.code == 0, built.output
    assert verdicts_on(built, "kept") == ["남겨 둔 기록에서 확인됨 ✓"]
    words = words_of(page_of(built, "kept").select_one(".claim"))
    assert "빨라진 정도 3.0배" in words
    assert "주장: 꺼짐" not in words
    assert "이 책을 빌드한 기계의 값이 아닙니다. 먼 곳의 CPU" in words
    assert listed(built)["남겨 둔 기록과 비교한 것"] == ["락이 없는 먼 서버에서도 빠릅니다."]
    counts = (
        "주장 4개: 확인됨 1개, 이 기계에서는 다름 2개, 판정 불가 0개, 이 기계에서는 볼 수 없음 1개. "
        "남겨 둔 기록과 비교한 주장 1개."
    )
    assert counts in words_of(page_of(built, "claims"))
    assert "남겨 둔 기록과 비교한 주장 1개" in built.output


def test_claim_a_kept_record_does_not_hold_is_the_authors_mistake(far):
    """남겨 둔 기록이 받쳐 주지 않거나 그런 기록이 없으면 경고합니다."""
    wrong = KEPT.replace("> 2", "> 4")
    absent = KEPT.replace("far-server", "nowhere")
    far.write("docs/kept.md", wrong + absent.replace("# 셋째 장", "## 없는 자리"))
    built = far.build("-D", "exclude_patterns=_build,records")
    assert "남겨 둔 기록 far-server이(가) 받쳐 주지 않습니다" in built.output
    assert "남겨 둔 기록이 없습니다: nowhere/plot_x" in built.output


# 글의 흐름


FLOW = """\
앞의 문장입니다.
```{claim} plot_x.speedup(fast) > 2
붙여 적은 주장입니다.
```
뒤의 문장입니다.

떨어진 문단입니다.

```{claim} plot_x.speedup(fast) > 1
잇단 첫 주장입니다.
```

```{claim} plot_x.connections(fast) == 1
잇단 둘째 주장입니다.
```

또 떨어진 문단입니다.

````{list-table}
* - ```{claim} plot_x.connections(slow) == 20
    칸의 첫 주장입니다.
    ```

    ```{claim} plot_x.ratio(slow, fast) > 2
    칸의 둘째 주장입니다.
    ```
````
"""


@pytest.fixture(scope="module", name="flow")
def _flow(tmp_path_factory, mini_book_at, record):
    """주장을 여러 자리에 적은 책입니다."""
    book = mini_book_at(tmp_path_factory.mktemp("flow"), {}, FLOW)
    prepare(book.folder / "prepared", record, "plot_x")
    book.write("examples/topic/plot_x.py", EXAMPLE.format(name="plot_x"))
    (book.folder / "docs/_build/records").mkdir(parents=True)
    return book


def test_claims_flow_with_the_text(flow):
    """빈 줄 없이 붙여 적은 주장은 앞뒤의 문장과, 잇달아 적은 주장은 서로 한 문단입니다. 표의 칸에서는 따로입니다."""
    built = flow.build("-W", "--keep-going")
    assert built.code == 0, built.output
    article = page_of(built, "index")
    for note in article.select(".claim-mark, .claim-note"):
        note.decompose()
    paragraphs = [words_of(one) for one in article.select("section > p:not(.parabook-provenance)")]
    assert paragraphs[:4] == [
        "앞의 문장입니다. 붙여 적은 주장입니다. 뒤의 문장입니다.",
        "떨어진 문단입니다.",
        "잇단 첫 주장입니다. 잇단 둘째 주장입니다.",
        "또 떨어진 문단입니다.",
    ]
    cell = [words_of(one) for one in article.select("td p")]
    assert cell == ["칸의 첫 주장입니다.", "칸의 둘째 주장입니다."]


def test_figures_are_footnotes_in_the_electronic_book(flow):
    """전자책에는 단추가 없고, 문장 끝의 번호가 근거를 적은 각주와 서로 이어집니다."""
    built = flow.build("-b", "epub", "-D", "version=1", "-D", "epub_basename=book")
    assert built.code == 0, built.output
    page = BeautifulSoup(
        (flow.folder / "docs/_build/html/index.xhtml").read_text("utf-8"), "html.parser"
    )
    assert not page.select("button, [popover]")
    marks = page.select("a.footnote-reference")
    notes = page.select("aside.footnote")
    assert len(marks) == len(notes) == 5
    for mark, note in zip(marks, notes, strict=True):
        assert mark["href"] == f"#{note['id']}"
        assert HELD in words_of(note)
        assert note.select_one(f"a[href='#{mark['id']}']")
    assert "빨라진 정도 3.0배" in words_of(notes[0])
