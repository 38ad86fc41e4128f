"""서버의 한도를 재는 일을 시험합니다."""

from __future__ import annotations

import pytest

from parabook.capacity import measure_capacity
from parabook.server import Server


@pytest.mark.parametrize("tls", [False, True])
def test_capacity_leaves_out_delay_and_faults(*, tls: bool) -> None:
    """지연과 고장이 있는 명세라도 서버 자체의 한도를 잽니다."""
    slow = Server(delay_seconds=60, fault="reset", fault_every=1, keep_alive=False, tls=tls)
    found = measure_capacity(slow, connections=4, seconds=0.05)
    assert found.requests_per_second > 0
    assert found.utilisation > 0
    assert found.cpu_seconds_per_request * found.requests_per_second == pytest.approx(
        found.utilisation
    )


def test_larger_bodies_are_received_whole() -> None:
    """본문이 커도 응답을 끝까지 받아 셉니다."""
    found = measure_capacity(Server(payload_bytes=1_000_000), connections=2, seconds=0.05)
    assert found.requests_per_second > 0
