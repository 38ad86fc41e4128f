"""갤러리를 돌리는 동안만 자리를 차리고, 끝나면 어떻게 끝났든 처음대로 돌려놓습니다."""

import gc
import os
from types import SimpleNamespace

import pytest

from parabook.book import gallery
from parabook.charts import drawing
from parabook.experiment import client, results

NAMES = ("plot_x", "plot_x_more")


@pytest.fixture(name="app")
def _app(tmp_path):
    """예제 두 개의 책 한 권. 갤러리가 쓰는 것만 있습니다."""
    topic = tmp_path / "examples" / "topic"
    topic.mkdir(parents=True)
    for name in NAMES:
        topic.joinpath(f"{name}.py").write_text(f'"""{name}"""\n', encoding="utf-8")
    tmp_path.joinpath("docs", "made", "topic").mkdir(parents=True)
    conf = {"examples_dirs": ["../examples"], "gallery_dirs": ["made"], "failing_examples": {}}
    config = SimpleNamespace(
        sphinx_gallery_conf=conf,
        parabook_records="records",
        parabook_remeasure="",
        parabook_measures=True,
    )
    docs = tmp_path / "docs"
    return SimpleNamespace(srcdir=docs, confdir=docs, doctreedir=docs / "_build", config=config)


@pytest.fixture(name="images")
def _images(app):
    """갤러리가 그림을 두는 폴더. 예제마다 그림이 둘이고, 저마다 네 벌입니다."""
    folder = app.srcdir / "made" / "topic" / "images"
    folder.mkdir()
    for name in NAMES:
        for number in ("001", "002"):
            for twin in ("", "_dark", "_small", "_small_dark"):
                folder.joinpath(f"sphx_glr_{name}_{number}{twin}.svg").touch()
    return folder


def _state():
    return (
        os.environ.get(results.RECORDS_VARIABLE),
        drawing.collected.get(),
        results.progress.get(),
        client.standby.get(),
        gc.get_freeze_count(),
        gc.isenabled(),
    )


@pytest.mark.parametrize("own", [None, "mine"])
@pytest.mark.parametrize("aborted", [False, True])
def test_surroundings_come_back(app, monkeypatch, own, aborted):
    """갤러리가 끝까지 돌든 멈추든, 읽는 사람이 정한 값과 이 프로세스의 사정이 그대로 돌아옵니다."""
    if own is None:
        monkeypatch.delenv(results.RECORDS_VARIABLE, raising=False)
    else:
        monkeypatch.setenv(results.RECORDS_VARIABLE, own)
    during = []

    def generate(_app):
        during.append(_state())
        if aborted:
            raise KeyboardInterrupt

    before = _state()
    if aborted:
        with pytest.raises(KeyboardInterrupt):
            gallery.run(app, generate)
    else:
        gallery.run(app, generate)
    assert _state() == before
    assert during[0][0] == str(app.srcdir / "records")
    assert None not in during[0][1:4]


def test_pictures_of_stale_pages_are_removed(app, images):
    """다시 돌릴 예제의 그림은 먼저 지웁니다. 두 장을 그리다 한 장만 그려도 옛 그림이 남지 않습니다."""
    gallery.run(app, lambda _app: images.joinpath("sphx_glr_plot_x_001.svg").touch())
    assert sorted(path.name for path in images.iterdir()) == ["sphx_glr_plot_x_001.svg"]


def test_pictures_of_current_pages_stay(app, images, monkeypatch):
    """그대로 쓸 페이지의 그림은 남습니다. 이름의 앞이 같은 다른 예제의 것도 그렇습니다."""
    monkeypatch.setattr(gallery, "_page_is_current", lambda item, _key: item.name != "plot_x")
    gallery.run(app, lambda _app: None)
    assert {path.name.rsplit("_0", 1)[0] for path in images.iterdir()} == {"sphx_glr_plot_x_more"}


def test_package_is_read_once_per_build(app, images, monkeypatch):
    """예제가 몇이든, 패키지의 소스는 책을 빌드하는 동안 한 번만 읽습니다."""
    read = []
    package = gallery.package_digest
    monkeypatch.setattr(gallery, "package_digest", lambda: read.append(1) or package())
    gallery.run(app, lambda _app: None)
    assert len(read) == 1
    assert images.parent.joinpath("plot_x.py.page").is_file()
