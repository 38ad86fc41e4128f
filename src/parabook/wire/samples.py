"""기록에 담는 날것: 한 번 잰 값, 한 번 지켜본 일, 그때 기계의 사정. 계산은 하지 않습니다."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

CEILING = "ceiling"
"""천장의 표본이 기록에서 쓰는 이름. 경쟁 방법의 이름으로는 쓸 수 없습니다."""

Purpose = Literal["time", "latency", "observation"]
"""무엇을 잰 기록인지: 걸린 시간, 도착마다의 지연, 또는 무슨 일이 일어났는지."""

Outcome = Literal["finished", "exception", "deadline", "killed", "exited"]
"""지켜본 함수가 어떻게 끝났는지."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """한 번 잰 값. 시간은 한 번 부르는 데 든 초입니다.

    `cpu`는 자손까지 더한 CPU 시간(초), `run_delay`는 코어를 얻지 못해 기다린 시간(초),
    컨텍스트 스위치는 스스로 물러난 것과 빼앗긴 것의 횟수이고 아직 살아 있는 자손까지 셉니다.
    `connections`와 `peak_in_flight`는 서버가 센 것,
    `server_utilisation`은 그동안 서버가 코어 하나를 쓴 비율입니다.
    """

    contender: str
    generation: int
    round: int
    position: int
    loops: int
    wall: float
    cpu: float
    voluntary_switches: int
    involuntary_switches: int
    run_delay: float = 0.0
    connections: int | None = None
    peak_in_flight: int | None = None
    server_utilisation: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """한 세대를 재는 동안 기계의 사정. 시간의 단위는 초이고, 알 수 없는 것은 없음입니다.

    `foreign_cpu_seconds`는 측정과 상관없는 프로세스나 이웃한 가상 기계가 쓴 CPU 시간,
    `pressure_seconds`는 무엇이든 코어를 기다린 시간(Linux의 PSI)입니다.
    `started`는 인터프리터를 시작한 순서, `core`는 코어 하나짜리들을 묶은 코어입니다.
    """

    generation: int
    seconds: float
    foreign_cpu_seconds: float | None = None
    pressure_seconds: float | None = None
    started: tuple[str, ...] = ()
    core: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryPeak:
    """한 방법을 부르는 동안 프로세스 나무가 차지한 메모리. 단위는 바이트입니다.

    `idle_bytes`는 부르기 전, `peak_bytes`는 가장 컸던 때의 Σ PSS이고,
    `peak_own_bytes`는 혼자 쓰는 쪽(Σ USS)이 가장 컸던 때의 값입니다.
    `method`가 `rss`이면 PSS가 없는 시스템이라 RSS를 더한 것입니다. `looks`는 들여다본 횟수,
    `turn`은 몇 번째로 새로 시작해서 본 것인지입니다.
    """

    contender: str
    turn: int
    idle_bytes: int
    peak_bytes: int
    peak_own_bytes: int
    processes: int
    method: str
    looks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Latencies:
    """한 세대 동안 도착한 일들이 저마다 얼마나 늦게 끝났는지. 단위는 초입니다.

    `seconds`는 도착하기로 한 때부터 끝난 때까지입니다. 앞의 일이 밀려 늦게 시작한 것도 들어갑니다.
    `closed`가 참이면 앞의 일이 끝나야 다음을 시작하는 닫힌 고리로 재었고, 시작한 때부터 센 것입니다.
    """

    contender: str
    generation: int
    seconds: tuple[float, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """시간표의 한 토막. 때의 단위는 초이고, 0은 그 함수를 부른 때입니다."""

    lane: str
    start: float
    end: float
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """함수를 새 인터프리터에서 한 번 돌려 지켜본 것.

    `facts`는 함수가 돌려준 사실, `trace`는 (때, 값)의 목록으로 적은 추이이고 때의 단위는 초,
    `output`은 찍은 글(오류 출력까지),
    `wall`은 걸린 시간(초)입니다. 제때 끝나지 않았으면 데드라인까지의 시간입니다.
    """

    contender: str
    turn: int
    outcome: Outcome
    wall: float
    facts: Mapping[str, float] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
    trace: tuple[tuple[float, float], ...] = ()
    output: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KnownFact:
    """함수가 돌려주지 않아도 아는 사실: 사람이 읽는 이름, 단위, 지켜본 것에서 꺼내는 법."""

    label: str
    unit: str
    of: Callable[[Observation], float]


ALWAYS_KNOWN = {
    "finished": KnownFact("끝까지 감", "예/아니요", lambda seen: float(seen.outcome == "finished")),
    "seconds": KnownFact("걸린 시간", "초", lambda seen: seen.wall),
}
"""모든 실행에서 아는 사실. 재는 쪽은 함수에서 찾지 않고, 기록은 여기에 적힌 대로 꺼냅니다."""


@dataclass(frozen=True, slots=True)
class ContenderLabel:
    """경쟁 방법의 함수 이름과 사람이 읽는 이름.

    값을 바꾸어 가며 잰 것이면 `series`가 무엇을 재었는지, `at`이 그때의 값입니다.
    """

    name: str
    label: str
    series: str = ""
    at: float | None = None
