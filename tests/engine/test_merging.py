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
    assert merged([UNLOOPED, stops]) is None
    assert merged([stops, UNLOOPED]) is None
    assert merged([COUNTED_DOWN, stops]) is not None


def test_a_rewrite_may_jump_out_of_the_loop_that_it_puts_in_itself() -> None:
    own = evolve(STOPS, edits=(Edit(BODY + 1, BODY + 1, "while (more()) if (done) break;"),))
    assert merged([UNLOOPED, own]) is not None
    both = rewrite(*UNLOOPED.edits, Edit(BODY + 1, BODY + 1, "break;"))
    assert merged([both]) is not None


def test_what_is_around_or_behind_the_loop_stays_free_to_jump() -> None:
    before = evolve(STOPS, edits=(Edit(LOOP, LOOP, "if (done) break; "),))
    behind = evolve(STOPS, edits=(Edit(END, END, " if (done) break;"),))
    assert merged([UNLOOPED, before, behind]) is not None


def test_rules_that_end_a_loop_in_two_ways_are_alternatives() -> None:
    unit = unit_of(NESTED)
    once = [*repeat_loop.find(unit)]
    until = [*stop_when_nothing_changes.find(unit)]
    pairs = [(one, other) for one in once for other in until if one.at == other.at]
    assert pairs
    for one, other in pairs:
        assert text_edits.merge(one.edits, other.edits) is not None
        assert merged([one, other]) is None
