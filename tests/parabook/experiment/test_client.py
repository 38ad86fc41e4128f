"""측정을 맡은 프로세스는 계획마다 새로 시작되고, 미리 시작해 둔 것도 남지 않습니다."""

from __future__ import annotations

import importlib.util
import inspect
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from parabook import Contender, observe
from parabook.experiment import client
from parabook.experiment.client import DeathError, Launcher, SilenceError, Standby

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from parabook.wire.plan import Plan


def launcher():
    """측정을 맡은 프로세스의 번호를 봅니다."""
    return {"launcher": os.getppid()}


def where():
    """물려받은 PYTHONPATH가 읽는 사람의 것 그대로인지, parabook을 찾을 수 있는지 봅니다."""
    path = os.environ.get("PYTHONPATH", "")
    private = [name for name in os.environ if name.endswith("_READERS_PYTHONPATH")]
    print(f"{path}|{private}")
    return {"found": int(importlib.util.find_spec("parabook") is not None)}


@pytest.fixture
def standby() -> Iterator[Standby]:
    """책을 빌드하는 동안처럼, 미리 시작해 두는 자리를 끼웁니다."""
    place = Standby()
    token = client.standby.set(place)
    yield place
    client.standby.reset(token)
    place.close()


@pytest.fixture(autouse=True)
def _quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARABOOK_BUDGET", "quick")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> Plan:
    """지켜보는 계획 하나. 아직 시키지 않은 것입니다."""
    plans: list[Plan] = []

    def keep(plan: Plan, *_: object) -> None:
        plans.append(plan)

    monkeypatch.setattr("parabook.experiment.results.recorded", keep)
    observe(launcher, facts={"launcher": "측정을 맡은 프로세스의 번호"})
    return plans[0]


def look() -> int:
    """측정을 맡은 프로세스의 번호를 알아냅니다."""
    result = observe(launcher, facts={"launcher": "측정을 맡은 프로세스의 번호"})
    return int(result.observations[0].facts["launcher"])


def test_each_plan_gets_its_own_process(standby: Standby) -> None:
    """미리 시작해 두어도 계획마다 다른 프로세스가 맡고, 맡은 것은 사라집니다."""
    first, second = look(), look()
    assert first != second
    assert not psutil.pid_exists(first)
    assert not psutil.pid_exists(second)
    waiting = standby.waiting
    assert waiting is not None
    standby.close()
    assert not psutil.pid_exists(waiting.pid)


def test_next_process_is_started_beforehand(standby: Standby) -> None:
    """앞의 것이 끝나면 다음 것이 기다리고 있고, 바로 그것이 다음 계획을 맡습니다."""
    look()
    waiting = standby.waiting
    assert waiting is not None
    assert waiting.fits()
    assert look() == waiting.pid


def test_place_that_changed_is_not_used(
    standby: Standby, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """폴더나 환경 변수가 바뀌었으면, 미리 시작한 것을 끝내고 새로 시작합니다."""
    for change in (
        lambda: monkeypatch.chdir(tmp_path.parent),
        lambda: monkeypatch.setenv("PARABOOK_TEST_PLACE", "다른 곳"),
    ):
        standby.refill()
        waiting = standby.waiting
        assert waiting is not None
        change()
        with standby.take() as fresh:
            assert fresh.pid != waiting.pid
            assert not psutil.pid_exists(waiting.pid)


def test_dead_one_is_replaced(standby: Standby) -> None:
    """기다리다 죽은 것은 쓰지 않습니다."""
    standby.refill()
    waiting = standby.waiting
    assert waiting is not None
    os.kill(waiting.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(waiting.pid)], timeout=5)
    with standby.take() as fresh:
        assert fresh.pid != waiting.pid


def test_without_a_place_nothing_waits() -> None:
    """손으로 돌리는 예제에서는 미리 시작하는 것이 없습니다."""
    assert client.standby.get() is None
    look()
    assert not psutil.Process().children()


def test_waiting_one_dies_with_its_parent(tmp_path: Path) -> None:
    """책을 빌드하던 프로세스가 갑자기 죽어도, 기다리던 것은 남지 않습니다."""
    program = """
        import time
        from parabook.experiment.client import Standby

        place = Standby()
        place.refill()
        print(place.take().pid, flush=True)
        time.sleep(60)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdout=subprocess.PIPE,
        cwd=tmp_path,
        text=True,
    )
    assert parent.stdout is not None
    waiting = psutil.Process(int(parent.stdout.readline()))
    assert waiting.status() != psutil.STATUS_ZOMBIE
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _, alive = psutil.wait_procs([waiting], timeout=10)
    assert not alive


def test_silence_and_death_are_told(plan: Plan) -> None:
    """말이 없는 것과 죽은 것을 가려서 알립니다."""
    with Launcher() as stopped:
        psutil.Process(stopped.pid).suspend()
        with pytest.raises(SilenceError):
            list(stopped.events(plan, 0.2))
    with Launcher() as killed:
        os.kill(killed.pid, signal.SIGKILL)
        deadline = time.monotonic() + 5
        while killed.fits() and time.monotonic() < deadline:
            time.sleep(0.01)
        with pytest.raises(DeathError):
            list(killed.events(plan, 5))


@pytest.fixture
def elsewhere(tmp_path: Path) -> ModuleType:
    """표준 라이브러리만 쓰는 예제 하나. 아무것도 설치하지 않은 파이썬도 불러올 수 있습니다."""
    file = tmp_path / "plot_where.py"
    file.write_text(
        f"import importlib.util\nimport os\n\n\n{inspect.getsource(where)}", encoding="utf-8"
    )
    specification = importlib.util.spec_from_file_location("plot_where", file)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", ["읽는-사람의-폴더", ""])
def test_contender_sees_the_path_of_the_reader(
    path: str, elsewhere: ModuleType, bare_python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """측정을 맡은 프로세스가 parabook을 찾는 길은, 재어지는 인터프리터에 닿지 않습니다."""
    if path:
        monkeypatch.setenv("PYTHONPATH", path)
    else:
        monkeypatch.delenv("PYTHONPATH", raising=False)
    result = observe(elsewhere.where, facts={"found": "찾음"}, python=bare_python)
    (seen, *_) = result.observations
    assert seen.output == f"{path}|[]\n"
    assert seen.facts["found"] == 0


def test_file_in_the_current_folder_hides_no_library(tmp_path: Path) -> None:
    """지금의 폴더에 표준 라이브러리와 이름이 같은 파일이 있어도 잽니다."""
    for name in ("queue", "select"):
        tmp_path.joinpath(f"{name}.py").write_text("raise RuntimeError('가렸습니다')\n")
    assert look() > 0


def test_number_given_away_is_left_alone() -> None:
    """끝난 것을 알아차린 뒤에 그 번호를 남이 받아도, 그 남을 끝내지 않습니다."""
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as stranger:
        with Launcher() as launcher:
            os.kill(launcher.pid, signal.SIGKILL)
            launcher._child.wait(10)
            launcher._child._process.pid = stranger.pid
        assert stranger.poll() is None


def leave_a_folder():
    """임시 폴더를 남긴 채 죽습니다."""
    print(tempfile.mkdtemp(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


LEAVING = textwrap.dedent("""\
    import pathlib, tempfile, time
    from parabook import observe

    def leave():
        folder = tempfile.mkdtemp()
        pathlib.Path({told!r}).write_text(folder)
        time.sleep(600)

    if __name__ == "__main__":
        observe(leave, facts={{"left": "남긴 것"}})
""")


def test_killed_function_leaves_no_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """죽은 함수가 남긴 임시 폴더도 사라지고, 우리의 임시 폴더는 그대로입니다."""
    with tempfile.TemporaryDirectory(prefix="pb") as own:
        monkeypatch.setattr(tempfile, "tempdir", own)
        result = observe(
            Contender(leave_a_folder, expect_failure=True), facts={"seconds": "걸린 시간(초)"}
        )
        monkeypatch.undo()
        (seen,) = result.observations
        assert seen.outcome == "killed"
        assert own in seen.output
        assert list(Path(own).iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_killed_program_leaves_no_temporary_folder(tmp_path: Path, number: signal.Signals) -> None:
    """재던 프로그램을 멈추거나 죽여도, 함수가 만든 임시 폴더와 프로세스가 남지 않습니다."""
    told = tmp_path / "told"
    script = tmp_path / "plot_leaving.py"
    script.write_text(LEAVING.format(told=str(told)), encoding="utf-8")
    environment = os.environ | {"PARABOOK_LOCKS": str(tmp_path)}  # 다른 측정을 기다리지 않습니다.
    with subprocess.Popen(
        [sys.executable, script], env=environment, stderr=subprocess.DEVNULL
    ) as program:
        deadline = time.monotonic() + 60
        while not (told.exists() and told.read_text()) and time.monotonic() < deadline:
            time.sleep(0.05)
        program.send_signal(number)
        program.wait(60)
    folder = Path(told.read_text())
    while folder.parent.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.parent.exists()
    assert Path(tempfile.gettempdir()).exists()
