"""예측하는 데 넣을 것들: 할 일과, 한 기계에서 잰 값들. 뜻과 단위와, 있을 수 없는 것을 거르는 일이 여기에 있습니다."""

from dataclasses import dataclass, field, fields
from typing import Literal

from parabook.paired import TooFewSamplesError
from parabook.record.schema import Record

Edge = Literal["value", "low", "high"]


class ChoiceError(ValueError):
    """계산할 수 없는 일이나 기록을 준 경우. 문장에 무엇이 왜 안 되는지 들어 있습니다."""


@dataclass(frozen=True, slots=True)
class Field:
    """읽는 사람이 적는 칸 하나. `unit_size`를 곱하면 식의 단위가 됩니다."""

    name: str
    label: str
    unit: str
    unit_size: float
    least: float
    most: float
    usual: float
    whole: bool = False

    def refusal(self) -> str:
        """이 칸에 적을 수 없는 값을 적었을 때의 문장입니다."""
        kind = "정수" if self.whole else "수"
        unit = f"({self.unit})" if self.unit else ""
        return (
            f"{self.label}{unit}: {self.least:,g}에서 {self.most:,.15g} 사이의 {kind}를 적으십시오."
        )


FIELDS = (
    Field("tasks", "작업의 수", "개", 1, 1, 10_000_000, 100, whole=True),
    Field("compute", "작업 하나의 계산", "ms", 1e-3, 0, 86_400_000, 5),
    Field("wait", "작업 하나의 기다림", "ms", 1e-3, 0, 86_400_000, 100),
    Field("data", "작업 하나에 보내는 데이터", "KB", 1e3, 0, 100_000_000, 1),
    Field("result", "작업 하나가 돌려주는 데이터", "KB", 1e3, 0, 100_000_000, 0),
    Field("held", "계산 가운데 GIL을 잡는 몫", "%", 0.01, 0, 100, 100),
    Field("memory", "쓸 수 있는 메모리", "GB", 1e9, 0.01, 100_000, 4),
    Field("cores", "쓸 수 있는 코어", "개", 1, 1, 1024, 2, whole=True),
)
"""`Work`의 칸들을 묻는 순서와 단위. 고르는 도구의 자바스크립트도 이것을 씁니다."""


@dataclass(frozen=True, slots=True)
class Work:
    """할 일 하나. 작업마다 먼저 기다리고 나서 계산합니다.

    `compute`와 `wait`는 작업 하나의 시간(초), `data`와 `result`는 작업 하나에 보내는 데이터와 돌려받는
    데이터(바이트), `memory`는 쓸 수 있는 메모리(바이트)입니다.
    `held`는 계산 가운데 GIL을 잡고 하는 몫입니다. 파이썬 코드는 1, 내내 GIL을 놓는 C 코드는 0입니다.

    Raises:
        ChoiceError: 있을 수 없는 값이 있는 경우.
    """

    tasks: int
    compute: float
    wait: float
    data: float
    memory: float
    cores: int
    result: float = 0.0
    held: float = 1.0

    def __post_init__(self) -> None:
        """있을 수 없는 값을 거릅니다."""
        for one in FIELDS:
            value = getattr(self, one.name) / one.unit_size
            # 나누고 곱하는 사이에 생기는 찌꺼기까지 거르지는 않습니다.
            inside = one.least * (1 - 1e-9) <= value <= one.most * (1 + 1e-9)
            if not inside or (one.whole and not float(value).is_integer()):
                raise ChoiceError(one.refusal())


@dataclass(frozen=True, slots=True)
class Example:
    """고르는 도구의 단추 하나: 흔한 일의 크기. 시간의 단위는 초, 데이터의 단위는 바이트입니다."""

    label: str
    tasks: int
    compute: float
    wait: float
    data: float

    def as_work(self) -> dict[str, float]:
        """`Work`에 줄 칸들입니다. 메모리와 코어는 기계의 것입니다."""
        return {name: getattr(self, name) for name in ("tasks", "compute", "wait", "data")}


EXAMPLES = (
    Example("주소 1,000개에서 받기", 1000, 0.001, 0.1, 200),
    Example("짧은 계산 십만 개", 100_000, 1e-5, 0, 100),
    Example("긴 계산 40개", 40, 0.03, 0, 10_000),
    Example("큰 데이터를 나누어 계산", 40, 0.02, 0, 2_000_000),
    Example("받아서 무겁게 풀기", 50, 0.03, 0.2, 50_000),
)
"""책을 빌드할 때마다 모두 재어, 예측한 구간에 드는지 봅니다. 그래서 몇 초 안에 끝나는 크기입니다."""


@dataclass(frozen=True, slots=True)
class Costs:
    """한 기계와 인터프리터에서 잰 값들. 시간의 단위는 초, 메모리의 단위는 바이트입니다."""

    call: float = field(metadata={"label": "함수를 부르는 비용(초)"})
    sleep_late: float = field(metadata={"label": "time.sleep에서 늦게 깨어나는 시간(초)"})
    timer_late: float = field(metadata={"label": "asyncio.sleep에서 늦게 깨어나는 시간(초)"})
    timer_tick: float = field(metadata={"label": "asyncio.sleep이 기다림을 올려 맞추는 눈금(초)"})
    thread_start: float = field(metadata={"label": "스레드 하나를 시작하고 끝내는 비용(초)"})
    thread_task: float = field(metadata={"label": "스레드 풀에 하나를 맡기는 비용(초)"})
    thread_crowd: float = field(
        metadata={"label": "스레드가 두 배가 될 때마다 그 비용이 느는 비율(배)"}
    )
    coroutine_start: float = field(metadata={"label": "이벤트 루프를 시작하고 끝내는 비용(초)"})
    coroutine_task: float = field(metadata={"label": "태스크 하나를 만들고 거두는 비용(초)"})
    process_start: float = field(metadata={"label": "프로세스 풀을 시작하고 끝내는 비용(초)"})
    process_each: float = field(metadata={"label": "풀에 프로세스 하나를 더하는 비용(초)"})
    process_task: float = field(metadata={"label": "청크에 작업 하나를 더하는 비용(초)"})
    process_chunk: float = field(metadata={"label": "프로세스에 청크 하나를 보내고 받는 비용(초)"})
    process_byte: float = field(metadata={"label": "프로세스에 1바이트를 보내는 비용(초)"})
    thread_gain: float = field(
        metadata={"label": "코어 하나를 더할 때 스레드의 계산이 느는 비율(배)"}
    )
    process_gain: float = field(
        metadata={"label": "코어 하나를 더할 때 프로세스의 계산이 느는 비율(배)"}
    )
    base_bytes: float = field(
        metadata={"label": "아무것도 시작하지 않은 프로세스의 메모리(바이트)"}
    )
    thread_bytes: float = field(metadata={"label": "기다리는 스레드 하나의 메모리(바이트)"})
    coroutine_bytes: float = field(metadata={"label": "기다리는 태스크 하나의 메모리(바이트)"})
    process_bytes: float = field(metadata={"label": "풀의 프로세스 하나의 메모리(바이트)"})

    @classmethod
    def facts(cls) -> dict[str, str]:
        """`observe`에 줄, 이름에서 사람이 읽는 이름으로 가는 사전을 돌려줍니다."""
        return {one.name: one.metadata["label"] for one in fields(cls)}

    @classmethod
    def of(cls, record: Record, edge: Edge = "value") -> "Costs":
        """지켜본 기록에서 이 값들을 찾아 돌려줍니다. 어느 함수가 돌려준 것인지는 가리지 않습니다.

        Args:
            record: 값들을 사실로 돌려준 함수들의 기록.
            edge: 여러 번 잰 값의 중앙값(`value`), 최소(`low`), 최대(`high`).

        GIL이 켜진 파이썬에서 스레드의 계산이 느는 비율은 잰 것과 상관없이 0입니다.
        스레드를 늘려도 계산은 겹치지 않으므로, 잰 것이 0에서 벗어난 만큼은 기계의 흔들림입니다.

        Raises:
            ChoiceError: 기록에 없는 값이 있는 경우.
        """
        found: dict[str, float] = {}
        for one in fields(cls):
            for contender in record.contenders:
                try:
                    found[one.name] = getattr(record.fact(contender.name, one.name), edge)
                except TooFewSamplesError:
                    continue
        if missing := [one.name for one in fields(cls) if one.name not in found]:
            raise ChoiceError(
                f"기록 {record.experiment}에 방법을 고르는 데 쓸 값이 없습니다: {', '.join(missing)}."
            )
        if record.machine.gil:
            found["thread_gain"] = 0.0
        return cls(**found)

    def as_json(self) -> dict[str, float]:
        """이름에서 값으로 가는 사전을 돌려줍니다."""
        return {one.name: getattr(self, one.name) for one in fields(self)}
