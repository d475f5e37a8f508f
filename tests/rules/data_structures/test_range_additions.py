"""Additions to ranges that are put off leave every element as it would have been."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.range_additions import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = """\
#include <iostream>
#include <vector>
using namespace std;
long long table[40];
"""


def text_of(body: str) -> str:
    return (
        f"{HEAD}int main() {{\n    int n = 40, sum = 0;\n    vector<int> v(n, 2), w(n, 1);\n"
        f"    for (int q = 0; q < 30; q++) {{\n        int l = q % 11, r = l + q % 9;\n"
        f"        {body}\n"
        "    }\n    for (int x : v) sum = sum * 3 + x;\n    cout << sum << w[3] << table[5];\n}\n"
    )


ADDING = "for (int i = l; i < r; i++) v[i] += q;"


def test_elements_that_are_read_meanwhile_come_with_what_was_added() -> None:
    text = text_of(f"{ADDING} sum += v[q]; if (v[l] > 3) sum++;")
    after = applied(text, rewrites_of(RULE, text))
    assert "sum += static_cast<int>(v[q] + added_to_v.at(q));" in after
    assert check_preserved(RULE, text) == 1


def test_two_loops_that_add_share_what_they_note() -> None:
    text = text_of(f"{ADDING} for (int k = 0; k <= l; ++k) {{ v[k]--; }}")
    assert applied(text, rewrites_of(RULE, text)).count("vector<unsigned int>") == 1
    assert check_preserved(RULE, text) == 1


@pytest.mark.parametrize(
    "body",
    [
        # The element itself is wanted, not only its value.
        f"{ADDING} int& first = v[0]; first++;",
        f"{ADDING} int* p = &v[q]; sum += *p;",
        f"{ADDING} v[q] = 4;",
        f"{ADDING} v.resize(50);",
        f"{ADDING} for (int x : v) sum += x;",
        f"{ADDING} w = v;",
        # The place of what is read depends on what was added.
        f"{ADDING} sum += v[v[q] % 7];",
        # The function may be left before it is done.
        f"{ADDING} if (q > 20) return 0;",
        # The amount changes while it is added.
        "for (int i = l; i < r; i++) v[i] += sum++;",
        "for (int i = l; i < r; i++) v[i] += w[i];",
        "for (int i = l; i < r; i += 2) v[i] += q;",
    ],
)
def test_other_loops_stay(body: str) -> None:
    check_silent(RULE, text_of(body))


def test_a_pointer_to_the_elements_is_left_alone() -> None:
    text = HEAD + (
        "void add(long long* to) {\n    for (int q = 0; q < 9; q++)\n"
        "        for (int i = q; i < 20; i++) to[i] += q;\n}\nint main() { add(table); }\n"
    )
    check_silent(RULE, text)


KINDS = st.sampled_from(("int", "long long", "unsigned", "short", "unsigned long long"))
RANGES = st.sampled_from(
    (
        "for (int i = l; i < r; i++)",
        "for (int i = l; i <= r; ++i)",
        "for (size_t i = l + 1; i < (size_t)r; i++)",
        "int i; for (i = 0; i < n; i++)",
        "for (long i = r - 3 < 0 ? 0 : r - 3; i <= r; i += 1)",
    )
)
CHANGES = st.sampled_from(
    ("a[i] += x;", "a[i]++;", "a[i] -= x;", "--a[i];", "{ a[i] += x * 7 - q; }", "a[i] += 1u;")
)
READS = st.sampled_from(
    ("", "sum += a[q];", "if (a[l] < a[r]) sum += 3;", "long y = a[n - 1]; sum ^= y;")
)


@FEW
@given(st.lists(st.tuples(KINDS, RANGES, CHANGES, READS), min_size=5, max_size=8))
def test_generated_additions_add_up_to_the_same(
    parts: list[tuple[str, str, str, str]],
) -> None:
    functions = [
        f"unsigned long long run_{number}() {{\n    int n = 50;\n    vector<{kind}> a(n, 7);\n"
        "    unsigned long long sum = 1;\n    for (int q = 0; q < 40; q++) {\n"
        "        int l = q * 7 % 31, r = l + (q * 5 % 19) - 4, x = q * q % 101 - 50;\n"
        "        if (r < 0) r = 0;\n"
        f"        {{ {head} {change} }}\n        {read}\n    }}\n"
        f"    for ({kind} y : a) sum = sum * 31 + y;\n    return sum;\n}}\n"
        for number, (kind, head, change, read) in enumerate(parts)
    ]
    text = program(HEAD, functions, [f"run_{number}()" for number in range(len(parts))])
    assert check_preserved(RULE, text) >= len(parts) // 2
