"""일부러 틀린 풀이들: 그럴듯하지만 한 가지가 어긋난 것. 시작 파일이나 풀이에서 무엇을 바꾸는지로 적습니다."""

from __future__ import annotations

from dataclasses import dataclass

from parabook.exercises import shelf


@dataclass(frozen=True)
class Wrong:
    """틀린 풀이 하나. `swaps`는 풀이에서 바꿀 글이고, `said`는 판정의 이유에 나와야 하는 말입니다."""

    exercise: str
    slip: str
    swaps: tuple[tuple[str, str], ...]
    said: str
    start: bool = False

    def text(self) -> str:
        """틀린 풀이의 글입니다. 바꿀 글이 없으면 시험이 낡은 것입니다."""
        place = shelf.starting_file if self.start else shelf.solution_file
        text = place(self.exercise).read_text(encoding="utf-8")
        for before, after in self.swaps:
            assert before in text, before
            text = text.replace(before, after)
        return text


WRONG = (
    Wrong(
        "pool_per_call",
        "sequential",
        (
            ("pool.map(fee, orders)", "[fee(order) for order in orders]"),
            ("with Pool(WORKERS) as pool:", "if (pool := None) is None:"),
        ),
        "프로세스를 하나도 시작하지 않았습니다",
    ),
    Wrong(
        "pool_per_call",
        "order_lost",
        (("pool.map(fee, orders)", "list(pool.imap_unordered(fee, orders))[::-1]"),),
        "바른 답은",
    ),
    Wrong(
        "pool_per_call",
        "never_closed",
        (
            (
                "    with Pool(WORKERS) as pool:\n        return",
                "    pool = KEPT or start()\n    return",
            ),
            (
                "def run(days)",
                "KEPT = None\n\n\ndef start():\n    global KEPT\n    KEPT = Pool(WORKERS)\n    return KEPT\n\n\ndef run(days)",
            ),
        ),
        "프로세스 2개",
    ),
    Wrong(
        "lambda_task",
        "global_in_parent",
        (
            (
                "def run(rows, scale):",
                "SCALE = 1\n\n\ndef work(row):\n    return scaled(row, SCALE)\n\n\ndef run(rows, scale):\n    global SCALE\n    SCALE = scale",
            ),
            ("partial(scaled, scale=scale)", "work"),
        ),
        "시작 방식 spawn, forkserver: 바른 답은",
    ),
    Wrong(
        "lambda_task",
        "threads",
        (("ProcessPoolExecutor", "ThreadPoolExecutor"),),
        "프로세스를 하나도 시작하지 않았습니다",
    ),
    Wrong(
        "lambda_task",
        "nested_function",
        (
            ("partial(scaled, scale=scale)", "inner"),
            (
                "    with Process",
                "    def inner(row):\n        return scaled(row, scale)\n\n    with Process",
            ),
        ),
        "local object",
    ),
    Wrong(
        "shared_counter",
        "lock_over_reading",
        (
            (
                "        found = errors_in(path)\n        with total.get_lock():\n            total.value += found",
                "        with total.get_lock():\n            total.value += errors_in(path)",
            ),
        ),
        "다른 워커가 기다렸습니다",
    ),
    Wrong(
        "shared_counter",
        "lock_of_one_process",
        (
            (
                "from multiprocessing import",
                "from threading import Lock\nfrom multiprocessing import",
            ),
            (
                "        found = errors_in(path)\n        with total.get_lock():\n            total.value += found",
                "        with Lock():\n            total.value += errors_in(path)",
            ),
        ),
        "바른 답은 8인데 낸 답은 4",
    ),
    Wrong(
        "shared_counter",
        "one_process",
        (("WORKERS = 2", "WORKERS = 1"),),
        "다른 워커가 기다렸습니다",
    ),
    Wrong(
        "tiny_tasks",
        "one_chunk",
        (("CHUNK = 250", "CHUNK = 1_000_000"),),
        "나머지는 놉니다",
    ),
    Wrong(
        "oversold",
        "lock_over_payment",
        (
            (
                "        try:\n            pay(customer)\n        except BaseException:\n            with self.lock:\n                self.stock += 1\n            raise\n        return True",
                "            pay(customer)\n            return True",
            ),
        ),
        "한 번에 한 명만",
    ),
    Wrong(
        "oversold",
        "item_lost",
        (("                self.stock += 1\n", "                pass\n"),),
        "돌려놓지 않았습니다",
    ),
    Wrong(
        "oversold",
        "check_outside_the_lock",
        (
            (
                "        with self.lock:\n            if self.stock == 0:\n                return False\n            self.stock -= 1\n        try:\n            pay(customer)\n        except BaseException:\n            with self.lock:\n                self.stock += 1\n            raise\n",
                "        if self.stock == 0:\n            return False\n        pay(customer)\n        with self.lock:\n            self.stock -= 1\n",
            ),
        ),
        "개를 팔았습니다",
    ),
    Wrong(
        "lost_hits",
        "lock_over_asking",
        (
            (
                "        size = size_of(address)\n        with self.lock:\n            self.totals[site] = self.totals.get(site, 0) + size",
                "        with self.lock:\n            self.totals[site] = self.totals.get(site, 0) + size_of(address)",
            ),
        ),
        "한 번에 하나씩만 물었습니다",
    ),
    Wrong(
        "lost_hits",
        "asked_twice",
        (
            (
                "        size = size_of(address)\n",
                "        size = size_of(address) and size_of(address)\n",
            ),
        ),
        "번 물었습니다",
    ),
    Wrong(
        "lost_hits",
        "a_lock_each",
        (
            (
                "        size = size_of(address)\n        with self.lock:\n            self.totals[site] = self.totals.get(site, 0) + size",
                "        with threading.Lock():\n            self.totals[site] = self.totals.get(site, 0) + size_of(address)",
            ),
        ),
        "바른 답은",
    ),
    Wrong(
        "unbounded_queue",
        "workers_die",
        (
            (
                "        try:\n            save(line)\n        except Exception:\n            failed.append(line)",
                "        save(line)",
            ),
        ),
        "오지 않을 상대를 기다립니다",
    ),
    Wrong(
        "unbounded_queue",
        "all_read_first",
        (("    for line in lines:", "    for line in list(lines):"),),
        "개까지 쌓였습니다",
    ),
    Wrong(
        "unbounded_queue",
        "dropped_when_full",
        (("        jobs.put(line)", "        if not jobs.full():\n            jobs.put(line)"),),
        "개를 저장했습니다",
    ),
    Wrong(
        "lock_over_io",
        "no_lock",
        (
            (
                "        with self.lock:\n            mine = currency not in self.known\n            if mine:\n                self.known[currency] = Future()\n            rate = self.known[currency]\n",
                "        mine = currency not in self.known\n        rate = Future()\n",
            ),
            ("                    del self.known[currency]", "                    pass"),
            (
                "rate.set_result(fetch(currency))",
                "rate.set_result(fetch(currency))\n                self.known[currency] = rate",
            ),
            (
                "        return rate.result()",
                "        return (rate if mine else self.known[currency]).result()",
            ),
        ),
        "번 물었습니다",
    ),
    Wrong(
        "lock_over_io",
        "failure_kept",
        (("                    del self.known[currency]", "                    pass"),),
        "실패를 캐시에 두었습니다",
    ),
    Wrong(
        "lock_over_io",
        "nobody_is_told",
        (
            ("                rate.set_exception(error)\n", ""),
            ("                    del self.known[currency]", "                    pass"),
        ),
        "영원히 기다립니다",
    ),
    Wrong(
        "blocking_call",
        "turn_given_up_first",
        (
            (
                "    return await asyncio.to_thread(read_report, name)",
                "    await asyncio.sleep(0)\n    return read_report(name)",
            ),
        ),
        "한 번도 돌지 못했습니다",
    ),
    Wrong(
        "blocking_call",
        "waits_for_the_future",
        (
            (
                "    return await asyncio.to_thread(read_report, name)",
                "    from concurrent.futures import ThreadPoolExecutor\n\n    with ThreadPoolExecutor() as pool:\n        return pool.submit(read_report, name).result()",
            ),
        ),
        "한 번도 돌지 못했습니다",
    ),
    Wrong(
        "blocking_call",
        "one_after_another",
        (
            (
                "    return await asyncio.gather(*(handle(name) for name in names))",
                "    return [await handle(name) for name in names]",
            ),
        ),
        "한 번에 하나씩만 읽었습니다",
    ),
    Wrong(
        "lost_task",
        "awaited_at_once",
        (
            (
                "    async with asyncio.TaskGroup() as group:\n        for order in accepted:\n            group.create_task(audited(order))",
                "    for order in accepted:\n        await audited(order)",
            ),
        ),
        "한 번에 하나씩만 썼습니다",
    ),
    Wrong(
        "lost_task",
        "kept_but_not_awaited",
        (
            (
                "            asyncio.create_task(write_audit(order))",
                "            TASKS.add(asyncio.create_task(write_audit(order)))",
            ),
            ("import asyncio\n", "import asyncio\n\nTASKS = set()\n"),
        ),
        "태스크를 만들고 기다리지 않았습니다",
        start=True,
    ),
    Wrong(
        "lost_task",
        "exceptions_ignored",
        (("            failed.append(order)", "            pass"),),
        "태스크의 예외를 읽지 않았습니다",
    ),
    Wrong(
        "unbounded_gather",
        "a_semaphore_each",
        (("        async with turns:", "        async with asyncio.Semaphore(LIMIT):"),),
        "한꺼번에 300개를 요청했습니다",
    ),
    Wrong(
        "unbounded_gather",
        "one_by_one",
        (("Semaphore(LIMIT)", "Semaphore(1)"),),
        "개만 겹쳤습니다",
    ),
    Wrong(
        "unbounded_gather",
        "failures_left_out",
        (
            (
                "    return await asyncio.gather(*(fetched(address) for address in addresses))",
                "    found = await asyncio.gather(*(fetched(address) for address in addresses))\n    return [one for one in found if one is not None]",
            ),
        ),
        "바른 답은",
    ),
    Wrong(
        "swallowed_cancel",
        "returns_quietly",
        (
            (
                "            except OSError:",
                "            except asyncio.CancelledError:\n                return\n            except OSError:",
            ),
        ),
        "다시 올리지 않았습니다",
    ),
    Wrong(
        "swallowed_cancel",
        "never_closes",
        (("        await connection.close()", "        pass"),),
        "0번 닫았습니다",
    ),
    Wrong(
        "swallowed_cancel",
        "gives_up_when_cut",
        (
            (
                "            except OSError:\n                await asyncio.sleep(0.01)",
                "            except OSError:\n                return",
            ),
        ),
        "취소하기도 전에 끝났습니다",
    ),
)
