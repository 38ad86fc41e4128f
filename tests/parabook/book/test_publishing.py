"""내려받을 묶음은 어디에서 빌드해도 같은 바이트입니다."""

import os
import zipfile

import pytest

from parabook.book import publishing


def _checkout(folder, seconds, mode):
    """소스를 새로 받은 폴더 하나. 파일의 때와 권한은 받을 때마다 다릅니다."""
    topic = folder / "examples" / "topic"
    topic.mkdir(parents=True)
    names = ["b.py", "a.py"] if seconds else ["a.py", "b.py"]
    for name in names:
        topic.joinpath(name).write_text(f"# {name}\n", encoding="utf-8")
    wheel = folder / "parabook-1.whl"
    wheel.write_bytes(b"wheel")
    for file in [*topic.iterdir(), wheel]:
        file.chmod(mode)
        os.utime(file, (seconds, seconds))
    publishing._bundle(folder, wheel)
    return folder / publishing.BUNDLE


@pytest.mark.parametrize("seconds", [0, 1_000_000_000])
def test_bundle_is_the_same_at_every_checkout(tmp_path, seconds):
    """파일의 때가 1980년 앞이어도 묶이고, 때와 권한이 달라도 묶음은 같습니다."""
    one = _checkout(tmp_path / "one", seconds, 0o600)
    other = _checkout(tmp_path / "other", 1_600_000_000, 0o755)
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as bundle:
        assert bundle.namelist()[:2] == ["topic/a.py", "topic/b.py"]
        assert {entry.external_attr >> 16 & 0o777 for entry in bundle.infolist()} == {0o644}
        assert bundle.testzip() is None
