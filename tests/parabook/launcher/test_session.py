"""새 인터프리터에서 부르고, 무슨 일이 있어도 아무것도 남기지 않습니다."""

import functools
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from parabook.launcher.session import FreshError, Session, run
from parabook.processes import tree
from parabook.processes.child import Child
from parabook.processes.tree import adopt_orphans
from parabook.wire.target import Target, TargetError

EXAMPLE = """\
import importlib.util
import multiprocessing
import os
import signal
import sys
import time
from contextlib import contextmanager
from multiprocessing import Pool
from multiprocessing.shared_memory import SharedMemory

BURN_SECONDS = 0.2


def where():
    return {
        "pid": os.getpid(),
        "main": sys.modules["__main__"].__file__,
        "module": where.__module__,
        "method": multiprocessing.get_start_method(),
        "heavy": sorted({"numpy", "matplotlib", "sphinx", "parabook"} & set(sys.modules)),
    }


def add(first, second):
    return first + second


def square(number):
    return number * number


def squares():
    with Pool(2) as pool:
        return pool.map(square, range(4))


def burn(_):
    started = time.process_time()
    while time.process_time() - started < BURN_SECONDS:
        pass
    return 1


def burn_in_children():
    with Pool(2) as pool:
        return pool.map(burn, range(4), chunksize=1)


def speak():
    print("찍은 글")
    os.system("echo 다른 프로세스가 찍은 글")
    return 1


def fail():
    raise LookupError("찾을 수 없음")


def leave():
    sys.exit(7)


def abort():
    os.kill(os.getpid(), signal.SIGSEGV)


def end_in_real_time():
    os.kill(os.getpid(), 40)


def knows_parabook():
    return sys.prefix, importlib.util.find_spec("parabook") is not None


def hang():
    time.sleep(1000)


def hang_in_pool():
    with Pool(2) as pool:
        pool.map(time.sleep, [1000, 1000])


def hang_with_named_things():
    lock = multiprocessing.get_context("spawn").Lock()
    memory = SharedMemory(create=True, size=100)
    print(lock._semlock.name, memory.name, flush=True)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(time.sleep, [1000])


def leave_child_behind():
    if os.fork() == 0:
        os.setsid()
        time.sleep(1000)
    return 1


@contextmanager
def doubled():
    yield 21


def twice(number):
    return number * 2
"""


@pytest.fixture(scope="module", name="example")
def _example(tmp_path_factory) -> Path:
    """예제 파일 하나입니다."""
    file = tmp_path_factory.mktemp("fresh") / "plot_example.py"
    file.write_text(EXAMPLE, encoding="utf-8")
    plain = "def plain():\n    return 1\n"
    file.with_name("plain.py").write_text(plain, encoding="utf-8")
    return file


def call(example: Path, function: str, *arguments, **options):
    """함수를 부르고 잰 것을 돌려받습니다."""
    return run(Target(example, function), *arguments, **options)


def failure_of(example: Path, function: str, **options):
    """함수가 실패한 이유입니다."""
    with pytest.raises(FreshError) as caught:
        call(example, function, **options)
    return caught.value.failure


def test_function_is_called_with_arguments(example):
    """인자를 주고 부른 값이 돌아옵니다."""
    assert call(example, "add", 2, 3)["preview"] == "5"


def test_example_is_imported_under_its_own_name(example):
    """예제는 가짜 `__main__`이 아니라 제 이름으로 불립니다."""
    shown = call(example, "where")["preview"]
    assert "'module': 'plot_example'" in shown
    assert "worker.py" in shown


def test_interpreter_is_thin(example):
    """새 인터프리터에는 예제가 쓰지 않는 무거운 것이 없습니다."""
    assert "'heavy': []" in call(example, "where")["preview"]


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_pool_finds_the_function_under_every_start_method(example, method):
    """어느 시작 방식에서도 워커가 예제의 함수를 찾습니다."""
    answer = call(example, "squares", start_method=method)
    assert answer["preview"] == "[0, 1, 4, 9]"


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_cpu_of_children_is_counted(example, method):
    """워커 넷이 태운 CPU 시간이, 누가 거두었든 빠지지 않습니다."""
    adopt_orphans()
    answer = call(example, "burn_in_children", start_method=method)
    # 시작하고 불러오는 비용이 더해지므로 위로는 넉넉히 봅니다.
    assert 0.95 * 0.8 <= answer["cpu"] <= 0.8 + 1.0


def test_prints_do_not_break_the_conversation(example):
    """예제와 그 자식이 글을 찍어도 값은 그대로 돌아옵니다."""
    assert call(example, "speak")["preview"] == "1"


def test_given_value_is_the_first_argument(example):
    """차려 준 것이 첫 인자로 갑니다."""
    with Session(Target(example, "twice"), name="twice", given="doubled") as session:
        assert session.call()["preview"] == "42"


def test_leaving_without_a_call_ends_the_interpreter(example):
    """한 번도 부르지 않고 나가도, 탈이 나서 나가도 인터프리터는 끝납니다."""
    with Session(Target(example, "hang"), name="-") as calm:
        pass
    with pytest.raises(TypeError), Session(Target(example, "hang"), name="-") as troubled:
        raise TypeError
    assert not psutil.pid_exists(calm.pid)
    assert not psutil.pid_exists(troubled.pid)


def test_loops_report_time_of_one_call(example):
    """거듭 불러도 시간은 한 번의 것입니다."""
    with Session(Target(example, "add"), name="add", arguments=(1, 2)) as session:
        once, many = session.call(1), session.call(1000)
    assert many["wall"] < once["wall"] * 10


def test_exception_is_explained(example):
    """예외의 이름과 말, 역추적이 남습니다."""
    failure = failure_of(example, "fail")
    assert failure.kind == "exception"
    assert "LookupError: 찾을 수 없음" in failure.reason
    assert "in fail" in failure.detail


def test_missing_function_is_explained(example):
    """예제에 없는 이름이면 그렇다고 합니다."""
    assert "no_such" in failure_of(example, "no_such").reason


def test_exit_is_a_failure(example):
    """스스로 끝난 것도 값을 내지 못한 것입니다."""
    assert "SystemExit: 7" in failure_of(example, "leave").reason


def test_death_by_signal_is_named(example):
    """신호로 죽으면 그 이름을 말합니다."""
    failure = failure_of(example, "abort")
    assert failure.kind == "killed"
    assert "SIGSEGV" in failure.reason
    assert "Segmentation fault" in failure.detail


@pytest.mark.skipif(sys.platform != "linux", reason="이름 없는 신호의 번호는 시스템마다 다릅니다.")
def test_death_by_a_nameless_signal_is_told_by_number(example):
    """실시간 신호에는 이름이 없으므로 번호를 말합니다."""
    failure = failure_of(example, "end_in_real_time")
    assert failure.kind == "killed"
    assert failure.reason == "신호 40을 받아 죽었습니다."


def test_last_line_is_heard_before_death_is_told(example, monkeypatch):
    """끝난 것을 먼저 알아차려도, 아직 듣지 못한 마지막 줄에 적힌 이유를 말합니다."""
    listen, poll, noticed = Child._listen, Child.poll, threading.Event()

    def listen_late(child):
        noticed.wait(30)
        listen(child)

    def notice(child):
        if (code := poll(child)) is not None:
            noticed.set()
        return code

    monkeypatch.setattr(Child, "_listen", listen_late)
    monkeypatch.setattr(Child, "poll", notice)
    failure = failure_of(example, "no_such")
    assert failure.kind == "exception"
    assert "no_such" in failure.reason


def test_number_given_away_after_the_end_is_left_alone(example, monkeypatch):
    """스스로 끝난 인터프리터의 번호를 남이 받아도, 그 남을 끝내지 않습니다."""
    wait = tree.wait
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as stranger:

        def wait_and_give_away(process, seconds):
            wait(process, seconds)
            process.pid = stranger.pid

        monkeypatch.setattr(tree, "wait", wait_and_give_away)
        with Session(Target(example, "add"), name="add", arguments=(1, 2)) as session:
            session.call()
        session.kill()
        assert stranger.poll() is None


@pytest.mark.parametrize("function", ["hang", "hang_in_pool"])
def test_hang_costs_its_deadline_and_leaves_nothing(example, function):
    """멈춘 것은 데드라인만큼 기다렸다가 자손과 함께 끝납니다."""
    adopt_orphans()
    before = set(psutil.Process().children(recursive=True))
    failure = failure_of(example, function, deadline_seconds=1)
    assert failure.kind == "deadline"
    assert "1초 안에" in failure.reason
    after = [p for p in psutil.Process().children(recursive=True) if p not in before]
    assert [p for p in after if p.status() != psutil.STATUS_ZOMBIE] == []


@pytest.mark.skipif(sys.platform != "linux", reason="이름이 /dev/shm에 보이는 것은 Linux뿐입니다.")
def test_what_a_killed_function_shared_is_cleaned_up(example):
    """멈춘 것을 강제로 끝내도, 그것이 만든 공유 메모리와 세마포어는 남지 않습니다."""
    adopt_orphans()
    failure = failure_of(example, "hang_with_named_things", deadline_seconds=2)
    semaphore, memory = failure.detail.split()[:2]
    assert memory.startswith("psm_")
    left = {path.name for path in Path("/dev/shm").iterdir()}  # noqa: S108 - 이름만 읽습니다.
    assert left.isdisjoint({memory, f"sem.{semaphore.removeprefix('/')}"})


def test_child_that_fled_its_session_is_found(example):
    """다른 세션으로 달아난 자식도 남지 않습니다."""
    adopt_orphans()
    with Session(Target(example, "leave_child_behind"), name="-") as session:
        session.call()
        children = psutil.Process(session.pid).children(recursive=True)
        assert children
    assert [child for child in children if child.is_running()] == []


def test_other_interpreter_needs_only_the_file(example, bare_python, monkeypatch):
    """아무것도 설치하지 않은 다른 파이썬에서도 부를 수 있습니다."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    answer = call(example, "knows_parabook", python=bare_python)
    prefix = str(Path(bare_python).parents[1])
    assert answer["preview"] == repr((prefix, False))


@functools.wraps(os.getcwd)
def wrapped():
    """감싼 함수입니다."""


@contextmanager
def context():
    """맥락 관리자입니다."""
    yield


def test_target_of_context_manager_is_where_it_was_written():
    """`contextmanager`로 감싼 함수도 적힌 파일에서 찾습니다."""
    assert Target.of(context) == Target(Path(__file__).resolve(), "context")


def unchanging(function):
    """부른 것을 그대로 부르는 장식입니다."""

    @functools.wraps(function)
    def around(*arguments):
        return function(*arguments)

    return around


@unchanging
@contextmanager
def context_in_a_wrapper():
    """두 번 감싼 함수입니다."""
    yield


def test_target_of_twice_wrapped_function_is_where_it_was_written():
    """몇 번을 감쌌든, 장식이 있는 파일이 아니라 함수가 적힌 파일에서 찾습니다."""
    target = Target(Path(__file__).resolve(), "context_in_a_wrapper")
    assert Target.of(context_in_a_wrapper) == target


@pytest.mark.parametrize("function", [lambda: 1, functools.partial(print, 1), len])
def test_function_without_findable_name_is_refused(function):
    """람다나 partial처럼 이름으로 찾을 수 없는 것은 받지 않습니다."""
    with pytest.raises(TargetError, match="맨 바깥에 def로"):
        Target.of(function)


def test_inner_function_is_refused():
    """함수 안에 적은 함수도 받지 않습니다."""

    def inner():
        pass

    with pytest.raises(TargetError):
        Target.of(inner)


def is_worker(process: psutil.Process) -> bool:
    """재어지는 인터프리터인지 봅니다. 그사이 사라졌으면 아닙니다."""
    with suppress(psutil.Error):
        return any("worker.py" in part for part in process.cmdline())
    return False


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows에는 SIGKILL이 없습니다.")
def test_everything_dies_with_the_caller(tmp_path):
    """측정을 시킨 쪽이 갑자기 죽어도, 재던 것은 남지 않습니다."""
    script = tmp_path / "plot_caller.py"
    script.write_text(
        textwrap.dedent(
            """
            import time

            def hang():
                time.sleep(1000)

            if __name__ == "__main__":
                from parabook import compare
                compare(hang)
            """
        ),
        encoding="utf-8",
    )
    process = subprocess.Popen([sys.executable, script], cwd=tmp_path)
    parent = psutil.Process(process.pid)
    workers: list[psutil.Process] = []
    deadline = time.monotonic() + 60
    while not any(is_worker(found) for found in workers):
        assert process.poll() is None, "재기 시작하기도 전에 끝났습니다."
        assert time.monotonic() < deadline, "데드라인 안에 재기 시작하지 않았습니다."
        workers = parent.children(recursive=True)
    process.kill()
    process.wait()
    gone, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == []
    assert gone


def test_tree_is_searched_only_for_functions_that_may_have_children(example, monkeypatch):
    """자식을 낳을 수 없는 함수를 잴 때에는 프로세스 나무를 뒤지지 않습니다."""
    searched = []
    find = tree.descendants
    with Session(Target(example.with_name("plain.py"), "plain"), name="plain") as session:
        monkeypatch.setattr(tree, "descendants", lambda pid: searched.append(pid) or find(pid))
        session.call()
        assert not searched
    with Session(Target(example, "burn_in_children"), name="burn") as session:
        searched.clear()
        session.call()
        assert searched
