# 실행: python plot_split_log_must_be_joined.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
나눈 로그는 줄과 방문을 이어 붙여야 맞습니다
==================================================================

로그를 바이트로 나누어 프로세스마다 맡겼더니 빨라졌습니다. 그런데 합계가 어제와 조금 다릅니다.
조각의 끝이 줄의 한가운데를 지나면 줄을 몇 개 잃을까요?
방문은 조각마다 세어 더해도 될까요? 먼저 끝난 조각부터 이어 붙여도 될까요?

이 실험은 :doc:`로그 파일 </practice/access-log>`에 나옵니다.
"""

import contextlib
import random
import re
import tempfile
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path

LINES, VISITORS = 20_000, 150
PIECES = 16
SESSION_GAP_SECONDS = 30 * 60
SEED = 20_261_127

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 줄에는 때(초)와 손님과 페이지가 있습니다. 손님이 30분 안에 다시 오면 같은 방문입니다.
# 조각 하나의 결과는 줄의 수, 방문의 수, 손님마다 처음과 마지막에 본 때입니다.


LINE = re.compile(rb"(\d{8}) (visitor-\d{4}) (/\S+\.html)")


def count_piece(piece):
    """파일의 한 조각을 셉니다."""
    path, start, end = piece
    with Path(path).open("rb") as file:
        file.seek(start)
        lines = file.read(end - start).splitlines()
    good, visits, first, last = 0, 0, {}, {}
    for line in lines:
        found = LINE.fullmatch(line)
        if found is None:
            continue  # 알아볼 수 없는 줄은 세지 않습니다.
        good += 1
        when, visitor = int(found[1]), found[2]
        if visitor not in last:
            first[visitor] = when
        if when - last.get(visitor, -SESSION_GAP_SECONDS - 1) > SESSION_GAP_SECONDS:
            visits += 1
        last[visitor] = when
    return good, visits, first, last


def even_edges(path, pieces=PIECES):
    """바이트로 고르게 나눕니다. 줄은 보지 않습니다."""
    size = Path(path).stat().st_size
    edges = [size * piece // pieces for piece in range(pieces + 1)]
    return [(path, start, end) for start, end in pairwise(edges)]


def line_edges(path, pieces=PIECES):
    """바이트로 고르게 나누되, 끝을 줄의 끝까지 늘립니다."""
    size = Path(path).stat().st_size
    edges = [0]
    with Path(path).open("rb") as file:
        for piece in range(1, pieces):
            file.seek(max(edges[-1], size * piece // pieces - 1))
            file.readline()
            edges.append(min(size, file.tell()))
    edges.append(size)
    return [(path, start, end) for start, end in pairwise(edges)]


def added(answers):
    """조각의 수들을 더하기만 합니다."""
    answers = list(answers)
    return sum(answer[0] for answer in answers), sum(answer[1] for answer in answers)


def joined(answers):
    """조각들을 순서대로 이어 붙입니다. 앞 조각에서 이어진 방문은 빼고 더합니다."""
    lines, sessions, last_seen = 0, 0, {}
    for good, visits, first, last in answers:
        lines += good
        sessions += visits - sum(
            when - last_seen[visitor] <= SESSION_GAP_SECONDS
            for visitor, when in first.items()
            if visitor in last_seen
        )
        last_seen.update(last)
    return lines, sessions


def counted_in_order(path, pieces=PIECES):
    """줄에서 나누고 순서대로 잇기"""
    with ProcessPoolExecutor() as pool:
        return joined(pool.map(count_piece, line_edges(path, pieces)))


# %%
# 세는 코드
# ------------------------------------------------------------------
#
# 나누지 않고 센 것과 비교합니다.


@contextlib.contextmanager
def log_file():
    """로그를 임시 파일로 만들어 그 경로를 주고, 끝나면 지웁니다."""
    chance, when = random.Random(SEED), 10_000_000  # noqa: S311 - 암호가 아니라 로그를 만듭니다.
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "visits.log")
        with log.open("wb") as file:
            for _ in range(LINES):
                when += chance.choice((1, 2, 5, 30))
                page = chance.choice((b"home", b"goods/%d" % chance.randrange(10_000)))
                file.write(
                    b"%08d visitor-%04d /%s.html\n" % (when, chance.randrange(VISITORS), page)
                )
        yield str(log)


def off_by(count):
    """나누지 않고 센 것에서 잃은 줄과 더 센 방문입니다. 덜 세면 0보다 작습니다."""
    with log_file() as path:
        lines, sessions = count_piece((path, 0, Path(path).stat().st_size))[:2]
        found_lines, found_sessions = count(path)
        print(
            f"줄 {lines:,}개, 방문 {sessions:,}번 → 줄 {found_lines:,}개, 방문 {found_sessions:,}번"
        )
        return {"lost": lines - found_lines, "extra": found_sessions - sessions}


def cut_anywhere():
    """아무 데서나 나누고 더하기"""
    return off_by(lambda path: added(map(count_piece, even_edges(path))))


def added_pieces():
    """줄에서 나누고 더하기"""
    return off_by(lambda path: added(map(count_piece, line_edges(path))))


def joined_as_finished():
    """줄에서 나누고, 끝난 순서대로 잇기"""
    # 끝나는 순서는 때마다 다르므로, 맨 뒤의 조각부터 끝났을 때를 봅니다.
    return off_by(lambda path: joined(map(count_piece, reversed(line_edges(path)))))


def joined_in_order():
    """고침: 줄에서 나누고 순서대로 잇기"""
    return off_by(counted_in_order)


# %%
# 예상
# ------------------------------------------------------------------
#
# 조각의 경계는 열다섯 곳이므로, 아무 데서나 나누면 줄을 열다섯 개쯤 잃습니다.
# 경계마다 이어지던 방문은 두 번 세므로, 더하기만 하면 방문이 많아집니다. 순서를 바꾸어 이어도 많아질 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        cut_anywhere,
        added_pieces,
        joined_as_finished,
        joined_in_order,
        facts={"lost": "잃은 줄(개)", "extra": "더 센 방문(번)"},
        times=1,
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
# 경계에 걸친 줄은 앞 조각에서도 뒤 조각에서도 알아볼 수 없어 사라집니다. 예외는 없고 합계만 조금 작습니다.
# 20,000개에 열몇 개이므로, 눈으로는 보이지 않고 어제의 합계와 비교해야 보입니다.
#
# 줄의 수나 상태 코드의 수는 더하면 되지만, 방문은 앞의 줄을 알아야 셀 수 있습니다.
# 그래서 조각의 결과에 손님마다 처음과 마지막에 본 때를 담고, 잇는 쪽이 경계를 넘은 방문을 뺍니다.
# 순서를 바꾸어 이으면 나중의 때에서 앞의 때를 뺀 것이 0보다 작아, 끊긴 방문도 이어진 것으로 칩니다. 방문이 오히려 모자랍니다.
# 그 뺄셈은 앞과 뒤가 맞아야 하므로, 결과는 끝난 순서가 아니라 조각의 순서로 이어야 합니다. ``map``은 순서를 지키고, ``imap_unordered``와 ``as_completed``는 지키지 않습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``PIECES``를 ``160``으로 늘려 보십시오. 잃는 줄과 더 센 방문이 조각의 수만큼 늘고, 고친 것은 그대로 0입니다.
