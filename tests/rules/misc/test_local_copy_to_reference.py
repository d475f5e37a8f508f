"""Copies become references where nobody could tell them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.misc.local_copy_to_reference import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = """\
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>
using namespace std;
struct Row { string name; vector<int> values; };
vector<string> shared = {"first", "second"};
size_t seen(const string& s) { return s.size(); }
size_t cut(string& s) { return s.size(); }
void change() { shared[0] += "!"; }
"""
FUNCTION = (
    "size_t f(vector<string>& w, const vector<Row>& rows, map<string, Row>& m, Row* p, int n) {"
)


def text_of(body: str) -> str:
    return f"{HEAD}{FUNCTION} size_t x = 0; {{ {body} }} return x; }}\nint main() {{}}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("string s = w[n]; x = seen(s);", "const string& s = w[n]; x = seen(s);"),
        ("auto s = rows[n].name; x = s.size();", "const auto& s = rows[n].name; x = s.size();"),
        ("const string s = p->name; x = s[0];", "const string& s = p->name; x = s[0];"),
        (
            "vector<int> v = rows[0].values; for (auto& e : v) x += e;",
            "const vector<int>& v = rows[0].values; for (auto& e : v) x += e;",
        ),
        (
            "vector<string> c = shared; x = c.size();",
            "const vector<string>& c = shared; x = c.size();",
        ),
    ],
)
def test_a_copy_becomes_a_reference(before: str, after: str) -> None:
    check_rule(RULE, text_of(before), text_of(after))


@pytest.mark.parametrize(
    "body",
    [
        "string s = w[n]; s += 'x'; x = s.size();",
        "string s = w[n]; w[0] = 'x'; x = s.size();",
        "string s = w[n]; w.pop_back(); x = s.size();",
        "string s = w[n]; shared[0] = 'x'; x = s.size();",
        "string s = shared[0]; w[0] = 'x'; x = s.size();",
        "string s = shared[0]; change(); x = s.size();",
        "string s = w[n]; x = cut(s);",
        "string s = w[n] + 'x'; x = s.size();",
        "string s = n ? w[0] : w[1]; x = s.size();",
        "static string s = w[n]; x = s.size();",
        "string s = w[n], t = w[0]; x = s.size();",
        "string s = p->name; p->name = 'x'; x = s.size();",
        "string s = p->name; w[0] = 'x'; x = s.size();",
        "string s = w[n]; string& t = s; x = t.size();",
        "vector<int> v = rows[0].values; vector<int>::iterator it = v.begin(); x = *it;",
        "vector<int> v = rows[0].values; for (int& e : v) x += e;",
        "string s = w[n]; auto g = [&] { return s.size(); }; x = g();",
        "string s = w[n]; char* q = &s[0]; x = q[0];",
        "string s = m[w[0]].name; x = s.size();",
        "string s = *new string; x = s.size();",
        "vector<unique_ptr<Row>> h(1); string s = h[0]->name; x = s.size();",
        "vector<Row*> h(1); string s = h[0]->name; x = s.size();",
        "string s = w[n]; cin >> w[0]; x = s.size();",
        "string s = w[n]; swap(w[0], w[1]); x = s.size();",
    ],
)
def test_a_copy_that_is_needed_stays(body: str) -> None:
    check_silent(RULE, text_of(body))


COPIES = [
    "string s = w[n % 2];", "string s = shared[1];", "auto s = row.name;", "string s = q->name;",
    "string s = w.back();", "string s = u[0];", "string s = r;",
]  # fmt: skip
STEPS = [
    "x += s.size();", "x += seen(s);", "for (char c : s) x = x * 3 + c;", "s += 'x';",
    "w[0] += 'y';",
    "w[n % 2].clear();", "change();", "row.name += 'z';", "q->name = 'v';", "r += 'r';",
    "u[0] = s;",
    "w.push_back(s);", "shared.push_back(s);", "if (x > 90) return x;", "x += w[0].size();",
    "{ string t = s; x += t.size(); }", "swap(w[0], w[1]);", "n++;", "u = w;",
    "for (auto& e : w) e += 'e';",
]  # fmt: skip


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(COPIES), st.lists(st.sampled_from(STEPS), min_size=1, max_size=4)
        ),
        min_size=70,
        max_size=70,
    )
)
def test_functions_give_the_same(bodies: list[tuple[str, list[str]]]) -> None:
    functions: list[str] = []
    for index, (copy, steps) in enumerate(bodies):
        functions.append(
            f"size_t f{index}(vector<string>& w, Row& row, Row* q, int n) {{ size_t x = 0;\n"
            '    vector<string> u(3, "local"); string& r = w[1];\n'
            f"    for (int i = 0; i < 2; i++) {{ {copy} {' '.join(steps)}\n"
            "    x = x * 7 + s.size(); }\n"
            "    return x * 31 + w[0].size() + row.name.size(); }\n"
            f'size_t g{index}(int n) {{ shared = {{"first", "second"}};\n'
            '    vector<string> w = {"one", "three"}; w.reserve(99); shared.reserve(99);\n'
            '    Row a{"name", {}}, b{"other", {}};\n'
            f"    return f{index}(n % 2 ? w : shared, a, n > 1 ? &a : &b, n); }}"
        )
    calls = [f"g{index}({n})" for index in range(len(bodies)) for n in range(4)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 5
