"""경쟁 방법이 값을 내지 못한 이유."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["exception", "deadline", "killed", "exited", "mismatch", "limit"]


@dataclass(frozen=True, slots=True)
class Failure:
    """경쟁 방법 하나가 값을 내지 못한 이유.

    `reason`은 한국어 한 문장이고, `detail`은 그 인터프리터가 남긴 글의 끝부분입니다.
    """

    contender: str
    kind: Kind
    reason: str
    detail: str = ""
