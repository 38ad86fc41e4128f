"""`python -m parabook`으로 명령을 부르는 자리."""

import sys

from parabook.command.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
