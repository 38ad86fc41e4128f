# 실행: python plot_engine_reads_the_log_alone.py (준비는 책의 '예제 실행하기'에 있습니다.)
# /// script
# dependencies = ["polars>=1", "pyarrow>=18"]
# ///
"""
다른 엔진은 프로세스 하나로 풀을 이기기도 합니다
==================================================================

로그 분석을 프로세스 풀에 나누어 얻을 만큼 얻었습니다. 이번에는 나누지 않고 엔진을 바꿉니다.
Polars와 pyarrow는 접근 로그를 빈칸으로 나눈 CSV로 읽고, 제 스레드로 나누어 셉니다.
같은 답을 내면서 풀보다 빠를까요? 그 대신 메모리는 얼마나 쓸까요?

이 실험은 :doc:`로그 파일 </practice/access-log>`에 나옵니다.
없으면 ``python -m pip install polars pyarrow``로 설치합니다.
제 로그로도 돌릴 수 있습니다: ``python plot_engine_reads_the_log_alone.py access.log``
"""

import contextlib
import importlib.util
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

LOG_MIB = {"quick": 6, "once": 1}.get(os.environ.get("PARABOOK_BUDGET"), 16)
SESSION_GAP_SECONDS = 30 * 60
PIECE_BYTES = 2**19
SEED = 20_261_127

try:
    WORKERS = len(os.sched_getaffinity(0))  # 이 프로세스에 허락된 코어
except AttributeError:  # macOS와 Windows에는 없습니다.
    WORKERS = os.cpu_count()

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 빈칸으로 나누고 따옴표로 묶은 것은 CSV입니다. 칸의 수가 다른 줄은 건너뜁니다. 주소는 0번, 시각은 3번, 요청은 5번, 상태는 6번, 크기는 7번 칸입니다.

TIME_FORMAT = "[%d/%b/%Y:%H:%M:%S"


def with_polars(path):
    """Polars"""
    import polars as pl

    columns = [f"f{number}" for number in range(10)]
    table = pl.scan_csv(
        path,
        separator=" ",
        has_header=False,
        new_columns=columns,
        schema_overrides=dict.fromkeys(columns, pl.String),
        truncate_ragged_lines=True,
    )
    rows = table.filter(pl.col("f7").is_not_null()).select(
        host="f0",
        when=pl.col("f3").str.to_datetime(TIME_FORMAT, time_unit="ms"),
        page=pl.col("f5").str.split(" ").list.get(1),
        status=pl.col("f6").cast(pl.Int32),
        size=pl.col("f7").cast(pl.Int64, strict=False),
    )
    gap = pl.col("when").diff().over("host")
    statuses, pages, totals = pl.collect_all(
        [
            rows.group_by("status").len(),
            rows.group_by("page").len(),
            rows.select(
                sent=pl.col("size").sum(),
                sessions=(gap.is_null() | (gap > timedelta(seconds=SESSION_GAP_SECONDS))).sum(),
            ),
        ]
    )
    return summary(dict(statuses.iter_rows()), dict(pages.iter_rows()), *totals.row(0))


def with_pyarrow(path):
    """Arrow(pyarrow)"""
    import pyarrow.compute as pc
    from pyarrow import csv, int32, int64, string

    kinds = {"f0": string(), "f3": string(), "f5": string(), "f6": int32(), "f7": int64()}
    rows = csv.read_csv(
        path,
        read_options=csv.ReadOptions(autogenerate_column_names=True),
        parse_options=csv.ParseOptions(delimiter=" ", invalid_row_handler=lambda _row: "skip"),
        convert_options=csv.ConvertOptions(
            include_columns=list(kinds), column_types=kinds, null_values=["-"]
        ),
    )
    when = pc.strptime(rows["f3"], TIME_FORMAT, "s").cast(int64())
    request = pc.list_element(pc.split_pattern(rows["f5"], " ", max_splits=2), 1)
    by_host = rows.select(["f0"]).append_column("when", when).sort_by([("f0", "ascending")])
    host, when = by_host["f0"].combine_chunks(), by_host["when"].combine_chunks()
    new = pc.or_(
        pc.not_equal(host[1:], host[:-1]),
        pc.greater(pc.subtract(when[1:], when[:-1]), SESSION_GAP_SECONDS),
    )
    return summary(
        counted(pc.value_counts(rows["f6"])),
        counted(pc.value_counts(request)),
        pc.sum(rows["f7"]).as_py(),
        1 + pc.sum(new).as_py(),
    )


def counted(pairs):
    """값과 그 수의 짝들을 사전으로 바꿉니다."""
    return {pair["values"]: pair["counts"] for pair in pairs.to_pylist()}


# %%
# 비교할 것은 순차로 고친 프로그램과, 그것을 풀에 나눈 것입니다.


@cache
def seconds_of(text):
    """로그의 시각을 초로 바꿉니다."""
    return datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z").timestamp()


FIELDS = re.compile(
    rb'^(\S+) \S+ \S+ \[([^\]\n]+)\] "\S+ (\S+) [^"\n]*" (\d{3}) (\d+|-)', re.MULTILINE
)


def digest(data):
    """줄들을 세어, 이어 붙일 수 있는 결과로 돌려줍니다."""
    found = FIELDS.findall(data)
    if not found:
        return Counter(), Counter(), 0, 0, {}, {}
    hosts, times, paths, statuses, sizes = zip(*found, strict=True)
    first_seen, last_seen, sessions = {}, {}, 0
    for host, text in zip(hosts, times, strict=True):
        when = seconds_of(text.decode())
        if host not in last_seen:
            first_seen[host] = when
            sessions += 1
        elif when - last_seen[host] > SESSION_GAP_SECONDS:
            sessions += 1
        last_seen[host] = when
    by_size = Counter(sizes)
    by_size.pop(b"-", None)
    sent = sum(int(size) * count for size, count in by_size.items())
    return Counter(statuses), Counter(paths), sent, sessions, first_seen, last_seen


def joined(digests):
    """앞뒤로 잇단 조각의 결과를 순서대로 이어 붙입니다."""
    statuses, pages, sent, sessions, last_seen = Counter(), Counter(), 0, 0, {}
    for counted, viewed, size, visits, first, last in digests:
        statuses.update(counted)
        pages.update(viewed)
        sent += size
        # 앞 조각에서 이어진 방문은 두 번 세지 않습니다.
        sessions += visits - sum(
            when - last_seen[host] <= SESSION_GAP_SECONDS
            for host, when in first.items()
            if host in last_seen
        )
        last_seen.update(last)
    return summary(
        {int(status): count for status, count in statuses.items()},
        {page.decode("utf-8", "replace"): count for page, count in pages.items()},
        sent,
        sessions,
    )


def ranges(path, step=PIECE_BYTES):
    """파일을 바이트로 나누되, 조각이 언제나 줄의 처음에서 시작하게 합니다."""
    start, size = 0, Path(path).stat().st_size
    with Path(path).open("rb") as file:
        while start < size:
            file.seek(min(start + step, size) - 1)
            file.readline()  # 걸친 줄은 앞 조각의 것입니다.
            start, before = file.tell(), start
            yield path, before, start


def digest_range(piece):
    """파일의 한 조각을 읽어 셉니다."""
    path, start, end = piece
    with Path(path).open("rb") as file:
        file.seek(start)
        return digest(file.read(end - start))


def less_work(path):
    """조각마다 세는 순차 프로그램"""
    seconds_of.cache_clear()
    return joined(map(digest_range, ranges(path)))


def summary(statuses, pages, sent, sessions):
    """상태 코드마다의 수, 많이 본 경로 열, 보낸 바이트, 방문의 수입니다."""
    top = sorted(pages.items(), key=lambda page: (-page[1], page[0]))[:10]
    return {"statuses": dict(statuses), "top": top, "sent": sent, "sessions": sessions}


def ranges_to_pool(path):
    """자리만 보낸 프로세스 풀"""
    with ProcessPoolExecutor(WORKERS) as pool:
        return joined(pool.map(digest_range, ranges(path)))


def whole_file(path):
    """파일을 통째로 읽은 순차 프로그램"""
    seconds_of.cache_clear()
    return joined([digest(Path(path).read_bytes())])


# %%
# 로그는 씨앗을 정해 만듭니다. 1분에 적히는 줄들을 네 가지 만들어 놓고, 시각과 손님의 자리만 바꾸어 가며 이어 붙입니다.

LINES_PER_MINUTE, VISITORS, PAGES, GROUPS = 300, 250, 80, 12
MINUTE, GROUP = b"@@/@@@/@@@@:@@:@@", b"10.##."


def minute_of_log(chance):
    """1분의 로그입니다. 시각에서 초만 적고, 손님의 주소는 한 칸을 비워 둡니다."""
    ticks = sorted(chance.choices(range(60), k=LINES_PER_MINUTE))
    often = [1 / (page + 1) for page in range(PAGES)]
    return b"".join(
        b'%s0.%d - - [%s:%02d +0900] "GET /goods/%d?from=home HTTP/1.1" %d %d '
        b'"https://shop.example/" "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0"\n'
        % (GROUP, chance.randrange(VISITORS), MINUTE, tick, page, status, chance.randrange(60_000))
        for tick, page, status in zip(
            ticks,
            chance.choices(range(PAGES), often, k=LINES_PER_MINUTE),
            chance.choices((200, 304, 404, 500), (90, 5, 4, 1), k=LINES_PER_MINUTE),
            strict=True,
        )
    )


@contextlib.contextmanager
def log_file(mib=LOG_MIB):
    """로그를 임시 파일로 만들어 그 경로를 주고, 끝나면 지웁니다."""
    chance = random.Random(SEED)  # noqa: S311 - 암호가 아니라 로그를 만듭니다.
    minutes = [minute_of_log(chance) for _ in range(4)]
    now = datetime(2026, 11, 1, tzinfo=UTC)
    with nameless_file() as (file, path):
        while file.tell() < mib * 2**20:
            group = b"10.%d." % chance.randrange(GROUPS)
            lines = chance.choice(minutes).replace(GROUP, group)
            file.write(lines.replace(MINUTE, now.strftime("%d/%b/%Y:%H:%M").encode()))
            now += timedelta(minutes=1)
        file.flush()
        yield path


@contextlib.contextmanager
def nameless_file():
    """임시 파일과 그것을 여는 경로입니다. Linux에서는 이름이 없어서, 도중에 죽어도 디스크에 남지 않습니다."""
    if Path("/proc/self/fd").is_dir():
        with tempfile.TemporaryFile() as file:
            yield file, f"/proc/{os.getpid()}/fd/{file.fileno()}"
    else:
        with tempfile.TemporaryDirectory() as folder, Path(folder, "access.log").open("wb") as file:
            yield file, file.name


# %%
# 새 인터프리터에서 한 방법을 한 번 돌리고, 걸린 시간과 메모리가 늘어난 만큼을 봅니다.
# 답은 작은 로그에서(제 로그를 주었으면 그것에서) 순차로 고친 프로그램의 답과 비교합니다. 불러오는 시간은 재지 않습니다.

METHODS = {
    method.__name__: method
    for method in (less_work, ranges_to_pool, whole_file, with_polars, with_pyarrow)
}
PACKAGES = {"with_polars": "polars", "with_pyarrow": "pyarrow"}


def peak_bytes():
    """이 프로세스가 지금까지 가장 많이 쓴 메모리(바이트)입니다. Linux가 아니면 없음입니다."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def reading(name, path="", share=1):
    """한 방법으로 로그를 읽습니다."""
    package, method = PACKAGES.get(name), METHODS[name]
    if package and importlib.util.find_spec(package) is None:
        print(f"{package}이 설치되어 있지 않아 재지 않았습니다. python -m pip install {package}")
        return {"took": None, "grown": None, "kept": None, "same": None}
    with contextlib.ExitStack() as stack:
        small = stack.enter_context(log_file(0.5))
        checked = path or small
        path = path or stack.enter_context(log_file(LOG_MIB * share))
        same = method(checked) == less_work(checked)  # 불러오고 데우는 일이기도 합니다.
        before, started = peak_bytes(), time.perf_counter()
        method(path)
        took, after = time.perf_counter() - started, peak_bytes()
        if name == "ranges_to_pool" or before is None:
            kept = grown = None  # 워커들의 메모리는 이 프로세스에 없습니다.
        else:
            kept = (after - before) / 2**20
            grown = (after - before) / Path(path).stat().st_size
        return {"took": took, "grown": grown, "kept": kept, "same": same}


# %%
# 예상
# ------------------------------------------------------------------
#
# 두 엔진 모두 풀보다 빠르지만, 표 전체를 메모리에 두므로 로그의 몇 배를 쓸 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    own = [
        str(Path(path).resolve()) for path in sys.argv[1:2]
    ]  # 제 로그를 주었으면 그것을 읽습니다.
    result = observe(
        *(
            Contender(reading, (name, *own), name=name, label=method.__doc__)
            for name, method in METHODS.items()
        ),
        Contender(
            reading,
            ("whole_file", "", 1 / 4),
            name="whole_short_file",
            label="통째로 읽은 순차 프로그램, 4분의 1 길이의 로그",
        ),
        facts={"same": "순차로 고친 프로그램과 같은 답(같으면 1)"},
        measured={
            "took": "걸린 시간(초)",
            "grown": "늘어난 메모리, 로그의 크기 대비(배)",
            "kept": "늘어난 메모리(MiB)",
        },
        times=3,
        deadline_seconds=60,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="took")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 엔진은 줄을 파이썬 객체로 만들지 않습니다. 칸마다 배열 하나이고, 나누고 세는 고리가 모두 기계어입니다.
# 코어를 나누어 쓰는 것도 엔진이 합니다. 그래서 그 바깥에 프로세스 풀을 또 두면 코어보다 많은 스레드가 다툽니다.
#
# 대신 한 조각씩 버리며 읽지 않으면 표 전체가 메모리에 올라갑니다. 파일을 통째로 읽은 파이썬도 마찬가지이고, 줄마다 객체를 만들어 더 많이 씁니다.
# 조각마다 세고 버리는 프로그램만이 로그가 얼마나 길든 같은 메모리를 씁니다.
#
# CSV로 읽을 수 있는 것은 이 로그의 칸이 빈칸과 따옴표로 나뉘기 때문입니다. 따옴표 속에 따옴표가 든 줄이 있으면 어긋나므로, 센 줄의 수를 먼저 비교하십시오.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LOG_MIB``를 네 배로 늘려 보십시오. 통째로 읽은 것의 메모리는 로그만큼 늘고, 조각마다 읽은 것은 그대로입니다.
