"""연습을 판정하는 명령이 적는 말: 한국어와 영어."""

from __future__ import annotations

from parabook.command.wording import SENTENCES, say

__all__ = ["PHRASES", "say"]

PHRASES = {
    # 도움말
    "help_check_short": (
        "책의 연습을 푼 파일을 판정하기",
        "judge your file for an exercise of the book",
    ),
    "help_check": (
        """\
책의 연습을 푼 파일을 새 인터프리터에서 돌려 보고, 찍은 글이 아니라 사실과 비로 판정합니다.

  parabook check                                  연습의 목록
  parabook check --start pool_per_call            시작 파일을 이 폴더에 두기
  parabook check pool_per_call.py                 고친 파일을 판정하기
  parabook check mine.py --exercise pool_per_call

모두 맞으면 0, 하나라도 맞지 않으면 1, 잘못 불렀으면 2, 판정하지 못한 것이 있으면 3으로 끝납니다.""",
        """\
Run your file for an exercise in fresh interpreters and judge it by facts and ratios, not by what it prints.

  parabook check                                  list the exercises
  parabook check --start pool_per_call            put the starting file here
  parabook check pool_per_call.py                 judge your file
  parabook check mine.py --exercise pool_per_call

Ends with 0 if all holds, 1 if something does not, 2 for misuse, 3 if something could not be judged.""",
    ),
    "help_file": (
        "판정할 파일. 없으면 연습의 목록을 적습니다",
        "the file to judge; without one, the exercises are listed",
    ),
    "help_exercise": (
        "연습의 이름. 없으면 파일의 이름에서 압니다",
        "the exercise; taken from the file's name if not given",
    ),
    "help_start": (
        "이 연습의 시작 파일을 지금 폴더에 둡니다",
        "put this exercise's starting file into the current folder",
    ),
    "help_check_seconds": (
        "시간을 재는 데 쓸 시간(초). 기본 4",
        "seconds to spend on timing, default 4",
    ),
    "help_facts_only": (
        "시간은 재지 않고 사실만 봅니다. 바쁜 기계에서 씁니다",
        "judge facts only and measure no time, for a busy machine",
    ),
    "help_name": ("이름", "NAME"),
    "help_source": ("파일", "FILE"),
    # 잘못 부른 경우
    "no_exercise": (
        "{name}: 그런 연습이 없습니다. 있는 연습: {known}.",
        "{name}: there is no such exercise. There are: {known}.",
    ),
    "unnamed_exercise": (
        "{file}: 파일 이름으로는 어느 연습인지 알 수 없습니다. --exercise에 이름을 적으십시오: {known}.",
        "{file}: its name does not tell the exercise. Give one with --exercise: {known}.",
    ),
    "no_answer_file": (
        "{file}: 그런 파일이 없습니다. 'parabook check --start {name}'으로 시작 파일부터 두십시오.",
        "{file}: there is no such file. Get the starting file with 'parabook check --start {name}'.",
    ),
    "already_there": (
        "{file}: 이미 있습니다. 고친 것을 지우지 않으려고 멈추었으니, 다른 폴더에서 하거나 이름을 바꾸십시오.",
        "{file} is already there and is left as it is. Use another folder, or rename it.",
    ),
    "answer_not_importable": (
        "{file}: 모듈로 불러올 수 없는 이름입니다. 영문자, 숫자, 밑줄로 된 이름으로 복사하십시오.",
        "{file}: its name cannot be imported. Copy it to a name of letters, digits and underscores.",
    ),
    "answer_fails_import": (
        "{file}, {line}번 줄: 불러오다가 멈추었습니다({reason}). 그 줄을 고치고 다시 판정하십시오.",
        "{file}, line {line}: importing it failed ({reason}). Mend that line and check again.",
    ),
    "answer_lacks": (
        "{file}: 판정하는 데 쓰는 이름이 없습니다: {names}. 시작 파일에 있던 이름과 인자를 그대로 두십시오.",
        "{file}: {names} is missing, and the check calls it. Keep the names and parameters of the starting file.",
    ),
    # 판정
    "started": (
        "시작 파일을 두었습니다: {file}. 고친 다음에: parabook check {file}",
        "{file} is here. Mend it, then: parabook check {file}",
    ),
    "exercise_title": ("연습 {name}: {title}", "exercise {name}: {title}"),
    "under": ("시작 방식 {method}: ", "start method {method}: "),
    "read": ("읽을 곳: {page}.html", "read: {page}.html (in Korean)"),
    "all_hold": ("조건 {count}개가 모두 맞습니다.", "All {count} conditions hold."),
    "some_broken": (
        "조건 {count}개 가운데 {broken}개가 맞지 않습니다.",
        "{broken} of {count} conditions do not hold.",
    ),
    "some_unknown": (
        "맞지 않는 것은 없지만 {unknown}개를 판정하지 못했습니다.",
        "Nothing is wrong, but {unknown} of {count} could not be judged.",
    ),
    "pace_start": (
        "시작 파일보다 {times:g}배 넘게 빠릅니다",
        "more than {times:g}× faster than the start",
    ),
    "pace_solution": (
        "책의 풀이보다 {times:g}배 넘게 느리지 않습니다",
        "not more than {times:g}× slower than the book's solution",
    ),
    "pace_found": (
        "잰 것은 {value}배이고 95 % 구간은 {low}–{high}입니다",
        "measured {value}×, 95 % interval {low}–{high}",
    ),
    "pace_straddles": (
        "구간이 끝에 걸쳤습니다. --seconds를 늘려 다시 재십시오",
        "the interval straddles the bound; measure longer with --seconds",
    ),
    "pace_waits": (
        "다른 조건이 모두 맞은 다음에 시간을 잽니다",
        "time is measured once everything else holds",
    ),
    "pace_failed": ("재지 못했습니다: {reason}", "could not be measured: {reason}"),
}
"""갈래마다 한국어와 영어."""

SENTENCES.update(PHRASES)
