"""테마와 확장이 번역을 거치지 않고 박아 둔 영어와, 그 자리에 넣을 한국어.

번역 함수를 거치는 말은 `locale/ko/LC_MESSAGES/*.po`에 있습니다. 여기에는 템플릿과 정적 파일, 테마
선택 사항에 글자로 적혀 있는 말만 둡니다. 영어 쪽은 원본 파일에 있는 그대로여서, 원본이 바뀌면
시험이 알려 줍니다.
"""

from __future__ import annotations

# Jinja 템플릿 원문의 조각. 다른 뜻으로 걸리지 않게 앞뒤의 따옴표나 꺾쇠까지 적습니다.
TEMPLATES: dict[str, dict[str, str]] = {
    "sphinx": {
        'placeholder="Search"': 'placeholder="검색"',
        'aria-label="source link"': 'aria-label="소스 링크"',
        'aria-label="Related"': 'aria-label="이전과 다음"',
        'aria-label="Main"': 'aria-label="주 메뉴"',
        # haiku
        'aria-label="Top"': 'aria-label="위쪽 이동"',
        'aria-label="Bottom"': 'aria-label="아래쪽 이동"',
    },
    # 낡은 판의 것은 이름을 따로 둡니다. 설치된 판에 있는지 보는 시험이 찾지 않습니다.
    "sphinx 7": {
        'aria-label="related navigation"': 'aria-label="이전과 다음"',
        'aria-label="main navigation"': 'aria-label="주 메뉴"',
        'aria-label="top navigation"': 'aria-label="위쪽 이동"',
        'aria-label="bottom navigation"': 'aria-label="아래쪽 이동"',
    },
    "alabaster 0": {
        "<h3>Related Topics</h3>": "<h3>관련 문서</h3>",
        ">Documentation overview<": ">문서 홈<",
        "<li>Previous: <a": "<li>이전: <a",
        "<li>Next: <a": "<li>다음: <a",
    },
    "pydata_sphinx_theme": {
        'aria-label="Announcement"': 'aria-label="공지"',
        'aria-label="Version switcher list"': 'aria-label="버전 목록"',
        "Choose version  <!--": "버전 고르기  <!--",
        '"%s - Home" % docstitle': '"%s 홈" % docstitle',
    },
    "sphinx_gallery": {
        "Download {{ link_info.label }}": (
            "{{ {'python': '소스 코드', 'jupyter': 'Jupyter 노트북', 'zip': '압축 파일'}[key] }}"
            " 내려받기"
        ),
    },
    "alabaster": {
        'title="Previous document"': 'title="이전 문서"',
        'title="Next document"': 'title="다음 문서"',
        'alt="Logo"': 'alt="로고"',
        'alt="Donate"': 'alt="후원"',
        'alt="Fork me on GitHub"': 'alt="GitHub 저장소"',
        ">Donate/support<": ">후원<",
        'Powered by <a href="https://www.sphinx-doc.org/">': (
            '제작 도구: <a href="https://www.sphinx-doc.org/">'
        ),
    },
    "furo": {
        'aria-label="Toggle site navigation sidebar"': 'aria-label="전체 목차 여닫기"',
        'aria-label="Toggle table of contents sidebar"': 'aria-label="이 페이지의 목차 여닫기"',
        'aria-label="Toggle Light / Dark / Auto color theme"': 'aria-label="화면 색상 바꾸기"',
        'aria-label="On Read the Docs"': 'aria-label="Read the Docs에서 보기"',
        'aria-label="On GitHub"': 'aria-label="GitHub에서 보기"',
        'aria-label="versions"': 'aria-label="버전"',
        'alt="Light Logo"': 'alt="로고"',
        'alt="Dark Logo"': 'alt="로고"',
        "@pradyunsg</a>'s": "@pradyunsg</a>의",
    },
    "sphinx_rtd_theme": {
        'aria-label="Home"': 'aria-label="홈"',
        "Hosted by <a": "제공: <a",
    },
    "sphinx_book_theme": {
        'title="Toggle primary sidebar"': 'title="왼쪽 사이드바 여닫기"',
        'title="Toggle secondary sidebar"': 'title="오른쪽 사이드바 여닫기"',
        'aria-label="Page"': 'aria-label="이 페이지의 목차"',
    },
}

# `_static`에 복사되는 파일의 조각.
STATIC_FILES: dict[str, dict[str, str]] = {
    "copybutton.js": {
        "const messages = {\n": (
            "const messages = {\n"
            "  'ko': {\n"
            "    'copy': '복사',\n"
            "    'copy_to_clipboard': '클립보드에 복사',\n"
            "    'copy_success': '복사했습니다',\n"
            "    'copy_failure': '복사하지 못했습니다',\n"
            "  },\n"
        ),
    },
    "sg-tags.js": {'"🏷 Tags:"': '"🏷 꼬리표:"', '"Clear"': '"모두 해제"'},
    "sg_gallery.css": {'content: "Out:"': 'content: "출력:"'},
    "scripts/pydata-sphinx-theme.js": {
        '"Switch to stable version"': '"안정 버전으로 가기"',
        '"This is documentation for "': '"지금 보시는 문서: "',
        '"an unstable development version"': '"개발 중인 버전"',
        "`an old version (${": "`예전 버전(${",
        '"an unknown version"': '"알 수 없는 버전"',
        "`version ${": "`버전 ${",
    },
}

# 테마 선택 사항의 기본값. 사용자가 정한 값은 건드리지 않습니다.
THEME_OPTIONS: dict[str, dict[str, str]] = {
    "search_bar_text": {"Search the docs ...": "문서 검색"},
    "icon_links_label": {"Icon Links": "바로 가기"},
    "header_dropdown_text": {"More": "더 보기"},
}

# 사용자 대신 다른 도구가 테마 선택 사항에 적어 넣는 말. 지금은 Jupyter Book뿐입니다.
TOOL_OPTIONS: dict[str, dict[str, str]] = {
    "search_bar_text": {"Search this book...": "책 검색"},
}

# 지시문이 문서에 적어 넣는 속성의 값. 지금은 sphinx-tabs뿐입니다.
ATTRIBUTES: dict[str, dict[str, str]] = {
    "aria-label": {"Tabbed content": "탭으로 나눈 내용"},
}
