"""사이트를 이루는 말이 한국어인지."""

from __future__ import annotations

import re
import zlib
from configparser import RawConfigParser
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sphinx_gallery import downloads, gen_gallery, gen_rst

from sphinx_korean import gallery
from sphinx_korean.checks.english import leftover_english
from sphinx_korean.replacements import STATIC_FILES, TEMPLATES, THEME_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Site

PAGE = """\
# 첫 장

```{toctree}
둘째
```

## 프로세스와 스레드

```python
print(1)
```

:::{note}
참고할 말입니다.
:::

```{versionadded} 1.0
새로 들어갔습니다.
```

```{seealso}
다른 장.
```

```{eval-rst}
.. py:function:: f(a, /, b, *, c)

   함수입니다.

   :param a: 첫째
   :returns: 둘째
   :raises ValueError: 셋째

.. glossary::

   락
      잠금입니다.
```
"""
PAGES = {"index.md": PAGE, "둘째.md": "# 둘째 장\n\n## 하나\n\n글입니다.\n\n## 둘\n\n글입니다.\n"}

EXAMPLE = '''\
"""
스레드는 기다림을 겹친다
==================================================================

기다리는 일을 겹칩니다.
"""
# sphinx_gallery_tags = ["스레드"]
# %%
# 재는 코드
# ------------------------------------------------------------------
import json

print(json.dumps({}))
'''
GALLERY_CONF = """
exclude_patterns += ["examples"]
sphinx_gallery_conf = {
    "examples_dirs": "examples",
    "gallery_dirs": "lab",
    "backreferences_dir": "gen",
    "doc_module": ("json",),
    "show_api_usage": True,
    "write_computation_times": True,
    "recommender": {"enable": True, "n_examples": 1, "min_df": 1, "max_df": 9},
}
html_theme_options = {
    "secondary_sidebar_items": ["page-toc", "sg_download_links", "sourcelink", "edit-this-page"],
    "github_url": "https://github.com/a/b",
    "use_edit_page_button": True,
    "announcement": "알립니다.",
    "switcher": {"json_url": "_static/switcher.json", "version_match": "1"},
    "check_switcher": False,
    "navbar_end": ["theme-switcher", "version-switcher", "navbar-icon-links"],
}
html_context = {
    "github_user": "a", "github_repo": "b", "github_version": "main", "doc_path": "docs"
}
html_last_updated_fmt = ""
suppress_warnings = ["toc.not_included"]  # sg_api_usage는 차례에 없습니다.
"""


@pytest.fixture(scope="module")
def laboratory(build_site: Callable[..., Site]) -> Site:
    """테마 pydata에 갤러리, 복사 단추, 자동 문서를 모두 켠 사이트."""
    header = "예제 모음\n==================\n\n설명입니다.\n"
    second = EXAMPLE.replace("스레드는 기다림을", "프로세스는 계산을")
    minigallery = (
        "관련 예제\n==================\n\n"
        ".. minigallery:: json.dumps\n   :add-heading:\n\n"
        ".. minigallery:: json.dumps json.loads\n   :add-heading: 우리가 붙인 꽤나 긴 한글 제목\n"
    )
    files = PAGES | {
        "index.md": PAGE.replace("둘째\n```", "둘째\nlab/index\nmini\n```", 1),
        "mini.rst": minigallery,
        "examples/GALLERY_HEADER.rst": header,
        "examples/plot_first.py": EXAMPLE,
        "examples/plot_second.py": second,
    }
    extensions = (
        "myst_parser",
        "sphinx.ext.autodoc",
        "sphinx_copybutton",
        "sphinx_design",
        "sphinx_gallery.gen_gallery",
        "sphinx_korean",
    )
    conf = GALLERY_CONF + 'myst_enable_extensions = ["colon_fence"]\n'
    return build_site(files, conf=conf, extensions=extensions, args=("-j", "2"))


# sphinx-book-theme은 pydata 테마의 판을 못 박으므로, 설치해 둔 환경(nox -s korean)에서만 봅니다.
THEMES = [
    *("alabaster", "classic", "furo", "haiku", "sphinx_rtd_theme"),
    *(name for name in ("sphinx_book_theme",) if find_spec(name)),
]


@pytest.fixture(scope="module", params=THEMES)
def plain_site(build_site: Callable[..., Site], request: pytest.FixtureRequest) -> Site:
    """다른 테마로 지은 같은 글."""
    conf = 'myst_enable_extensions = ["colon_fence"]\nhtml_last_updated_fmt = ""\n'
    return build_site(PAGES, theme=request.param, conf=conf)


def pages(site: Site) -> dict[str, str]:
    """지은 모든 페이지. 테마가 `_static`에 두는 틀은 페이지가 아닙니다."""
    found = {
        str(path.relative_to(site.outdir)): path.read_text(encoding="utf-8")
        for path in site.outdir.rglob("*.html")
        if "_static" not in path.parts
    }
    assert found
    return found


def test_no_english_is_left_with_pydata_theme_and_gallery(laboratory: Site) -> None:
    """페이지마다 남은 영어는 예제의 그림 설명과 파일 이름 말고는 없습니다."""
    left = {name: leftover_english(html) for name, html in pages(laboratory).items()}
    assert {name: found for name, found in left.items() if found} == {}


def test_no_english_is_left_with_other_themes(plain_site: Site) -> None:
    """다른 테마의 사이드바, 꼬리말, 검색 페이지에도 영어가 없습니다."""
    left = {name: leftover_english(html) for name, html in pages(plain_site).items()}
    assert {name: found for name, found in left.items() if found} == {}


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("index", 'title="이 제목으로 가는 링크"'),
        ("index", 'title="이 정의로 가는 링크"'),
        ("index", 'title="이 용어로 가는 링크"'),
        ("index", 'aria-label="문서 검색"'),
        ("index", 'aria-label="공지"'),
    ],
)
def test_attribute_is_korean(laboratory: Site, page: str, expected: str) -> None:
    """속성에 적힌 말도 한국어입니다."""
    assert expected in laboratory.read(page)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("index", "버전 1.0에 추가"),
        ("index", "함께 보기"),
        ("index", "본문으로 건너뛰기"),
        ("index", "GitHub에서 편집"),
        ("index", "버전 고르기"),
        ("lab/plot_first", "이 페이지의 끝에서 전체 예제 코드를 내려받을 수 있습니다."),
        ("lab/plot_first", "스크립트 전체 실행 시간:"),
        ("lab/plot_first", "🏷 꼬리표: 스레드"),
        ("lab/plot_first", "Python 소스 코드 내려받기: plot_first.py"),
        ("lab/plot_first", "Jupyter 노트북 내려받기: plot_first.ipynb"),
        ("lab/plot_first", "압축 파일 내려받기: plot_first.zip"),
        ("lab/plot_first", "관련 예제"),
        ("lab/plot_first", "Sphinx-Gallery로 만든 갤러리"),
        ("lab/index", "모든 예제를 Python 소스 코드로 내려받기: lab_python.zip"),
        ("lab/index", "모든 예제를 Jupyter 노트북으로 내려받기: lab_jupyter.zip"),
        ("lab/sg_execution_times", "lab의 예제 2개를 실행하는 데 모두"),
        ("sg_execution_times", "모든 갤러리의 예제 2개를"),
        ("mini", "json.dumps를 쓰는 예제"),
        ("mini", "우리가 붙인 꽤나 긴 한글 제목"),
    ],
)
def test_text_is_korean_on_its_page(laboratory: Site, page: str, expected: str) -> None:
    """말마다 제자리에 한국어가 있고, 끼워 넣은 이름 뒤의 조사가 맞습니다."""
    text = " ".join(re.sub(r"<[^>]+>", "", laboratory.read(page)).split())
    assert expected in text


def test_sidebar_download_links_are_korean(laboratory: Site) -> None:
    """옆에 붙는 내려받기 링크도 한국어입니다."""
    sidebar = re.findall(
        r"sphx-glr-download-\w+-sidebar.*?</i>\s*(.*?)\s*</a>",
        laboratory.read("lab/plot_first"),
        flags=re.DOTALL,
    )
    assert sidebar == ["소스 코드 내려받기", "Jupyter 노트북 내려받기", "압축 파일 내려받기"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("copybutton.js", "'copy': '복사'"),
        ("sg-tags.js", '"🏷 꼬리표:"'),
        ("sg_gallery.css", 'content: "출력:"'),
        ("scripts/pydata-sphinx-theme.js", "지금 보시는 문서"),
        ("translations.js", "찾는 말이 있는 페이지가 ${resultCount}개입니다."),
    ],
)
def test_scripts_and_styles_are_korean(laboratory: Site, name: str, expected: str) -> None:
    """브라우저에서 만들어지는 말도 한국어입니다."""
    text = (laboratory.outdir / "_static" / name).read_text(encoding="utf-8")
    assert text.count(expected) == 1


def test_checksums_are_those_of_edited_files(laboratory: Site) -> None:
    """페이지에 적힌 체크섬이 바꾼 뒤의 파일과 맞아, 브라우저가 묵은 영어 파일을 쓰지 않습니다."""
    for name in ("copybutton.js", "sg-tags.js", "translations.js"):
        content = (laboratory.outdir / "_static" / name).read_bytes().replace(b"\r", b"")
        assert f'{name}?v={zlib.crc32(content):08x}"' in laboratory.read("index")


def test_second_build_stays_korean_and_quiet(build_site: Callable[..., Site]) -> None:
    """고쳐서 다시 지어도 말이 겹쳐 바뀌거나 경고가 나지 않습니다."""
    site = build_site(
        {"index.md": "# 하나\n"}, extensions=("sphinx_copybutton", "myst_parser", "sphinx_korean")
    )
    before = (site.outdir / "_static" / "copybutton.js").read_text(encoding="utf-8")
    (site.srcdir / "index.md").write_text("# 둘\n", encoding="utf-8")
    site.build()
    assert site.warnings == []
    assert (site.outdir / "_static" / "copybutton.js").read_text(encoding="utf-8") == before
    assert leftover_english(site.read("index")) == []


def test_users_own_choices_win(build_site: Callable[..., Site]) -> None:
    """사용자의 `locale_dirs`와 테마 선택 사항이 이 확장보다 앞섭니다."""
    catalog_text = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    files = {
        "index.md": "# 하나\n",
        "말/ko/LC_MESSAGES/sphinx.po": catalog_text + 'msgid "Back to top"\nmsgstr "꼭대기로"\n',
    }
    site = build_site(
        files,
        conf='locale_dirs = ["말"]\nhtml_theme_options = {"search_bar_text": "무엇을 찾습니까"}\n',
    )
    assert "꼭대기로" in site.read("index")
    assert "무엇을 찾습니까" in site.read("index")
    assert "본문으로 건너뛰기" in site.read("index")


def test_words_that_jupyter_book_chose_are_korean(build_site: Callable[..., Site]) -> None:
    """Jupyter Book은 사용자 대신 테마 선택 사항에 영어를 적습니다. 사용자가 고른 말이 아니므로 바꿉니다."""
    conf = 'html_theme_options = {"search_bar_text": "Search this book..."}\n'
    site = build_site({"index.md": "# 하나\n"}, conf=conf)
    assert 'placeholder="책 검색"' in site.read("index")
    assert leftover_english(site.read("index")) == []


def test_tabs_are_announced_in_korean(build_site: Callable[..., Site]) -> None:
    """sphinx-tabs가 탭 묶음에 적어 넣는, 소리 내어 읽히는 말도 한국어입니다."""
    page = "탭\n====\n\n.. tabs::\n\n   .. tab:: 하나\n\n      글입니다.\n"
    extensions = ("sphinx_tabs.tabs", "sphinx_korean")
    site = build_site({"index.rst": page}, theme="alabaster", extensions=extensions)
    assert 'aria-label="탭으로 나눈 내용"' in site.read("index")


def test_english_project_is_untouched(build_site: Callable[..., Site]) -> None:
    """언어가 한국어가 아니면 아무 말도 바꾸지 않습니다."""
    site = build_site({"index.md": "# One\n"}, conf='language = "en"\n')
    assert "Skip to main content" in site.read("index")
    assert not re.search("[가-힣]", re.sub("시험 문서|시험하는 사람", "", site.read("index")))


@pytest.mark.parametrize(
    "package", [name for name in TEMPLATES if find_spec(name)], ids=lambda name: name
)
def test_template_table_matches_installed_packages(package: str) -> None:
    """표의 영어가 설치된 패키지의 템플릿에 글자 그대로 있습니다. 없으면 표가 낡은 것입니다."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    templates = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(spec.origin).parent.rglob("*")
        if path.suffix in {".html", ".js_t"}
    )
    assert [english for english in TEMPLATES[package] if english not in templates] == []


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("sphinx_copybutton", "copybutton.js"),
        ("sphinx_gallery", "sg-tags.js"),
        ("sphinx_gallery", "sg_gallery.css"),
        ("pydata_sphinx_theme", "scripts/pydata-sphinx-theme.js"),
    ],
)
def test_static_table_matches_installed_packages(package: str, name: str) -> None:
    """표의 영어가 설치된 패키지의 정적 파일에 글자 그대로 있습니다."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    found = [
        path
        for path in Path(spec.origin).parent.rglob(f"{Path(name).name}*")
        if path.suffix in {".js", ".css", ".js_t"} and "assets" not in path.parts
    ]
    assert len(found) == 1
    text = found[0].read_text(encoding="utf-8")
    assert [english for english in STATIC_FILES[name] if english not in text] == []


def test_theme_option_table_matches_pydata_theme() -> None:
    """표의 영어가 pydata 테마의 기본값과 같습니다."""
    spec = find_spec("pydata_sphinx_theme")
    assert spec is not None
    assert spec.origin is not None
    conf = RawConfigParser()
    conf.read(Path(spec.origin).parent / "theme" / "pydata_sphinx_theme" / "theme.conf")
    assert {name: {conf["options"][name]} for name in THEME_OPTIONS} == {
        name: set(replacements) for name, replacements in THEME_OPTIONS.items()
    }


def test_gallery_templates_are_all_translated() -> None:
    """갤러리의 틀을 채운 원본을 옮기면 영어 낱말이 남지 않습니다."""
    source = "".join(
        [
            gen_rst.EXAMPLE_HEADER.format("a.py", "lab_a.py", "."),
            gen_rst.EXAMPLE_HEADER.format(
                "a.py", "lab_a.py", " or to run this example in your browser via Binder."
            ),
            gen_rst.TIMING_CONTENT.format(0, 1.5),
            gen_rst.TIMING_CONTENT.format(2, 1.5),
            "**Estimated memory usage:**  12 MB\n\n",
            gen_rst.TAGS_CONTENT.format(tags="가, 나"),
            gen_rst.CODE_DOWNLOAD.format("a.py", "Python"),
            gen_rst.NOTEBOOK_DOWNLOAD.format("a.ipynb"),
            gen_rst.ZIP_DOWNLOAD.format("a.zip"),
            downloads.CODE_ZIP_DOWNLOAD.format("in Python", "a.zip", "lab/a.zip"),
            downloads.CODE_ZIP_DOWNLOAD.format("as", "a.zip", "lab/a.zip"),
            downloads.NOTEBOOK_ZIP_DOWNLOAD.format("a.zip", "lab/a.zip"),
            gen_rst.SPHX_GLR_SIG,
            gen_gallery.SPHX_GLR_COMP_TIMES.format("라벨"),
        ]
    )
    korean = gallery.translate(source)
    # 지시문, 주석, 역할, 파일 이름, 주소를 지우고 남은 영어 낱말.
    prose = re.sub(r"^\s*\.\. .*$|^\s*:class:.*$|<[^>]*>|:\w+:", "", korean, flags=re.MULTILINE)
    words = set(re.findall(r"(?<![\w.])[A-Za-z]{2,}(?![\w.])", prose))
    assert words <= {
        "Python",
        "Jupyter",
        "Binder",
        "Sphinx",
        "Gallery",
        "MB",
        "orphan",
        "zip",
        "py",
    }
    assert "Binder로 브라우저에서 바로 실행할 수도 있습니다." in korean
    assert "**스크립트 전체 실행 시간:** 1.500초" in korean
    assert "**스크립트 전체 실행 시간:** 2분 1.500초" in korean


def test_prose_of_an_example_is_not_touched() -> None:
    """갤러리의 틀이 아닌 설명글은 같은 말이 있어도 그대로입니다."""
    prose = "`Download zipped` 단추와 Tags: 줄, Go to the end 링크를 설명합니다.\n"
    assert gallery.translate(prose) == prose
