"""What is counted in a text."""

import time

import pytest

from hasten.nouns import Span
from hasten.predict.features import MATCHED, TEXT_FEATURES, match_features, text_features
from hasten.predict.records import Match
from hasten.source.cpp import CppSource

PAIRS = """
#include <bits/stdc++.h>
using namespace std;
bool is_prime(int n) {
    for (int d = 2; d * d <= n; d++)
        if (n % d == 0) return false;
    return true;
}
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
int main() {
    int n; cin >> n;
    vector<vector<int>> table(n);
    for (int i = 0; i < n; i++) {
        map<int, int> seen;
        for (int j = 0; j < n; j++) table[i].push_back(is_prime(j));
        cout << fib(i) << endl;
    }
}
"""


def features(text: str, part: str = "") -> dict[str, float]:
    source = CppSource.parse(text)
    if not part:
        return text_features(source, Span(0, len(source.data)))
    (function,) = source.function_named(part)
    return text_features(source, function.span)


def test_loops_are_counted_with_their_depth_and_behind_calls() -> None:
    found = features(PAIRS)
    assert found["depth of loops"] == 2
    assert found["depth through calls"] == 3
    assert found["square root bounds"] > 0
    assert features(PAIRS, "is_prime")["depth through calls"] == 1
    assert features(PAIRS, "main")["loops at depth 2"] > 0


def test_recursion_that_branches_is_told_from_one_that_does_not() -> None:
    assert features(PAIRS, "fib")["branching recursion"] == 1
    once = "int down(int n) { return n ? down(n - 1) : 0; }"
    assert features(once)["branching recursion"] == 0
    assert features(once)["self calls"] > 0


def test_what_happens_in_a_loop_is_told_from_what_happens_outside() -> None:
    found = features(PAIRS)
    assert found["endl in loops"] > 0
    assert found["containers made in loops"] > 0
    assert found["containers of containers"] > 0
    assert found["appends in loops"] > 0
    assert found["stream reads in loops"] == 0
    assert features("void f() { cout << 1 << endl; }")["endl in loops"] == 0


def test_a_rule_counts_once_and_its_best_place_counts() -> None:
    source = CppSource.parse("void f() { g(); for (;;) g(); }")
    first, second = source.data.index(b"g()"), source.data.rindex(b"g()")
    matches = [
        Match("one", "io", 2.0, Span(first, first + 3)),
        Match("one", "io", 4.0, Span(second, second + 3)),
        Match("two", "algorithmic", 3.0, Span(second, second + 3)),
    ]
    found = match_features(source, matches)
    assert found["highest gain"] == pytest.approx(found["highest gain, io"])
    assert found["product of gains"] == pytest.approx(
        found["highest gain, io"] + found["highest gain, algorithmic"]
    )
    assert found["matches in loops"] < found["matches"]
    assert set(match_features(source, [])) == set(MATCHED)


@pytest.mark.parametrize("text", ["", "}", "int f( {{{ for", "\0", "for(;;) for (", "é" * 30])
def test_broken_text_has_features_like_any_other(text: str) -> None:
    assert set(features(text)) == set(TEXT_FEATURES)


def test_of_a_text_without_end_only_the_beginning_is_read() -> None:
    line = "for (int i = 0; i < n; i++) total += values[i] % 3;\n"
    source = CppSource.parse("int f() {\n" + line * 20_000 + "}\n")
    began = time.process_time()
    text_features(source, Span(0, len(source.data)))
    assert time.process_time() - began < 0.5
