"""The first element with a key is looked up where a loop would have found it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.look_up_first_place import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = """\
#include <iostream>
#include <string>
#include <utility>
#include <vector>
using namespace std;
struct Item { string name; int count; };
vector<int> shared;
int noted = 0;
"""
WHOLE = """\
int main() {
    vector<int> v(5, 3), w;
    vector<string> words;
    vector<Item> items;
    int fixed[7] = {3, 1, 4, 1, 5, 9, 2}, n = 7, sum = 0;
    for (int k = 0; k < 60; k++) {
        int x = k * k % 23;
        string text = "t" + to_string(x % 7);
        BODY
    }
    cout << sum << v.size() << w.size() << words.size() << items.size() << fixed[2] << n << noted;
}
"""


def text_of(body: str, before: str = "") -> str:
    return HEAD + before + WHOLE.replace("BODY", body)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (
            (
                "bool known = false; for (auto& item : items) if (item.name == text) "
                "{ item.count++; known = true; break; } if (!known) items.push_back({text, 1});"
            ),
            "auto& item = items[place->second];",
        ),
        (
            (
                "int i; for (i = 0; i < (int)w.size(); i++) if (w[i] == x) break; "
                "if (i == (int)w.size()) w.push_back(x); sum += i;"
            ),
            (
                "i = place != places_in_w.end() && place->second < w.size() ? "
                "static_cast<decltype(i)>(place->second) : static_cast<decltype(i)>(w.size());"
            ),
        ),
        (
            "for (int i = 0; i < n; i++) { if (fixed[i] == x) { sum += i; break; } }",
            "static_cast<long long>(place->second) < static_cast<long long>(n)",
        ),
        (
            (
                "for (size_t i = 0; i != v.size(); ++i) if (x == v[i]) { sum += 2; break; } "
                "v.emplace_back(x / 2);"
            ),
            "places_in_v.emplace(v[indexed_v], indexed_v);",
        ),
    ],
)
def test_a_search_becomes_a_look_up(body: str, part: str) -> None:
    text = text_of(body)
    after = applied(text, rewrites_of(RULE, text))
    assert part in after
    assert check_preserved(RULE, text) == 1


def test_a_function_that_searches_a_global_list_keeps_the_table_beside_it() -> None:
    text = text_of(
        "int at = number(x); sum += at; if (at < 0) shared.push_back(x);",
        "int number(int wanted) {\n    for (size_t i = 0; i < shared.size(); i++)\n"
        "        if (shared[i] == wanted) return (int)i;\n    return -1;\n}\n",
    )
    after = applied(text, rewrites_of(RULE, text))
    assert "vector<int> shared;\nstd::unordered_map<int, std::size_t> places_in_shared;\n" in after
    assert check_preserved(RULE, text) == 1


def test_what_is_looked_for_need_not_exist_where_nothing_is_searched() -> None:
    text = text_of("for (int i = 0; i < (int)w.size(); i++) if (w[i] == v[n]) break; v[0] = 3;")
    after = applied(text, rewrites_of(RULE, text))
    assert "auto place = 0 < w.size() ? places_in_w.find(v[n]) : places_in_w.end();" in after


def test_two_searches_of_one_list_share_the_table() -> None:
    text = text_of(
        "for (int y : {x, x + 1}) { for (size_t i = 0; i < w.size(); i++) if (w[i] == y) "
        "{ sum++; break; } } for (size_t i = 0; i < w.size(); i++) { if (w[i] == x) "
        "{ sum += 5; break; } } w.push_back(x);"
    )
    after = applied(text, rewrites_of(RULE, text))
    assert after.count("unordered_map<int, std::size_t>") == 1
    assert check_preserved(RULE, text) == 1


@pytest.mark.parametrize(
    "body",
    [
        # The key of an element is changed through a reference.
        "for (auto& i : items) if (i.name == text) { i.name += 'x'; break; } items.push_back({});",
        # Elements are taken away, moved, or replaced.
        "for (auto& y : w) if (y == x) { sum++; break; } w.insert(w.begin(), x);",
        "for (auto& y : w) if (y == x) { sum++; break; } w = v;",
        "for (auto& y : w) if (y == x) { sum++; break; } swap(v, w);",
        "for (auto& y : v) if (y == x) { y++; break; }",
        # The search goes on.
        "for (auto& y : w) if (y == x) { sum++; if (sum > 3) break; } w.push_back(x);",
        "for (auto& y : w) if (y == x) { sum++; continue; } w.push_back(x);",
        # It compares what has another type.
        "for (auto& y : w) if (y == 1u * x) { sum++; break; } w.push_back(x);",
        "for (auto& y : w) if (y == x + 0.5) { sum++; break; } w.push_back(x);",
        # It does not begin at the start, or goes too far.
        "for (size_t i = 1; i < w.size(); i++) if (w[i] == x) { sum++; break; } w.push_back(x);",
        # What is looked for depends on the place.
        (
            "for (size_t i = 0; i < w.size(); i++) if (w[i] == int(i)) { sum++; break; } "
            "w.push_back(x);"
        ),
        # What is compared with does something.
        "for (auto& y : w) if (y == noted++) { sum++; break; } w.push_back(x);",
    ],
)
def test_other_loops_stay(body: str) -> None:
    check_silent(RULE, text_of(body))


LISTS = st.sampled_from(
    (
        ("w", "", "x", "push_back(x % 9)"),
        ("words", "", "text", 'push_back("t" + to_string(x))'),
        ("items", ".name", "text", "push_back({text, x})"),
        ("items", ".count", "x % 5", "push_back({text, x % 5})"),
    )
)
LOOPS = st.sampled_from(
    (
        "for (size_t i = 0; i < LIST.size(); i++) if (LIST[i]KEY == WANTED) { DO(i); break; }",
        "for (int i = 0; i < (int)LIST.size(); ++i) if (WANTED == LIST[i]KEY) { DO(i); break; }",
        "for (const auto& one : LIST) if (one KEY == WANTED) { DO(&one - &LIST[0]); break; }",
        "for (auto one : LIST) { if (one KEY == WANTED) { DO(LIST.size()); break; } }",
        "unsigned i; for (i = 0; i < LIST.size(); i++) if (LIST[i]KEY == WANTED) { break; } DO(i);",
        "size_t i; for (i = 0; i < LIST.size(); i++) if (LIST[i]KEY == WANTED) { sum++; break; }",
    )
)


@FEW
@given(st.lists(st.tuples(LISTS, LOOPS, st.booleans()), min_size=5, max_size=8))
def test_generated_searches_find_the_same(
    searches: list[tuple[tuple[str, str, str, str], str, bool]],
) -> None:
    functions: list[str] = []
    for number, ((name, key, wanted, growth), loop, often) in enumerate(searches):
        body = loop.replace("LIST", name).replace("KEY", key).replace("WANTED", wanted)
        body = body.replace("DO(", "note(")
        grown = f"{name}.{growth};" if often else f"if (k % 3 == 0) {name}.{growth};"
        functions.append(
            f"long run_{number}() {{\n    vector<int> w;\n"
            "    vector<string> words;\n    vector<Item> items;\n"
            "    long sum = 0;\n    auto note = [&](long at) { sum = (sum * 31 + at) % 1009; };\n"
            "    for (int k = 0; k < 80; k++) {\n        int x = k * k % 29;\n"
            f'        string text = "t" + to_string(x);\n        {{ {body} }}\n        {grown}\n'
            "    }\n    return sum + w.size() + words.size() + items.size();\n}\n"
        )
    text = program(HEAD, functions, [f"run_{number}()" for number in range(len(searches))])
    assert check_preserved(RULE, text) >= len(searches) // 2
