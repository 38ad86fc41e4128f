"""붙여 넣은 오류로 찾기: 제목이 오류의 글인 절을, 이름과 수가 달라도 가려냅니다."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from .search_evaluation import open_search, read_index
from .search_reader import Reader, corpus, reader
from .test_search import THEMES, open_field, synthetic_index

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Site

__all__ = ["reader"]  # 픽스처는 이름으로 찾으므로, 불러오기만 하면 됩니다.

CONF = 'sphinx_korean_error_pages = ["errors/*"]\n'
ERRORS = """# 설치 오류

## `No space left on device`

```text
OSError: [Errno 28] No space left on device: '/var/lib/store'
```

```text
disk quota of user 'admin' is used up
```

디스크가 찼습니다.

```text
이 블록은 오류가 아닙니다: nothing to see here at all
```

## `lock file … is held by another process`

앞의 실행이 끝나지 않았습니다.

## `lock file … is held by a dead process`

앞의 실행이 죽었습니다.

## `ChecksumError`

```text
store.errors.ChecksumError: checksum of chunk 12 does not match
```

파일이 깨졌습니다.

## 남의 기계일 때: `permission to bind was denied`

권한이 없습니다.

## 갈래

### `token … has expired`

다시 로그인합니다.
"""
PAGES = {
    "index.md": "# 첫 쪽\n\n```{toctree}\n:hidden:\nguide\nerrors/install\n```\n",
    "guide.md": (
        "# 안내\n\n## `No space left on device`를 피하려면\n\n공간을 비웁니다. lock file은 지우지 않습니다.\n"
    ),
    "errors/install.md": ERRORS + "\n글을 길게 잇습니다.\n" * 200,
}

TRACEBACK = """\
Traceback (most recent call last):
  File "/srv/lock/device.py", line 3, in held
    open(path)
OSError: [Errno 28] No space left on device"""


@pytest.fixture(scope="module")
def sites(build_site: Callable[..., Site]) -> Callable[[str], Site]:
    """테마 이름을 주면 지은 사이트를 돌려주는 함수. 테마마다 한 번만 짓습니다."""
    built: dict[str, Site] = {}

    def site(theme: str) -> Site:
        if theme not in built:
            built[theme] = build_site(PAGES, theme=theme, conf=CONF)
        return built[theme]

    return site


@pytest.fixture
def visit(reader: Callable[..., Reader], sites: Callable[[str], Site]) -> Reader:
    """색인과 엔진을 불러 둔 사람."""
    opened = reader(sites("alabaster"))
    open_search(opened.page, opened.site.outdir)
    return opened


def first(visit: Reader, text: str) -> tuple[str, str]:
    """맨 앞의 결과: 쪽과 앵커."""
    result = visit.find(text)["results"][0]
    return result["docname"], result["anchor"]


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("No space left on device", "no-space-left-on-device"),
        (
            "OSError: [Errno 28] No space left on device: '/mnt/c/데이터 1/x.bin'",
            "no-space-left-on-device",
        ),
        ("disk quota of user 'kim' is used up", "no-space-left-on-device"),
        (
            "LockError: lock file /tmp/a-b/7.lock is held by another process (pid 8123)",
            "lock-file-is-held-by-another-process",
        ),
        (
            "lock file C:\\run\\x.lock is held by a dead process",
            "lock-file-is-held-by-a-dead-process",
        ),
        (
            "Lock file \u2018x\u2019 is held by another process",
            "lock-file-is-held-by-another-process",
        ),
        (
            "store.errors.ChecksumError: checksum of chunk 9981 does not match",
            "checksumerror",
        ),
        ("  raise ChecksumError(chunk)\nstore.errors.ChecksumError", "checksumerror"),
        (
            TRACEBACK,
            "no-space-left-on-device",
        ),
        ("token 'eyJhbGciOi' has expired", "token-has-expired"),
        (
            "bind: permission to bind 0.0.0.0:80 was denied",
            "남의-기계일-때-permission-to-bind-was-denied",
        ),
    ],
)
def test_pasted_error_comes_first_whatever_its_names(visit: Reader, text: str, anchor: str):
    """오류의 이름, 경로, 따옴표 안의 것, 수가 달라도, 트레이스백 전체여도 그 절이 맨 앞입니다."""
    assert first(visit, text) == ("errors/install", f"#{anchor}")
    assert visit.find(text)["results"][0]["terms"] == []


@pytest.mark.parametrize(
    "text",
    [
        "KeyError: 'device'",
        "no such device",
        "lock file",
        "process",
        "nothing to see here at all",
        "오류가 아닙니다",
        "ValueError: checksum",
        "안내",
    ],
)
def test_other_errors_and_ordinary_words_are_searched_as_before(visit: Reader, text: str):
    """적히지 않은 오류와 흔한 말은 어느 오류의 절로도 데려가지 않습니다."""
    assert not visit.page.evaluate("text => KoreanSearch.search(text, Search._index).told", text)


def test_headings_of_other_pages_stay_behind(visit: Reader):
    """오류의 쪽이 아닌 곳에 같은 글이 있어도 오류의 절이 앞이고, 그것도 뒤에 나옵니다."""
    assert visit.pages("No space left on device") == ["errors/install", "guide"]


@pytest.mark.parametrize("http", [False, True], ids=["file", "http"])
@pytest.mark.parametrize("theme", THEMES)
def test_reader_lands_on_the_heading(
    reader: Callable[..., Reader], sites: Callable[[str], Site], theme: str, *, http: bool
):
    """붙여 넣고 맨 앞의 결과로 가면, 어느 쪽에서 갔든 그 절의 제목이 화면 안에 있습니다."""
    visit = reader(sites(theme), http=http)
    for start in ("guide.html", "errors/install.html"):
        open_field(visit, theme, start)
        visit.page.keyboard.insert_text("AuthError: token 'abc.def' has expired")
        visit.wait_for("has expired")
        visit.page.keyboard.press("ArrowDown")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url("**/errors/install.html#token-has-expired")
        visit.page.locator("dialog[open], .korean-search-panel").first.wait_for(state="hidden")
        heading = visit.page.get_by_role("heading", name="has expired")
        assert heading.evaluate(
            "one => one.getBoundingClientRect().top > -1 && "
            "one.getBoundingClientRect().bottom <= innerHeight"
        )
        assert visit.page.locator("[role=main] span.highlighted").count() == 0
    assert not visit.complaints


@pytest.mark.parametrize("args", [(), ("-j", "2")], ids=["하나씩", "나란히"])
def test_rebuilding_keeps_what_was_gathered(build_site: Callable[..., Site], args: tuple[str, ...]):
    """다른 쪽만 고쳐 다시 지어도 오류의 절이 남고, 고친 절은 새 글로 바뀝니다."""
    many = {f"errors/{name}.md": f"# {name}\n\n## broken {name} pipe\n" for name in "abcdefgh"}
    site = build_site(
        {**PAGES, **many}, theme="alabaster", conf=CONF, args=args, allow_warnings=True
    )
    before = titles(site)
    assert "No space left on device" in before
    assert {f"broken {name} pipe" for name in "abcdefgh"} < before
    (site.srcdir / "guide.md").write_text("# 안내\n\n고쳤습니다.\n", encoding="utf-8")
    site.build()
    assert titles(site) == before
    (site.srcdir / "errors/a.md").write_text("# a\n\n## mended a pipe\n", encoding="utf-8")
    (site.srcdir / "errors/b.md").unlink()
    site.build()
    assert titles(site) == before - {"broken a pipe", "broken b pipe"} | {"mended a pipe"}


def titles(site: Site) -> set[str]:
    """색인에 담긴 오류의 제목들."""
    return {title for _, _, title, *_ in read_index(site.outdir)["messages"]}


def test_sites_that_do_not_ask_pay_nothing(build_site: Callable[..., Site]):
    """오류의 쪽을 적지 않은 사이트의 색인에는 아무것도 더 담기지 않습니다."""
    site = build_site(PAGES, theme="alabaster")
    assert "messages" not in read_index(site.outdir)


def test_index_grows_by_less_than_a_tenth(build_site: Callable[..., Site]):
    """오류의 글을 담아도 색인은 십분의 일도 커지지 않습니다."""
    pages = {**corpus(), "errors/install.md": f"---\norphan: true\n---\n\n{ERRORS}"}
    sizes = [
        (build_site(pages, theme="alabaster", conf=conf).outdir / "searchindex.js").stat().st_size
        for conf in ("", CONF)
    ]
    assert sizes[0] < sizes[1] < sizes[0] * 1.1


TIME = """([text, queries]) => {
  const plain = JSON.parse(text);
  const told = JSON.parse(text);
  delete plain.messages;
  const spend = (index) => {
    KoreanSearch.open(index);
    KoreanSearch.search("device", index);
    const start = performance.now();
    for (const query of queries) KoreanSearch.search(query, index);
    return performance.now() - start;
  };
  const pairs = Array.from({length: 7}, () => [spend(plain), spend(told)]);
  return [0, 1].map(i => Math.min(...pairs.map(pair => pair[i])));
}"""


def test_typing_is_not_slower(visit: Reader):
    """오류의 절이 이백 개여도, 치는 동안 답하는 데 드는 시간은 그대로입니다.

    잰 비는 1.0쯤입니다. 절마다 메시지를 모두 훑으면 몇 배가 됩니다.
    """
    index: dict[str, Any] = synthetic_index(300)
    index["messages"] = [
        [number, f"m{number}", f"thing {chr(97 + number % 26) * 3} of kind {number} has failed"]
        for number in range(200)
    ]
    message = "AuthError: token 'abc.def' has expired"
    queries = [message[:length] for length in range(1, len(message) + 1)]
    queries += ["스레드풀을 나누는 방법", "세마포", "kubernetse", "ㄷㅋ"]
    plain, told = visit.page.evaluate(TIME, [json.dumps(index), queries])
    print(plain, told)
    assert told < plain * 2
