"""`--help`의 글과, argparse가 하는 말의 한국어."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from parabook.command.wording import say

if TYPE_CHECKING:
    from collections.abc import Mapping

HELP: Mapping[str, Mapping[str, str]] = {
    "ko": {
        "parabook": "내 함수를 이 책의 자로 잽니다: 번갈아, 짝지어, 새 인터프리터에서, 같은 값을 내는 것끼리.",
        "commands": "할 수 있는 일",
        "command": "명령",
        "compare_short": "함수들을 비교합니다",
        "compare": """\
함수 둘 이상을 번갈아 재어, 어느 쪽이 얼마나 빠른지를 95 % 구간과 함께 적습니다.
첫 함수가 기준입니다. 돌려주는 값이 다르면 재지 않습니다.

  parabook compare a.py:f b.py:g                       두 파일의 함수
  parabook compare json:dumps my.py:dumps --arguments '[{"a": 1}]'
  parabook compare a.py:f --rev HEAD                   지금의 것과 고치기 전의 것
  parabook compare a.py:f --python python3.11 --python python3.14
  parabook compare a.py:f a.py:g --fail-if 'ratio(g, f) > 1.05'

세대마다 인터프리터를 새로 시작하고, 재는 순서와 코어를 새로 뽑습니다.""",
        "latency_short": "일이 도착할 때마다 얼마나 늦게 끝나는지 잽니다",
        "latency": """\
일이 정해진 때마다 도착한다고 하고, 도착하기로 한 때부터 끝난 때까지를 잽니다.
앞의 일이 밀리면 뒤의 일도 늦어지고, 그 지연이 백분위수에 보입니다.
def 함수는 스레드들이, async def 함수는 이벤트 루프 하나가 맡습니다.

  parabook latency web.py:handle --rate 100            1초에 100번 도착할 때
  parabook latency web.py:blocking web.py:awaiting --rate 50 --seconds 30
  parabook latency web.py:old web.py:new --rate 100 --fail-if 'tail_ratio(new, old, 90) > 1.2'

99 %를 말하려면 도착이 1,000번은 있어야 합니다. 모자라면 --seconds를 늘립니다.""",
        "observe_short": "어떻게 끝나고 무엇을 남기는지 지켜봅니다",
        "observe": """\
함수를 새 인터프리터에서 여러 번 돌려, 부하가 바꿀 수 없는 사실을 셉니다:
끝까지 갔는지, 어떻게 죽었는지, 무슨 수를 돌려주었는지, 스레드와 자식 프로세스와 파일을 남겼는지.
끝나지 않는 함수도 지켜볼 수 있습니다. --deadline만큼 기다렸다가 멈춥니다.

  parabook observe jobs.py:drain                       다섯 번 돌려 봅니다
  parabook observe bank.py:racy bank.py:locked --times 20
  parabook observe bank.py:racy --fact 'lost=잃은 갱신(번)' --fail-if 'fact(racy, lost) > 0'
  parabook observe jobs.py:drain --deadline 5 --fail-if 'fact(drain, finished) == 0'""",
        "show_short": "기록을 다시 봅니다",
        "show": """\
남겨 둔 기록을 책에서처럼 적습니다. 여럿을 주면 나란히 적고, 기계와 파이썬에서 무엇이 다른지 적습니다.

  parabook show parabook-results/f-g.json
  parabook show monday.json tuesday.json
  parabook show laptop.json server.json --html both.html""",
        "FUNCTION": "파일.py:함수",
        "NAMED": "이름[=설명(단위)]",
        "rate": "1초에 도착하는 수",
        "threads": "def 함수를 맡을 스레드의 수. 기본은 16",
        "arrival_seconds": "모두 더해 재는 데 쓸 시간(초). 기본은 10. 길수록 도착이 많아, 꼬리의 더 끝을 말할 수 있습니다",
        "times": "함수마다 새로 시작해 돌릴 횟수. 기본은 5",
        "fact": "함수가 돌려줄 사전에서 셀 것의 이름. 여러 번 줄 수 있습니다",
        "wait": "한 번 돌리는 데 기다릴 시간(초). 기본은 20. 넘으면 '끝나지 않음'입니다",
        "CONDITION": "조건",
        "functions": "잴 함수. '파일.py:함수'나 '꾸러미.모듈:함수'. async def 함수도 됩니다",
        "arguments": "모두에 줄 인자. JSON의 목록(위치)이나 사전(이름), 또는 '파일.py:이름'",
        "setup": "재기 전에 인터프리터마다 한 번 부를 함수. 돌려준 것이 첫 인자가 됩니다. with로 쓸 수 있는 것이면 열고 닫습니다",
        "equal": "값이 같은지 보는 법: exact(기본), close(끝자리는 봐줌), '파일.py:함수'(두 값을 받아 참과 거짓)",
        "python": "돌릴 인터프리터. 두 번 주면 함수 하나를 두 파이썬에서 비교합니다",
        "rev": "git의 버전. 한 번 주면 지금의 것과, 두 번 주면 두 버전을 비교합니다. 작업 폴더는 건드리지 않습니다",
        "against": "남겨 둔 기록과도 비교합니다. 다른 날이므로 짝이 없습니다",
        "cores": "auto(기본)는 한 번 불러 보고 정합니다. one이면 모두 코어 하나에서, many이면 묶지 않고 잽니다",
        "ceiling": "코어 모두로 얻을 수 있는 최선도 잽니다. 여러 코어를 쓰는 함수를 비교할 때 줍니다",
        "memory": "메모리의 최댓값도 잽니다. 자식 프로세스까지 더한 것입니다",
        "seconds": "재는 데 쓸 시간(초). 기본은 10. 세 세대는 채우므로 느린 함수는 더 걸립니다",
        "deadline": "한 번 재는 데 기다릴 시간(초). 기본은 600",
        "fail_if": "이 조건이 맞으면 1로 끝납니다. 맞지 않으면 0, 알 수 없으면 3",
        "folder": "기록과 그림을 남길 폴더. 기본은 parabook-results",
        "json": "표 대신 JSON을 적습니다",
        "quiet": "재는 동안 아무것도 적지 않습니다",
        "lang": "적을 말. 기본은 로캘이 한국어이거나 정해지지 않았으면 ko, 아니면 en",
        "no_picture": "그림을 그리지 않습니다",
        "records": "기록 파일(JSON)",
        "html": "단말에 적는 대신, 표와 그림이 든 쪽 하나를 이 파일에 남깁니다",
    },
    "en": {
        "parabook": "Measure your own functions: interleaved, in pairs, in fresh interpreters, equal results only.",
        "commands": "what it does",
        "command": "command",
        "compare_short": "compare functions",
        "compare": """\
Measure two or more functions in turns and say which is faster and by how much, with a 95 % interval.
The first is the baseline. Functions that return different values are not timed.

  parabook compare a.py:f b.py:g                       functions of two files
  parabook compare json:dumps my.py:dumps --arguments '[{"a": 1}]'
  parabook compare a.py:f --rev HEAD                   now against before your edit
  parabook compare a.py:f --python python3.11 --python python3.14
  parabook compare a.py:f a.py:g --fail-if 'ratio(g, f) > 1.05'

Each generation starts new interpreters and draws order and core anew.""",
        "latency_short": "measure how late work is done when it keeps arriving",
        "latency": """\
Work arrives at a fixed rate and is timed from when it was due until it is done.
If earlier work is late, later work is late as well, and the percentiles show it.
A def function is served by threads, an async def function by one event loop.

  parabook latency web.py:handle --rate 100            a hundred arrivals a second
  parabook latency web.py:blocking web.py:awaiting --rate 50 --seconds 30
  parabook latency web.py:old web.py:new --rate 100 --fail-if 'tail_ratio(new, old, 90) > 1.2'

The 99th percentile needs a thousand arrivals. Give more --seconds if there are too few.""",
        "observe_short": "watch how functions end and what they leave behind",
        "observe": """\
Run each function several times in fresh interpreters and count facts that load cannot change:
whether it finished, how it died, what number it returned, which threads, children and files it left.
A function that never ends can be watched too. It is stopped after --deadline.

  parabook observe jobs.py:drain                       run it five times
  parabook observe bank.py:racy bank.py:locked --times 20
  parabook observe bank.py:racy --fact lost --fail-if 'fact(racy, lost) > 0'
  parabook observe jobs.py:drain --deadline 5 --fail-if 'fact(drain, finished) == 0'""",
        "show_short": "show records again",
        "show": """\
Show saved records as the book does; several side by side, with what differs between machines and Pythons.

  parabook show parabook-results/f-g.json
  parabook show monday.json tuesday.json
  parabook show laptop.json server.json --html both.html""",
        "FUNCTION": "file.py:function",
        "NAMED": "NAME[=LABEL]",
        "rate": "arrivals per second",
        "threads": "threads that serve a def function, default 16",
        "arrival_seconds": "time to spend in all, default 10 s; more arrivals show more of the tail",
        "times": "how often each function is started anew, default 5",
        "fact": "a number to look for in the dict that the function returns; may be repeated",
        "wait": "how long to wait for one run, default 20 s; beyond that it 'never ended'",
        "CONDITION": "CONDITION",
        "functions": "what to measure: 'file.py:function' or 'package.module:function', async def as well",
        "arguments": "arguments for all: a JSON list (positional) or object (named), or 'file.py:NAME'",
        "setup": "called once per interpreter before timing; what it returns is the first argument (context managers are entered)",
        "equal": "how results are compared: exact (default), close (last digits forgiven), 'file.py:function'",
        "python": "interpreter; given twice, one function is compared on two Pythons",
        "rev": "git revision; once: against the present files, twice: two revisions. The work tree is not touched",
        "against": "compare with a saved record too (another day, so no pairs)",
        "cores": "auto (default) calls each once to see; one: all on one core; many: not pinned",
        "ceiling": "also measure the best that all cores could give",
        "memory": "also measure peak memory, children included",
        "seconds": "time to spend, default 10 s; slow functions take longer, three generations are always made",
        "deadline": "how long to wait for one sample, default 600 s",
        "fail_if": "exit with 1 if this holds, 0 if it does not, 3 if undecided",
        "folder": "where records and pictures go, default parabook-results",
        "json": "print JSON instead of a table",
        "quiet": "print nothing while measuring",
        "lang": "language; by default ko if the locale is Korean or unset, else en",
        "no_picture": "draw no picture",
        "records": "record file (JSON)",
        "html": "write one page with tables and pictures to this file instead",
    },
}

_ARGPARSE = {
    "usage: ": "쓰는 법: ",
    "positional arguments": "받는 것",
    "options": "선택",
    "show this help message and exit": "이 도움말을 보이고 끝냅니다",
    "the following arguments are required: %s": "빠진 것이 있습니다: %s",
    "unrecognized arguments: %s": "모르는 것이 있습니다: %s",
    "expected one argument": "값을 하나 적어야 합니다",
    "expected at least one argument": "하나 넘게 적어야 합니다",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)s은(는) 없습니다. 있는 것: %(choices)s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s은(는) 여럿을 가리킵니다: %(matches)s",
}


class Words(dict[str, str]):
    """도움말의 글과, 파서에 줄 꼴."""

    shape: Mapping[str, Any] = {
        "formatter_class": argparse.RawDescriptionHelpFormatter,
        "allow_abbrev": False,
    }


def translate_argparse() -> None:
    """argparse의 말을 한국어로 바꿉니다. argparse는 gettext로 찾으므로, 그 함수를 바꾸어 끼웁니다."""
    vars(argparse)["_"] = lambda text: _ARGPARSE.get(text, text)


def whole(text: str) -> int:
    """명령줄에 적은, 1 이상의 정수입니다."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(say("whole", text=text))
    return int(text)
