"""식을 자바스크립트로 옮기는 일. 옮긴 것이 파이썬과 같은 값을 내는지는 브라우저에서 봅니다(`tests/book`)."""

import pytest

from parabook.book.pages.chooser import formulas_script
from parabook.book.pages.javascript import TranslationError, translate


def test_function_becomes_a_function() -> None:
    """계산, 조건, 고리가 같은 순서로 옮겨지고, 함수 안의 이름은 함수 전체에서 삽니다."""
    source = (
        '"""설명."""\nimport math\nSIZES = (1, 2.5)\n'
        "def most(limit):\n"
        '    """가장 큰 것."""\n'
        "    best = -math.inf\n"
        "    for size in SIZES:\n"
        "        if size <= limit and not size == best:\n"
        "            best = max(best, math.ceil(size))\n"
        "    return best if best > 0 else 0\n"
    )
    assert translate(source, "x.py").splitlines() == [
        "(() => {",
        "  const SIZES = [1, 2.5];",
        "  function most(limit) {",
        "    let best;",
        "    best = (-Infinity);",
        "    for (const size of SIZES) {",
        "      if (((size <= limit) && (!(size === best)))) {",
        "        best = Math.max(best, Math.ceil(size));",
        "      }",
        "    }",
        "    return ((best > 0) ? best : 0);",
        "  }",
        "  return { SIZES, most };",
        "})()",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "return a // b",
        "return a ** b",
        "return a < b < 3",
        "return [x for x in a]",
        "return round(a, ndigits=2)",
        "return math.gamma(a)",
        "return 'a'",
        "while a: b = 1",
        "a += 1",
        "a, b = b, a",
        "if a: return 1\n    else: return 2",
        "for x in range(3): pass",
        "return True",
    ],
)
def test_what_cannot_be_translated_is_named(line: str) -> None:
    """짐작해서 옮기지 않고, 파일과 줄을 말합니다."""
    with pytest.raises(TranslationError, match=r"x\.py의 \d번째 줄: .*옮길 줄 모르는"):
        translate(f"import math\ndef f(a, b):\n    {line}\n", "x.py")


def test_formulas_can_be_translated() -> None:
    """책의 식은 모두 옮길 수 있습니다."""
    script = formulas_script()
    assert "function process_seconds(work, costs, workers)" in script
    assert script.rstrip().endswith("})();")
