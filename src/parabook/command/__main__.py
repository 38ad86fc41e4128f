"""`parabook` 명령. `python -m parabook`으로도 부릅니다."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from parabook.command import comparing, lateness, showing, verifying, watching
from parabook.command.advice import arguments as advice
from parabook.command.helping import HELP, Words, translate_argparse
from parabook.command.wording import LANGUAGES, Misuse, language, language_of, say
from parabook.experiment.design import DesignError
from parabook.experiment.results import RESULTS_FOLDER
from parabook.machine import SettingError
from parabook.record.schema import RecordError
from parabook.wire.target import TargetError

if TYPE_CHECKING:
    from collections.abc import Sequence

MISUSE, STOPPED, CLOSED = 2, 130, 141


class Parser(argparse.ArgumentParser):
    """잘못 부르면 문장 하나와 코드 2로 끝나는 파서."""

    def error(self, message: str) -> NoReturn:
        """argparse가 말하는 잘못을 적고 끝냅니다."""
        print(f"{self.prog}: {message}", file=sys.stderr)
        print(f"{self.prog} --help", file=sys.stderr)
        raise SystemExit(MISUSE)


def main(arguments: Sequence[str] | None = None) -> int:
    """명령 하나를 하고 종료 코드를 돌려줍니다."""
    for stream in (sys.stdout, sys.stderr):
        # 한글을 적을 수 없는 단말에서도, 다 잰 것을 잃지 않습니다.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    language.set(language_of(_asked_language(given)))
    if language.get() == "ko":
        translate_argparse()
    options = parser().parse_args(given)
    try:
        code = int(options.run(options))
        sys.stdout.flush()  # 듣는 쪽이 닫았으면 여기서 압니다.
    except Misuse as error:
        print(error, file=sys.stderr)
    except (DesignError, SettingError, TargetError, RecordError) as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        # `| head`처럼 듣던 쪽이 먼저 닫은 것입니다. 끝낼 때 남은 글을 내보내려다 또 실패하지 않게 합니다.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    except KeyboardInterrupt:
        print(say("interrupted_early"), file=sys.stderr)
        return STOPPED
    else:
        return code
    return MISUSE


def _asked_language(arguments: Sequence[str]) -> str | None:
    for first, second in zip(arguments, [*arguments[1:], ""], strict=True):
        if first == "--lang" and second in LANGUAGES:
            return second
        if first.startswith("--lang=") and first.partition("=")[2] in LANGUAGES:
            return first.partition("=")[2]
    return None


def parser() -> argparse.ArgumentParser:
    """지금의 말로 도움말을 적는 파서입니다."""
    words = Words(HELP[language.get()])
    top = Parser(prog="parabook", description=words["parabook"], **words.shape)
    below = top.add_subparsers(required=True, metavar=words["command"], title=words["commands"])
    compare = below.add_parser(
        "compare", help=words["compare_short"], description=words["compare"], **words.shape
    )
    compare.set_defaults(run=comparing.run)
    _given(compare, words)
    compare.add_argument("--equal", default="exact", metavar="exact|close|…", help=words["equal"])
    compare.add_argument("--against", metavar="RECORD", help=words["against"])
    compare.add_argument(
        "--cores", choices=("auto", "one", "many"), default="auto", help=words["cores"]
    )
    compare.add_argument("--ceiling", action="store_true", help=words["ceiling"])
    compare.add_argument("--memory", action="store_true", help=words["memory"])
    compare.add_argument("--seconds", type=_positive, default=10.0, help=words["seconds"])
    compare.add_argument("--deadline", type=_positive, default=600.0, help=words["deadline"])
    _judged(compare, words)
    for name, room in (("latency", lateness), ("observe", watching)):
        one = below.add_parser(
            name, help=words[f"{name}_short"], description=words[name], **words.shape
        )
        _given(one, words)
        room.add(one, words, _positive)
        _judged(one, words)
    advice.add(below, words, _common, _positive)
    verifying.add(below, words, _positive)
    show = below.add_parser(
        "show", help=words["show_short"], description=words["show"], **words.shape
    )
    show.set_defaults(run=showing.run)
    show.add_argument("records", nargs="+", metavar="RECORD", help=words["records"])
    show.add_argument("--html", metavar="FILE", help=words["html"])
    show.add_argument("--lang", choices=LANGUAGES, help=words["lang"])
    return top


def _given(one: argparse.ArgumentParser, words: Words) -> None:
    """무엇을 재고 무엇을 줄지입니다. 재는 명령이면 모두 받습니다."""
    one.add_argument("functions", nargs="+", metavar=words["FUNCTION"], help=words["functions"])
    one.add_argument("--arguments", metavar="JSON", help=words["arguments"])
    one.add_argument("--setup", metavar=words["FUNCTION"], help=words["setup"])
    one.add_argument("--python", action="append", default=[], help=words["python"])
    one.add_argument("--rev", action="append", default=[], help=words["rev"])
    one.set_defaults(equal="exact", against=None)


def _judged(one: argparse.ArgumentParser, words: Words) -> None:
    """조건과, 적는 법입니다."""
    one.add_argument("--fail-if", metavar=words["CONDITION"], help=words["fail_if"])
    _common(one, words)
    one.add_argument("--no-picture", action="store_true", help=words["no_picture"])


def _common(one: argparse.ArgumentParser, words: Words) -> None:
    one.add_argument("--folder", default=RESULTS_FOLDER, help=words["folder"])
    one.add_argument("--json", action="store_true", help=words["json"])
    one.add_argument("--quiet", action="store_true", help=words["quiet"])
    one.add_argument("--lang", choices=LANGUAGES, help=words["lang"])


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(say("positive", text=text))
    return value


if __name__ == "__main__":
    sys.exit(main())
