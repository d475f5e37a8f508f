"""Powers become multiplications, exponents and integer powers, where they are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.misc import integer_power, pow_of_two, pow_to_multiplication
from hasten.rules.rule import Rule
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = """\
#include <cmath>
#include <cstdio>
#include <iostream>
#include <vector>
using namespace std;
"""
MAIN = """\
int main() {
    int k = 5, n = 3;
    double x = 1.5;
    vector<int> v(9, 2);
    struct { double w; } p = {2.5};
    BODY
}
"""


def both(rule: Rule, before: str, after: str) -> None:
    text = HEAD + MAIN
    check_rule(rule, text.replace("BODY", before), text.replace("BODY", after))


def silent(rule: Rule, body: str) -> None:
    check_silent(rule, HEAD + MAIN.replace("BODY", body))


def test_a_power_of_two_needs_only_its_exponent() -> None:
    both(pow_of_two.RULE, "x = pow(2, k - 1);", "x = std::ldexp(1.0, k - 1);")
    both(pow_of_two.RULE, "x = pow(2.0, v[n] + 1);", "x = std::ldexp(1.0, v[n] + 1);")
    both(pow_of_two.RULE, "n = (int)pow(2, (k + n) % 7);", "n = (int)std::ldexp(1.0, (k + n) % 7);")


@pytest.mark.parametrize(
    "call", ["pow(2, x)", "pow(k, 2)", "pow(2, 3)", "pow(2, k++)", "pow(2, 1LL * k * 4000000000LL)"]
)
def test_other_powers_are_not_made_from_an_exponent(call: str) -> None:
    silent(pow_of_two.RULE, f"x = {call};")


def test_every_power_of_two_is_the_same_to_the_last_digit() -> None:
    text = HEAD + (
        "int main() { for (int k = -1200; k <= 1200; k++) "
        'printf("%a %a\\n", pow(2, k), pow(2.0, -k + 1)); }'
    )
    assert check_preserved(pow_of_two.RULE, text) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pow(x, 3)", "(x * x * x)"),
        ("pow(k, 3)", "(static_cast<double>(k) * k * k)"),
        ("pow(p.w, 4)", "(p.w * p.w * p.w * p.w)"),
        ("pow(v[n], 3.0)", "(static_cast<double>(v[n]) * v[n] * v[n])"),
    ],
)
def test_small_powers_are_multiplied_out(before: str, after: str) -> None:
    both(pow_to_multiplication.RULE, f"x = 1 - {before};", f"x = 1 - {after};")


@pytest.mark.parametrize("call", ["pow(x, 2)", "pow(x, 5)", "pow(x + 1, 3)", "pow(v[k++], 3)"])
def test_other_powers_are_left_to_the_library(call: str) -> None:
    silent(pow_to_multiplication.RULE, f"x = {call};")


def test_cubes_of_integers_are_the_same() -> None:
    text = HEAD + (
        'int main() { for (int k = -200000; k <= 200000; k += 17) printf("%.0f\\n", pow(k, 3)); }'
    )
    assert check_preserved(pow_to_multiplication.RULE, text) == 1


def test_the_helper_is_added_once_and_used_again() -> None:
    once = HEAD + integer_power.HELPER + MAIN.replace("BODY", "n = integer_power(10, k);")
    text = once.replace("integer_power(10, k);", "integer_power(10, k); k = (int)pow(n, k);")
    after = text.replace("(int)pow(n, k)", "(int)integer_power(n, k)")
    check_rule(integer_power.RULE, text, after)


@pytest.mark.parametrize(
    "body",
    [
        "x = pow(10, k);",
        "n = pow(x, k);",
        "n = pow(10, x);",
        "n = (int)(pow(10, k) + 0.5);",
        "bool b = pow(10, k);",
        "n = sqrt(k);",
    ],
)
def test_other_powers_stay_floating(body: str) -> None:
    silent(integer_power.RULE, body)


@FEW
@given(
    st.lists(
        st.tuples(
            st.integers(-12, 12),
            st.integers(0, 12),
            st.sampled_from(["k", "n + k", "v[n]", "k * 2"]),
        ),
        min_size=30,
        max_size=30,
    )
)
def test_integer_powers_are_what_pow_is_cut_to(cases: list[tuple[int, int, str]]) -> None:
    functions: list[str] = []
    calls: list[str] = []
    for index, (base, exponent, written) in enumerate(cases):
        functions.append(
            f"long long f{index}(int b, int k) {{\n"
            "    int n = 1; vector<int> v(3, k); long long sum = 5;\n"
            f"    sum += pow(b, {written}); long long whole = pow(b, k); n = (int)pow(b, k % 3);\n"
            "    return sum * 3 + whole + n + static_cast<long long>(pow(b + 1, k)); }"
        )
        calls.append(f"f{index}({base}, {min(exponent, 6)})")
    assert check_preserved(integer_power.RULE, program(HEAD, functions, calls)) == 4 * len(cases)
