"""나누어 줄 주소와 저장소의 주소를 알려 주고 빌드한 사이트."""

from xml.etree import ElementTree as ET

import pytest

BASE = "https://book.example/병렬/"


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory, mini_book_at):
    """주소를 정하고 작은 책을 빌드합니다."""
    book = mini_book_at(tmp_path_factory.mktemp("sharing"), {"plot_x": None})
    built = book.build("-D", f"html_baseurl={BASE}")
    assert built.code == 0, built.output
    return built


def test_site_map_lists_every_page_with_its_full_address(built):
    """사이트 지도에는 모든 페이지의 온전한 주소가 있습니다."""
    html = built.folder / "docs/_build/html"
    tree = ET.parse(html / "sitemap.xml")  # noqa: S314 - 방금 우리가 만든 파일입니다.
    places = {place.text for place in tree.iter() if place.tag.endswith("loc")}
    assert places
    assert all(place.startswith(BASE) for place in places)
    assert all((html / place.removeprefix(BASE)).is_file() for place in places)


def test_preview_has_a_picture_with_a_full_address(built):
    """미리 보기에는 그림의 온전한 주소가 적혀 있고, 그 자리에 그림이 있습니다."""
    assert f'property="og:image" content="{BASE}_static/preview.png"' in built.page("index")
    picture = built.folder / "docs/_build/html/_static/preview.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
