"""Answers are remembered by the number of the element, as long as they hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.kernels.once_per_element import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

HEAD = """\
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>
using namespace std;
int calls = 0;
bool is_short(const string& s) { return s.size() < 2; }
int counted(const string& s) { return (int)s.size() + ++calls; }
"""
LOCALS = "map<string, int> m; unordered_set<string> s; long sum = 0;"


def text_of(body: str) -> str:
    return (
        f"{HEAD}long f(vector<string> names, const vector<int>& codes) {{\n    {LOCALS}\n"
        f"    {body}\n"
        "    for (const auto& e : m) sum = sum * 3 + e.second;\n    return sum + s.size();\n}\n"
        'int main() { cout << f({"a", "bb", "a", "c"}, {0, 3, 2, 1, 1, 0, 3}) << calls; }\n'
    )


def changed(body: str) -> str:
    text = text_of(body)
    found = rewrites_of(RULE, text)
    assert len(found) == 1
    after = applied(text, found)
    check_same_output(text, after, (b"",))
    return after


def test_a_value_is_found_once_for_each_element() -> None:
    after = changed("for (int code : codes) m[names[code]] += code;")
    assert "(*m_place) += code;" in after


def test_a_set_is_told_once_of_each_element() -> None:
    after = changed(
        "for (size_t i = 0; i < codes.size(); i++) {\n        const string& name = "
        "names[codes[i]];\n        s.insert(name);\n    }"
    )
    assert "if (!is_in_s[codes[i]]) { is_in_s[codes[i]] = 1; s.insert(name); }" in after


def test_a_function_is_called_once_for_each_element() -> None:
    after = changed("for (int code : codes) { if (is_short(names[code]) && code) sum += code; }")
    assert "if (is_short_of_names[code] && code)" in after


@pytest.mark.parametrize(
    "body",
    [
        "for (int c : codes) { m[names[c]]++; m.erase(names[0]); }",
        "for (int c : codes) { m[names[c]]++; names[c] += 'x'; }",
        "for (int c : codes) { c /= 2; m[names[c]]++; }",
        "for (int c : codes) { sum += counted(names[c]); }",
        "for (int c : codes) { sum += c > 1 ? m[names[c]]++ : 0; }",
        "for (int c : codes) { m[names[c]] = m[names[0]] + 1; }",
        "for (size_t i = 0; i < names.size(); i++) { m[names[i]]++; }",
        "for (int c : codes) { const string& n = names[c]; c = 0; m[n]++; }",
        "for (int c : codes) { const string& n = names[c]; for (; c < 3; c++) m[n]++; }",
        "for (int c : codes) { map<string, int> t; t[names[c]]++; sum += t.size(); }",
        "auto g = [&] { m.clear(); return 1; }; for (int c : codes) { m[names[c]]++; sum += g(); }",
    ],
)
def test_what_may_change_is_asked_again(body: str) -> None:
    check_silent(RULE, text_of(body))


USES = [
    "m[names[c]]++;",
    "m[n] += c;",
    "s.insert(n);",
    "s.insert(names[c]);",
    "if (is_short(n)) sum += c; else sum ^= 5;",
    "if (is_short(names[c]) || c > 1) { sum = sum * 3 + c; }",
    "sum += m.count(n) * 2 + s.size();",
    "int before = m[n]; sum += before;",
    "m[n + 'x']++;",
    "if (c == 2) s.erase(n);",
    "if (c == 1) m.clear();",
    "m.emplace(names[c], 8);",
    "const string& o = names[codes[sum % codes.size()]]; m[o] ^= 3;",
    "sum += counted(n);",
    "if (sum % 5 == 0) names[c] = 'b';",
]


@FEW
@given(
    st.lists(
        st.lists(st.sampled_from(USES), min_size=1, max_size=3, unique=True),
        min_size=8,
        max_size=8,
    )
)
def test_answers_stay_what_they_were(parts: list[list[str]]) -> None:
    functions: list[str] = []
    for index, uses in enumerate(parts):
        functions.append(
            f"long f{index}(vector<string> names, const vector<int>& codes) {{\n    {LOCALS}\n"
            "    for (int round = 0; round < 3; round++) {\n        for (int c : codes) {\n"
            f"            const string& n = names[c];\n            {' '.join(uses)}\n"
            "            sum %= 100003;\n        }\n    }\n"
            "    for (const auto& e : m) sum = sum * 3 + e.second;\n"
            "    return sum + s.size() + calls;\n}"
        )
    given_ = '{"a", "bb", "a", "c", ""}, {0, 3, 2, 1, 1, 0, 3, 4, 4, 2}'
    calls = [f"f{index}({given_})" for index in range(len(parts))]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 1
