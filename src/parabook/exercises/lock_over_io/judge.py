import threading
from collections import Counter

from parabook.exercises.criteria import Ask, Exercise, Trial, same
from parabook.exercises.planting import Crowd, replaced

CURRENCIES = ["USD", "EUR", "JPY", "GBP"] * 2
PAGE = "threading/synchronization"


def run(program):
    crowd, asked, lock = Crowd(wanted=4, seconds=0.5), Counter(), threading.Lock()

    def fetch(currency):
        with lock:
            asked[currency] += 1
        crowd.meet()
        return f"{currency}의 환율"

    with replaced(program, "fetch", fetch):
        found = program.run(CURRENCIES)
    return {
        "right": [f"{currency}의 환율" for currency in CURRENCIES],
        "found": list(found),
        "together": crowd.peak,
        "most_asked": max(asked.values()),
    }


def fault(program):
    asked = []

    def fetch(currency):
        asked.append(currency)
        if len(asked) == 1:
            raise OSError("서버가 답하지 않습니다")
        return 7

    rates = program.Rates()
    with replaced(program, "fetch", fetch):
        try:
            rates.get("USD")
            first = "값"
        except OSError:
            first = "예외"
        try:
            second = rates.get("USD")
        except OSError:
            second = "예외"
    return {"first": first, "second": second}


def one_by_one(seen):
    if seen["together"] >= 2:
        return None
    return (
        "서로 다른 통화도 한 번에 하나씩만 물었습니다. 락을 잡은 채 서버를 기다립니다",
        "different currencies were fetched one at a time: the lock is held while waiting",
    )


def asked_again(seen):
    if seen["most_asked"] == 1:
        return None
    return (
        f"한 통화를 {seen['most_asked']}번 물었습니다. 없는지 본 것과 넣는 것 사이에 다른 스레드가 들어왔습니다",
        f"one currency was fetched {seen['most_asked']} times",
    )


def kept_failure(seen):
    if seen["first"] == "예외" and seen["second"] == 7:
        return None
    if seen["first"] != "예외":
        return ("서버의 예외를 삼켰습니다", "the server's exception was swallowed")
    return (
        "한 번 실패한 통화는 서버가 살아난 다음에도 실패합니다. 실패를 캐시에 두었습니다",
        "a currency that failed once fails for ever: the failure is cached",
    )


EXERCISE = Exercise(
    title=("한 줄로 기다리는 캐시", "a cache that queues everybody"),
    asked=("fetch", "Rates", "run"),
    trials=(
        Trial(
            name="rates",
            run=run,
            asks=(
                same("right", "found", PAGE),
                Ask(
                    ("서로 다른 통화는 함께 묻습니다", "different currencies are fetched together"),
                    one_by_one,
                    PAGE,
                ),
                Ask(
                    ("한 통화는 한 번만 묻습니다", "a currency is fetched once"),
                    asked_again,
                    "threading/races",
                ),
            ),
            hangs=("락이나 아직 오지 않은 환율을 기다립니다", "it waits for a lock or a rate"),
            page=PAGE,
        ),
        Trial(
            name="fault",
            run=fault,
            asks=(
                Ask(
                    ("실패한 통화는 다음에 다시 묻습니다", "a failed currency is asked for again"),
                    kept_failure,
                    "threading/silent-failures",
                ),
            ),
            hangs=("실패한 통화를 영원히 기다립니다", "it waits for ever for the failed currency"),
            page="threading/silent-failures",
        ),
    ),
)
