"""책의 설정. 행동은 확장에 있고 여기에는 이름과 선택만 있습니다."""

project = "파이썬 병렬 처리 최적화"
author = "파이썬 병렬 처리 최적화 지은이들"
copyright = f"2026, {author}"  # noqa: A001 - Sphinx가 정한 이름입니다.
language = "ko"
version = "0.1"

extensions = [
    "myst_parser",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_korean",
    "parabook.book",
]

exclude_patterns = ["_build", "images", "records"]
nitpicky = True

sphinx_gallery_conf = {
    "examples_dirs": ["../examples"],
    "gallery_dirs": ["auto_examples"],
    "subsection_order": [
        "../examples/multiprocessing",
        "../examples/threading",
        "../examples/asyncio",
        "../examples/comparison",
        "../examples/practice",
        "../examples/diagnosis",
        "../examples/beyond",
        "../examples/measuring",
        "../examples/exercises",
    ],
}

# 검색 결과에서 실험과 본문을 가립니다.
sphinx_korean_search_kinds = {"auto_examples/": "예제"}
# 같은 값이면 장이 예제보다, 설명하는 페이지가 모아 놓은 페이지보다 앞입니다.
sphinx_korean_search_weights = {
    "auto_examples/": 0.75,
    "claims": 0.6,
    "errors": 0.95,
    "exercises/": 0.7,
    "glossary": 0.6,
    "index": 0.8,
}
# 절마다 적어 둔, 독자가 묻는 말.
sphinx_korean_answers = "answers.toml"
# 제목이 오류의 글인 쪽. 붙여 넣은 오류가 그 절로 갑니다.
sphinx_korean_error_pages = ["errors/*"]

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "strikethrough"]
myst_heading_anchors = 3

html_theme = "pydata_sphinx_theme"
html_title = project
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
html_last_updated_fmt = "%Y년 %m월 %d일"
html_favicon = "_static/favicon.svg"
# 고칠 곳으로 가는 링크는 저장소의 주소를 알려 준 때에만 나옵니다: -A edit_url=https://…/edit/main
html_context = {"default_mode": "auto", "edit_url": ""}
# 미리 보기 그림과 사이트 지도는 나누어 줄 주소를 알려 준 때에만 만듭니다: -D html_baseurl=https://…/
html_additional_pages = {"404": "404.html"}
templates_path = ["_templates"]
html_sidebars = {"**": ["book-contents"]}
html_theme_options = {
    "navbar_align": "left",
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "show_prev_next": True,
    "article_footer_items": ["edit-link"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright", "edition"],
    "footer_end": [],
}
# 코드 앞의 입력표는 복사하지 않습니다.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# 전자책과 PDF. 바탕이 되는 것은 같은 글입니다.
epub_show_urls = "no"
epub_basename = "parabook"
epub_tocdepth = 2
if tags.has("paper"):  # noqa: F821 - Sphinx가 넣어 주는 이름입니다.
    html_theme, html_theme_options, html_sidebars = "basic", {"nosidebar": True}, {}
    html_permalinks = False
    html_additional_pages = {}
    epub_exclude_files = [
        "_static/binder_badge_logo.svg",
        "_static/jupyterlite_badge_logo.svg",
        "_static/parabook.css",
        "_static/pictures.css",
        "_static/sheet.css",
    ]
