# 실행: python plot_log_parts_predict_the_gain.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
표본의 부분을 재면 단계마다 얻을 것이 미리 보입니다
==================================================================

로그 분석을 고치기 전에, 고치면 몇 배가 될지 알 수 있을까요?
로그의 앞 4분의 1에서 부분을 따로 재어 단계마다 이득을 계산하고, 그다음에 로그 전체를 정말로 재어 비교했습니다.
풀에서는 메인 프로세스가 혼자 쓰는 CPU 시간을 재어, 코어가 아무리 많아도 넘지 못할 한계도 구합니다.

이 실험은 :doc:`로그 파일 </practice/access-log>`에 나옵니다.
제 로그로도 돌릴 수 있습니다: ``python plot_log_parts_predict_the_gain.py access.log``
"""

import contextlib
import cProfile
import os
import pstats
import random
import re
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path

LOG_MIB, POOLED_MIB = {"quick": (0.7, 2), "once": (0.5, 1)}.get(
    os.environ.get("PARABOOK_BUDGET"), (1, 4)
)
SAMPLE = 4
SESSION_GAP_SECONDS = 30 * 60
PIECE_BYTES = 2**18
BATCH_LINES = 1500
SEED = 20_261_127

try:
    WORKERS = len(os.sched_getaffinity(0))  # 이 프로세스에 허락된 코어
except AttributeError:  # macOS와 Windows에는 없습니다.
    WORKERS = os.cpu_count()

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 고칠 프로그램들입니다. 처음의 것, 시각을 한 번만 푸는 것, 순차로 고친 것, 그리고 풀에 나눈 셋입니다.

LINE = re.compile(
    r'(?P<host>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<method>\S+) (?P<path>\S+) [^"]*" '
    r"(?P<status>\d{3}) (?P<bytes>\d+|-)"
)


def first_program(path):
    """처음의 프로그램"""
    statuses, pages, sent, sessions = Counter(), Counter(), 0, 0
    last_seen = {}
    with Path(path).open(encoding="utf-8", errors="replace") as file:
        for line in file:
            found = LINE.match(line)
            if found is None:
                continue
            row = found.groupdict()
            when = datetime.strptime(row["time"], "%d/%b/%Y:%H:%M:%S %z").timestamp()
            statuses[int(row["status"])] += 1
            pages[row["path"]] += 1
            sent += 0 if row["bytes"] == "-" else int(row["bytes"])
            if when - last_seen.get(row["host"], 0) > SESSION_GAP_SECONDS:
                sessions += 1
            last_seen[row["host"]] = when
    return summary(statuses, pages, sent, sessions)


def summary(statuses, pages, sent, sessions):
    """상태 코드마다의 수, 많이 본 경로 열, 보낸 바이트, 방문의 수입니다."""
    top = sorted(pages.items(), key=lambda page: (-page[1], page[0]))[:10]
    return {"statuses": dict(statuses), "top": top, "sent": sent, "sessions": sessions}


@cache
def seconds_of(text):
    """로그의 시각을 초로 바꿉니다."""
    return datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z").timestamp()


def cached_dates(path):
    """시각을 한 번만 풀기"""
    statuses, pages, sent, sessions = Counter(), Counter(), 0, 0
    last_seen = {}
    seconds_of.cache_clear()
    with Path(path).open(encoding="utf-8", errors="replace") as file:
        for line in file:
            found = LINE.match(line)
            if found is None:
                continue
            row = found.groupdict()
            when = seconds_of(row["time"])
            statuses[int(row["status"])] += 1
            pages[row["path"]] += 1
            sent += 0 if row["bytes"] == "-" else int(row["bytes"])
            if when - last_seen.get(row["host"], 0) > SESSION_GAP_SECONDS:
                sessions += 1
            last_seen[row["host"]] = when
    return summary(statuses, pages, sent, sessions)


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


def row_of(line):
    """한 줄을 풀어 다섯 칸을 돌려줍니다."""
    found = FIELDS.match(line)
    if found is None:
        return None
    host, text, page, status, size = found.groups()
    return host, seconds_of(text.decode()), page, status, size


def rows_from_pool(path):
    """줄마다 풀에 맡기기"""
    with Path(path).open("rb") as file, ProcessPoolExecutor(WORKERS) as pool:
        return counted(pool.map(row_of, file, chunksize=BATCH_LINES))


def counted(rows):
    """돌아온 행들을 셉니다."""
    statuses, pages, sent, sessions, last_seen = Counter(), Counter(), 0, 0, {}
    for row in rows:
        if row is None:
            continue
        host, when, page, status, size = row
        statuses[int(status)] += 1
        pages[page.decode("utf-8", "replace")] += 1
        sent += 0 if size == b"-" else int(size)
        if when - last_seen.get(host, 0) > SESSION_GAP_SECONDS:
            sessions += 1
        last_seen[host] = when
    return summary(statuses, pages, sent, sessions)


def digest_lines(lines):
    """보내 온 줄들을 셉니다."""
    return digest(b"".join(lines))


def batches(path):
    """줄을 묶음으로 나눕니다."""
    with Path(path).open("rb") as file:
        while batch := list(islice(file, BATCH_LINES)):
            yield batch


def batches_to_pool(path):
    """묶음을 보내고 센 것을 받기"""
    with ProcessPoolExecutor(WORKERS) as pool:
        return joined(pool.map(digest_lines, batches(path)))


def ranges_to_pool(path):
    """자리만 보내기"""
    with ProcessPoolExecutor(WORKERS) as pool:
        return joined(pool.map(digest_range, ranges(path)))


# %%
# 부분을 재는 법
# ------------------------------------------------------------------
#
# CPU 시간은 다른 프로그램이 끼어들어도 거의 그대로이므로, 부분은 모두 CPU 시간으로 잽니다.


def cpu_seconds(function, *arguments, times=2):
    """한 번 하는 데 쓰는 CPU 시간(초)입니다. 방해받지 않은 것, 곧 가장 짧은 것을 씁니다."""
    spent = []
    for _ in range(times):
        seconds_of.cache_clear()
        started = time.process_time()
        function(*arguments)
        spent.append(time.process_time() - started)
    return min(spent)


def wall_seconds(function, *arguments, times=2):
    """한 번 하는 데 걸린 시간(초)입니다."""
    took = []
    for _ in range(times):
        seconds_of.cache_clear()
        started = time.perf_counter()
        function(*arguments)
        took.append(time.perf_counter() - started)
    return min(took)


def each(function, items):
    """하나씩 모두 합니다."""
    for item in items:
        function(item)


def compared(predicted, gained, bound=None):
    """예측한 이득과 잰 이득, 그 비, 코어가 아무리 많아도 넘지 못할 한계입니다."""
    return {"predicted": predicted, "gained": gained, "off": gained / predicted, "bound": bound}


def texts_of(path):
    """로그에 적힌 시각들입니다."""
    return [text.decode() for _, text, *_ in FIELDS.findall(Path(path).read_bytes())]


def gain_over_first(method, path):
    """처음의 프로그램의 CPU 시간이 이 방법의 몇 배인지 잽니다."""
    return cpu_seconds(first_program, path, times=1) / cpu_seconds(method, path)


def dates_by_clock(sample, path):
    """시각을 한 번만: 부분을 따로 재어"""
    texts, parse = texts_of(sample), seconds_of.__wrapped__
    whole = cpu_seconds(first_program, sample)
    saved = cpu_seconds(each, parse, texts) - cpu_seconds(each, parse, set(texts))
    return compared(whole / (whole - saved), gain_over_first(cached_dates, path))


def dates_by_profile(sample, path):
    """시각을 한 번만: cProfile의 비율로"""
    profile = cProfile.Profile()
    profile.runcall(first_program, sample)
    stats = pstats.Stats(profile)
    spent = max(row[3] for (_, _, name), row in stats.stats.items() if "strptime" in name)
    texts = texts_of(sample)
    print(f"cProfile이 말한 strptime의 비율: {100 * spent / stats.total_tt:.0f} %")
    saved = spent / stats.total_tt * (1 - len(set(texts)) / len(texts))
    return compared(1 / (1 - saved), gain_over_first(cached_dates, path))


def less_work_by_clock(sample, path):
    """순차로 고치기"""
    data = Path(sample).read_bytes()
    found = FIELDS.findall(data)
    parts = (
        cpu_seconds(FIELDS.findall, data),
        cpu_seconds(each, seconds_of.__wrapped__, set(texts_of(sample))),
        cpu_seconds(columns_of, found),
        sum(cpu_seconds(Counter, column) for column in columns_of(found)[2:]),
        cpu_seconds(visits_of, found),
    )
    return compared(
        cpu_seconds(first_program, sample) / sum(parts), gain_over_first(less_work, path)
    )


def columns_of(found):
    """줄마다의 칸을 칸마다의 줄로 뒤집습니다."""
    return list(zip(*found, strict=True))


def visits_of(found):
    """방문을 찾는 고리만 돕니다. 시각은 풀지 않습니다."""
    first_seen, last_seen, sessions = {}, {}, 0
    for host, text, *_ in found:
        when = len(text.decode())
        if host not in last_seen:
            first_seen[host] = when
        elif when - last_seen[host] > SESSION_GAP_SECONDS:
            sessions += 1
        last_seen[host] = when
    return sessions


# %%
# 풀의 시간은 시작하는 시간에, 메인이 혼자 하는 일과 모두가 나누어 하는 일 가운데 긴 것을 더한 것입니다.
# 이득은 ``순차의 시간 ÷ 메인이 혼자 하는 일``을 넘지 못합니다. 암달의 법칙을 풀에 옮긴 것입니다.


def empty_pool():
    """아무것도 시키지 않는 풀"""
    with ProcessPoolExecutor(WORKERS) as pool:
        list(pool.map(len, [""] * WORKERS))


def pool_gain(method, sample, path, work):
    """메인의 CPU 시간과, 워커가 할 일의 CPU 시간(초)으로 풀의 이득을 예측하고, 잽니다."""
    scale = Path(path).stat().st_size / Path(sample).stat().st_size
    whole = cpu_seconds(less_work, sample)
    alone = max(1e-6, cpu_seconds(method, sample) - cpu_seconds(empty_pool))
    shared = cpu_seconds(*work)
    took = wall_seconds(empty_pool) + scale * max(alone, (alone + shared) / WORKERS)
    gained = wall_seconds(less_work, path) / wall_seconds(method, path)
    return compared(scale * whole / took, gained, whole / alone)


def rows_by_parts(sample, path):
    """줄마다 풀에 맡기기"""
    lines = Path(sample).read_bytes().splitlines(keepends=True)
    return pool_gain(rows_from_pool, sample, path, (each, row_of, lines))


def batches_by_parts(sample, path):
    """묶음을 보내고 센 것을 받기"""
    work = each, digest_lines, list(batches(sample))
    return pool_gain(batches_to_pool, sample, path, work)


def ranges_by_parts(sample, path):
    """자리만 보내기"""
    return pool_gain(ranges_to_pool, sample, path, (each, digest_range, list(ranges(sample))))


STEPS = {
    step.__name__: step
    for step in (
        dates_by_profile,
        dates_by_clock,
        less_work_by_clock,
        rows_by_parts,
        batches_by_parts,
        ranges_by_parts,
    )
}


@contextlib.contextmanager
def sample_of(path):
    """로그의 앞 4분의 1을 임시 파일로 떼어 줍니다."""
    with nameless_file() as (file, sample), Path(path).open("rb") as log:
        file.write(log.read(Path(path).stat().st_size // SAMPLE) + log.readline())
        file.flush()
        yield sample


def step(name, path=""):
    """한 단계의 이득을 예측하고 잽니다. 풀은 시작하는 비용이 있으므로 더 긴 로그에서 봅니다."""
    with contextlib.ExitStack() as stack:
        mib = LOG_MIB if "dates" in name or "clock" in name else POOLED_MIB
        path = path or stack.enter_context(log_file(mib))
        return STEPS[name](stack.enter_context(sample_of(path)), path)


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
# 예상
# ------------------------------------------------------------------
#
# 부분을 따로 재면 20 % 안에서 맞고, ``cProfile``의 비율로 계산하면 이득을 더 크게 예측할 것입니다.
# 줄마다 맡기는 풀은 메인이 혼자 하는 일만으로도 순차만큼 걸릴 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, draw, observe

    own = [str(Path(path).resolve()) for path in sys.argv[1:2]]  # 제 로그를 주었으면 그것을 잽니다.
    result = observe(
        *(
            Contender(step, (name, *own), name=name, label=method.__doc__)
            for name, method in STEPS.items()
        ),
        measured={
            "predicted": "예측한 이득(배)",
            "gained": "잰 이득(배)",
            "off": "잰 이득, 예측 대비(배)",
            "bound": "코어가 아무리 많아도 넘지 못할 이득(배)",
        },
        times=3,
        deadline_seconds=60,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="off")

# %%
# 읽기
# ------------------------------------------------------------------
#
# ``cProfile``은 파이썬 함수를 부를 때마다 시간을 더합니다. ``strptime``은 속에서 파이썬 함수를 여럿 부르고, 정규식은 C 함수 하나입니다.
# 무엇부터 고칠지는 그것으로 충분히 알 수 있지만, 몇 배가 될지는 부분을 따로 재는 편이 낫습니다.
#
# 풀의 예측은 시작하는 시간과 CPU 시간만으로 한 것입니다. 메인이 기다리다 깨어나는 시간과, 메인이 바쁜 동안 워커가 노는 시간이 빠져 있습니다.
# 그래서 메인이 할 일이 많은 방법일수록 잰 이득이 예측에 못 미칩니다. 코어를 남과 나누어 쓰는 기계에서는 그보다도 못 미칩니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``row_of``가 시각을 빼고 돌려주게 해 보십시오. 행이 짧아진 만큼 ``줄마다 풀에 맡기기``의 한계가 올라갑니다.
