"""시뮬레이터의 그림을 SVG로 적는 조각들. 좌표는 모두 정수입니다: 두 말이 정수는 똑같이 적기 때문입니다.

그림의 폭은 4000칸이고, 칸 열이 글자의 크기를 정하는 한 단위입니다. 색은 스타일이 이름(`sim-…`)을 보고 정합니다.
"""

import math

WIDTH = 4000
LEFT = 640
RIGHT = 3820
ROW = 210
"""시간표에서 줄 하나의 높이."""
PLAIN = 100
"""이만큼 크면 소수를 적지 않습니다."""
TICKS = 5
"""눈금의 가장 많은 수."""


def whole(value: float) -> int:
    """가장 가까운 정수입니다. `round`는 두 말이 반을 다르게 올립니다."""
    return math.floor(value + 0.5)


def decimal(value: float) -> str:
    """소수 첫째 자리까지 적은 글입니다. 100부터는 정수로 적습니다. 0보다 작지 않은 수만 받습니다."""
    if value >= PLAIN:
        return f"{whole(value)}"
    tenths = whole(value * 10)
    rest = tenths % 10
    ones = whole((tenths - rest) / 10)
    return f"{ones}" if rest == 0 else f"{ones}.{rest}"


def place(value: float, longest: float) -> int:
    """가로의 자리입니다. `longest`가 오른쪽 끝입니다."""
    return LEFT + whole(value / longest * (RIGHT - LEFT))


def box(kind: str, left: int, right: int, top: int, height: int) -> str:
    """칠한 네모 하나입니다. 아무리 짧아도 보일 만큼은 넓습니다."""
    return f'<rect class="sim-{kind}" x="{left}" y="{top}" width="{max(8, right - left)}" height="{height}"/>'


def line(kind: str, left: int, top: int, right: int, bottom: int) -> str:
    """선 하나입니다."""
    return f'<path class="sim-{kind}" d="M{left} {top}L{right} {bottom}"/>'


def words(kind: str, left: int, base: int, text: str) -> str:
    """글 한 줄입니다. `kind`는 `start`, `middle`, `end` 가운데 하나로, 어디를 맞출지 정합니다."""
    return f'<text class="sim-{kind}" x="{left}" y="{base}">{text}</text>'


def legend(kind: str, left: int, top: int, height: int, text: str) -> str:
    """범례 하나입니다. 그림에 그린 것과 같은 모양의 네모와 이름입니다."""
    shape = box(kind, left, left + 130, top + 65 - whole(height / 2), height)
    return f"{shape}{words('start', left + 180, top + 110, text)}"


def tick(longest: float) -> float:
    """눈금의 간격입니다. 1, 2, 5에 10을 거듭 곱한 수 가운데, 눈금이 다섯을 넘지 않는 가장 작은 것입니다."""
    step = 0.1
    turn = 0
    while longest / step > TICKS:
        step = step * (2.5 if turn % 3 == 1 else 2)
        turn += 1
    return step


def time_axis(longest: float, top: int, bottom: int) -> str:
    """시간(ms)의 세로 선과 그 아래의 글입니다."""
    step = tick(longest)
    drawn = words("end", WIDTH, bottom + 300, "시간(ms)")
    at = 0.0
    while at <= longest * 1.0001:
        left = place(at, longest)
        drawn += line("grid", left, top, left, bottom)
        drawn += words("middle", left, bottom + 150, decimal(at))
        at += step
    return drawn


def picture(title: str, height: int, body: str) -> str:
    """그림 한 장입니다. 제목은 그림을 보지 못하는 사람에게 들립니다."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sim-picture" role="img" aria-label="{title}"'
        f' viewBox="0 0 {WIDTH} {height}">{body}</svg>'
    )
