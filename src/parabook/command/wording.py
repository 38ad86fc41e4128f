"""명령이 적는 말: 한국어와 영어. 문장은 여기에만 있고, 나머지는 갈래로 부릅니다."""

from __future__ import annotations

import os
import re
from contextvars import ContextVar

LANGUAGES = ("ko", "en")

language: ContextVar[str] = ContextVar("language", default="ko")
"""지금 적는 말."""

SENTENCES = {
    # 잘못 부른 경우: 무엇이, 어디에서, 어떻게 하면 되는지.
    "not_a_name": (
        "{text!r}: 함수를 가리키는 글이 아닙니다. '파일.py:함수'나 '꾸러미.모듈:함수'로 적으십시오. 예: {how}",
        "{text!r} does not name a function. Write 'file.py:function' or 'package.module:function', e.g. {how}",
    ),
    "no_file": (
        "{text}: 파일 {file}이 없습니다. 지금 폴더에서 본 경로를 적으십시오.",
        "{text}: there is no file {file}. Give its path from the current folder.",
    ),
    "dotted_file": (
        "{file}: 이름에 점이 있는 파일은 모듈로 불러올 수 없습니다. 점이 없는 이름으로 복사해서 적으십시오.",
        "{file}: a file with a dot in its name cannot be imported. Copy it to a name without dots.",
    ),
    "no_module": (
        (
            "{text}: 모듈 {module}이 없습니다. 지금 폴더와 이 파이썬의 꾸러미에서 찾았습니다. "
            "파일이면 .py까지 적으십시오."
        ),
        (
            "{text}: there is no module {module} in the current folder or among this Python's packages. "
            "For a file, write the .py as well."
        ),
    ),
    "syntax": (
        "{file}, {line}째 줄: 파이썬이 읽지 못합니다({reason}). 그 줄을 고치십시오.",
        "{file}, line {line}: Python cannot read it ({reason}). Mend that line.",
    ),
    "no_function": (
        "{file}에 {name}이 없습니다. 있는 함수: {known}.",
        "{file} has no {name}. Its functions: {known}.",
    ),
    "no_attribute": (
        "{text}: 불러와 보니 {name}이 없습니다. 이름을 다시 보십시오.",
        "{text}: once imported, there is no {name}. Check the name.",
    ),
    "method": (
        "{text}: 객체가 있어야 부를 수 있는 메서드입니다. 객체를 만들어 부르는 함수를 모듈에 적고 그것을 재십시오.",
        "{text} is a method that needs an object. Write a function that makes the object and calls it.",
    ),
    "not_callable": (
        "{text}: 부를 수 있는 것이 아닙니다. 함수의 이름을 적으십시오.",
        "{text} cannot be called. Give the name of a function.",
    ),
    "shadowed": (
        "{file}을 불러오려 했으나 같은 이름의 다른 모듈({other})이 먼저 불려 왔습니다. 파일의 이름을 바꾸십시오.",
        "{file} was asked for, but another module of that name ({other}) was already imported. Rename the file.",
    ),
    "arguments_not_list": (
        "--arguments가 목록도 사전도 아닌 {type}입니다. 위치 인자의 목록이나 이름 인자의 사전을 주십시오.",
        "--arguments gave a {type}. Give a list of positional arguments or a dict of named ones.",
    ),
    "arguments_json": (
        (
            "--arguments {text!r}: JSON으로 읽을 수 없습니다({reason}). "
            "'[1000, \"a\"]'처럼 적거나 '파일.py:이름'을 적으십시오."
        ),
        "--arguments {text!r} is not JSON ({reason}). Write e.g. '[1000, \"a\"]', or 'file.py:NAME'.",
    ),
    "one_shot": (
        (
            "인자로 준 {type}은(는) 한 번만 꺼낼 수 있어서, 두 번째 부름부터는 빈 것을 받습니다. "
            "list(…)로 만들어 주십시오."
        ),
        (
            "An argument is a {type}, which can be read only once, so later calls would get nothing. "
            "Make it a list."
        ),
    ),
    "reads_input": (
        (
            "{label}: 표준 입력을 읽으려 했습니다.{place} 재는 동안에는 입력이 없습니다. "
            "읽을 것을 --arguments나 --setup으로 주십시오."
        ),
        (
            "{label} read its standard input.{place} There is none while measuring. "
            "Give what it reads with --arguments or --setup."
        ),
    ),
    "wrong_arguments": (
        (
            "{label}: 받는 인자와 준 것이 맞지 않습니다({reason}). --arguments '[첫째, 둘째]'처럼 주십시오. "
            "목록 하나를 줄 때에는 [[…]]로 감쌉니다."
        ),
        (
            "{label}: its parameters and what was given do not match ({reason}). Give --arguments '[first, second]'. "
            "A single list is written [[…]]."
        ),
    ),
    "changes_arguments": (
        (
            "{text}: 받은 인자를 고칩니다. 여러 번 부르면 두 번째부터 다른 일을 재게 됩니다. "
            "복사해서 쓰는 함수(예: sorted(data), list(data))로 감싸서 재십시오."
        ),
        (
            "{text} changes its arguments, so the second call would do other work than the first. "
            "Wrap it in a function that copies them."
        ),
    ),
    "same_name": (
        "비교할 것이 겹칩니다: {names}. 서로 다른 함수, 파이썬(--python), 버전(--rev)을 주십시오.",
        "The contenders are the same: {names}. Give different functions, --python or --rev.",
    ),
    "too_few": (
        "비교하려면 둘이 있어야 합니다. 함수를 둘 주거나, 하나에 --python이나 --rev를 두 번 주십시오.",
        "A comparison needs two. Give two functions, or one with --python or --rev twice.",
    ),
    "one_function": (
        "{option}을 두 번 주면 함수는 하나만 받습니다. 받은 것: {count}개.",
        "With {option} given twice, give one function only, not {count}.",
    ),
    "no_python": (
        "--python {path}: 돌릴 수 있는 파이썬이 아닙니다. 인터프리터의 경로를 적으십시오.",
        "--python {path} is not a Python that runs. Give the path of an interpreter.",
    ),
    "no_repository": (
        "{text}: git 저장소 안에 있지 않아 --rev를 쓸 수 없습니다.",
        "{text} is not in a git repository, so --rev cannot be used.",
    ),
    "outside_repository": (
        "{text}: 저장소 {root} 밖의 것이라 버전을 바꾸어 잴 수 없습니다. 저장소 안의 파일을 적으십시오.",
        "{text} lies outside the repository {root}. Name a file inside it.",
    ),
    "no_revision": (
        "--rev {revision}: 저장소에 그런 버전이 없습니다({reason}).",
        "--rev {revision}: the repository has no such revision ({reason}).",
    ),
    "not_in_revision": (
        "{text}: 그 버전에는 파일 {file}이 없습니다.",
        "{text}: that revision has no file {file}.",
    ),
    "bad_condition": (
        ("--fail-if {text!r}: 알아들을 수 없습니다. '{example}'처럼 적으십시오. 잰 방법: {names}."),
        "--fail-if {text!r} cannot be understood. Write e.g. '{example}'. Measured: {names}.",
    ),
    "bad_equal": (
        "--equal {text!r}: exact, close, '파일.py:함수' 가운데 하나를 적으십시오.",
        "--equal {text!r}: give exact, close or 'file.py:function'.",
    ),
    "positive": ("{text!r}은(는) 0보다 큰 수가 아닙니다", "{text!r} is not a number above 0"),
    # 시험에서 부른 경우
    "not_top_level": (
        (
            "{name}: 새 인터프리터에서 이름으로 찾을 수 없습니다. "
            "람다, 함수 안의 함수, 묶인 메서드가 아니라, 모듈의 맨 바깥에 def로 적은 함수를 주십시오."
        ),
        (
            "{name} cannot be found by name in a fresh interpreter. "
            "Give a function defined at the top level of a module, not a lambda, a nested function or a bound method."
        ),
    ),
    "no_contender": (
        "{names}: 재지 않은 것을 물었습니다. 잰 방법: {known}.",
        "{names}: not everything asked about was measured. Measured: {known}.",
    ),
    "not_equality": (
        "{asked}: 잰 값은 어떤 수와도 꼭 같지 않습니다. <, <=, >, >= 가운데 하나로 물으십시오.",
        "{asked}: a measured value never equals a number. Ask with <, <=, > or >=.",
    ),
    "undecided_test": (
        (
            "알 수 없습니다: {asked} {bound}인지 판정하지 못했습니다. 잰 것은 {found}이고 구간이 끝에 걸쳤습니다. "
            "seconds를 늘려 더 재십시오. 실패로 치지 않으려면 pytest의 설정에 parabook_undecided = xfail을 적으십시오."
        ),
        (
            "Undecided: whether {asked} {bound} cannot be told; {found} was measured and the interval straddles the bound. "
            "Measure longer with seconds=. To not count it as a failure, set parabook_undecided = xfail for pytest."
        ),
    ),
    # 재다가 실패한 경우
    "failed": ("{label}: 재지 못했습니다. {reason}", "{label} could not be measured: {reason}"),
    "mismatch": (
        (
            "{label}: 기준과 다른 값을 돌려주었습니다. {reason} 같은 일을 하는 것끼리만 비교합니다. "
            "끝자리만 다르면 --equal close를 주십시오."
        ),
        (
            "{label} returned another value than the first. {reason} Only equal results are compared. "
            "If they differ in the last digit only, give --equal close."
        ),
    ),
    "uncheckable": (
        (
            "{label}: 돌려준 값({type} 형)이 같은지 볼 줄 모릅니다. --equal 파일.py:함수를 주거나, "
            "수나 글이나 목록을 돌려주는 함수로 감싸십시오."
        ),
        (
            "{label} returned a {type}, which cannot be compared. Give --equal file.py:function, "
            "or wrap it in a function that returns numbers, text or a list."
        ),
    ),
    "never_ends": (
        "{label}: {seconds:g}초 안에 끝나지 않아 멈추었습니다. 더 기다리려면 --deadline을 늘리십시오.",
        "{label} did not end within {seconds:g} s and was stopped. Give a longer --deadline to wait.",
    ),
    "interrupted": (
        "멈추었습니다. 그때까지 {generations}세대를 재었고, 남겨 둔 것입니다.",
        "Stopped. What follows was measured until then ({generations} generations).",
    ),
    "interrupted_early": (
        "멈추었습니다. 남길 만큼 재지 못했습니다.",
        "Stopped before anything was measured.",
    ),
    "bad_fact": (
        "--fact {text!r}: 함수가 돌려줄 사전의 열쇠를 적으십시오. 예: lost 또는 'lost=잃은 갱신(번)'.",
        "--fact {text!r}: give a key of the dict that the function returns, e.g. lost or 'lost=lost updates'.",
    ),
    "fact_missing": (
        (
            "--fact {names}: 함수가 돌려준 사전에 그런 수가 없습니다. "
            "{{'이름': 수}}를 돌려주게 하거나 --fact를 빼십시오."
        ),
        "--fact {names}: no function returned such a number. Return a dict {{'name': number}}, or leave --fact out.",
    ),
    "other_purpose": (
        "{path}: 시간을 비교한 기록이 아니라서 --against에 쓸 수 없습니다. parabook compare가 남긴 기록을 주십시오.",
        "{path} is not a record of compared times, so --against cannot use it. Give a record of parabook compare.",
    ),
    "whole": ("{text!r}은(는) 1 이상의 정수가 아닙니다", "{text!r} is not a whole number above 0"),
    "not_written": (
        "{path}: 쓸 수 없습니다({reason}). 쓸 수 있는 폴더의 이름을 적으십시오.",
        "{path} cannot be written ({reason}). Name a file in a folder that can be written to.",
    ),
    # 잰 것을 적는 말
    "page": ("페이지: {path}", "page: {path}"),
    "beside": (
        "나란히 (비는 저마다 제 기록의 기준과 비교한 것)",
        "Side by side (ratios within each record)",
    ),
    "differs": ("다른 것", "What differs"),
    "same_place": (
        "기계와 파이썬과 패키지의 버전이 같습니다.",
        "The machines, Pythons and package versions are the same.",
    ),
    "on": ("켜짐", "on"),
    "off": ("꺼짐", "off"),
    "design_generations": ("세대", "generations"),
    "design_rounds": ("세대마다의 회", "rounds per generation"),
    "design_budget": ("예산", "budget"),
    "latest": ("가장 늦은 것", "latest"),
    "arrivals": ("도착", "arrivals"),
    "tail_against": (
        "{percent} %, 기준과의 비(95 % 구간)",
        "{percent} % against the first (95 % interval)",
    ),
    "ended": ("결말", "ended"),
    "took": ("걸린 시간", "took"),
    "finished": ("끝까지 감 {count}번", "finished {count}×"),
    "exception": ("예외로 끝남 {count}번", "raised {count}×"),
    "deadline": ("끝나지 않아 멈춤 {count}번", "never ended {count}×"),
    "killed": ("신호로 죽음 {count}번", "killed by a signal {count}×"),
    "exited": ("값 없이 끝남 {count}번", "exited without a value {count}×"),
    "measuring": ("{what} 재는 중 {done}/{total}", "measuring {what} {done}/{total}"),
    "left": (" · 남은 시간 {seconds}초쯤", " · about {seconds} s left"),
    "trying": ("한 번씩 불러 보는 중", "calling each once"),
    "contender": ("방법", "contender"),
    "time": ("시간", "time"),
    "spread": ("퍼짐(사분위)", "quartiles"),
    "against_baseline": ("기준과의 비(95 % 구간)", "against the first (95 % interval)"),
    "memory": ("메모리(최대)", "peak memory"),
    "baseline": ("기준", "baseline"),
    "faster": ("{times} 빠름", "{times} faster"),
    "slower": ("{times} 느림", "{times} slower"),
    "no_difference": ("차이를 확인하지 못함", "no difference seen"),
    "times": ("{value}배", "{value}×"),
    "too_few_generations": ("세대가 모자라 말하지 않음", "too few generations to say"),
    "names": ("이름: {names}", "names: {names}"),
    "unstable": (
        "불안정: 재는 동안 다른 프로그램이 코어를 썼습니다({reasons}).",
        "unstable: other programs used the cores meanwhile ({reasons}).",
    ),
    "pinned": ("모두 코어 하나에서 재었습니다.", "All were measured on one core."),
    "record": ("기록: {path}", "record: {path}"),
    "picture": ("그림: {path}", "picture: {path}"),
    "attainable": (
        "천장: 코어 {cores}개로 얻을 수 있던 최선은 {times}",
        "ceiling: the best that {cores} cores could give was {times}",
    ),
    "holds": ("조건이 맞습니다: {text} ({found})", "The condition holds: {text} ({found})"),
    "holds_not": (
        "조건이 맞지 않습니다: {text} ({found})",
        "The condition does not hold: {text} ({found})",
    ),
    "undecided": (
        "알 수 없습니다: {text} ({found}). 구간이 끝에 걸쳤습니다. --seconds를 늘려 더 재십시오.",
        "Undecided: {text} ({found}). The interval straddles the bound. Measure longer with --seconds.",
    ),
    "another_day": (
        "{day}의 기록 {path}에 비교하면(다른 날이라 짝이 없고, 기계의 사정이 섞입니다):",
        "Against the record {path} of {day} (another day: no pairs, and the machine may have changed):",
    ),
    "other_machine": (
        "주의: 그 기록과 다릅니다: {what}.",
        "Note: this differs from that record: {what}.",
    ),
    "not_recorded": ("그 기록에 없음", "not in that record"),
    "no_record": (
        "{reason}",
        "{reason} is not a record that this parabook can read. Give a JSON file that parabook wrote, or measure again.",
    ),
}
"""갈래마다 한국어와 영어."""


class Misuse(Exception):  # noqa: N818 - 잘못 부른 것이지 고장이 아닙니다.
    """명령을 잘못 부른 경우. 문장 하나에 무엇이, 어디에서, 어떻게 하면 되는지 들어 있습니다."""

    def __init__(self, kind: str, **details: object) -> None:
        self.kind = kind
        super().__init__(say(kind, **details))


def say(kind: str, **details: object) -> str:
    """지금의 말로 적은 문장입니다."""
    return SENTENCES[kind][LANGUAGES.index(language.get())].format(**details)


def unreadable(path: str, reason: object) -> Misuse:
    """읽을 수 없는 기록입니다. 기록이 말하는 이유는 한국어뿐이므로, 영어로는 파일의 이름만 댑니다."""
    return Misuse("no_record", reason=reason if language.get() == "ko" else path)


def language_of(asked: str | None) -> str:
    """쓸 말을 고릅니다: 시킨 것, 로캘, 한국어의 순서입니다."""
    if asked:
        return asked
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "ko" if re.split(r"[_.@-]", value)[0] in {"C", "POSIX", "ko"} else "en"
    return "ko"
