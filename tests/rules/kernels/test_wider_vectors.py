"""Compiling a function a second time for wider vectors changes nothing that it computes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms import sort_integers_by_bytes
from hasten.rules.kernels.wider_vectors import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, rewrites_of, unit_of

ELEMENTS = st.sampled_from(
    ("unsigned char", "short", "int", "unsigned", "long long", "float", "double")
)
WORKS = st.sampled_from(
    (
        "to[i] = from[i] * 3 + to[i];",
        "to[i] += from[count - 1 - i] / 7;",
        "if (from[i] > to[i]) to[i] = from[i];",
        "to[i] = from[i] * from[i] - to[i] * 2;",
        "to[i] = std::min(from[i], to[i]);",
        "to[i] = from[i] < 50 ? from[i] : to[i] + 1;",
    )
)


@FEW
@given(st.lists(st.tuples(ELEMENTS, WORKS), min_size=4, max_size=6, unique=True))
def test_generated_loops_compute_the_same(loops: list[tuple[str, str]]) -> None:
    functions = [
        f"void work_{n}({kind}* to, const {kind}* from, int count) {{\n"
        f"    for (int i = 0; i < count; i++) {{\n        {work}\n    }}\n}}\n"
        f"double call_{n}() {{\n    {kind} one[99], two[99];\n"
        f"    for (int k = 0; k < 99; k++) one[k] = ({kind})(k * k % 101), two[k] = k;\n"
        f"    for (int k = 0; k < 9; k++) work_{n}(one, two, 99 - k);\n"
        "    double sum = 0;\n    for (int k = 98; k >= 0; k -= 2) sum += one[k] + one[k / 2];\n"
        "    return sum;\n}\n"
        for n, (kind, work) in enumerate(loops)
    ]
    text = program(
        "#include <algorithm>\n#include <iostream>",
        functions,
        [f"call_{n}()" for n in range(len(loops))],
    )
    assert check_preserved(RULE, text) == 2 * len(loops)


def test_an_indented_function_gets_the_directives_on_lines_of_their_own() -> None:
    text = (
        "namespace deep {\n    void fill(int* to, int count) {\n"
        "        for (int i = 0; i < count; ++i) to[i] = i * 3;\n    }\n}\n"
    )
    after = applied(text, rewrites_of(RULE, text))
    assert "\n#endif\n    void fill" in after


def test_a_function_that_shares_its_line_is_left_alone() -> None:
    text = "int one; void fill(int* to) { for (int i = 0; i < 9; ++i) to[i] = i; }\n"
    assert not list(RULE.find(unit_of(text)))


@pytest.mark.parametrize("indent", ["", "    "])
def test_a_helper_of_another_rule_comes_before_the_attribute(indent: str) -> None:
    text = (
        "#include <algorithm>\n#include <vector>\n\n"
        f"{indent}void ascending(std::vector<int>& to) {{\n"
        "        for (int i = 0; i < (int)to.size(); ++i) to[i] = to[i] * 3;\n"
        "        std::sort(to.begin(), to.end());\n    }\nint main() {}\n"
    )
    after = applied(
        text, (*rewrites_of(RULE, text), *rewrites_of(sort_integers_by_bytes.RULE, text))
    )
    assert f"#endif\n{indent}void ascending" in after
    assert "\n// Sorts integers" in after
