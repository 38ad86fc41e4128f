"""기록을 남기고 다시 읽는 일, 믿을 수 없는 파일을 물리치는 일, 사람이 읽는 표를 시험합니다."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from parabook.paired import Ratio, TooFewSamplesError
from parabook.record.derived import UnknownContenderError
from parabook.record.schema import SCHEMA, Record, RecordError
from parabook.record.words import describe_gain
from parabook.wire.samples import CEILING

if TYPE_CHECKING:
    from conftest import MakeRecord

PROVENANCE = (
    "시험용 CPU, 코어 4개 · Linux · CPython 3.13.0, GIL 켜짐 · 시작 방식 forkserver · 2026년 1월 2일"
    " · 거칠게 잼(quick)"
)

Edit = Callable[[dict[str, Any]], object]

# 가운데가 같아서 어느 쪽이 빠른지 말할 수 없는 시간들입니다.
ALIKE = {
    "slow": [[0.2, 0.3, 0.2, 0.3]] * 3,
    "fast": [[0.3, 0.2, 0.3, 0.2]] * 3,
}


@pytest.fixture
def record(make_record: MakeRecord) -> Record:
    """`fast`가 세 배 빠른 기록입니다."""
    return make_record()


def test_saved_record_reads_back_the_same(make_record: MakeRecord, tmp_path: Path) -> None:
    """남긴 기록을 읽으면 같은 기록입니다. 튜플이 든 설계와 한글도 그대로입니다."""
    record = make_record(
        connections={"slow": 20, "fast": 1},
        notes=("서버가 바빴습니다.",),
        design={"arguments": (1, (2, 3)), "server": None},
    )
    path = record.save(tmp_path / "새 폴더")
    assert path == tmp_path / "새 폴더" / "plot_claim.json"
    assert Record.load(path) == record
    assert "느린 방법" in path.read_text(encoding="utf-8")


def test_record_of_an_older_edition_is_read(record: Record, tmp_path: Path) -> None:
    """방법마다 인터프리터를 적던 때의 기록도 읽습니다."""
    path = record.save(tmp_path)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["design"]["contenders"] = [{"name": "slow", "function": "slow", "python": ""}]
    for contender in data["contenders"]:
        contender["interpreter"] = ""
    path.write_text(json.dumps(data), encoding="utf-8")
    assert Record.load(path).contenders == record.contenders


KEPT = sorted((Path(__file__).parents[3] / "docs" / "records").rglob("*.json"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_kept_record_is_still_read_and_written(path: Path) -> None:
    """책에 남겨 둔 기록은 구간을 계산하는 법이 바뀌어도 읽히고, 표와 글이 됩니다."""
    record = Record.load(path)
    rows = record.table()
    assert rows
    assert all(text for row in rows for text in row.values())
    assert str(record).endswith(f"[{record.provenance}]")
    if record.purpose == "time":
        known = {sample.generation for sample in record.samples}
        for contender in record.contenders[1:]:
            assert record.speedup(contender.name).generations == len(known) >= 3


def test_condition_of_an_older_edition_is_read(edited: Callable[[Edit], Path]) -> None:
    """시작한 순서와 코어를 적지 않던 때의 기록도 읽고, 새로 적은 것은 그대로 돌아옵니다."""

    def add(data: dict[str, Any]) -> None:
        data["conditions"] = [
            {"generation": 0, "seconds": 1.0, "foreign_cpu_seconds": 0.0},
            {"generation": 1, "seconds": 1.0, "started": ["fast", "slow"], "core": 3},
        ]

    old, new = Record.load(edited(add)).conditions
    assert (old.started, old.core) == ((), None)
    assert (new.started, new.core) == (("fast", "slow"), 3)


def test_saving_replaces_and_leaves_no_scraps(record: Record, tmp_path: Path) -> None:
    """다시 남기면 갈아 치우고, 쓰다 만 파일을 남기지 않습니다."""
    record.save(tmp_path)
    path = record.save(tmp_path)
    assert list(tmp_path.iterdir()) == [path]


def refusal(path: Path) -> str:
    """기록을 읽다가 나는 오류의 문장을 돌려줍니다."""
    with pytest.raises(RecordError) as caught:
        Record.load(path)
    return str(caught.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    """없는 파일은 그 이름을 적어 물리칩니다."""
    assert refusal(tmp_path / "plot_x.json") == f"기록 파일이 없습니다: {tmp_path / 'plot_x.json'}"


def test_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    """파일이 아닌 것도 그 이름을 적어 물리칩니다."""
    assert refusal(tmp_path).startswith(f"기록 파일을 읽을 수 없습니다: {tmp_path} (")


@pytest.mark.parametrize("kept", [0.0, 0.5, 0.99])
def test_truncated_file_is_refused(record: Record, tmp_path: Path, kept: float) -> None:
    """잘린 파일은 어디서 잘렸든 읽지 않고, 어떻게 하면 되는지 말합니다."""
    path = record.save(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: int(len(text) * kept)], encoding="utf-8")
    sentence = refusal(path)
    assert sentence.startswith(f"기록 파일을 읽을 수 없습니다: {path} (")
    assert sentence.endswith("지우고 다시 재십시오.")


def test_file_of_other_bytes_is_refused(tmp_path: Path) -> None:
    """글이 아닌 파일도 같은 이유로 물리칩니다."""
    path = tmp_path / "plot_x.json"
    path.write_bytes(b"\xff\xfe\x00")
    assert refusal(path).startswith(f"기록 파일을 읽을 수 없습니다: {path} (")


@pytest.mark.parametrize("content", ["[]", "null", '"기록"', "{}", '{"schema": "1"}'])
def test_other_json_is_refused(tmp_path: Path, content: str) -> None:
    """JSON이라도 기록이 아니면 버전을 알 수 없다고 물리칩니다."""
    path = tmp_path / "plot_x.json"
    path.write_text(content, encoding="utf-8")
    assert f": {path}. 이 parabook이 아는 버전은 {SCHEMA}입니다." in refusal(path)


@pytest.fixture
def edited(record: Record, tmp_path: Path) -> Callable[[Edit], Path]:
    """남긴 기록을 손으로 고친 파일을 만듭니다."""

    def edit(change: Edit) -> Path:
        path = record.save(tmp_path)
        data = json.loads(path.read_text(encoding="utf-8"))
        change(data)
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return path

    return edit


def test_newer_schema_is_refused(edited: Callable[[Edit], Path]) -> None:
    """나중 버전은 짐작해서 읽지 않고, 무슨 판인지 말합니다."""
    path = edited(lambda data: data.update(schema=SCHEMA + 1))
    sentence = refusal(path)
    assert sentence.startswith(f"기록 파일의 버전이 {SCHEMA + 1}입니다: {path}.")
    assert sentence.endswith("새 parabook으로 읽거나 다시 재십시오.")


@pytest.mark.parametrize(
    "change",
    [
        {"wall": 0},
        {"wall": -0.1},
        {"wall": math.nan},
        {"wall": math.inf},
        {"cpu": -1},
        {"cpu": math.inf},
        {"loops": 0},
        {"loops": 1.5},
        {"generation": "0"},
        {"round": -1},
        {"position": None},
        {"connections": -3},
        {"peak_in_flight": 0.5},
        {"involuntary_switches": -1},
    ],
    ids=str,
)
def test_impossible_sample_is_refused(
    edited: Callable[[Edit], Path], change: dict[str, Any]
) -> None:
    """있을 수 없는 값이 든 표본은 방법의 이름을 적어 물리칩니다."""
    path = edited(lambda data: data["samples"][0].update(change))
    assert refusal(path) == (
        f"기록 파일의 내용이 어긋납니다: {path} (slow의 표본에 있을 수 없는 값이 있습니다). "
        "지우고 다시 재십시오."
    )


EDITS: dict[str, tuple[Edit, str]] = {
    "wall_is_text": (lambda data: data["samples"][0].update(wall="0.1"), ""),
    "wall_is_gone": (lambda data: data["samples"][0].pop("wall"), ""),
    "sample_has_a_median": (lambda data: data["samples"][0].update(median=0.1), ""),
    "round_is_repeated": (lambda data: data["samples"][0].update(round=1), "같은 회 표본이 둘"),
    "sample_is_repeated": (
        lambda data: data["samples"].append(data["samples"][0]),
        "같은 회 표본이 둘",
    ),
    "contender_is_unknown": (
        lambda data: data["samples"][0].update(contender="stranger"),
        "표본의 경쟁 방법을 모릅니다: stranger",
    ),
    "samples_are_gone": (
        lambda data: data.update(samples=[]),
        "표본이 없는 경쟁 방법: fast, slow",
    ),
    "samples_are_null": (lambda data: data.update(samples=None), ""),
    "contenders_are_gone": (lambda data: data.update(contenders=[]), "하나도 없습니다"),
    "contender_is_repeated": (
        lambda data: data["contenders"].append(data["contenders"][0]),
        "이름이 겹칩니다",
    ),
    "contender_has_no_samples": (
        lambda data: data["contenders"].append({"name": "new", "label": "새"}),
        "표본이 없는 경쟁 방법: new",
    ),
    "machine_is_incomplete": (lambda data: data["machine"].pop("cores"), ""),
    "machine_is_text": (lambda data: data.update(machine="내 컴퓨터"), ""),
    "created_is_no_date": (lambda data: data.update(created="어제"), ""),
    "record_has_a_median": (lambda data: data.update(median=0.1), ""),
    "title_is_gone": (lambda data: data.pop("title"), ""),
}


@pytest.mark.parametrize(("change", "reason"), EDITS.values(), ids=EDITS.keys())
def test_hand_edited_record_is_refused(
    edited: Callable[[Edit], Path], change: Edit, reason: str
) -> None:
    """손으로 고쳐 앞뒤가 맞지 않는 파일은 이름과 이유를 적어 물리칩니다."""
    path = edited(change)
    sentence = refusal(path)
    assert sentence.startswith(f"기록 파일의 내용이 어긋납니다: {path} (")
    assert reason in sentence
    assert sentence.endswith("지우고 다시 재십시오.")


@pytest.mark.parametrize(
    "ask",
    [
        Record.samples_of,
        Record.label,
        Record.time,
        Record.cpu,
        Record.speedup,
        Record.connections,
        lambda record, name: record.ratio(name, "fast"),
    ],
    ids=["samples_of", "label", "time", "cpu", "speedup", "connections", "ratio"],
)
def test_unknown_contender_is_named(record: Record, ask: Callable[[Record, str], object]) -> None:
    """없는 방법을 물으면 무엇이 있는지 말합니다."""
    with pytest.raises(UnknownContenderError) as caught:
        ask(record, "fasst")
    assert str(caught.value) == (
        "기록 plot_claim에는 경쟁 방법 fasst의 표본이 없습니다. 있는 것: slow, fast."
    )


def test_times_come_from_the_samples(record: Record) -> None:
    """시간과 CPU 시간은 적어 둔 값이 아니라 표본에서 구합니다."""
    assert record.time("slow").median == pytest.approx(0.6)
    assert record.cpu("slow").median == pytest.approx(0.3)
    assert record.time("slow").count == 12
    assert "median" not in json.dumps(record.as_json())


def test_speedup_is_over_the_first_contender(record: Record) -> None:
    """기준은 첫 방법이고, 기준보다 빠르면 1보다 큽니다."""
    assert record.baseline.name == "slow"
    assert record.speedup("fast").value == pytest.approx(3)
    assert record.ratio("fast", "slow").value == pytest.approx(1 / 3)
    assert record.speedup("slow") == Ratio(1, 1, 1, generations=3, pairs=12)


def test_only_values_of_the_same_round_are_paired(make_record: MakeRecord) -> None:
    """같은 세대의 같은 회에 잰 것만 짝이 됩니다. 짝이 없는 표본은 비에 들어가지 않습니다."""
    record = make_record(
        {
            "slow": [[1.0, 10.0], [100.0], [2.0]],
            "fast": [[0.5, 5.0, 999.0], [50.0], [1.0], [999.0]],
        }
    )
    assert record.speedup("fast") == Ratio(*[pytest.approx(2)] * 3, generations=3, pairs=4)


def test_two_generations_are_too_few(make_record: MakeRecord) -> None:
    """세대가 둘뿐이면 짝이 많아도 비를 말하지 않습니다. 표는 시간을 적고, 비의 자리에 그렇다고 적습니다."""
    record = make_record({"slow": [[1.0] * 20] * 2, "fast": [[0.5] * 20] * 2})
    with pytest.raises(TooFewSamplesError, match="세대가 2개뿐이라"):
        record.speedup("fast")
    assert record.table()[1]["기준과의 비"] == "세대가 모자라 말할 수 없음"
    assert "세대가 모자라 말할 수 없음" in str(record)
    ceiling = tuple(
        dataclasses.replace(sample, contender=CEILING) for sample in record.samples_of("slow")
    )
    bounded = dataclasses.replace(record, samples=(*record.samples, *ceiling))
    assert bounded.table()[1]["천장 대비"] == "세대가 모자라 말할 수 없음"
    assert "얻을 수 있던 최선" not in str(bounded)


def test_table_has_a_row_for_each_contender(record: Record) -> None:
    """방법마다 한 줄이고, 시간은 가장 느린 방법의 단위로 함께 적습니다."""
    rows = record.table()
    assert [row["방법"] for row in rows] == ["느린 방법", "빠른 방법"]
    assert [row["시간"] for row in rows] == ["600 ms", "200 ms"]
    assert [row["퍼짐"] for row in rows] == ["591–609 ms", "197–203 ms"]
    assert rows[0]["기준과의 비"] == "기준"
    assert rows[1]["기준과의 비"] == "3.0배 빠름 (95 % 구간 3.0–3.0배)"
    assert "연결" not in rows[0]


def test_table_counts_connections_where_there_was_a_server(make_record: MakeRecord) -> None:
    """서버가 있었으면 연결의 수가 더 있습니다."""
    record = make_record(connections={"slow": 20, "fast": 1})
    assert [row["연결"] for row in record.table()] == ["20개", "1개"]
    assert record.connections("slow") == 20
    assert "연결 20개" in str(record)


def test_connections_are_the_most_seen(make_record: MakeRecord) -> None:
    """연결의 수는 표본 가운데 가장 큰 것이고, 서버가 없었으면 없음입니다."""
    record = make_record(connections={"slow": 0})
    assert record.connections("slow") == 0
    assert record.connections("fast") is None


def test_text_has_the_shape_of_the_textbook(make_record: MakeRecord) -> None:
    """글은 방법마다 한 줄, 그다음에 알릴 것, 끝에 잰 자리와 날짜입니다."""
    lines = str(make_record(notes=("서버가 바빴습니다.",))).splitlines()
    assert lines == [
        "느린 방법: 600 ms (591–609 ms)",
        "빠른 방법: 200 ms (197–203 ms), 3.0배 빠름 (95 % 구간 3.0–3.0배)",
        "서버가 바빴습니다.",
        f"[{PROVENANCE}]",
    ]


def test_undecided_difference_is_said_so(make_record: MakeRecord) -> None:
    """구간이 1을 품으면 빠르다고도 느리다고도 하지 않습니다."""
    text = str(make_record(ALIKE))
    assert "차이를 확인하지 못함 (95 % 구간 1.0–1.0배)" in text
    assert "빠름" not in text
    assert "느림" not in text


@pytest.mark.parametrize(
    ("gain", "sentence"),
    [
        (Ratio(3.84, 3.61, 4.09, 6, 72), "3.8배 빠름 (95 % 구간 3.6–4.1배)"),
        (Ratio(0.5, 0.4, 0.8, 6, 72), "2.0배 느림 (95 % 구간 1.2–2.5배)"),
        (Ratio(1.1, 0.9, 1.3, 6, 72), "차이를 확인하지 못함 (95 % 구간 0.90–1.3배)"),
        (Ratio(0.9, 0.8, 1.1, 6, 72), "차이를 확인하지 못함 (95 % 구간 0.80–1.1배)"),
        (Ratio(1.004, 1.002, 1.006, 6, 72), "1.004배 빠름 (95 % 구간 1.002–1.006배)"),
        (Ratio(1 / 1.004, 1 / 1.3, 1 / 1.002, 6, 72), "1.004배 느림 (95 % 구간 1.002–1.300배)"),
    ],
)
def test_gain_is_said_in_words(gain: Ratio, sentence: str) -> None:
    """느린 쪽도 1보다 큰 배수로 말하고, 조금만 다르면 다른 것이 보일 만큼 자리를 늘립니다."""
    assert describe_gain(gain) == sentence
    assert describe_gain(gain, verbose=False) == sentence.replace("95 % 구간 ", "")


def test_design_must_be_writable_as_json(make_record: MakeRecord) -> None:
    """적을 수 없는 설계는 남길 때가 아니라 만들 때 드러납니다."""
    with pytest.raises(TypeError):
        make_record(design={"clock": object()})
