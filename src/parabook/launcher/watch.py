"""무슨 일이 일어나는지 지켜보는 법: 함수를 새 인터프리터에서 한 번씩 돌려, 사실과 글과 결말을 적습니다.

실패하는 것을 보이는 함수는 끝나지 않거나 죽어도 됩니다. 그것이 적을 사실입니다.
"""

import contextlib
import os
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from parabook import machine
from parabook.launcher.session import FreshError, Session
from parabook.launcher.stage import Way
from parabook.wire.failure import Failure
from parabook.wire.plan import PlannedContender
from parabook.wire.samples import ALWAYS_KNOWN

LONGEST_OUTPUT = 6000
"""남겨 두는 글의 가장 긴 글자 수."""


class Watch(Way):
    """지켜보는 계획 하나를 처음부터 끝까지 따릅니다."""

    def run(self) -> None:
        """회마다 함수들을 순서를 섞어 한 번씩 돌리고, 지켜본 것을 알립니다.

        Raises:
            FreshError: 실패할 이유가 없는 함수가 실패했거나, 적어 둔 사실과 돌려준 사실이 어긋난 경우.
        """
        plan = self.plan
        returned: set[str] | None = None
        total = plan.times * len(plan.contenders)
        with self._stage.serving() as arguments:
            for turn in range(plan.times):
                shuffled = self._stage.random.sample(plan.contenders, len(plan.contenders))
                with contextlib.ExitStack() as stack:
                    ready = self._prepare(stack, shuffled, turn, arguments)
                    stack.enter_context(self._stage.watching(turn))
                    for position, contender in enumerate(shuffled):
                        self.report({"progress": [turn * len(plan.contenders) + position, total]})
                        if self._stage.server is not None:
                            self._stage.server.counters(reset=True)
                        seen = self._look(contender, ready[contender.name], turn)
                        gil = seen.pop("gil", False)
                        if seen["outcome"] == "finished":
                            returned = (returned or set()) | self._declared(contender, seen)
                        seen["facts"] = self._counted(seen)
                        self.report({"observation": seen, "gil": gil})
        self._expect_every_fact(returned)
        self.report({"design": {"generations": plan.times, "rounds": 1, "warmups": 0}})

    def _prepare(
        self,
        stack: contextlib.ExitStack,
        contenders: Sequence[PlannedContender],
        turn: int,
        arguments: tuple[Any, ...],
    ) -> dict[str, Session]:
        """아무것도 지켜보지 않는 동안 인터프리터들을 나란히 시작해, 예제를 불러오게 합니다.

        미리 차릴 것은 그 함수를 부를 때가 되어야 차립니다. 다른 함수를 지켜보는 동안 일할 수 있기 때문입니다.
        """
        sessions = {}
        for contender in contenders:
            sessions[contender.name] = self._stage.session(contender, turn, arguments)
            stack.callback(sessions[contender.name].kill)
        for session in sessions.values():
            session.settle()
        return sessions

    def _look(self, contender: PlannedContender, session: Session, turn: int) -> dict[str, Any]:
        seen: dict[str, Any] = {"contender": contender.name, "turn": turn}
        started = self._stage.clock()
        try:
            with session:
                started = self._stage.clock()
                if contender.expect_failure:
                    session.deadline_seconds = self.plan.deadline_seconds
                answer = session.observe()
                seen |= {"outcome": "finished", "wall": answer["wall"], "gil": answer["gil"]}
                seen |= {key: answer[key] for key in ("facts", "spans", "trace")}
                seen["output"] = self._presentable(session.output(), session)
        except FreshError as error:
            if not contender.expect_failure:
                raise
            seen |= {
                "outcome": error.failure.kind,
                "wall": self._stage.clock() - started,
                "reason": error.failure.reason,
                "output": self._presentable(error.failure.detail, session),
            }
        if self._stage.server is not None:
            counters = self._stage.server.counters()
            counted = {"connections": counters.connections, "requests": counters.requests}
            seen["facts"] = {**counted, **seen.get("facts", {})}
        return seen

    def _presentable(self, text: str, session: Session) -> str:
        prefixes = machine.prefixes(self.plan.python)
        return _without_places(text, session.folder, *prefixes)

    def _known(self) -> set[str]:
        """함수가 돌려주지 않아도 되고, 적어 두지 않아도 되는 사실들입니다."""
        counted = {"connections", "requests"} if self._stage.server is not None else set()
        return ALWAYS_KNOWN.keys() | counted

    def _declared(self, contender: PlannedContender, seen: Mapping[str, Any]) -> set[str]:
        """함수가 돌려준 사실의 이름들입니다.

        Raises:
            FreshError: 적어 두지 않은 사실을 돌려준 경우. 버리면 이름이 틀린 것을 아무도 모릅니다.
        """
        returned = set(seen["facts"])
        if unknown := sorted(returned - set(self.plan.facts) - self._known()):
            reason = (
                f"돌려준 사실 {', '.join(unknown)}가 observe의 facts와 measured에 없습니다. "
                "이름을 맞추거나, 거기에 적거나, 돌려주지 마십시오."
            )
            raise FreshError(Failure(contender.name, "mismatch", reason))
        return returned

    def _expect_every_fact(self, returned: AbstractSet[str] | None) -> None:
        """적어 둔 사실을 누구든 돌려주었는지 봅니다. 끝까지 간 함수가 없으면 볼 것이 없습니다.

        Raises:
            FreshError: 아무도 돌려주지 않은 사실이 있는 경우.
        """
        if returned is None:
            return
        if missing := sorted(set(self.plan.facts) - returned - self._known()):
            reason = (
                f"observe에 적은 사실 {', '.join(missing)}를 아무 함수도 돌려주지 않았습니다. "
                "이름을 맞추거나, 셀 것이 없을 때에는 None을 돌려주십시오."
            )
            raise FreshError(Failure("-", "mismatch", reason))

    def _counted(self, seen: Mapping[str, Any]) -> dict[str, Any]:
        """적어 둔 사실 가운데 센 것입니다. 없다고 알린 것은 빠집니다."""
        found = seen.get("facts", {})
        return {
            key: found[key] for key in found if key in self.plan.facts and found[key] is not None
        }


def _without_places(text: str, folder: str, *prefixes: str) -> str:
    """이 기계의 폴더 이름을 지웁니다. 책을 읽는 사람에게는 뜻이 없습니다.

    Args:
        text: 지울 글.
        folder: 예제의 폴더.
        prefixes: 글을 찍은 인터프리터의 폴더들. 측정을 맡은 프로세스의 것과 다를 수 있습니다.
    """
    places = [
        (folder + os.sep, ""),
        *((prefix + os.sep, "…/") for prefix in prefixes),
        (str(Path(__file__).parent.parent) + os.sep, "parabook/"),
        (str(Path.home()) + os.sep, "~/"),
    ]
    for place, shown in sorted(places, key=lambda pair: -len(pair[0])):
        text = text.replace(place, shown)
    return text[-LONGEST_OUTPUT:]
