# 실행: python plot_long_line_breaks_the_stream.py (준비는 책의 '예제 실행하기'에 있습니다.)
"""
긴 줄 하나가 비동기 스트림의 줄을 깨뜨립니다
==================================================================

프로그램이 JSON을 한 줄에 하나씩 적고, 우리는 ``async for``로 읽습니다. 몇 달을 잘 돌다가 긴 줄 하나에 멈춥니다.
오류를 잡아 넘기고 계속 읽으면 괜찮을까요?

이 실험은 :doc:`다른 프로그램을 부를 때 </diagnosis/subprocess>`에 나옵니다.
"""

import asyncio
import json
import sys

LINES = 5
LONG = 100_000
PAUSE_SECONDS = 0.3
LIMIT_BYTES = 1 << 20

# %%
# 재는 코드
# ------------------------------------------------------------------
#
# 부르는 프로그램은 JSON 다섯 줄을 적습니다. 셋째 줄만 길고, 그 끝은 조금 뒤에 적습니다.

WRITER = """
import json
import sys
import time

lines, long, pause = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
for number in range(lines):
    line = json.dumps({"number": number, "text": "x" * (long if number == 2 else 10)})
    print(line[:-10], end="", flush=True)
    time.sleep(pause if number == 2 else 0)
    print(line[-10:], flush=True)
"""


async def start(**options):
    """프로그램을 시작하고, 그 출력을 읽을 파이프를 엽니다."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WRITER, str(LINES), str(LONG), str(PAUSE_SECONDS)),
        stdout=asyncio.subprocess.PIPE,
        **options,
    )


async def read_lines():
    """한 줄씩 읽습니다."""
    process, lines = await start(), []
    try:
        async for line in process.stdout:
            lines.append(line)  # noqa: PERF401 - 예외가 나도 그때까지 읽은 것을 셉니다.
    except ValueError as error:
        print(f"{type(error).__name__}: {error}")
    finally:
        await let_go(process)
    return lines


async def skip_errors():
    """오류가 나면 넘기고 계속 읽습니다."""
    process, lines = await start(), []
    while True:
        try:
            line = await process.stdout.readline()
        except ValueError:
            continue
        if not line:
            break
        lines.append(line)
    await process.wait()
    return lines


async def read_lines_within_limit():
    """한도를 늘리고 한 줄씩 읽습니다."""
    process = await start(limit=LIMIT_BYTES)
    lines = [line async for line in process.stdout]
    await process.wait()
    return lines


async def split_pieces():
    """오는 대로 읽고, 줄바꿈은 우리가 찾습니다."""
    process, rest, lines = await start(), b"", []
    while piece := await process.stdout.read(1 << 16):
        *whole, rest = (rest + piece).split(b"\n")
        lines += whole
    await process.wait()
    return lines


async def let_go(process):
    """더 읽지 않을 프로그램을 끝내고 거둡니다."""
    if process.returncode is None:
        process.kill()
    await process.communicate()


def counted(lines):
    """온전한 줄과 깨진 줄을 셉니다."""
    whole = sum(is_json(line) for line in lines)
    return {"whole": whole, "broken": len(lines) - whole}


def is_json(line):
    """한 줄이 온전한 JSON인지 봅니다."""
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def plain():
    """한 줄씩 읽기(async for), 한도 64 KiB"""
    return counted(asyncio.run(read_lines()))


def skipping():
    """오류를 넘기고 계속 읽기"""
    return counted(asyncio.run(skip_errors()))


def larger_limit():
    """고침: limit=1 MiB"""
    return counted(asyncio.run(read_lines_within_limit()))


def pieces():
    """고침: read(n)으로 읽고 줄을 나누기"""
    return counted(asyncio.run(split_pieces()))


# %%
# 예상
# ------------------------------------------------------------------
#
# 셋째 줄에서 예외가 나므로 ``async for``는 앞의 두 줄만 읽습니다.
# 넘기고 계속 읽으면 긴 줄만 잃고 네 줄을 읽을 것 같지만, 스트림은 긴 줄을 한 번에 버리지 못합니다.
#
# 재기
# ------------------------------------------------------------------

if __name__ == "__main__":
    from parabook import draw, observe

    result = observe(
        plain,
        skipping,
        larger_limit,
        pieces,
        facts={"whole": "온전한 줄(개)", "broken": "깨진 줄(개)"},
        times=1,
    )
    print(result)

# %%
# 그림
# ------------------------------------------------------------------

if __name__ == "__main__":
    draw(result)

# %%
# 읽기
# ------------------------------------------------------------------
#
# 스트림은 줄바꿈을 찾을 때까지 버퍼에 모으고, 한도를 넘으면 모은 것을 버린 다음 예외를 냅니다.
# 버린 것은 긴 줄의 앞부분입니다. 남은 뒷부분은 다음에 읽는 '한 줄'이 됩니다.
# 그래서 넘기고 계속 읽으면 깨진 줄이 섞입니다. 줄의 꼴을 검사하지 않는 프로그램은 알지 못합니다.
#
# ``limit``은 한 줄이 차지할 수 있는 메모리의 한도입니다. 얼마나 긴 줄이 올지 알면 늘리고, 모르면 ``read(n)``으로 읽습니다.
#
# 바꿔 보기
# ------------------------------------------------------------------
#
# ``LONG``을 ``60_000``으로 줄여 보십시오. 네 방법이 모두 다섯 줄을 읽습니다.
# ``PAUSE_SECONDS``를 ``0``으로 하면 깨진 줄이 있기도 하고 없기도 합니다. 어디까지 버렸는지에 달렸기 때문입니다.
