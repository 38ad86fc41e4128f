"""지은 페이지를 살펴보는 함수들. 짓는 동안에는 불리지 않고, 사이트의 시험에서 부릅니다."""

from __future__ import annotations

from sphinx_korean.checks.english import ALLOWED_NAMES, leftover_english
from sphinx_korean.checks.markup import stray_markup

__all__ = ["ALLOWED_NAMES", "leftover_english", "stray_markup"]
