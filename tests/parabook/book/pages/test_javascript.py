"""식을 자바스크립트로 옮기는 일. 옮긴 것이 파이썬과 같은 값을 내는지는 브라우저에서 봅니다(`tests/book`)."""

import pytest

from parabook.book.pages.chooser import formulas_script
from parabook.book.pages.javascript import TranslationError, translate, translate_together


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
        "return a[1:]",
        "return a[-1]",
        "return f'{a:.2f}'",
        "return f'{a!r}'",
        "return f'`{a}'",
        "return sorted(a, reverse=b)",
        "a.extend(b)",
        "a //= b",
        "while a: break",
        "for x in range(0, 3, 2): a = x",
        "for x in a.b: a = x",
        "return True",
    ],
)
def test_what_cannot_be_translated_is_named(line: str) -> None:
    """짐작해서 옮기지 않고, 파일과 줄을 말합니다."""
    with pytest.raises(TranslationError, match=r"x\.py의 \d번째 줄: .*옮길 줄 모르는"):
        translate(f"import math\ndef f(a, b):\n    {line}\n", "x.py")


def test_lists_and_text_become_theirs() -> None:
    """목록, 고리, 이어 붙인 글도 같은 순서로 옮겨집니다."""
    source = (
        "def drawn(count):\n"
        "    found: list[tuple[int, str]] = []\n"
        "    text = ''\n"
        "    for number in range(1, count):\n"
        "        found.append((number % 3, f'{number}번'))\n"
        "    for order, name in found:\n"
        "        if order == 0:\n"
        "            text += name\n"
        "        elif order == 1:\n"
        "            text += '-'\n"
        "        else:\n"
        "            text += found[0][1]\n"
        "    first, last = count, len(found)\n"
        "    while first < last:\n"
        "        first += 1\n"
        "    return text, sorted(found)\n"
    )
    assert translate(source, "x.py").splitlines()[1:-2] == [
        "  function drawn(count) {",
        "    let found, text, first, last;",
        "    found = [];",
        '    text = "";',
        "    for (let number = 1; number < count; number += 1) {",
        "      found.push([(number % 3), `${number}번`]);",
        "    }",
        "    for (const [order, name] of found) {",
        "      if ((order === 0)) {",
        "        text += name;",
        "      } else {",
        "        if ((order === 1)) {",
        '          text += "-";',
        "        } else {",
        "          text += found[0][1];",
        "        }",
        "      }",
        "    }",
        "    [first, last] = [count, found.length];",
        "    while ((first < last)) {",
        "      first += 1;",
        "    }",
        "    return [text, [...found].sort((one, other) => one - other)];",
        "  }",
    ]


def test_modules_translated_together_share_no_name() -> None:
    """모듈의 벽이 없어지므로, 나중 것이 앞의 것을 조용히 덮지 못합니다."""
    both = {"a.py": "SIZE = 1\n", "b.py": "def size(x):\n    return x + SIZE\n"}
    assert "return { SIZE, size };" in translate_together(both)
    with pytest.raises(TranslationError, match=r"b\.py의 SIZE: .*바꾸십시오"):
        translate_together({"a.py": "SIZE = 1\n", "b.py": "SIZE = 2\n"})


def test_formulas_can_be_translated() -> None:
    """책의 식은 모두 옮길 수 있습니다."""
    script = formulas_script()
    assert "function process_seconds(work, costs, workers)" in script
    assert script.rstrip().endswith("})();")
