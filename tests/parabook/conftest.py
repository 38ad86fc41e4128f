"""재지 않고 만든 기록. 표본의 시간을 시험이 정합니다."""

from __future__ import annotations

import os
import venv
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from parabook.machine import Machine
from parabook.record.schema import Record
from parabook.wire.samples import ContenderLabel, Sample

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MACHINE = Machine(
    cpu="시험용 CPU",
    cores=8,
    usable_cores=4,
    cpu_quota=None,
    memory_bytes=8 * 2**30,
    system="Linux",
    kernel="6.1",
    python="3.13.0",
    implementation="CPython",
    compiler="GCC 12.2.0",
    gil=True,
    start_method="forkserver",
)

LABELS = {"slow": "느린 방법", "fast": "빠른 방법"}


class MakeRecord(Protocol):
    """`make_record`의 꼴."""

    def __call__(
        self,
        walls: Mapping[str, Sequence[Sequence[float]]] = ...,
        *,
        connections: Mapping[str, int] | None = None,
        **changes: Any,
    ) -> Record:
        """기록 하나를 만듭니다."""


def steady(wall: float, *, generations: int = 3, rounds: int = 4) -> list[list[float]]:
    """가운데가 `wall`이고 회마다 2 %씩 다른 시간들을 세대마다 돌려줍니다."""
    shifts = [1 + 0.02 * (turn - (rounds - 1) / 2) for turn in range(rounds)]
    return [[wall * shift for shift in shifts] for _ in range(generations)]


WALLS = {"slow": steady(0.6), "fast": steady(0.2)}


@pytest.fixture(scope="session")
def make_record() -> MakeRecord:
    """방법마다, 세대마다, 회마다의 시간(초)을 주면 기록을 만드는 함수입니다.

    시간을 주지 않으면 `fast`가 `slow`보다 세 배 빠른 기록입니다.
    """

    def make(
        walls: Mapping[str, Sequence[Sequence[float]]] = WALLS,
        *,
        connections: Mapping[str, int] | None = None,
        **changes: Any,
    ) -> Record:
        counted = connections or {}
        samples = (
            (
                Sample(
                    contender=name,
                    generation=generation,
                    round=turn,
                    position=position,
                    loops=1,
                    wall=wall,
                    cpu=wall / 2,
                    voluntary_switches=3,
                    involuntary_switches=1,
                    connections=counted.get(name),
                    peak_in_flight=counted.get(name),
                )
                for generation, group in enumerate(groups)
                for turn, wall in enumerate(group)
            )
            for position, (name, groups) in enumerate(walls.items())
        )
        fields: dict[str, Any] = {
            "experiment": "plot_claim",
            "title": "빠른 방법이 빠릅니다",
            "created": "2026-01-02T03:04:05+09:00",
            "key": "열쇠",
            "machine": MACHINE,
            "versions": {"parabook": "0.1.0"},
            "design": {"budget": "quick", "generations": 3, "rounds": 4},
            "contenders": tuple(ContenderLabel(name, LABELS.get(name, name)) for name in walls),
            "samples": tuple(chain.from_iterable(samples)),
        }
        return Record(**(fields | changes))

    return make


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """아무것도 설치하지 않은 가상 환경의 인터프리터입니다."""
    folder = tmp_path_factory.mktemp("bare") / "environment"
    venv.EnvBuilder(symlinks=os.name != "nt").create(folder)
    inside = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return str(folder.joinpath(*inside))
