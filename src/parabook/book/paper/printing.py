"""빌드한 한 페이지짜리 책을 PDF로 찍습니다: `python -m parabook.book.paper.printing 책.html 책.pdf`.

TeX 대신 브라우저로 찍습니다. 크롬이나 크로미엄은 누구에게나 있거나 쉽게 설치되고,
사이트와 같은 스타일과 글꼴을 쓰므로 한글이 그대로 담겨 찾고 복사할 수 있습니다.
같은 일을 하는 playwright와 weasyprint를 쓰지 않는 것은, 브라우저만 있으면 파이썬 패키지를 더 설치하지 않아도 되기 때문입니다.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from parabook.book.paper.chrome import VARIABLE, browsers, flags

DEADLINE_SECONDS = 300


class PrintingError(RuntimeError):
    """찍지 못한 경우. 문장에 할 일이 적혀 있습니다."""


def browser() -> str:
    """찍을 수 있는 브라우저의 실행 파일을 돌려줍니다.

    Raises:
        PrintingError: 하나도 찾지 못한 경우.
    """
    if found := next(browsers(), None):
        return found
    raise PrintingError(
        "PDF로 찍을 브라우저가 없으니 크롬이나 크로미엄을 설치하거나, "
        f"환경 변수 {VARIABLE}에 그 실행 파일의 경로를 적으십시오."
    )


def print_book(page: Path, target: Path) -> None:
    """페이지 하나를 PDF로 찍습니다.

    Args:
        page: 찍을 HTML 파일.
        target: 만들 PDF 파일. 폴더는 있어야 합니다.

    Raises:
        PrintingError: 브라우저가 없거나 찍지 못한 경우.
    """
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser(),
            "--headless",
            "--disable-gpu",
            *flags(),
            f"--user-data-dir={profile}",
            "--no-pdf-header-footer",
            # 제목이 PDF의 책갈피가 됩니다.
            "--generate-pdf-document-outline",
            # 글꼴과 그림을 다 받을 때까지 기다립니다.
            "--virtual-time-budget=60000",
            f"--print-to-pdf={target.resolve()}",
            page.resolve().as_uri(),
        ]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=DEADLINE_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PrintingError(f"PDF로 찍지 못했습니다.\n{error}") from error
    if done.returncode or not target.is_file():
        raise PrintingError(f"PDF로 찍지 못했습니다.\n{done.stderr.strip()}")


if __name__ == "__main__":
    source, made = map(Path, sys.argv[1:])
    try:
        print_book(source, made)
    except PrintingError as error:
        sys.exit(str(error))
    print(f"책: {made.resolve()}")
