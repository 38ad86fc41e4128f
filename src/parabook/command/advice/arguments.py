"""`parabook advise`의 명령줄과 도움말."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parabook.command.advice import advising
from parabook.command.advice.sentences import say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from parabook.command.helping import Words


def add(
    below: Any,
    words: Words,
    common: Callable[[argparse.ArgumentParser, Words], None],
    positive: Callable[[str], float],
) -> None:
    """`advise`를 명령들에 더합니다."""
    advise = below.add_parser(
        "advise", help=say("help_advise_short"), description=say("help_advise"), **words.shape
    )
    advise.set_defaults(run=advising.run)
    advise.add_argument("function", metavar=words["FUNCTION"], help=say("help_function"))
    advise.add_argument(
        "--inputs", required=True, metavar=words["FUNCTION"], help=say("help_inputs")
    )
    advise.add_argument("--for-chooser", action="store_true", help=say("help_for_chooser"))
    advise.add_argument("--site", default="", metavar="URL", help=say("help_site"))
    advise.add_argument(
        "--seconds", type=positive, default=advising.SECONDS, help=say("help_seconds")
    )
    advise.add_argument(
        "--deadline", type=positive, default=advising.DEADLINE, help=say("help_deadline")
    )
    common(advise, words)
