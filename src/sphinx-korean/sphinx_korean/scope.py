"""파서의 규칙을 이 확장을 켠 앱의 문서에만 미치게 합니다.

docutils와 MyST에는 표시의 규칙을 더하는 자리가 없어 클래스와 함수를 감싸야 하는데, 감싼 것은 프로세스가 끝날 때까지
남습니다. 한 프로세스에서 다른 프로젝트를 이어 지어도 그쪽의 글이 달라지지 않아야 합니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakSet

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ENVIRONMENTS: WeakSet[BuildEnvironment] = WeakSet()


def include(app: Sphinx) -> None:
    """`app`이 읽는 문서에 규칙이 미치게 합니다. 환경이 정해진 뒤에 부릅니다."""
    _ENVIRONMENTS.add(app.env)


def covers(settings: Any) -> bool:
    """`settings`로 읽는 문서에 규칙이 미치는지."""
    return getattr(settings, "env", None) in _ENVIRONMENTS
