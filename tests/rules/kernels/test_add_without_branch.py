"""What a condition selects is added without a branch, where all that is read is there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.kernels.add_without_branch import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_rule, check_silent, rewrites_of

HEAD = """\
#include <array>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <vector>
using namespace std;
struct Row { int kind; unsigned price; uint8_t open; };
struct Table { vector<unsigned> keys; vector<int> weights; };
"""
PARAMETERS = (
    "const vector<unsigned>& a, const vector<uint8_t>& b, const vector<int>& c, "
    "const Row* rows, const vector<Row>& table, const Table& t, int n, unsigned limit"
)


def text_of(loop: str) -> str:
    function = f"long f({PARAMETERS}) {{ long sum = 0, count = 0; {loop} return sum + count; }}\n"
    return f"{HEAD}{function}int main() {{}}\n"


def block(*lines: str) -> str:
    """Lines in braces."""
    return "".join(["{", *(f"\n    {line}" for line in lines), "\n}"])


FIRST = "for (size_t i = 0; i < a.size(); i++) "
ROWS = "for (int i = 0; i < n; ++i) "


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Whatever is read is read in any case: two fields of an element that is there.
        (
            f"{ROWS}if (rows[i].open && rows[i].price > limit) sum += rows[i].kind;",
            ROWS
            + block(
                "const auto kind_value = rows[i].kind;",
                "const bool chosen = (rows[i].open != 0) & (rows[i].price > limit);",
                "sum += chosen ? kind_value : 0;",
            ),
        ),
        (
            "for (const Row& row : table) if (row.kind == 2 || !(row.open && row.price)) ++count;",
            "for (const Row& row : table) "
            + block(
                "const bool chosen = (row.kind == 2) | (!((row.open != 0) & (row.price != 0)));",
                "count += chosen ? 1 : 0;",
            ),
        ),
    ],
)
def test_sums_are_made_without_a_branch(before: str, after: str) -> None:
    check_rule(RULE, text_of(before), text_of(after))


@pytest.mark.parametrize(
    ("loop", "guard"),
    [
        (f"{FIRST}if (b[i] && a[i] > 3) sum += c[i];", "c.size() >= a.size()"),
        (f"{FIRST}if (t.keys[i] < limit) sum += t.weights[i];", "t.weights.size() >= a.size()"),
        (f"{ROWS}if (a[i] > 1 && b[i]) count++;", "b.size() >= static_cast<size_t>(n)"),
    ],
)
def test_what_may_not_be_there_is_asked_for_first(loop: str, guard: str) -> None:
    fast = loop.partition(") ")[0]
    text = text_of(loop)
    found = text_after(text)
    assert f"if ({guard}) {{" in found
    assert found.count(fast) == 2


def text_after(text: str) -> str:
    """The text after the only rewrite."""
    found = rewrites_of(RULE, text)
    assert len(found) == 1
    return applied(text, found)


@pytest.mark.parametrize(
    "loop",
    [
        f"{ROWS}if (limit > 2 && rows[i].open) sum += rows[i].kind;",
        f"{FIRST}if (a[i] > 1 && c[i] * c[i] > 4) sum += 1;",
        f"{FIRST}if (a[i] > 1 && c[i] / c[0] > 4) sum += 1;",
        f"{FIRST}if (a[i] > 1 && b[i + 1]) sum += 1;",
        f"{FIRST}if (a[i] > 1 && b[i]) sum += c[a[i]];",
        f"{FIRST}if (a[i] > 1 && b[i]) sum *= c[i];",
        f"{FIRST}if (a[i] > 1 && b[i]) sum += count++;",
        f"{FIRST}if (a[i] > 1 && b[i]) {{ sum += 1; break; }}",
        f"{FIRST}if (a[i] > 1 && b[i]) sum += 1; else count++;",
        f"{FIRST}if (a[i] > 1 && b[i]) {{ sum += 1; sum += 2; }}",
        f"{FIRST}{{ if (a[i] > 1 && b[i]) sum += 1; cout << i; }}",
        f"{FIRST}{{ if (a[i] > 1) continue; const Row& r = table[i]; if (r.open) sum += 1; }}",
        f"{FIRST}{{ if (a[i] > 1 && b[i]) {{ int n = c[i]; sum += n; }} int n = 1; }}",
        "for (size_t i = 0; i != a.size(); i++) if (a[i] > 1 && b[i]) sum += 1;",
        "for (int i = n; i >= 0; i--) if (a[i] > 1 && b[i]) sum += 1;",
        "vector<bool> d(9); for (int i = 0; i < n; i++) if (a[i] > 1 && d[i]) sum += 1;",
        "double e = 0; for (int i = 0; i < n; i++) if (a[i] > 1 && b[i]) e += 1;",
        "long* p = &sum; for (int i = 0; i < n; i++) if (a[i] > 1 && b[i]) sum += 1; *p = 2;",
        "auto g = [&] { for (int i = 0; i < n; i++) if (a[i] > 1 && b[i]) sum += 1; }; g();",
        f"{ROWS}{{\n#define LARGE (a[i] > 1 && b[i])\n if (LARGE) sum += 1; }}",
    ],
)
def test_a_branch_stays_where_more_depends_on_it(loop: str) -> None:
    check_silent(RULE, text_of(loop))


FIRSTS = ["i < 3", "limit > 5", "b[i] < 9"]
TERMS = [
    "a[i] < limit",
    "b[i]",
    "(a[i] & 3u) == 0u",
    "c[i] > -5 && !(c[i] > 5)",
    "c[i] % 3 == 1",
    "a[i] * 7u > limit",
    "(a[i] > 9 || c[i] < 0)",
    "!(b[i] && c[i])",
    "static_cast<int>(a[i]) != c[i]",
]
SUMS = [
    "count++;",
    "--count;",
    "sum += a[i];",
    "sum -= c[i];",
    "sum ^= static_cast<long>(a[i]) * c[i];",
    "small += b[i];",
    "bits |= a[i];",
    "const unsigned v = a[i]; sum += v + 1;",
    "bits += c[i] ? a[i] / 2 : 3;",
]
BOUNDS = [("size_t", "a.size()"), ("size_t", "b.size()"), ("int", "n"), ("unsigned", "m")]
LONG = "{1, 20, 3, 4, 50, 0, 12}, {1, 0, 2, 1, 1, 0, 9}, {-9, 4, 7, 0, 1, 2, -1}"
UNEVEN = "{1, 20, 3}, {1, 0, 2, 1, 1, 0, 9}, {-9, 4, 7}"


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(TERMS),
            st.sampled_from(SUMS),
            st.sampled_from(FIRSTS),
            st.sampled_from(BOUNDS),
            st.booleans(),
        ),
        min_size=40,
        max_size=40,
        unique=True,
    )
)
def test_sums_stay_what_they_were(
    loops: list[tuple[str, str, str, tuple[str, str], bool]],
) -> None:
    functions: list[str] = []
    calls: list[str] = []
    for index, (term, sums, first, (kind, bound), goes_on) in enumerate(loops):
        body = f"if ({first} && {term}) {{ {sums} }}"
        if goes_on:
            body = f"if (!({first})) continue; if (!({term})) {{ continue; }} {sums}"
        functions.append(
            f"long f{index}(vector<unsigned> a, vector<uint8_t> b, vector<int> c, int limit) {{\n"
            "    long sum = 3, count = 0; unsigned char small = 9; unsigned bits = 1;\n"
            "    int n = b.size() < 9 ? b.size() : 0; unsigned m = n;\n"
            f"    for ({kind} i = 0; i < {bound}; ++i) {{ {body} }}\n"
            "    return sum * 7 + count * 5 + small * 3 + bits + n;\n}"
        )
        # Where all that is read is there, and where only the first part of a condition sees to it.
        given_ = [LONG] if first != "i < 3" else [LONG, UNEVEN]
        calls += [f"f{index}({one}, {limit})" for one in given_ for limit in (4, 19)]
        calls += [f"f{index}({{}}, {{}}, {{}}, 4)"]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 20
