"""조언이 적는 말: 한국어와 영어."""

from __future__ import annotations

from parabook.command.wording import SENTENCES, say

__all__ = ["ADVICE", "say"]

ADVICE = {
    # 입력과 함수를 쓸 수 없는 경우
    "inputs_not_list": (
        "{text}: 하나씩 꺼낼 수 있는 것이 아니라 {type}입니다. 입력의 목록이나, 목록을 돌려주는 함수를 주십시오.",
        "{text} is a {type}, not something to iterate over. Give a list of inputs, or a function that returns one.",
    ),
    "inputs_empty": (
        "{text}: 입력이 하나도 없습니다. 함수를 부를 값을 하나 넘게 넣으십시오.",
        "{text} is empty. Put in at least one value to call the function with.",
    ),
    "input_fails": (
        (
            "{index}번 입력 {item}에서 예외를 냈습니다: {error} ({where}). "
            "그 입력을 빼거나, 함수가 그런 값을 다루게 하십시오. 번호는 0부터입니다."
        ),
        (
            "Input {index}, {item}, raised {error} ({where}). "
            "Leave that input out or let the function handle it. Inputs are counted from 0."
        ),
    ),
    "input_reads": (
        (
            "{index}번 입력 {item}에서 표준 입력을 읽으려다 {error}로 멈추었습니다({where}). "
            "재는 동안에는 사람이 적을 수 없습니다. 읽을 것을 인자로 받게 하십시오."
        ),
        (
            "Input {index}, {item}, tried to read standard input and got {error} ({where}). "
            "Nobody types while measuring: take it as an argument."
        ),
    ),
    "fails_together": (
        (
            "하나씩 부르면 되는데 함께 부르면 예외를 냅니다: {error} ({where}). "
            "함께 쓰는 것(커넥션, 파일, 전역 변수)이 있는지 보십시오. 그대로는 나누어 부를 수 없습니다."
        ),
        (
            "It works one at a time but fails together: {error} ({where}). "
            "Look for something shared (a connection, a file, a global); as it is, it cannot be run in parallel."
        ),
    ),
    "changes_inputs": (
        (
            "{text}: {index}번 입력을 고칩니다. 두 번째부터는 다른 일을 하게 되어 비교할 수 없습니다. "
            "복사해서 쓰는 함수(예: sorted(data), list(data))로 감싸십시오."
        ),
        (
            "{text} changes input {index}, so a second call would do other work. "
            "Wrap it in a function that copies its input."
        ),
    ),
    "input_never_ends": (
        (
            "{text}: {index}번 입력에서 {seconds:.0f}초 안에 끝나지 않아 멈추었습니다. 그동안 CPU를 {share} % 썼습니다. "
            "끝나는 함수라면 --deadline을 늘리거나, 더 작은 입력을 주십시오."
        ),
        (
            "{text}: input {index} did not end within {seconds:.0f} s and was stopped; it used {share} % of a core. "
            "If it does end, give a longer --deadline or smaller inputs."
        ),
    ),
    "loading_never_ends": (
        (
            "{text}: 파일을 불러오고 입력을 만드는 데 {seconds:.0f}초 안에 끝나지 않아 멈추었습니다. "
            '모듈의 맨 바깥에서 하는 일을 if __name__ == "__main__": 아래로 옮기십시오.'
        ),
        (
            "{text}: importing the file and making the inputs did not end within {seconds:.0f} s. "
            'Move what the module does at import under if __name__ == "__main__":.'
        ),
    ),
    "died": (
        "{text}: {index}번 입력을 부르던 프로세스가 죽었습니다. {detail} 그 입력만 따로 불러 보십시오.",
        "{text}: the process died on input {index}. {detail} Call that input by itself.",
    ),
    "cannot_load": (
        "불러오지 못했습니다: {error}. 그 파일을 python으로 한 번 돌려 보십시오.",
        "It could not be imported: {error}. Run that file with python once.",
    ),
    # 하는 일
    "step_loading": ("파일과 입력을 불러오는 중", "importing the file and the inputs"),
    "sampling": ("표본을 부르는 중 {done}/{total}", "calling a sample {done}/{total}"),
    "step_together": ("둘이 함께 부르는 중", "calling two at a time"),
    "step_pricing": ("이 기계의 비용을 재는 중", "pricing this machine"),
    # 방법과 쓸 수 없는 이유
    "method_sequential": ("순차 실행", "sequential"),
    "method_threads": ("스레드", "threads"),
    "method_coroutines": ("비동기", "coroutines"),
    "method_processes": ("프로세스", "processes"),
    "threads_for_coroutines": (
        "async def 함수는 스레드가 아니라 이벤트 루프가 겹칩니다",
        "an async def function is overlapped by the event loop, not by threads",
    ),
    "threads_fail": (
        "스레드에서 부르면 예외를 냅니다: {error}. 스레드마다 따로 열거나 만들 것이 있는지 보십시오",
        "it fails when called in threads: {error}; look for something each thread should open for itself",
    ),
    "not_coroutine": (
        "async def 함수가 아닙니다. 기다리는 호출을 await로 바꾸어야 쓸 수 있습니다",
        "not an async def function; its waiting calls would have to become awaits",
    ),
    "differing": (
        "순차 실행과 다른 값을 돌려주었습니다. 함께 쓰는 것(전역 변수, 객체)을 고치는 함수인지 보십시오",
        "it returned other values than sequential; look for something shared that the function changes",
    ),
    "no_memory": ("메모리가 모자랍니다", "not enough memory"),
    "no_costs": (
        "이 기계의 비용을 재지 못했습니다",
        "the costs of this machine could not be measured",
    ),
    "hopeless": (
        "예측이 가장 빠른 것의 {times}배라 재지 않았습니다",
        "predicted at {times} times the fastest, so not measured",
    ),
    "too_slow_to_measure": (
        "표본에서 이미 아는 시간이고, 오래 걸려서 재지 않았습니다",
        "known from the sample, and too slow to measure again",
    ),
    "no_time_to_measure": (
        "시간 안에 잴 수 없습니다. --seconds를 늘리면 잽니다",
        "cannot be measured in time; give more --seconds",
    ),
    "stopped_before": ("멈추어서 재지 못했습니다", "stopped before it was measured"),
    "cannot_travel": (
        "{what} 다른 프로세스로 보낼 수 없습니다: {path} ({type}). {way}",
        "{what} cannot be sent to another process: {path} ({type}). {way}",
    ),
    "travelling_function": ("함수를", "the function"),
    "travelling_input": ("입력을", "an input"),
    "travelling_result": ("결과를", "a result"),
    "way_lock": (
        "락은 보내지 말고 워커의 initializer에서 만드십시오",
        "Do not send locks: make them in the worker's initializer",
    ),
    "way_generator": (
        "list(…)로 펴서 주고받으십시오",
        "Turn it into a list first",
    ),
    "way_local": (
        "람다와 중첩 함수는 모듈의 맨 바깥에 def로 적으십시오",
        "Write lambdas and inner functions as a def at module level",
    ),
    "way_function": (
        "모듈에서 그 이름으로 찾을 수 있는 함수여야 합니다. 장식했다면 functools.wraps를 쓰십시오",
        "It must be found in its module under its own name; decorate with functools.wraps",
    ),
    "way_file": (
        "연 파일 대신 경로를 주고, 함수가 열게 하십시오",
        "Send the path instead of the open file, and let the function open it",
    ),
    "way_connection": (
        "커넥션 대신 주소나 경로를 주고, 워커마다 열게 하십시오",
        "Send the address instead of the connection, and let each worker open its own",
    ),
    "way_module": ("모듈은 함수 안에서 불러오십시오", "Import the module inside the function"),
    "way_object": (
        "그 객체를 만들 값을 보내고 워커에서 만들거나, __reduce__를 적으십시오",
        "Send what it is made from and build it in the worker, or write __reduce__",
    ),
    # 알아낸 것
    "head": ("{function} · 입력 {inputs:,}개", "{function} · {inputs:,} inputs"),
    "unfinished_inputs": (
        "입력이 끝나지 않아 앞의 {inputs:,}개만 보았습니다.",
        "The inputs do not end; only the first {inputs:,} were looked at.",
    ),
    "each_call": (
        "한 번에 {seconds}: CPU {compute}, 기다림 {wait} (표본 {sampled}개, 사분위 {spread}, 가장 긴 것 {most})",
        "per call {seconds}: CPU {compute}, waiting {wait} ({sampled} sampled, quartiles {spread}, longest {most})",
    ),
    "gil_share": (
        "계산 가운데 GIL을 잡는 몫 {share} %{gained}",
        "share of the CPU time that holds the GIL: {share} %{gained}",
    ),
    "threads_gained": ("스레드 {count}개로 {times}배", "{count} threads: {times}x"),
    "processes_gained": ("프로세스 2개로 {times}배", "2 processes: {times}x"),
    "wire": (
        "프로세스에 보내면 입력 {input}, 결과 {result}, 직렬화와 역직렬화에 {packing}",
        "on the wire: input {input}, result {result}, {packing} to pack and unpack",
    ),
    "resident": ("메모리 {before} → {after}", "memory {before} → {after}"),
    "prints_or_random": (
        "부를 때마다, 또는 프로세스마다 다른 값을 돌려주므로, 결과는 개수와 형만 비교했습니다.",
        "Results differ from call to call or process to process, so only their number and types were compared.",
    ),
    "returns_generator": (
        "제너레이터를 돌려주는 함수라, 부르기만 해서는 일을 하지 않습니다. 목록을 돌려주게 고쳐서 다시 물어보십시오.",
        "It returns a generator, so calling it does no work yet. Let it return a list and ask again.",
    ),
    "fewer": (
        "고르게 고른 입력 {tasks:,}개로 재었습니다. 예측과 측정은 그만큼의 것입니다.",
        "Measured on {tasks:,} inputs spread over all; predictions and times are for those.",
    ),
    # 표
    "workers": ("워커", "workers"),
    "prediction": ("예측", "predicted"),
    "measurement": ("측정(사분위)", "measured (quartiles)"),
    # 답
    "answer_gain": (
        "{method}를 쓰십시오. 순차 실행보다 {times}배 빠릅니다({alone} → {took}, {basis}). {reason}",
        "Use {method}: {times} times as fast as sequential ({alone} → {took}, {basis}). {reason}",
    ),
    "answer_nothing": (
        "나누어서 얻는 것이 없습니다. 순차 실행으로 두십시오({alone}, {basis}).{next} {reason}",
        "Nothing is gained; leave it sequential ({alone}, {basis}).{next} {reason}",
    ),
    "next_best": (
        " 다음으로 나은 {method}의 속도는 순차 실행의 {times}배였습니다.",
        " The next best, {method}, was {times} times as fast.",
    ),
    "basis_measured": ("측정", "measured"),
    "basis_predicted": ("예측", "predicted"),
    "with_workers": ("{method} {workers:,}개", "{workers:,} {method}"),
    "reason_processes": (
        "한 번에 CPU를 {compute} 쓰는 계산이고 GIL을 잡고 하므로, 프로세스로 나누어야 코어 여럿에서 겹칩니다{gained}.",
        "Each call computes for {compute} holding the GIL, so only processes use several cores{gained}.",
    ),
    "reason_coroutines": (
        "한 번에 {wait}를 기다리고 계산은 {compute}뿐이라, 이벤트 루프가 기다림을 모두 겹칩니다.",
        "Each call waits {wait} and computes {compute}; the event loop overlaps all the waiting.",
    ),
    "reason_threads_wait": (
        "한 번에 {wait}를 기다리고 계산은 {compute}라, 스레드가 기다림을 겹칩니다.",
        "Each call waits {wait} and computes {compute}; threads overlap the waiting.",
    ),
    "reason_threads_released": (
        "한 번에 CPU를 {compute} 쓰지만 GIL을 놓고 하므로, 스레드로도 코어 여럿에서 겹치고 보내고 받을 것이 없습니다{gained}.",
        "Each call computes for {compute} but releases the GIL, so threads use several cores and nothing is sent{gained}.",
    ),
    "reason_measured": (
        "한 번에 계산 {compute}, 기다림 {wait}입니다. 재어 보니 그랬습니다{gained}.",
        "Each call computes {compute} and waits {wait}. That is what measuring showed{gained}.",
    ),
    "reason_one": (
        "입력이 하나뿐이라 나눌 것이 없습니다.",
        "There is only one input, so nothing to share.",
    ),
    "reason_tiny": (
        "한 번이 {seconds}라, 하나를 맡기는 비용이 하는 일과 비교해 큽니다.",
        "One call takes {seconds}; handing it over costs more than doing it.",
    ),
    "reason_blocked": (
        "GIL을 잡는 계산이라 프로세스로 나누어야 하는데, 보낼 수 없는 것이 있습니다{gained}.",
        "It computes holding the GIL and would need processes, but something cannot be sent{gained}.",
    ),
    "reason_large": (
        "한 번의 계산 {compute}에 비교해, 오가는 {size}를 직렬화하고 되돌리는 시간({packing})이 큽니다{gained}.",
        "Packing and unpacking {size} takes {packing} beside {compute} of computing{gained}.",
    ),
    "reason_sequential": (
        "한 번에 계산 {compute}, 기다림 {wait}이고, 나누어 얻는 것보다 나누는 비용이 큽니다{gained}.",
        "Each call computes {compute} and waits {wait}; sharing it out costs more than it gains{gained}.",
    ),
    "chapter": ("읽을 장: {title} ({page})", "chapter: {title} ({page})"),
    "paste": ("붙여 쓸 프로그램:", "a program to paste:"),
    "kept": ("남긴 것: {paths}", "kept: {paths}"),
    "interrupted_advice": (
        "멈추었습니다. 그때까지 알아낸 것입니다.",
        "Stopped. This is what was found until then.",
    ),
    "help_advise_short": (
        "어느 방법이 맞는지 재어 고릅니다",
        "find the method that suits, by measuring",
    ),
    "help_advise": (
        """\
함수 하나를 여러 입력에 부를 때 순차, 스레드, 비동기, 프로세스 가운데 무엇이 맞는지 찾습니다.
표본을 불러 CPU와 기다림과 GIL과 오가는 크기를 보고, 책의 식으로 줄을 세우고,
앞선 것들을 실제로 재어 고르고, 붙여 쓸 프로그램을 적습니다. 1분 안에 끝납니다.

  parabook advise work.py:crunch --inputs work.py:NUMBERS
  parabook advise shop.prices:fetch --inputs shop.prices:addresses
  parabook advise work.py:crunch --inputs work.py:NUMBERS --json
  parabook advise work.py:crunch --inputs work.py:NUMBERS --for-chooser

파일은 고치지 않습니다. 함수는 입력 하나를 받고, 여러 번 불러도 되는 것이어야 합니다.""",
        """\
Find which of sequential, threads, coroutines and processes suits one function called on many inputs.
It calls a sample to see CPU, waiting, the GIL and sizes on the wire, ranks by the book's model,
measures the first few for real, and prints a program to paste. It ends within a minute.

  parabook advise work.py:crunch --inputs work.py:NUMBERS
  parabook advise shop.prices:fetch --inputs shop.prices:addresses
  parabook advise work.py:crunch --inputs work.py:NUMBERS --json
  parabook advise work.py:crunch --inputs work.py:NUMBERS --for-chooser

Files are not changed. The function takes one input and may be called many times.""",
    ),
    "help_function": (
        "입력 하나를 받는 함수. async def도 됩니다",
        "the function, taking one input; async def as well",
    ),
    "help_inputs": (
        "입력의 목록이나, 목록을 돌려주는 함수: '파일.py:이름'",
        "a list of inputs or a function that returns one: 'file.py:NAME'",
    ),
    "help_for_chooser": (
        "재지 않고, 책의 고르는 도구를 채우는 링크를 적습니다. 아무것도 내보내지 않습니다",
        "measure nothing; print a link that fills the book's chooser. Nothing leaves this machine",
    ),
    "help_site": (
        "그 링크의 앞에 붙일 책의 주소나 폴더",
        "address or folder of the book, put before that link",
    ),
    "help_seconds": (
        "모두 합쳐 쓸 시간(초). 기본은 45",
        "time for everything, default 45 s",
    ),
    "help_deadline": (
        "한 번 부르는 데 기다릴 시간(초). 기본은 20",
        "how long to wait for one call, default 20 s",
    ),
}
"""갈래마다 한국어와 영어. 이 방의 모듈은 `say`를 여기에서 불러와, 이 말들이 늘 있게 합니다."""

SENTENCES.update(ADVICE)
