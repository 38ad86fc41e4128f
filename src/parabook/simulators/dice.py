"""씨앗이 같으면 어디에서나 같은 우연. 자바스크립트로 옮겨도 같은 수가 나옵니다.

`random`은 자바스크립트에 없으므로, 두 말의 정수로 똑같이 계산할 수 있는 레머의 생성기를 씁니다(Park와 Miller, 1988).
"""

import math

MODULUS = 2147483647
MULTIPLIER = 48271


def first_state(seed: int) -> int:
    """씨앗에서 처음 상태를 구합니다. 가까운 씨앗도 곧바로 멀어지게 세 번 굴립니다."""
    state = seed % (MODULUS - 1) + 1
    for _ in range(3):
        state = rolled(state)
    return state


def rolled(state: int) -> int:
    """다음 상태입니다. 곱이 2의 53제곱보다 작아서 자바스크립트의 수로도 틀림없습니다."""
    return state * MULTIPLIER % MODULUS


def exponential(state: int) -> float:
    """상태를 평균이 1인 지수 분포의 값으로 바꿉니다."""
    return -math.log(state / MODULUS)
