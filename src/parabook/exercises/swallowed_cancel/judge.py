import asyncio
import signal
import threading

from parabook.exercises.criteria import Ask, CannotJudgeError, Exercise, Trial

PATIENCE_SECONDS = 1.0
PAGE = "asyncio/cancellation"


class Connection:
    """두 번 끊기고 셋을 준 다음에는 말이 없는 커넥션"""

    def __init__(self):
        self.calls, self.closed, self.silent = 0, 0, threading.Event()

    async def receive(self):
        self.calls += 1
        if self.calls in {1, 3}:
            raise OSError("끊겼습니다")
        if self.calls > 5:
            self.silent.set()
            await asyncio.sleep(3600)
        return self.calls

    async def close(self):
        self.closed += 1


def cancelled(program):
    connection, handled = Connection(), []

    async def main():
        task = asyncio.create_task(program.watch(connection, handled))
        for _ in range(400):
            if connection.silent.is_set() or task.done():
                break
            await asyncio.sleep(0.01)
        early = task.done()
        task.cancel()
        await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
        return early, task.done(), task.done() and task.cancelled()

    # asyncio.run은 남은 태스크가 끝나기를 기다립니다. 여기서는 끝나지 않는 것을 보려는 것입니다.
    loop = asyncio.new_event_loop()
    early, done, told = loop.run_until_complete(main())
    if done:
        loop.close()
    return {
        "early": early,
        "done": done,
        "told": told,
        "handled": handled,
        "closed": connection.closed,
    }


def interrupted(program):
    if not hasattr(signal, "pthread_kill"):
        raise CannotJudgeError(
            (
                "이 시스템에서는 Ctrl-C를 대신 누를 수 없습니다",
                "Ctrl-C cannot be sent on this system",
            )
        )
    signal.signal(signal.SIGINT, signal.default_int_handler)
    connection = Connection()

    def press():
        if connection.silent.wait(PATIENCE_SECONDS * 3):
            # 단말의 Ctrl-C처럼, 메인 스레드가 받게 합니다.
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    finger = threading.Thread(target=press, daemon=True)
    finger.start()

    async def tick():
        # 루프가 잠들려는 바로 그때 온 신호는 다음에 깰 때에야 파이썬이 압니다. 그래서 자주 깨웁니다.
        while True:  # noqa: ASYNC110 - 바로 위와 같습니다.
            await asyncio.sleep(0.02)

    async def main():
        ticking = asyncio.create_task(tick())
        try:
            await program.watch(connection, [])
        finally:
            ticking.cancel()

    ended = "돌아옴"
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        ended = "KeyboardInterrupt"
    finger.join()
    return {"ended": ended}


def stubborn(seen):
    if seen["early"]:
        return ("취소하기도 전에 끝났습니다", "it ended before it was cancelled")
    if seen["done"]:
        return None
    return (
        "취소하고 1초가 지나도 끝나지 않았습니다. except가 CancelledError까지 삼킵니다",
        "a second after being cancelled it was still running: the except swallows CancelledError",
    )


def untold(seen):
    if seen["told"]:
        return None
    return (
        "취소되었다는 것을 기다리는 쪽이 알 수 없습니다. CancelledError를 다시 올리지 않았습니다",
        "whoever waits is not told: CancelledError was not raised again",
    )


def unhandled(seen):
    if seen["handled"] == [2, 4, 5]:
        return None
    return (
        f"두 번 끊기는 동안 메시지 [2, 4, 5] 가운데 {seen['handled']}만 받았습니다",
        f"of the messages [2, 4, 5] around two broken connections, {seen['handled']} were handled",
    )


def unclosed(seen):
    if seen["closed"] == 1:
        return None
    return (
        f"취소된 다음 커넥션을 {seen['closed']}번 닫았습니다. 한 번 닫아야 합니다",
        f"the connection was closed {seen['closed']} times after the cancellation, not once",
    )


def deaf(seen):
    if seen["ended"] == "KeyboardInterrupt":
        return None
    return ("Ctrl-C를 눌렀는데 조용히 돌아왔습니다", "it returned quietly after Ctrl-C")


EXERCISE = Exercise(
    title=("멈추라는 말을 듣지 않는 루프", "a loop that will not be told to stop"),
    asked=("watch",),
    trials=(
        Trial(
            name="cancelled",
            run=cancelled,
            asks=(
                Ask(
                    ("끊겨도 다음 메시지를 받습니다", "broken connections are survived"),
                    unhandled,
                    PAGE,
                ),
                Ask(("취소하면 끝납니다", "it ends when cancelled"), stubborn, PAGE),
                Ask(("취소되었다고 알립니다", "it says that it was cancelled"), untold, PAGE),
                Ask(("커넥션을 닫습니다", "the connection is closed"), unclosed, PAGE),
            ),
            hangs=("취소를 삼킵니다", "the cancellation is swallowed"),
            page=PAGE,
        ),
        Trial(
            name="interrupted",
            run=interrupted,
            asks=(Ask(("Ctrl-C로 끝납니다", "Ctrl-C ends it"), deaf, "threading/shutdown"),),
            hangs=("Ctrl-C를 누른 다음에도 돕니다", "it runs on after Ctrl-C"),
            page="threading/shutdown",
            limit_seconds=5.0,
        ),
    ),
)
