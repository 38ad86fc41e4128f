# 실행: python plot_returned_rows_cost_more_than_sent_lines.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
풀에 보낸 줄보다 돌려받은 행이 더 비쌉니다
==================================================================

순차로 고친 로그 분석을 이제 프로세스 풀에 나눕니다. 나누는 방법이 넷입니다.
줄마다 행을 돌려받거나, 줄의 묶음을 보내고 센 결과만 받거나, 파일의 어디부터 어디까지인지만 보내거나, 그 자리를 메모리 맵으로 봅니다.
어느 것이 느리고, 어느 것이 얻을 수 있는 최선에 가까울까요?

이 실험은 :doc:`로그 파일 </practice/access-log>`에 나옵니다.
제 로그로도 돌릴 수 있습니다: ``python plot_returned_rows_cost_more_than_sent_lines.py access.log``
"""

import contextlib
import mmap
import os
import random
import re
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path

LOG_MIB = {"quick": 4, "once": 1}.get(os.environ.get("PARABOOK_BUDGET"), 6)
SESSION_GAP_SECONDS = 30 * 60
PIECE_BYTES = 2**19
BATCH_LINES = 3000
SEED = 20_261_127

try:
    WORKERS = len(os.sched_getaffinity(0))  # 이 프로세스에 허락된 코어
except AttributeError:  # macOS와 Windows에는 없습니다.
    WORKERS = os.cpu_count()

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 순차로 고친 프로그램입니다. 조각마다 세고, 순서대로 이어 붙입니다.


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
    """순차로 고친 프로그램"""
    seconds_of.cache_clear()
    return joined(map(digest_range, ranges(path)))


def summary(statuses, pages, sent, sessions):
    """상태 코드마다의 수, 많이 본 경로 열, 보낸 바이트, 방문의 수입니다."""
    top = sorted(pages.items(), key=lambda page: (-page[1], page[0]))[:10]
    return {"statuses": dict(statuses), "top": top, "sent": sent, "sessions": sessions}


# %%
# 한 줄을 푸는 함수를 풀의 ``map``에 줍니다. 가장 먼저 떠오르는 방법입니다.


def row_of(line):
    """한 줄을 풀어 다섯 칸을 돌려줍니다."""
    found = FIELDS.match(line)
    if found is None:
        return None
    host, text, page, status, size = found.groups()
    return host, seconds_of(text.decode()), page, status, size


def rows_from_pool(path):
    """줄마다 풀에 맡기기"""
    statuses, pages, sent, sessions, last_seen = Counter(), Counter(), 0, 0, {}
    with Path(path).open("rb") as file, ProcessPoolExecutor(WORKERS) as pool:
        for row in pool.map(row_of, file, chunksize=BATCH_LINES):
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


# %%
# 줄의 묶음을 보내고, 행이 아니라 센 결과를 돌려받습니다.


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


# %%
# 줄을 보내지 않고, 어디부터 어디까지인지만 보냅니다. 읽는 것도 워커가 합니다.


def ranges_to_pool(path):
    """자리만 보내기"""
    with ProcessPoolExecutor(WORKERS) as pool:
        return joined(pool.map(digest_range, ranges(path)))


# %%
# 읽지 않고 메모리 맵으로 봅니다. 맵이 시작하는 자리는 페이지의 배수여야 합니다.


def digest_mapped(piece):
    """파일의 한 조각을 메모리 맵으로 보고 셉니다."""
    path, start, end = piece
    page = start - start % mmap.ALLOCATIONGRANULARITY
    with (
        Path(path).open("rb") as file,
        mmap.mmap(file.fileno(), end - page, access=mmap.ACCESS_READ, offset=page) as whole,
        memoryview(whole) as view,
        view[start - page :] as lines,
    ):
        return digest(lines)


def mapped_in_pool(path):
    """메모리 맵으로 보기"""
    with ProcessPoolExecutor(WORKERS) as pool:
        return joined(pool.map(digest_mapped, ranges(path)))


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
# 줄을 보내는 두 방법은 보내는 비용 때문에 순차보다 느릴 것입니다.
# 자리만 보내면 코어의 수에 가까워지고, 메모리 맵은 복사도 없으므로 가장 빠를 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import Contender, compare, draw

    own = [str(Path(path).resolve()) for path in sys.argv[1:2]]  # 제 로그를 주었으면 그것을 잽니다.
    methods = (less_work, rows_from_pool, batches_to_pool, ranges_to_pool, mapped_in_pool)
    result = compare(
        *(Contender(method, own, given=None if own else log_file) for method in methods),
        ceiling=True,
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
# 줄마다 맡기면 줄 하나가 튜플 하나로 돌아옵니다. 그것을 피클하고, 되풀고, 세는 일은 메인 프로세스 하나가 합니다.
# 메인이 하는 일만으로 순차 프로그램만큼 걸리므로, 코어를 몇 개 더해도 이기지 못합니다.
#
# 묶음을 보내는 쪽도 로그를 모두 파이프로 보냅니다. 그러나 ``bytes``의 목록을 피클하는 것은 복사에 가깝고, 돌아오는 것은 센 결과 하나입니다.
# 보내는 크기가 아니라, 메인이 파이썬 객체를 몇 개 만지는지를 보십시오.
#
# 파일은 방금 만든 것이라 디스크가 아니라 페이지 캐시에 있습니다. 캐시에 없는 로그는 디스크의 속도가 천장이고, 그때는 무엇으로 나누어도 그보다 빨라지지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``BATCH_LINES``를 ``1``로 줄여 보십시오. 줄마다 메시지 하나가 오가서, 어느 쪽이든 순차보다 몇 배 느려집니다.
