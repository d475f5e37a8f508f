"""Equal calls of pure functions are made once, where nothing can have changed in between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.misc.call_once import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

HEAD = """\
#include <iostream>
#include <string>
#include <vector>
using namespace std;
int g = 2;
int pure(int n) { int s = 0; while (n > 0) { s += n % 10; n /= 10; } return s; }
int reads(int n) { return n * g; }
int counts(int n) { g++; return n; }
string word(int n) { return string(n % 7, 'a'); }
vector<int> row(int n) { return vector<int>(3, n); }
"""


@pytest.mark.parametrize(
    "body",
    [
        "if (pure(n) > 2) { n = pure(n); cout << pure(n); }",
        "cout << counts(n) << counts(n);",
        "if (reads(n) > 2) { g = 3; cout << reads(n); }",
        "if (n > 2 && pure(n) > 2) cout << pure(n);",
        "for (int i = 0; i < pure(n); i++) cout << pure(i);",
        "if (pure(n) > 2) cout << pure(n + 1);",
        "int a = pure(n); n++; cout << a << pure(n);",
        "for (int x : row(n)) cout << x;",
    ],
)
def test_other_calls_are_made(body: str) -> None:
    check_silent(RULE, f"{HEAD}int main() {{ int n; cin >> n; {body} }}\n")


STEPS = [
    "s += pure(n);",
    "if (pure(n) > b) b = pure(n);",
    "if (pure(n) == 3 || reads(n) < 9) s++;",
    "s += word(n).size() + pure(n);",
    "if (word(n) > w) w = word(n);",
    "s += row(n)[0];",
    "{ int n = 5; s += pure(n); }",
    "g++;",
    "n++;",
    "s += reads(n) * reads(n);",
    "for (int i = 0; i < 3; i++) s += reads(n) + pure(i);",
    "for (int x : row(n)) s += x;",
    "s += counts(n);",
    "if (s % 2) continue;",
]


@FEW
@given(st.lists(st.lists(st.sampled_from(STEPS), min_size=3, max_size=6), min_size=20, max_size=20))
def test_the_results_are_the_same(bodies: list[list[str]]) -> None:
    functions = [
        f"long long f{index}(int from) {{ long long s = 0; int b = 0; string w; g = 2;\n"
        f"    for (int n = from; n < from + 20; n += 3) {{\n        {' '.join(body)}\n    }}\n"
        "    return s * 31 + b + w.size(); }"
        for index, body in enumerate([[STEPS[0], STEPS[1]], *bodies])
    ]
    calls = [f"f{index}({start})" for index in range(len(functions)) for start in (0, 95)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0


def test_a_result_in_a_block_hides_none_around_it() -> None:
    body = (
        "int m = n + 5; cout << pure(n); "
        "if (n > 2) { int a = pure(n) * 100 + pure(m); cout << a << pure(m); }"
    )
    text = program(HEAD, [f"int f(int n) {{ {body} return 0; }}"], ["f(3)", "f(48)"])
    found = rewrites_of(RULE, text)
    assert len(found) == 2
    check_same_output(text, applied(text, found), [b""])
