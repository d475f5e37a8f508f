"""Rewrites that are right one by one are not made together where one would undo another's sense."""

from __future__ import annotations

import pytest
from attrs import evolve

from hasten.engine.merging import merged
from hasten.nouns import Edit, Rewrite, Span
from hasten.rules.algorithms import stop_when_nothing_changes
from hasten.rules.kernels import repeat_loop
from hasten.source import edits as text_edits
from tests.rules.check import unit_of

NESTED = """
#include <cstdio>
void tell(const unsigned* values, int rounds) {
    for (int start = 0; start < 5; ++start) {
        unsigned sum = 0;
        for (int round = 0; round < rounds; ++round) {
            unsigned own = 0;
            for (int i = 0; i < 20; ++i) own += values[i];
            sum = own;
        }
        std::printf("%u\\n", sum + start);
    }
}
int main() {
    unsigned values[20] = {3, 4, 5};
    tell(values, 9);
}
"""
TEXT = "for (;;) { for (int i = 0; i < n; ++i) { f(i); } }"
LOOP = TEXT.index("for (int")
BODY = TEXT.index("{ f(i)")
END = len(TEXT) - 2


def rewrite(*edits: Edit) -> Rewrite:
    """One of the inner loop."""
    return Rewrite("rule", "exact", "algorithmic", "", "", Span(LOOP, END), edits)


UNLOOPED = rewrite(Edit(LOOP, BODY, "if (n > 0) "))
COUNTED_DOWN = rewrite(Edit(LOOP, BODY, "for (int i = n; i-- > 0;) "))
STOPS = rewrite(Edit(BODY + 1, BODY + 1, " if (done) break; "))


@pytest.mark.parametrize("jump", ["if (done) break;", "if (odd) continue;"])
def test_a_jump_is_not_put_into_a_loop_that_will_be_none(jump: str) -> None:
    stops = evolve(STOPS, edits=(Edit(BODY + 1, BODY + 1, jump),))
    assert merged(TEXT, (UNLOOPED, stops)) is None
    assert merged(TEXT, (stops, UNLOOPED)) is None
    assert merged(TEXT, (COUNTED_DOWN, stops)) is not None


def test_a_rewrite_may_jump_out_of_the_loop_that_it_puts_in_itself() -> None:
    own = evolve(STOPS, edits=(Edit(BODY + 1, BODY + 1, "while (more()) if (done) break;"),))
    assert merged(TEXT, (UNLOOPED, own)) is not None
    both = rewrite(*UNLOOPED.edits, Edit(BODY + 1, BODY + 1, "break;"))
    assert merged(TEXT, (both,)) is not None


def test_what_is_around_or_behind_the_loop_stays_free_to_jump() -> None:
    before = evolve(STOPS, edits=(Edit(LOOP, LOOP, "if (done) break; "),))
    behind = evolve(STOPS, edits=(Edit(END, END, " if (done) break;"),))
    assert merged(TEXT, (UNLOOPED, before, behind)) is not None


OUTER = TEXT.index("f(i)")


def declaring(text: str, at: int, *others: Edit) -> Rewrite:
    """One that puts a text in, and replaces the call in the inner loop."""
    return rewrite(Edit(at, at, text), *others)


@pytest.mark.parametrize(
    ("outer", "inner", "together"),
    [
        ("auto k = g(); ", "int k = h(); ", False),
        ("const std::vector<int>& k(g()); ", "for (auto& k : h()) ", False),
        ("auto [j, k] = g(); ", "T* k; ", False),
        ("auto j = g(); ", "int k = h(); ", True),
        ("auto k = g(); ", "return k(2); ", True),
        ("auto i = g(); ", "int i = h(); ", True),  # the text has an `i` that both may declare anew
    ],
)
def test_a_new_name_is_not_declared_between_another_one_and_its_use(
    outer: str, inner: str, together: bool
) -> None:
    around = declaring(outer, LOOP, Edit(OUTER, OUTER + 4, "f(k)"))
    inside = declaring(inner, BODY + 1)
    assert (merged(TEXT, (around, inside)) is not None) is together
    assert (merged(TEXT, (inside, around)) is not None) is together


def test_what_stands_side_by_side_may_declare_the_same_name() -> None:
    before, behind = declaring("int k = g(); ", 0), declaring("int k = g(); ", BODY + 1)
    assert merged(TEXT, (before, behind)) is not None


def test_what_several_put_in_alike_is_one_declaration() -> None:
    helper = Edit(0, 0, "static int k(int x) { return x; }\n")
    shared = Edit(LOOP, LOOP, "const int k = g(); ")
    uses = (Edit(OUTER, OUTER + 4, "f(k)"), Edit(BODY, BODY, "if (k) "))
    assert merged(TEXT, tuple(rewrite(shared, use) for use in uses)) is not None
    assert merged(TEXT, (rewrite(helper, uses[0]), declaring("int k = 1; ", LOOP))) is not None


def test_rules_that_end_a_loop_in_two_ways_are_alternatives() -> None:
    unit = unit_of(NESTED)
    once = [*repeat_loop.find(unit)]
    until = [*stop_when_nothing_changes.find(unit)]
    pairs = [(one, other) for one in once for other in until if one.at == other.at]
    assert pairs
    for one, other in pairs:
        assert text_edits.merge(one.edits, other.edits) is not None
        assert merged(NESTED, (one, other)) is None


def test_the_header_of_everything_stays_while_another_rewrite_needs_more_than_the_text() -> None:
    text = '#include <bits/stdc++.h>\nint main() { puts(""); }\n'
    start = text.index("<")
    dropped = rewrite(Edit(start, text.index("\n"), "<cstdio>"))
    at = text.index("puts")
    copies = rewrite(Edit(at, at, "std::memcpy(to, from, 3); "))
    hashes = rewrite(Edit(at, at, "unordered_set<int> seen; "))
    prints = rewrite(Edit(at, at, 'std::printf("!"); '))
    assert merged(text, (dropped, copies)) is None
    assert merged(text, (dropped, hashes)) is None
    assert merged(text, (dropped, prints)) is not None
    assert merged(text, (copies, prints)) is not None
