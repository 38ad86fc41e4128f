# 실행: python plot_dates_cost_more_than_the_pattern.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
로그 분석에서 가장 비싼 것은 정규식이 아니라 시각입니다
==================================================================

밤마다 도는 로그 분석이 아침까지 끝나지 않아, 프로세스 풀로 나누려고 합니다.
그 전에 웹 서버의 접근 로그를 세는 프로그램을 순차로 두 번 고쳤습니다.
코어를 하나만 쓰고 얼마나 빨라질까요? 답은 처음의 프로그램과 같아야 합니다.

이 실험은 :doc:`로그 파일 </practice/access-log>`에 나옵니다.
제 로그로도 돌릴 수 있습니다: ``python plot_dates_cost_more_than_the_pattern.py access.log``
"""

import contextlib
import os
import random
import re
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

LOG_MIB = {"quick": 1, "once": 0.5}.get(os.environ.get("PARABOOK_BUDGET"), 1.5)
SESSION_GAP_SECONDS = 30 * 60
PIECE_BYTES = 2**19
SEED = 20_261_127

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 처음의 프로그램입니다. 한 줄씩 읽고, 정규식으로 나누고, 시각을 풀고, 셉니다.
# 같은 주소가 30분 안에 다시 오면 같은 방문(session)입니다.

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


# %%
# 1단계: 같은 시각을 다시 풀지 않습니다. 잇따른 줄은 거의 같은 초에 적힌 것입니다.


@cache
def seconds_of(text):
    """로그의 시각을 초로 바꿉니다."""
    return datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z").timestamp()


def cached_dates(path):
    """1 시각을 한 번만 풀기"""
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


# %%
# 2단계: 할 일을 줄입니다. 바이트를 글자로 풀지 않고, 쓰지 않는 칸은 담지 않고, 상태와 경로는 한꺼번에 셉니다.
# 파일은 조각으로 읽어 메모리를 정해진 만큼만 씁니다. 조각의 결과에는 주소마다 처음과 마지막에 본 때가 있어 이어 붙일 수 있습니다.

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
    """2 바이트를 조각마다 한꺼번에"""
    seconds_of.cache_clear()
    return joined(map(digest_range, ranges(path)))


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
# 정규식이 가장 오래 걸릴 것입니다. 시각을 다시 풀지 않는 것으로는 조금 빨라지고, 정규식을 줄이면 많이 빨라질 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, compare, draw

    own = [str(Path(path).resolve()) for path in sys.argv[1:2]]  # 제 로그를 주었으면 그것을 잽니다.
    result = compare(
        *(
            Contender(method, own, given=None if own else log_file)
            for method in (first_program, cached_dates, less_work)
        ),
        one_core=True,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result)

# %%
# 읽기
# ------------------------------------------------------------------
#
# 처음의 프로그램에서 가장 비싼 한 줄은 ``datetime.strptime``입니다. 부를 때마다 형식을 풀고 로캘을 봅니다.
# 접근 로그의 시각은 초까지만 있고 잇따른 줄의 시각은 거의 같으므로, 한 번 푼 것을 다시 쓰면 거의 사라집니다.
# 얼마나 사라지는지는 1초에 몇 줄이 적히는지가 정합니다. 이 로그는 1초에 다섯 줄입니다.
#
# 2단계의 이득은 한 줄마다 하던 일이 C로 옮겨 간 것입니다. ``findall``은 조각 하나를 한 번에 나누고, ``Counter``는 목록 하나를 한 번에 셉니다.
# 한 줄마다 파이썬이 하는 일은 방문을 찾는 것만 남았습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LINES_PER_MINUTE``을 ``30``으로 줄여 보십시오. 한가한 사이트에서는 같은 초에 적힌 줄이 없어, 1단계의 이득이 거의 사라집니다.
