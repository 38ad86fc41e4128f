"""그림의 목록: 이름에서 그리는 법으로 갑니다."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from parabook.book.pictures import children, kinds, looping, pooled, queued, turns
from parabook.book.pictures.canvas import Canvas
from parabook.record.schema import Record


@dataclass(frozen=True)
class Picture(ABC):
    """그림 하나. `title`은 그림 아래에 적는 글입니다."""

    title: str

    @abstractmethod
    def onto(self, canvas: Canvas, record: Record | None) -> str:
        """종이에 그리고, 그림을 보지 못하는 사람이 들을 글을 돌려줍니다."""

    def drawn(
        self, record: Record | None, *, wide: bool, outlined: bool = False
    ) -> tuple[Canvas, str]:
        """새 종이에 그린 것과, 그림을 말로 적은 글을 돌려줍니다."""
        canvas = Canvas(wide=wide, outlined=outlined)
        return canvas, self.onto(canvas, record)


@dataclass(frozen=True)
class Sketch(Picture):
    """구조나 식을 그린 그림. 기록이 없어도 됩니다."""

    paint: Callable[[Canvas], str]

    def onto(self, canvas: Canvas, record: Record | None) -> str:  # noqa: ARG002 - 기록을 쓰지 않습니다.
        """기록과 상관없이 그립니다."""
        return self.paint(canvas)


@dataclass(frozen=True)
class Run(Picture):
    """실제 실행을 그린 그림. `experiment`의 기록을 그대로 옮깁니다.

    `counted`이면 시간표가 아니라 실험이 센 사실을 옮긴 것입니다.
    """

    paint: Callable[[Canvas, Record], str]
    experiment: str
    counted: bool = False

    @property
    def provenance(self) -> str:
        """무엇을 그린 것인지, 그림 아래에 덧붙이는 말입니다."""
        if self.counted:
            return "있고 없음과 수는 이 책을 빌드한 기계에서 실험이 센 것입니다"
        return "이 책을 빌드한 기계에서 한 번 돌린 것을 그대로 그렸습니다"

    def onto(self, canvas: Canvas, record: Record | None) -> str:
        """기록을 그립니다.

        Raises:
            LookupError: 기록이 없는 경우.
        """
        if record is None:
            raise LookupError(self.experiment)
        return self.paint(canvas, record)


PICTURES: dict[str, Picture] = {
    "cpu-or-io": Sketch(
        "같은 시간이 걸려도 그 시간에 하는 일이 다릅니다. 고치는 법도 다릅니다.", kinds.cpu_or_io
    ),
    "concurrency-and-parallelism": Sketch(
        "동시성은 여러 일을 번갈아 나아가게 하고, 병렬성은 같은 순간에 하게 합니다.",
        kinds.concurrency_and_parallelism,
    ),
    "process-thread-coroutine": Sketch(
        "프로세스 안에 스레드가, 스레드 안에 코루틴이 있습니다. 안으로 갈수록 가볍고, 함께 쓰는 것이 많습니다.",
        kinds.process_thread_coroutine,
    ),
    "pool-journey": Sketch(
        "작업 하나가 풀을 지나는 길. 프로세스의 벽을 넘는 것은 모두 바이트입니다.", pooled.journey
    ),
    "pool-chunks": Run(
        "같은 작업 열둘을 청크의 크기만 바꾸어 나누면, 노는 시간이 달라집니다.",
        pooled.chunks,
        "plot_one_long_chunk_idles_the_rest",
    ),
    "start-methods": Run(
        "부모가 해 둔 일 가운데 자식에게 있는 것. 잠긴 락까지 물려받는 것은 fork뿐입니다.",
        children.start_methods,
        "plot_start_method_decides_what_children_get",
        counted=True,
    ),
    "page-splitting": Run(
        "포크한 자식이 객체를 읽으면, 읽은 객체의 페이지만 복사됩니다.",
        children.pages,
        "plot_pages_split_as_they_are_read",
    ),
    "gil-turns": Run(
        "계산하는 스레드 둘은 GIL을 번갈아 잡습니다. 기다리는 스레드는 놓았다가 다시 줄을 섭니다.",
        turns.gil,
        "plot_threads_hand_over_the_gil",
    ),
    "lost-update": Sketch(
        "읽기와 쓰기 사이에 남이 끼어들면 갱신 하나가 사라집니다.", turns.lost_update
    ),
    "lock-cycle": Sketch(
        "데드락은 고리입니다. 락을 잡는 순서를 정하면 고리가 생기지 않습니다.", turns.lock_cycle
    ),
    "loop-turns": Run(
        "await와 await 사이에 이벤트 루프가 하는 일.",
        looping.loop_turns,
        "plot_loop_sleeps_between_awaits",
    ),
    "blocked-loop": Run(
        "태스크 하나가 루프를 막으면 상관없는 태스크까지 멎습니다.",
        looping.blocked_loop,
        "plot_loop_sleeps_between_awaits",
    ),
    "cancelled-group": Run(
        "하나가 실패하면 태스크 그룹은 나머지를 취소하고, 다 거둔 다음에 나갑니다.",
        looping.cancelled_group,
        "plot_one_failure_meets_siblings",
    ),
    "backpressure": Run(
        "큐가 차면 기다림이 거슬러 오릅니다. 이것이 백프레셔입니다.",
        queued.backpressure,
        "plot_full_queue_stops_the_producer",
    ),
    "little-law": Run(
        "리틀의 법칙: 두 계단 사이의 넓이는 안에 든 수로 세어도, 머문 시간으로 세어도 같습니다.",
        queued.little,
        "plot_little_counts_the_waiting",
    ),
    "amdahl-law": Sketch(
        "암달의 법칙: 나눌 수 없는 부분이 한계를 정합니다. 잰 것이 아니라 식을 그린 것입니다.",
        queued.amdahl,
    ),
    "forked-lock": Sketch(
        "fork는 잠긴 락을 복사하지만, 그 락을 놓아 줄 스레드는 복사하지 않습니다.",
        children.forked_lock,
    ),
    "join-deadlock": Sketch(
        "큐를 비우기 전에 join하면 부모와 자식이 서로를 기다립니다.", children.join_deadlock
    ),
    "connection-pool": Run(
        "스레드가 커넥션 풀의 자리보다 많을 때 어댑터마다 하는 일.",
        queued.connection_pool,
        "plot_full_pool_discards_connections",
        counted=True,
    ),
}
