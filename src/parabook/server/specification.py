"""연습용 서버: 같은 기계의 다른 프로세스에서 도는 HTTP(S) 서버를 명세하고, 켜고, 셉니다.

서버를 재는 프로세스 안의 스레드로 두면 GIL을 나누어 쓰게 되어 스레드 방법이 느리게 재어집니다.
그래서 언제나 프로세스를 따로 둡니다.
이 모듈은 표준 라이브러리만 불러오며, 서버의 몸은 `parabook.server.__main__`에 있습니다.

    with start(Server(delay_seconds=0.05)) as running:
        fetch_all(running.urls(20))
        print(running.counters().connections)
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

Fault = Literal["none", "status", "reset", "truncate", "silence"]


ERROR_STATUSES = range(400, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """서버가 어떻게 답할지 정한 명세입니다.

    요청의 번호는 서버가 켜진 때, 또는 계수기를 되돌린 때부터 1, 2, 3으로 셉니다.
    흔들림과 고장은 이 번호로만 정해지므로, 계수기를 되돌린 뒤 다시 재면 똑같은 대우를 받습니다.

    Attributes:
        delay_seconds: 요청을 다 읽은 때부터 답하기까지의 시간.
        jitter_seconds: 지연에 더하는 시간의 한도. 0과 이 값 사이에서 고르게 뽑습니다.
        handshake_delay_seconds: 연결마다 첫 응답에만 더하는 시간.
            먼 서버와 연결을 맺는 비용을 흉내 냅니다.
        payload_bytes: 본문의 바이트 수.
        fault: 고장의 종류. `status`는 오류 상태로 답하고, `reset`은 연결을 RST로 끊고,
            `truncate`는 본문을 절반만 보내고 끊고, `silence`는 연결을 둔 채 답하지 않습니다.
        fault_every: 몇 번째 요청마다 고장 낼지. 0이면 고장 내지 않고 1이면 모두 고장 냅니다.
        fault_status: `status` 고장이 답하는 상태 번호.
        stall_every_seconds: 서버 전체가 멎는 주기. 주기의 끝부분에 멎습니다.
        stall_seconds: 한 번 멎는 시간. 그동안 어떤 요청에도 답하지 않습니다.
        tls: 참이면 HTTPS로 답합니다.
        keep_alive: 거짓이면 응답마다 연결을 끊습니다.

    Raises:
        ValueError: 값이 뜻을 이루지 못하는 경우. 문장이 필드의 이름으로 시작합니다.
    """

    delay_seconds: float = 0.0
    jitter_seconds: float = 0.0
    handshake_delay_seconds: float = 0.0
    payload_bytes: int = 1024
    fault: Fault = "none"
    fault_every: int = 0
    fault_status: int = 503
    stall_every_seconds: float = 0.0
    stall_seconds: float = 0.0
    tls: bool = False
    keep_alive: bool = True

    def __post_init__(self) -> None:
        """값을 검사합니다."""
        for field in fields(self):
            value = getattr(self, field.name)
            rule = _broken_rule(field.name, value)
            if rule:
                raise ValueError(f"{field.name}: {rule} 받은 값은 {value!r}입니다.")
        if self.stall_seconds > 0 and self.stall_seconds >= self.stall_every_seconds:
            raise ValueError(
                "stall_seconds: 멎는 시간은 주기인 stall_every_seconds보다 짧아야 합니다. "
                f"받은 값은 {self.stall_seconds!r}, 주기는 {self.stall_every_seconds!r}입니다."
            )
        if self.fault == "truncate" and self.payload_bytes == 0:
            raise ValueError("payload_bytes: 본문이 비어 있으면 잘라 보낼 수 없습니다.")

    def as_json(self) -> dict[str, Any]:
        """JSON으로 옮길 수 있는 사전을 돌려줍니다."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """`as_json`이 돌려준 사전에서 명세를 만듭니다.

        Raises:
            ValueError: 모르는 필드가 있거나 값이 그른 경우.
        """
        unknown = values.keys() - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"{', '.join(sorted(unknown))}: 서버 명세에 없는 필드입니다.")
        return cls(**values)

    def page(self, number: int) -> bytes:
        """`/page/<number>`의 본문을 돌려줍니다.

        번호와 `payload_bytes`로만 정해지므로, 방법과 서버가 달라도 받은 본문을 비교할 수 있습니다.
        """
        line = b"%d page\n" % number
        return (line * (self.payload_bytes // len(line) + 1))[: self.payload_bytes]


def _broken_rule(name: str, value: Any) -> str | None:
    """값이 어긴 규칙을 한 문장으로 돌려줍니다. 어기지 않았으면 None입니다."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    whole = number and isinstance(value, int)
    if name.endswith("_seconds"):
        kept = number and 0 <= value < math.inf
        rule = "0 이상의 유한한 초여야 합니다."
    elif name in {"payload_bytes", "fault_every"}:
        kept = whole and value >= 0
        rule = "0 이상의 정수여야 합니다."
    elif name == "fault_status":
        kept = whole and value in ERROR_STATUSES
        rule = "400부터 599까지의 정수여야 합니다."
    elif name == "fault":
        kept = value in get_args(Fault)
        rule = f"{', '.join(get_args(Fault))} 가운데 하나여야 합니다."
    else:
        kept = isinstance(value, bool)
        rule = "참이나 거짓이어야 합니다."
    return None if kept else rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """서버가 켜진 때, 또는 마지막으로 되돌린 때부터 센 것입니다.

    Attributes:
        connections: 맺은 연결.
        requests: 끝까지 읽은 요청. 읽을 수 없어 400으로 물리친 것은 세지 않습니다.
        responses: 끝까지 답한 요청. 오류 상태로 답한 것도 셉니다.
        faults: 고장 낸 요청.
        in_flight: 지금 답을 기다리는 요청.
        peak_in_flight: 답을 기다리던 요청이 가장 많았을 때의 수.
        peak_connections: 열려 있던 연결이 가장 많았을 때의 수.
        cpu_seconds: 서버 프로세스가 쓴 CPU 시간.
        seconds: 흐른 시간.
    """

    connections: int
    requests: int
    responses: int
    faults: int
    in_flight: int
    peak_in_flight: int
    peak_connections: int
    cpu_seconds: float
    seconds: float

    @property
    def utilisation(self) -> float:
        """서버가 코어 하나를 쓴 비율."""
        return self.cpu_seconds / self.seconds if self.seconds > 0 else 0.0


def check_headroom(counters: Counters, *, limit: float = 0.3) -> str | None:
    """서버가 너무 바빴으면 그 사정을 한 문장으로, 여유가 있었으면 None을 돌려줍니다.

    서버는 한 스레드로 돕니다. 그 스레드가 바쁘면 요청이 줄을 서고, 그 기다림이 방법의 시간으로
    재어집니다. 재기 직전에 되돌리고 재자마자 읽은 계수기를 주어야 합니다. 쉰 시간이 섞이면 비율이
    낮아집니다.

    Args:
        counters: 재는 동안 센 것.
        limit: 서버가 코어 하나를 써도 되는 비율.
    """
    if counters.utilisation <= limit:
        return None
    return (
        f"서버가 코어 하나의 {counters.utilisation:.0%}를 썼습니다(한도 {limit:.0%}). "
        "방법이 아니라 서버를 잰 값일 수 있습니다."
    )
