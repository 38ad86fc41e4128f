"""측정의 계획: 무엇을 어떻게 잴지. 시킨 쪽과 측정을 맡은 프로세스가 이것을 주고받습니다."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from parabook.wire.samples import Purpose

LEAST_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedContender:
    """재기로 한 경쟁 방법 하나."""

    name: str
    function: str
    arguments: tuple[Any, ...] = ()
    given: str | None = None
    one_core: bool = False
    at: float | None = None
    closed_loop: bool = False
    expect_failure: bool = False
    python: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """무엇을 어떻게 잴지. 시간의 단위는 초입니다.

    한 세대의 회 수는 `budget_seconds`에 맞추되 `fewest_rounds`와 `most_rounds` 사이에서 정합니다.
    `generations`만큼 재고도 비의 구간이 `target_width`(비로 나눈 폭)보다 넓으면,
    `most_generations`까지 더 잽니다.

    인터프리터를 새로 시작하면 방법마다 `warmups`번까지 준비 실행을 하고, 그 시간은 버립니다.

    지연을 잴 때에는 `interval_seconds`마다 하나씩 `arrivals`개가 도착하고, `threads`개까지 함께 돕니다.
    지켜볼 때에는 함수마다 `times`번 새로 시작합니다. `measured`는 `facts` 가운데 세지 않고 잰 것입니다.

    `limit_seconds`가 0보다 크면, 그만큼 재고 나서는 `generations`가 차지 않았어도 그만둡니다.

    `equal`은 돌려준 값이 같은지 보는 법입니다. 수이면 그만큼의 상대 오차까지 같다고 보고,
    이름이면 같은 파일의 그 함수에 묻습니다.

    `seed`는 순서, 시작하는 순서, 코어를 정하는 씨앗입니다. 잴 때마다 새로 뽑고 기록에 남깁니다.
    """

    file: str
    contenders: tuple[PlannedContender, ...]
    purpose: Purpose = "time"
    python: str = sys.executable
    start_method: str
    generations: int
    most_generations: int
    target_width: float
    fewest_rounds: int
    most_rounds: int
    budget_seconds: float
    limit_seconds: float = 0.0
    deadline_seconds: float
    server: Mapping[str, Any] | None = None
    requests: int = 0
    ceiling: bool = False
    memory: bool = False
    interval_seconds: float = 0.0
    arrivals: int = 0
    threads: int = 0
    times: int = 0
    warmups: int = 2
    facts: Mapping[str, str] = field(default_factory=dict)
    measured: tuple[str, ...] = ()
    equal: float | str | None = None
    axis: str = ""
    trace: str = ""
    seed: int = 0

    @property
    def patience_seconds(self) -> float:
        """실패할 이유가 없는 것을 기다릴 시간(초)입니다.

        지켜볼 때의 데드라인은 끝나지 않는 것을 보이는 함수의 것이라서 짧습니다.
        느리거나 바쁜 기계에서 나머지까지 그 데드라인에 걸리지 않게 합니다.
        """
        if self.purpose == "observation":
            return max(LEAST_PATIENCE_SECONDS, self.deadline_seconds)
        return self.deadline_seconds

    def as_json(self) -> dict[str, Any]:
        """JSON으로 적을 수 있는 사전을 돌려줍니다. 튜플은 목록이 됩니다."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """`as_json`이 적은 것을 다시 읽습니다."""
        contenders = tuple(
            PlannedContender(**{**item, "arguments": tuple(item["arguments"])})
            for item in data["contenders"]
        )
        return cls(**{**data, "contenders": contenders, "measured": tuple(data["measured"])})
