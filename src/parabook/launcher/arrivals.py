"""지연을 재는 법: 정해진 때마다 일이 도착하고, 도착하기로 한 때부터 끝난 때까지를 셉니다.

앞의 일이 끝나기를 기다렸다가 다음을 시작하면(닫힌 고리), 서버가 멎은 동안 보냈어야 할 요청이
통째로 사라져 꼬리가 보이지 않습니다. 이것을 조율된 누락(coordinated omission)이라고 합니다.
"""

from typing import Any

from parabook.launcher.stage import Way
from parabook.wire.plan import PlannedContender

WARMUPS = 3


class Arrivals(Way):
    """지연을 재는 계획 하나를 처음부터 끝까지 잽니다."""

    def run(self) -> None:
        """세대마다 방법들을 순서를 섞어 한 번씩 재고, 도착마다의 지연을 알립니다."""
        plan = self.plan
        total = plan.generations * len(plan.contenders)
        with self._stage.serving() as arguments:
            for generation in range(plan.generations):
                shuffled = self._stage.random.sample(plan.contenders, len(plan.contenders))
                with self._stage.watching(generation):
                    for position, contender in enumerate(shuffled):
                        done = generation * len(plan.contenders) + position
                        self.report({"progress": [done, total]})
                        self._receive(contender, generation, arguments)
            self._stage.doubt_server()
        self.report({"design": {"generations": plan.generations, "rounds": 1, "warmups": WARMUPS}})

    def _receive(
        self, contender: PlannedContender, generation: int, arguments: tuple[Any, ...]
    ) -> None:
        plan, server = self.plan, self._stage.server
        with self._stage.session(contender, generation, arguments) as session:
            order = {
                "interval": plan.interval_seconds,
                "threads": plan.threads,
                "closed": contender.closed_loop,
                "each": bool(arguments),
            }
            session.arrive({**order, "count": WARMUPS})
            if server is not None:
                # 멎는 주기와 고장의 순서가 모든 방법에서 같은 때에 시작하게 합니다.
                server.counters(reset=True)
            answer = session.arrive({**order, "count": plan.arrivals})
            self._stage.count(contender.name)
        self.report(
            {
                "latencies": {
                    "contender": contender.name,
                    "generation": generation,
                    "seconds": answer["latencies"],
                    "closed": contender.closed_loop,
                },
                "gil": answer["gil"],
            }
        )
