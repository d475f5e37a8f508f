"""Function objects that hold one lambda become that lambda."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.misc.function_to_lambda import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = "#include <functional>\n#include <iostream>\n#include <vector>\nusing namespace std;\n"


def text_of(body: str) -> str:
    return (
        f"{HEAD}int apply(function<int(int)> f, int x) {{ return f(x); }}\n"
        f"int f(int n) {{ int s = 0; {body} return s; }}\nint main() {{}}\n"
    )


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (
            "void(int)",
            "(int x) { if (x) { s++; g(x - 1); } }; g(n);",
            "(auto&& self, int x) -> void { if (x) { s++; self(self, x - 1); } }; g(g, n);",
        ),
        (
            "int(int x)",
            "(int x) -> int { return x ? g(x / 2) + 1 : 0; }; s = g(n);",
            "(auto&& self, int x) -> int { return x ? self(self, x / 2) + 1 : 0; }; s = g(g, n);",
        ),
        (
            "int(const vector<int>&, int k)",
            "(const vector<int>& v, int i) { return v[i] + s; }; s = g({1, n}, 0);",
            "(const vector<int>& v, int i) -> int { return v[i] + s; }; s = g({1, n}, 0);",
        ),
        (
            "void()",
            "() { if (s++ < n) g(); }; g();",
            "(auto&& self) -> void { if (s++ < n) self(self); }; g(g);",
        ),
        (
            "void(int)",
            "(int x) { auto h = [&] { if (x) g(x - 1); }; h(); }; g(n);",
            "(auto&& self, int x) -> void { auto h = [&] { if (x) self(self, x - 1); }; h(); };",
        ),
    ],
)
def test_the_lambda_is_called_itself(kind: str, before: str, after: str) -> None:
    for head in ("std::function<KIND> g = ", "function<KIND> g; g = "):
        text = text_of(head.replace("KIND", kind) + "[&]" + before)
        assert f"auto g = [&]{after}" in applied(text, rewrites_of(RULE, text))


STEP = "function<int(int)> g = [&](int x) { return x > 0 ? g(x - 1) + 1 : n; };"


@pytest.mark.parametrize(
    "body",
    [
        f"{STEP} s = apply(g, 3);",
        f"{STEP} g = [](int x) {{ return x; }}; s = g(3);",
        f"{STEP} auto h = g; s = h(3);",
        f"{STEP} auto h = [g](int x) {{ return g(x); }}; s = h(3);",
        f"{STEP} if (g) s = g(3);",
        STEP.replace("[&](int x)", "[&](long x)") + " s = g(3);",
        STEP.replace("[&]", "[&, n]") + " s = g(3);",
        STEP.replace("function<int(int)>", "static function<int(int)>") + " s = g(3);",
        "function<int(int)> g; if (n) g = [&](int x) { return x + s; }; s = g(1);",
        "function<void(int)> g = [&](int x) { return s += x; }; g(2);",
        "function<int(int)> g = [&](auto x) { return x + s; }; s = g(2);",
    ],
)
def test_other_functions_stay(body: str) -> None:
    check_silent(RULE, text_of(body.replace("[&, n]", "[&s, n, &g]")))


SIGNATURES = [
    ("int", "int", "int a"),
    ("long long", "long long", "long long a"),
    ("void", "int", "int a"),
    ("double", "double", "double a"),
    ("unsigned", "unsigned", "unsigned a"),
    ("long", "const int&", "const int& a"),
]
BODIES = [
    "s += a; {r}",
    "if (a > 1) {{ g(a / 2); s++; }} {r}",
    "if (a <= 0) {r0} s += 2; g(a - 1); {r}",
    "for (int i = 0; i < a && i < 3; i++) g(i); {r}",
]


@FEW
@given(
    st.lists(
        st.tuples(st.sampled_from(SIGNATURES), st.sampled_from(BODIES), st.booleans()),
        min_size=8,
        max_size=8,
    )
)
def test_the_results_are_the_same(shapes: list[tuple[tuple[str, str, str], str, bool]]) -> None:
    functions: list[str] = []
    for i, ((result, kind, parameter), body, split) in enumerate(shapes):
        ends = ("return;", "return;") if result == "void" else ("return a + s % 5;", "return 7;")
        made = f"[&]({parameter}) {{ {body.format(r=ends[0], r0=ends[1])} }};"
        made = made.replace("{ ", f"-> {result} {{ ", 1) if result != "void" else made
        head = f"function<{result}({kind})> g" + ("; g" if split else "")
        called = "g(n);" if result == "void" else "s = s * 7 + (long long)g(n);"
        functions.append(
            f"long long f{i}(int n) {{ long long s = 1; {head} = {made} {called} return s; }}"
        )
    calls = [f"f{i}({n})" for i in range(len(shapes)) for n in (0, 1, 5)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) == len(shapes)
