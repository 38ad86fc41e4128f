"""조언을 만드는 동안 쓰지 않은 열두 함수. 조언을 고치고 나서 여기에 맞추어 다시 고치지 않습니다."""

import asyncio
import hashlib
import math
import re
import select
import sqlite3
import tempfile
from decimal import Decimal
from pathlib import Path

import numpy as np


def longest_chain(start):
    """순수 파이썬: 콜라츠 수열의 가장 긴 것."""
    best = 0
    for number in range(start, start + 700):
        steps, value = 0, number
        while value != 1:
            value = value // 2 if value % 2 == 0 else 3 * value + 1
            steps += 1
        best = max(best, steps)
    return best


STARTS = [1 + 700 * place for place in range(12)]

PAGE = " ".join(
    f"user{number}@host{number % 97}.example, tel {number * 7}" for number in range(3000)
)


def addresses(skip):
    """GIL을 잡는 C: 정규식으로 찾기."""
    return len(re.findall(r"[a-z]+(\d+)@[a-z]+(\d+)\.example", PAGE[skip:]))


SKIPS = list(range(0, 300, 5))


def stretched(word):
    """GIL을 놓는 C: 비밀번호를 늘린 해시."""
    return hashlib.pbkdf2_hmac("sha256", word.encode(), b"salt", 20_000).hex()


WORDS = [f"password-{number}" for number in range(24)]


def quiet_line(number):
    """기다림: 오지 않는 소식을 기다리기."""
    select.select([], [], [], 0.008)
    return number


LINES = list(range(36))


def price_after_waiting(number):
    """둘 다: 기다리고 나서 십진수로 계산하기."""
    select.select([], [], [], 0.006)
    total = Decimal(0)
    for step in range(1, 3000):
        total += Decimal(number + 1) / step
    return str(total)


ORDERS = list(range(24))


def newlines(text):
    """큰 입력: 2 MB에서 줄을 세기."""
    return text.count(b"\n")


TEXTS = [(b"line %d\n" % number) * 250_000 for number in range(12)]


def spelled(count):
    """큰 결과: 수를 글로 적은 사전."""
    return {number: str(number) for number in range(count)}


COUNTS = [20_000 + number for number in range(20)]


async def late_reply(number):
    """비동기: 제때 오지 않는 대답."""
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 0.01)
    except TimeoutError:
        return number


REPLIES = list(range(30))


async def reply_then_parse(number):
    """비동기이고 계산도 하는 것."""
    await asyncio.sleep(0.004)
    return sum(value % 7 for value in range(20_000 + number))


PAGES = list(range(30))

DATABASE = Path(tempfile.gettempdir()) / "parabook-unseen.sqlite"


def orders_of(customer):
    """SQLite: 파일의 표에서 합을 구하기."""
    with sqlite3.connect(DATABASE) as database:
        found = database.execute(
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 40000) "
            "SELECT sum(x % ?) FROM n",
            (customer + 2,),
        ).fetchone()[0]
    database.close()
    return found


CUSTOMERS = list(range(24))


def divisor(pair):
    """아주 짧은 일: 최대공약수."""
    return math.gcd(*pair)


PAIRS = [(number * 12, number * 18) for number in range(1, 3000)]


def ordered(seed):
    """GIL을 놓는 NumPy: 줄 세우기."""
    values = np.random.default_rng(seed).random(150_000)
    values.sort()
    return float(values[::1000].sum())


SEEDS = list(range(24))

FUNCTIONS = {
    "longest_chain": "STARTS",
    "addresses": "SKIPS",
    "stretched": "WORDS",
    "quiet_line": "LINES",
    "price_after_waiting": "ORDERS",
    "newlines": "TEXTS",
    "spelled": "COUNTS",
    "late_reply": "REPLIES",
    "reply_then_parse": "PAGES",
    "orders_of": "CUSTOMERS",
    "divisor": "PAIRS",
    "ordered": "SEEDS",
}
