# 실행: python plot_killed_crawler_goes_on.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
크롤러의 할 일과 한 일은 함께 적어야 이어서 합니다
==================================================================

밤새 도는 크롤러가 새벽에 죽었습니다. 다시 켜면 처음부터 합니다. 그래서 한 일을 파일에 적었더니, 이번에는 어떤 페이지가 영영 없습니다.
사이트를 도는 도중에 죽이고 다시 켜서, 다시 받은 페이지와 모자란 페이지를 세었습니다.

이 실험은 :doc:`크롤러 </practice/crawler>`에 나옵니다.
"""

import contextlib
import multiprocessing
import os
import sqlite3
import tempfile
from pathlib import Path

PAGES = 200
DIES_AT = 40

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 페이지 하나를 받으면 링크가 나오고, 링크는 할 일이 됩니다. 크롤러 셋이 다른 것은 그 셋을 언제 적는지입니다.


def in_memory(_database, get):
    """아무것도 적지 않습니다."""
    waiting, seen = [0], {0}
    while waiting:
        for link in get(waiting.pop(0)):
            if link not in seen:
                seen.add(link)
                waiting.append(link)


def done_first(database, get):
    """받은 다음에 한 일로 적고, 그다음에 링크를 할 일로 적습니다."""
    database.execute("INSERT OR IGNORE INTO addresses VALUES (0, 'waiting')")
    while row := database.execute("SELECT page FROM addresses WHERE state = 'waiting'").fetchone():
        links = get(row[0])
        database.execute("UPDATE addresses SET state = 'done' WHERE page = ?", row)
        for link in links:
            database.execute("INSERT OR IGNORE INTO addresses VALUES (?, 'waiting')", (link,))


def both_at_once(database, get):
    """한 일과 거기서 나온 할 일을 한 트랜잭션에 적습니다."""
    database.execute("INSERT OR IGNORE INTO addresses VALUES (0, 'waiting')")
    while row := database.execute("SELECT page FROM addresses WHERE state = 'waiting'").fetchone():
        links = get(row[0])
        database.execute("BEGIN")
        database.execute("UPDATE addresses SET state = 'done' WHERE page = ?", row)
        for link in links:
            database.execute("INSERT OR IGNORE INTO addresses VALUES (?, 'waiting')", (link,))
        database.execute("COMMIT")


# %%
# 사이트는 나무입니다. 페이지마다 링크 둘이 있고, 받은 것은 따로 세어 둡니다. 처음 켠 크롤러는 정한 페이지에서 죽습니다.


class Dying(sqlite3.Connection):
    """정한 페이지를 한 일로 적은 직후에 프로세스가 죽는 커넥션"""

    def execute(self, statement, values=()):
        """한 문장을 실행합니다."""
        done = super().execute(statement, values)
        if statement.startswith("UPDATE") and values[0] == DIES_AT:
            os._exit(1)
        return done


def crawl(folder, crawler, dies):
    """크롤러의 몸."""

    def get(page):
        with (Path(folder) / "received").open("a", encoding="utf-8") as file:
            file.write(f"{page}\n")
        if dies and crawler is in_memory and page == DIES_AT:
            os._exit(1)
        return [link for link in (2 * page + 1, 2 * page + 2) if link < PAGES]

    database = sqlite3.connect(
        Path(folder) / "crawl.db",
        isolation_level=None,
        factory=Dying if dies else sqlite3.Connection,
    )
    with contextlib.closing(database):
        # 프로세스가 죽는 것은 견딥니다. 전원이 나가는 것까지 견디려면 이 줄을 지웁니다.
        database.execute("PRAGMA synchronous = OFF")
        database.execute(
            "CREATE TABLE IF NOT EXISTS addresses (page INTEGER PRIMARY KEY, state TEXT)"
        )
        crawler(database, get)


def killed_once(crawler):
    """한 번 죽이고 다시 켜서, 다시 받은 페이지와 모자란 페이지를 셉니다."""
    with tempfile.TemporaryDirectory() as folder:
        for dies in (True, False):
            process = multiprocessing.Process(target=crawl, args=(folder, crawler, dies))
            process.start()
            process.join()
        received = (Path(folder) / "received").read_text(encoding="utf-8").split()
    return {"again": len(received) - len(set(received)), "missing": PAGES - len(set(received))}


def nothing_written():
    """아무것도 적지 않음"""
    return killed_once(in_memory)


def written_apart():
    """한 일을 적고, 그다음에 할 일을 적음"""
    return killed_once(done_first)


def written_together():
    """고침: 한 일과 할 일을 한 트랜잭션에 적음"""
    return killed_once(both_at_once)


# %%
# 예상
# ------------------------------------------------------------------
#
# 적지 않으면 죽을 때까지 받은 것을 모두 다시 받을 것입니다.
# 한 일을 먼저 적고 죽으면, 그 페이지는 한 일인데 거기서 나온 링크는 어디에도 없습니다. 다시 켜도 그 아래의 페이지에는 아무도 가지 않을 것입니다.
# 함께 적으면 죽던 페이지 하나만 다시 받을 것입니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        nothing_written,
        written_apart,
        written_together,
        facts={
            "again": "다시 받은 페이지(장)",
            "missing": "끝내 모자란 페이지(장)",
        },
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result, show="missing")

# %%
# 읽기
# ------------------------------------------------------------------
#
# 둘째가 가장 나쁩니다. 다시 받은 것이 없어서 잘 이어서 한 것처럼 보이고, 예외도 없이 끝납니다. 모자란 것은 그 페이지에서만 이어지는 페이지들입니다.
# 순서를 바꾸어 할 일을 먼저 적으면 잃지는 않습니다. 대신 링크를 적다 죽은 페이지를 한 번 더 받습니다. 트랜잭션은 그 둘을 하나로 만듭니다.
#
# 여러 워커가 함께 할 때에는 할 일을 빌려 주어야 합니다. :doc:`작업을 뒤로 넘기기 </practice/background-jobs>`의 큐와 같습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``DIES_AT``을 5로 바꾸어 보십시오. 나무의 위쪽에서 죽으면 더 많은 페이지가 모자랍니다.
