"""천장: 풀 없이 맨 프로세스들이 같은 일을 한꺼번에 할 때의 시간.

코어가 둘이라고 두 배가 되지는 않습니다. 코어를 나누어 쓰는 기계에서는 더욱 그렇습니다.
그래서 기준의 일을 코어마다 하나씩 동시에 시켜 보고, 그때의 시간을 얻을 수 있는 최선으로 봅니다.
풀의 이득은 이 천장의 몇 할인지로 말해야 다른 날 다시 재어도 같은 값이 나옵니다.
"""

from collections.abc import Sequence
from typing import Any, Self

from parabook.launcher.session import Session


class Ceiling:
    """코어마다 하나씩 둔 맨 인터프리터들. 표본을 얻는 법은 `Session`과 같습니다."""

    def __init__(self, sessions: Sequence[Session]) -> None:
        self._sessions = sessions

    def __enter__(self) -> Self:
        """모두 함수를 불러 놓을 때까지 기다립니다."""
        for session in self._sessions:
            session.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """모두 그만두게 합니다."""
        for session in self._sessions:
            session.__exit__()

    def kill(self) -> None:
        """모두 끝냅니다. 여러 번 불러도 됩니다."""
        for session in self._sessions:
            session.kill()

    def agrees(self, expected: str) -> bool:
        """방금 돌려준 값들이 모두 그 값과 같은지 묻습니다."""
        return all(session.agrees(expected) for session in self._sessions)

    def call(self, loops: int = 1) -> dict[str, Any]:
        """모두에게 한꺼번에 시키고, 가장 늦은 것의 시간(초)을 돌려줍니다.

        CPU 시간, 코어를 기다린 시간, 컨텍스트 스위치는 모두 더한 것입니다.

        Raises:
            FreshError: 하나라도 값을 내지 못한 경우.
        """
        for session in self._sessions:
            session.begin(loops)
        answers = [session.finish() for session in self._sessions]
        sums = ("cpu", "run_delay", "voluntary_switches", "involuntary_switches")
        return {
            **answers[0],
            "wall": max(answer["wall"] for answer in answers),
            **{key: sum(answer[key] for answer in answers) for key in sums},
        }
