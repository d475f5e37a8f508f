"""Maps and sets of integers as arrays: any key, any order of use, the same answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.direct_address_table import RULE
from hasten.rules.data_structures.direct_table_code import MAP_TEXT, SET_TEXT
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of, run

HEAD = """\
#include <cstdint>
#include <iostream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>
using namespace std;
"""
KEYS = "{3, 70, 3, -1, 4096, 5, 70, 1000000000, -1000000000, 64, 63, 8, 3, 200, 4096, 0, 128}"


def text_of(body: str, before: str = "") -> str:
    return (
        f"{HEAD}{before}\nint main() {{\n    vector<int> keys = {KEYS};\n    long sum = 0;\n"
        f"    {body}\n    cout << sum << '\\n';\n}}\n"
    )


def changed(body: str, before: str = "") -> str:
    """What the text becomes, without the class that is put in."""
    text = text_of(body, before)
    found = rewrites_of(RULE, text)
    assert found
    return applied(text, found).replace(MAP_TEXT, "").replace(SET_TEXT, "")


def test_a_set_that_is_searched_is_asked_whether_it_holds_the_key() -> None:
    after = changed(
        "std::unordered_set<int> seen(keys.begin(), keys.end());\n"
        "    for (int i = 0; i < 300; i++) if (seen.find(i) != seen.end()) sum += i;"
    )
    assert "DirectSet<int> seen(keys.begin(), keys.end());" in after
    assert "if (seen.contains(i)) sum" in after


def test_whether_an_insertion_was_new_is_told_at_once() -> None:
    after = changed("set<int> seen; for (int k : keys) if (seen.insert(k).second) sum += k;")
    assert "if (seen.insert(k)) sum" in after


def test_parameters_change_with_the_variable() -> None:
    after = changed(
        "unordered_map<int, long> m; fill_it(m, keys);\n"
        "    for (int k : keys) sum = sum * 3 + get(m, k);",
        "static void fill_it(unordered_map<int, long>& t, const vector<int>& v) {\n"
        "    for (int k : v) t[k] += k;\n}\n"
        "long get(const unordered_map<int, long>& t, int k) {\n"
        "    auto it = t.find(k);\n    return it == t.end() ? -1 : it->second;\n}\n",
    )
    assert "fill_it(DirectMap<int, long>& t" in after
    assert "get(const DirectMap<int, long>& t" in after


def test_room_is_not_asked_for() -> None:
    after = changed(
        "unordered_map<int, int> m;\n    m.reserve(keys.size());\n    for (int k : keys) m[k]++;\n"
        "    sum = m.size();"
    )
    assert "reserve" not in after.partition("int main")[2]


def test_a_second_table_makes_use_of_the_same_class() -> None:
    after = changed(
        "unordered_map<int, int> m, other; map<long, char> n;\n"
        "    for (int k : keys) { m[k]++; n[k] = 'a'; }\n    sum = m.size() + n.size();"
    )
    assert after.count("class") == 0


def test_the_array_grows_while_keys_are_found_and_forgotten() -> None:
    body = """
    unordered_map<uint32_t, uint32_t> m;
    set<int> s;
    uint32_t x = 12345;
    for (int round = 0; round < 600; round++) {
        if (round % 7 == 3) { m.clear(); s.clear(); }
        for (int i = 0; i < 300; i++) {
            x = x * 1664525u + 1013904223u;
            uint32_t key = i % 50 == 0 ? x : x >> (8 + round % 20);
            if (i % 11 == 5) { sum += m.erase(key) * 7; sum ^= s.erase((int)key) * 3; }
            if (i % 3) { m[key] += i; sum += s.insert((int)key).second; }
            else { auto it = m.find(key); if (it != m.end()) sum = sum * 5 + it->second; }
            sum += s.count(static_cast<int>(key >> 3)) + m.size() + s.size();
        }
    }"""
    assert check_preserved(RULE, text_of(body)) == 2


def test_what_is_missing_is_missed() -> None:
    text = text_of(
        "unordered_map<int, int> m; for (int k : keys) m[k] = k;\n"
        "    try { sum = m.at(77); } catch (const out_of_range&) { sum = -5; }"
    )
    found = rewrites_of(RULE, text)
    assert run(applied(text, found), b"") == (0, b"-5\n")


@pytest.mark.parametrize(
    "body",
    [
        "for (auto& e : m) sum = sum * 3 + e.second;",
        "int& r = m[1]; m[2] = 5; r = 7; sum = m[1];",
        "int* p = &m[1]; m[99999] = 5; *p = 7; sum = m[1];",
        "auto it = m.find(3); m[77] = 1; sum = it->second;",
        "for (int k : keys) m[k] = m[k + 1];",
        "auto copy = m; sum = copy.size();",
        "sum = m.begin()->first;",
        "m = unordered_map<int, int>(); sum = m.size();",
        "auto p = m.insert({1, 2}); m[5000]++; sum = p.first->second;",
        "auto add = [&](int k) { m[k]++; return 1; }; for (int k : keys) m[k] += add(k + 9);",
        "auto it = m.find(3); for (int k : keys) { sum += it->second; m[k + 100]++; }",
        "while (auto it = m.find(3) == m.end()) { sum += it; m[3]++; }\n    swap(m[1], m[3]);",
        "if (auto it = m.find(3); it != m.end()) { m[4000]++; it->second++; } sum = m[3];",
    ],
)
def test_other_uses_leave_the_map_alone(body: str) -> None:
    check_silent(RULE, text_of(f"unordered_map<int, int> m; for (int k : keys) m[k]++; {body}"))


@pytest.mark.parametrize(
    ("declared", "body"),
    [
        ("unordered_map<string, int> m;", 'for (int i = 0; i < 3; i++) m["x"]++;'),
        ("map<int, int, greater<int>> m;", "for (int k : keys) m[k]++;"),
        ("unordered_map<int, int> m = {{1, 2}};", "for (int k : keys) m[k]++;"),
        ("vector<unordered_map<int, int>> m(2);", "for (int k : keys) m[k & 1][k]++;"),
        ("multiset<int> m;", "for (int k : keys) m.insert(k);"),
        ("unordered_map<double, int> m;", "for (int k : keys) m[k]++;"),
    ],
)
def test_other_tables_are_left_alone(declared: str, body: str) -> None:
    check_silent(RULE, text_of(f"{declared} {body} sum = m.size();"))


USES = [
    "m[k] += 3;", "++m[k];", "m[k]++;", "m[k] = k / 2;", "sum += m[k];", "m.erase(k);",
    "m.clear();",
    "sum += m.count(k) * 5;", "sum = sum * 3 + m.size();", "if (m.find(k) != m.end()) sum += k;",
    "if (m.count(k) && m[k] > 2) sum ^= m[k - 1];", "m.insert({k, 4});", "m.emplace(k + 1, 6);",
    "if (m.insert(make_pair(k, 9)).second) sum += 11;", "sum += m.empty();",
    "auto it = m.find(k); if (it == m.end()) m[k] = 1; else it->second += 2;",
    "const auto it = m.find(k); sum += (it != m.end() ? it->second : -1) % 1000;",
    "auto it = m.find(k); if (it != m.end()) { sum += it->first; it->second--; } m[k + 3] = 2;",
    "int& r = m[k]; r += 5; sum ^= r;", "int& r = m[k]; m[k + 64]++; r++;",
    "sum = max<long>(sum, m[k]) % 100000;", "sum += twice(m[k]) % 100;",
    "m[k] = m[k + 1] + 1;", "m[k] = (int)m.size();",
    "auto it = m.find(k + 1); m[k]++; sum += it == m.end();",
    "for (int j = 0; j < m[k] % 5; j++) m[k + j] += j;", "int c = m[k]; m[k * 2] = c;",
]  # fmt: skip
KINDS = [
    "unordered_map<int, int> m;", "map<int, int> m;", "map<long long, int> m;",
    "unordered_map<unsigned, int> m(16);", "map<signed char, int> m;",
]  # fmt: skip


@FEW
@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.lists(st.sampled_from(USES), min_size=2, max_size=4)),
        min_size=9,
        max_size=9,
    )
)
def test_tables_answer_as_they_did(parts: list[tuple[str, list[str]]]) -> None:
    functions: list[str] = ["int twice(int x) { return x * 2; }"]
    for index, (declared, uses) in enumerate(parts):
        body = " ".join(f"{{ {use} }}" for use in uses)
        functions.append(
            f"long f{index}(const vector<int>& keys) {{\n    long sum = 1; {declared}\n"
            f"    for (int round = 0; round < 3; round++) for (int k : keys) {{ {body} }}\n"
            "    for (int k : keys) sum = sum * 7 + (m.count(k) ? m.at(k) : 0);\n"
            "    return sum + m.size(); }"
        )
    calls = [f"f{index}({KEYS})" for index in range(len(parts))]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 2


def test_entries_are_gone_through_in_the_order_of_their_keys() -> None:
    body = """
    map<int, int> m; set<short> s; unordered_map<int, int> u; unordered_set<long> w;
    for (int round = 0; round < 40; round++) {
        if (round % 9 == 4) { m.clear(); s.clear(); u.clear(); w.clear(); }
        for (int k : keys) {
            int key = k % (1 << round % 20) * (round % 3 + 1);
            m[key] += k; s.insert((short)key); u[key] ^= round; w.insert(key * 70L);
        }
        for (int i = 0; i < 70 * round; i++) { m[77777 * round] += i; u[99999 + round]++; }
        for (const auto& e : m) sum = sum * 31 + e.first * 7 + e.second;
        for (auto [k, v] : m) { if (k > 60) break; sum = sum * 3 + v; }
        for (short k : s) sum = sum * 5 + k;
        for (auto& e : u) sum += e.second;
        for (long k : w) sum ^= k;
        sum %= 1000000007;
    }"""
    assert check_preserved(RULE, text_of(body)) == 4


@pytest.mark.parametrize(
    "body",
    [
        "for (auto& e : m) e.second++;",
        "for (auto& e : m) { sum += e.second; m.erase(5); }",
        "for (auto& e : m) sum += m[e.first];",
        "const int* p = nullptr; for (auto& e : m) p = &e.second; sum = *p;",
        "for (auto it = m.begin(); it != m.end(); ++it) sum += it->second;",
    ],
)
def test_loops_that_do_more_than_read_are_left_alone(body: str) -> None:
    check_silent(RULE, text_of(f"map<int, int> m; for (int k : keys) m[k]++; {body}"))
