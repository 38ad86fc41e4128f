"""일부러 심은 잘못: 예제를 망가뜨리면 책의 주장이 어긋나는지 봅니다.

주장이 늘 확인되기만 한다면, 맞는 말이라서가 아니라 무엇이든 받아들여서일 수 있습니다.
그래서 사람이 흔히 하는 잘못 36개를 예제에 하나씩 심고, 그 실험을 두고 책이 하는 말이 하나라도
'이 기계에서는 다름'이 되거나 재는 쪽이 값을 받지 않는지 봅니다. 눈금은 36개 가운데 34개입니다.
둘을 남겨 둔 것은, 일곱은 시간의 비로만 알아챌 수 있어서 바쁜 기계에서는 판정 불가가 되기도 하기 때문입니다.

알아챈 것으로 치는 것은 '다름'뿐입니다. 판정 불가는 알아챈 것이 아닙니다.
무엇을 말하는지는 그때그때 장에서 읽습니다. 장의 주장이 무뎌지면 이 눈금이 내려갑니다.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from parabook.accuracy.bars import Bar, Found
from parabook.claims.conditions import Condition, Verdict
from parabook.claims.functions import QuantityError
from parabook.claims.grammar import parse
from parabook.record.schema import Record

LEAST = 34
DEADLINE_SECONDS = 120
"""망가진 예제 하나를 기다리는 시간의 한도. 보통은 몇 초입니다."""

_CLAIM = re.compile(
    r"^[ *-]*```\{claim\} +(?P<condition>.+)\n(?P<options>(?: *:\w+:.*\n)*)", re.MULTILINE
)
_REFUSED = re.compile(r"실험 \S+ 실패\. 경쟁 방법 .+")


class PlantingError(Exception):
    """잘못을 심을 자리가 없거나 여럿이거나, 심은 예제가 재는 쪽의 말 없이 실패한 경우."""


@dataclass(frozen=True, slots=True)
class Fault:
    """예제에 심을 잘못 하나.

    Args:
        example: 예제의 자리. 예: `threading/plot_x`.
        old: 예제에 꼭 한 번 나오는 글.
        new: 그 자리에 넣을 글.
        what: 무엇을 망가뜨렸는지.
    """

    example: str
    old: str
    new: str
    what: str

    @property
    def experiment(self) -> str:
        """실험의 이름입니다."""
        return self.example.rpartition("/")[2]

    def planted_in(self, text: str) -> str:
        """예제의 글에 잘못을 심은 글을 돌려줍니다.

        Raises:
            PlantingError: 바꿀 글이 꼭 한 번 나오지 않는 경우.
        """
        if (count := text.count(self.old)) != 1:
            raise PlantingError(
                f"예제 {self.example}에 바꿀 글이 {count}번 나옵니다. 꼭 한 번이어야 합니다: {self.old!r}"
            )
        return text.replace(self.old, self.new)


FAULTS: tuple[Fault, ...] = (
    # 스레드
    Fault("threading/plot_counter_loses_updates",
          "        with LOCK:\n",
          "        with Lock():\n",
          "모두가 함께 쓸 락을 잡지 않고, 그때그때 새 락을 만들어 잡음"),
    Fault("threading/plot_bounded_submission",
          "    for item in inputs:\n",
          "    for item in list(inputs):\n",
          "조금씩 꺼낼 입력을 한꺼번에 목록으로 만듦"),
    Fault("threading/plot_broken_program_wins",
          "            list(pool.map(fetch, urls))\n",
          "            pool.map(fetch, urls)\n",
          "map의 결과를 읽지 않음"),
    Fault("threading/plot_context_stays_behind",
          "pool.submit(context.run, read_context, number)",
          "pool.submit(read_context, number)",
          "컨텍스트를 담아 놓고 그냥 맡김"),
    Fault("threading/plot_every_url_is_accounted_for",
          "            errors[url] = type(error).__name__\n",
          "            print(error)\n",
          "예외를 찍기만 하고 적어 두지 않음"),
    Fault("threading/plot_full_pool_discards_connections",
          "HTTPAdapter(pool_maxsize=THREADS)",
          "HTTPAdapter(pool_connections=THREADS)",
          "커넥션의 한도 대신 서버의 한도를 늘림"),
    Fault("threading/plot_lock_price",
          "counters = [Counter() for _ in range(THREADS)]",
          "counters = [Counter()] * THREADS",
          "저마다의 계수기 대신 계수기 하나를 네 번 담음"),
    Fault("threading/plot_session_reuses_connections",
          "response = LOCAL.session.get(",
          "response = requests.Session().get(",
          "요청마다 세션을 엶"),
    Fault("threading/plot_unread_exceptions_vanish",
          'pool.submit(save, "a.txt").result()',
          'pool.submit(save, "a.txt")',
          "Future의 결과를 읽지 않음"),
    Fault("threading/plot_threads_overlap_waiting",
          "ThreadPoolExecutor(max_workers=len(urls))",
          "ThreadPoolExecutor(max_workers=1)",
          "스레드를 하나만 둠"),
    Fault("threading/plot_pool_size_follows_littles_law",
          "ThreadPoolExecutor(threads, initializer=open_session)",
          "ThreadPoolExecutor(1, initializer=open_session)",
          "정해 준 스레드의 수를 쓰지 않음"),
    Fault("threading/plot_thread_start_price",
          '    """만들어 둔 풀"""\n    return list(pool.map(tiny_task, range(TASKS)))\n',
          '    """만들어 둔 풀"""\n    return list(map(tiny_task, range(TASKS)))\n',
          "풀을 두고 그냥 map을 부름"),
    # 프로세스
    Fault("multiprocessing/plot_value_needs_its_lock",
          "        with counter.get_lock():\n            counter.value += 1\n",
          "        with multiprocessing.Lock():\n            counter.value += 1\n",
          "계수기의 락을 잡지 않고, 그때그때 새 락을 만들어 잡음"),
    Fault("multiprocessing/plot_forked_workers_draw_the_same_numbers",
          "np.random.default_rng(sequence)",
          "np.random.default_rng(SEED)",
          "나누어 준 씨앗을 두고 모두가 같은 씨앗을 씀"),
    Fault("multiprocessing/plot_forked_lock_stays_locked",
          'child_gets_lock("fork", start_first=True)',
          'child_gets_lock("fork")',
          "스레드가 락을 잡은 다음에 포크함"),
    Fault("multiprocessing/plot_only_importable_functions_travel",
          "partial(multiply, FACTOR)",
          "lambda number: multiply(FACTOR, number)",
          "partial 대신 lambda를 보냄"),
    Fault("multiprocessing/plot_pool_methods_deliver_in_their_own_order",
          "pool.imap(task, INPUTS)",
          "pool.imap_unordered(task, INPUTS)",
          "순서를 지키지 않는 imap_unordered를 부름"),
    Fault("multiprocessing/plot_pipe_is_the_shortest_road",
          "echoing(manager.Queue(), manager.Queue())",
          "echoing(multiprocessing.SimpleQueue(), multiprocessing.SimpleQueue())",
          "Manager를 시작해 놓고 그 큐를 쓰지 않음"),
    Fault("multiprocessing/plot_shared_memory_pays_when_reused",
          "    connection, source, memory = worker\n",
          "    return new_shared(worker, size)\n    connection, source, memory = worker\n",
          "만들어 둔 공유 메모리를 두고 그때그때 새로 만듦"),
    # 비동기
    Fault("asyncio/plot_bounded_queue_bounds_memory",
          "asyncio.Queue(maxsize=TOGETHER)",
          "asyncio.Queue()",
          "큐의 한도를 빠뜨림"),
    Fault("asyncio/plot_one_failure_meets_siblings",
          "        async with asyncio.TaskGroup() as group:\n"
          "            for job in jobs:\n"
          "                group.create_task(job)\n",
          "        await asyncio.gather(*jobs)\n",
          "TaskGroup 대신 gather를 씀"),
    Fault("asyncio/plot_lost_tasks_are_quiet",
          'group.create_task(save("그룹"))',
          'asyncio.create_task(save("그룹"))',
          "TaskGroup을 열어 놓고 작업을 밖에서 만듦"),
    Fault("asyncio/plot_swallowed_cancel_breaks_timeouts",
          "    async with asyncio.timeout(LIMIT_SECONDS):\n        await obedient(trace)\n",
          "    await obedient(trace)\n",
          "타임아웃을 빠뜨림"),
    Fault("asyncio/plot_sigterm_loses_nothing",
          "    await asyncio.wait_for(asyncio.gather(*working), 5)",
          "    await asyncio.sleep(0)",
          "하던 것을 끝내지 않고 나감"),
    Fault("asyncio/plot_gather_overlaps_waiting",
          "        return await asyncio.gather(*(fetch_url(session, url) for url in urls))\n",
          "        return [await asyncio.create_task(fetch_url(session, url)) for url in urls]\n",
          "작업을 만들자마자 기다림"),
    # 비교하기
    Fault("comparison/plot_source_fetches_miscount",
          "        raise_for_status=True,\n",
          "",
          "상태를 검사하지 않음"),
    Fault("comparison/plot_source_threads_lose_results",
          "            results = list(pool.map(fetch_offline, URLS))\n",
          "            pool.map(fetch_offline, URLS)\n",
          "실패할 map의 결과를 읽지 않음"),
    Fault("comparison/plot_source_start_faults",
          'return {"workers": os.cpu_count()}',
          'return {"workers": len(os.sched_getaffinity(0))}',
          "cpu_count()를 볼 자리에서 허락된 코어를 셈"),
    # 재기
    Fault("measuring/plot_known_ratio_is_found",
          "    for _ in range(number):\n",
          "    for _ in range(min(number, 4 * UNIT)):\n",
          "다섯 몫이 넷에서 멎음"),
    Fault("measuring/plot_identical_functions_differ",
          '    """둘째 함수"""\n    return sum(i * i for i in range(NUMBERS))\n',
          '    """둘째 함수"""\n    return sum(i**2 for i in range(NUMBERS))\n',
          "똑같아야 할 함수 하나에서 곱하기를 거듭제곱으로 적음"),
    Fault("practice/plot_claimed_key_charges_once",
          '결제하기 전에 적음"""\n    return asyncio.run(order_all(claim_then_charge))\n',
          '결제하기 전에 적음"""\n    return asyncio.run(order_all(look_then_charge))\n',
          "멱등 키를 결제한 다음에 적음"),
    Fault("practice/plot_split_log_must_be_joined",
          "        return joined(pool.map(count_piece, ",
          "        return added(pool.map(count_piece, ",
          "조각의 방문을 잇지 않고 더함"),
    Fault("diagnosis/plot_unread_pipe_stops_the_program",
          '        return {"received": len(process.stdout.read())}\n\n\ndef through_a_file',
          '        return {"received": len(process.stdout.read(1024))}\n\n\ndef through_a_file',
          "파이프를 끝까지 읽지 않음"),
    Fault("beyond/plot_one_operation_holds_two_do_not",
          "    with LOCK:\n",
          "    with Lock():\n",
          "모두가 함께 쓸 락을 잡지 않고, 그때그때 새 락을 만들어 잡음"),
    Fault("beyond/plot_job_array_keeps_what_it_finished",
          '    writing = output / f".{number}-{os.getpid()}"\n',
          '    writing = output / f"{number}"\n',
          "다 쓰기 전에 이름을 붙임"),
    Fault("exercises/plot_checks_refuse_the_starting_coroutines",
          'return check("blocking_call", solved=False)',
          'return check("blocking_call", solved=True)',
          "시작 파일 대신 풀이를 판정함"),
)  # fmt: skip


@cache
def claims(docs: Path) -> tuple[Condition, ...]:
    """장에 적힌 주장의 조건들입니다. 남겨 둔 기록과 비교하는 것은 이 기계의 일이 아니므로 뺍니다."""
    pages = sorted(page for page in docs.rglob("*.md") if "_build" not in page.parts)
    return tuple(
        parse(found["condition"])
        for page in pages
        for found in _CLAIM.finditer(page.read_text(encoding="utf-8"))
        if ":kept:" not in found["options"]
    )


def claims_about(experiment: str, docs: Path) -> list[Condition]:
    """실험 하나만 두고 하는 주장들입니다."""
    return [condition for condition in claims(docs) if condition.experiments == (experiment,)]


def catchers(fault: Fault, examples: Path, docs: Path) -> list[str]:
    """잘못을 심은 예제를 돌려, 그것을 알아챈 것들을 글로 돌려줍니다.

    어긋난 주장의 조건들이거나, 재는 쪽이 거절한 말입니다. 아무것도 알아채지 못했으면 비어 있습니다.

    Raises:
        PlantingError: 잘못을 심을 수 없거나, 심은 예제가 재는 쪽의 말 없이 실패한 경우.
    """
    source = examples / f"{fault.example}.py"
    with tempfile.TemporaryDirectory() as folder:
        # 이웃한 파일을 불러오는 예제도 있으므로 주제의 폴더를 통째로 복사합니다.
        copy = shutil.copytree(source.parent, Path(folder, "examples")) / source.name
        copy.write_text(fault.planted_in(source.read_text(encoding="utf-8")), encoding="utf-8")
        records = Path(folder, "records")
        done = _run(copy, records)
        if done.returncode:
            if refused := _REFUSED.search(done.stderr):
                return [refused[0]]
            raise PlantingError(
                f"{fault.example}이 실험의 실패가 아닌 이유로 끝났습니다.\n{done.stderr}"
            )
        return list(_broken(claims_about(fault.experiment, docs), _reader(records)))


def caught(fault: Fault, examples: Path, docs: Path) -> bool:
    """잘못을 심은 예제를 두고, 책의 주장이 하나라도 어긋나거나 재는 쪽이 값을 받지 않으면 참입니다."""
    return bool(catchers(fault, examples, docs))


def planted(examples: Path, docs: Path) -> Found:
    """심은 잘못을 모두 돌려, 알아챈 것의 수를 눈금과 비교합니다."""
    reached = sum(caught(fault, examples, docs) for fault in FAULTS)
    label = f"일부러 심은 잘못 {len(FAULTS)}개 가운데 책의 주장이 알아챈 것(개)"
    yield Bar("faults", label, least=LEAST), reached


def _run(example: Path, records: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PARABOOK_RECORDS": str(records), "PARABOOK_BUDGET": "quick"}
    return subprocess.run(
        [sys.executable, str(example)],
        cwd=example.parent,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_SECONDS,
        check=False,
    )


def _reader(records: Path) -> Callable[[str], Record]:
    return lambda name: Record.load(records / f"{name}.json")


def _broken(conditions: list[Condition], lookup: Callable[[str], Record]) -> Iterator[str]:
    for condition in conditions:
        # 기록에 물을 수 없는 주장은 책을 빌드할 때 경고합니다. 여기서는 아무것도 알아채지 못합니다.
        with contextlib.suppress(QuantityError):
            if condition.judge(lookup).verdict is Verdict.DIFFERS:
                yield condition.text
