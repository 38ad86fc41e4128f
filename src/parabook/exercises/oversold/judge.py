from parabook.exercises.criteria import Ask, Exercise, Trial
from parabook.exercises.planting import Crowd, replaced

STOCK, CUSTOMERS = 3, 8
PAGE = "threading/races"


def rush(program):
    crowd = Crowd(wanted=6, seconds=0.5)
    with replaced(program, "pay", lambda _customer: crowd.meet()):
        answers = program.run(STOCK, list(range(CUSTOMERS)))
    return {"sold": sum(map(bool, answers)), "answers": len(answers), "together": crowd.peak}


def decline(program):
    def pay(customer):
        if customer == "거절":
            raise program.DeclinedError(customer)

    shop = program.Shop(1)
    with replaced(program, "pay", pay):
        try:
            first = bool(shop.buy("거절"))
        except program.DeclinedError:
            first = None
        return {
            "first": first,
            "second": bool(shop.buy("다음 손님")),
            "third": bool(shop.buy("셋째")),
        }


def oversold(seen):
    if seen["sold"] == STOCK and seen["answers"] == CUSTOMERS:
        return None
    return (
        f"{STOCK}개뿐인데 손님 {CUSTOMERS}명에게 {seen['sold']}개를 팔았습니다. "
        "남았는지 본 것과 줄이는 것 사이에 다른 스레드가 들어왔습니다",
        f"{seen['sold']} of {STOCK} were sold: another thread came between the check and the act",
    )


def queued_up(seen):
    if seen["together"] >= 2:
        return None
    return (
        "결제를 한 번에 한 명만 했습니다. 락을 잡은 채 결제 서비스를 기다리면 계산대가 하나인 것과 같습니다",
        "payments went one at a time: the lock is held while the payment service is waited for",
    )


def seat_lost(seen):
    if seen["first"] is not True and seen["second"]:
        return None
    if seen["first"]:
        return (
            "결제가 거절된 손님에게 팔았습니다",
            "sold to a customer whose payment was declined",
        )
    return (
        "결제가 거절된 다음, 남은 하나를 다음 손님이 사지 못했습니다. 줄여 둔 수를 돌려놓지 않았습니다",
        "after a declined payment the item was gone: the reserved one was not put back",
    )


def sold_twice(seen):
    if not (seen["second"] and seen["third"]):
        return None
    return ("하나를 두 손님에게 팔았습니다", "one item was sold twice")


EXERCISE = Exercise(
    title=("남은 것보다 많이 팔린 한정판", "more sold than there were"),
    asked=("Shop", "DeclinedError", "pay", "run"),
    trials=(
        Trial(
            name="rush",
            run=rush,
            asks=(
                Ask(("남은 만큼만 팝니다", "no more is sold than there is"), oversold, PAGE),
                Ask(
                    ("결제는 겹칩니다", "payments overlap"), queued_up, "threading/synchronization"
                ),
            ),
            hangs=("락을 기다립니다", "it waits for a lock"),
            page="threading/synchronization",
        ),
        Trial(
            name="decline",
            run=decline,
            asks=(
                Ask(
                    ("결제가 거절되면 다음 손님이 삽니다", "a declined payment frees the item"),
                    seat_lost,
                    PAGE,
                ),
                Ask(("하나는 한 번만 팝니다", "one item is sold once"), sold_twice, PAGE),
            ),
            hangs=(
                "거절된 결제가 락을 잡은 채 나갔습니다",
                "a declined payment left the lock held",
            ),
            page="threading/synchronization",
        ),
    ),
)
