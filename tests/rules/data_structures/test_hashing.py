"""Ordered containers become hash tables where nobody can tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures import map_to_unordered_map, set_to_unordered_set
from hasten.rules.rule import Rule
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

MAPS, SETS = map_to_unordered_map.RULE, set_to_unordered_set.RULE

HEAD = """\
#include <algorithm>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>
using namespace std;
typedef long long ll;
"""


def both(rule: Rule, before: str, after: str) -> None:
    text = (
        HEAD
        + "int c = 0, x = 3; bool f = false;\nint main() {\n    vector<int> v(3);\n    BODY\n}\n"
    )
    check_rule(rule, text.replace("BODY", before), text.replace("BODY", after))


def silent(rule: Rule, body: str) -> None:
    text = HEAD + "int c = 0, x = 3; bool f = false; vector<int> v(3);\n"
    check_silent(rule, text + "int main() { " + body + " }")


@pytest.mark.parametrize(
    "uses",
    [
        "m[x]++; c = m[2] + m.size();",
        "if (m.find(x) != m.end()) c = m.find(x)->second;",
        "if (m.count(x) == 0) m.insert({x, 1}); else m.erase(x);",
        "auto it = m.find(x); if (it == m.end()) c = 1; else { c = it->second; m.erase(it); }",
        "if (auto it = m.find(x); it != m.end()) c += (*it).second;",
        "m.insert(make_pair(1, 2)); m.emplace(3, 4); m.clear(); f = m.empty(); c = m.at(1);",
        "int& r = m[1]; m[2] = 5; r = 3;",
        "for (auto p : m) c += p.second;",
        "for (auto& p : m) { c = max(c, p.second); if (p.first > x) x = p.first; }",
        "for (const auto& [k, n] : m) if (n == 7) { f = true; break; }",
        "auto get = [&](int k) { return m[k]; }; c = get(3);",
    ],
)
def test_maps_that_are_only_asked_for_keys(uses: str) -> None:
    both(MAPS, f"map<int, int> m; {uses}", f"unordered_map<int, int> m; {uses}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("std::map<ll, string> m; m[3] += 'a';", "std::unordered_map<ll, string> m; m[3] += 'a';"),
        ("map<string, map<int, int>> m; c = m[\"a\"].begin()->first;",
         "unordered_map<string, map<int, int>> m; c = m[\"a\"].begin()->first;"),
        ("map<char, int> a, b = {{'c', 1}}; a['x'] = b['y'];",
         "unordered_map<char, int> a, b = {{'c', 1}}; a['x'] = b['y'];"),
        ("static map<int*, int> m; m[&c] = 1;", "static unordered_map<int*, int> m; m[&c] = 1;"),
    ],
)  # fmt: skip
def test_keys_that_have_a_hash(before: str, after: str) -> None:
    both(MAPS, before, after)


@pytest.mark.parametrize(
    "body",
    [
        "map<int, int> m; for (auto p : m) cout << p.first;",
        "map<int, int> m; for (auto p : m) v.push_back(p.first);",
        "map<int, int> m; for (auto p : m) c = p.first;",
        "map<int, int> m; for (auto p : m) c = c * 2 + p.first;",
        "map<int, int> m; for (auto p : m) { c += p.first; x = max(x, c); }",
        "map<int, int> m; for (auto p : m) { c += p.first; if (c > 9) break; }",
        "map<int, int> m; for (auto p : m) if (p.second > c) { c = p.second; x = p.first; }",
        "map<int, double> m; double d = 0; for (auto p : m) d += p.second;",
        "map<int, double> m; for (auto p : m) c += p.second;",
        "map<int, int> m; for (auto p : m) { if (p.second == 3) { f = true; c++; break; } }",
        "map<int, int> m; for (auto p : m) { c |= p.second; c += 1; }",
        "map<int, int> m; for (auto p : m) m[p.first + 1] = 2;",
        "map<int, int> m; c = m.begin()->first;",
        "map<int, int> m; auto e = m.end(); e--; c = e->first;",
        "map<int, int> m; c = m.rbegin()->first;",
        "map<int, int> m; c = m.lower_bound(3)->first;",
        "map<int, int> m; auto it = m.find(1); it++; c = it->first;",
        "map<int, int> m; auto it = m.find(1); m[5] = 2; c = it->first;",
        "map<int, int> m; map<int, int>::iterator it = m.find(1); c = it->first;",
        "map<int, int> m; auto it = m.erase(m.find(1)); c = it->first;",
        "map<int, int> m; auto p = m.insert({1, 2}); c = p.first->second;",
        "map<int, int> m, k; f = m == k; f = m < k;",
        "map<int, int> m; map<int, int> k = m;",
        "map<int, int> m; auto& k = m; for (auto p : k) cout << p.first;",
        "map<int, int> m; swap(m, m);",
        "map<int, int, greater<int>> m; m[1] = 2;",
        "map<pair<double, int>, int> m; m[{1, 2}] = 2;",
        "set<pair<int, int>> s; s.insert({1, 2}); for (auto& p : s) cout << p.first;",
        "map<double, int> m; m[1] = 2;",
        "map<vector<int>, int> m; m[{1, 2}] = 2;",
        "map<int, int> m; m[1] = 2; vector<pair<int, int>> w(m.begin(), m.end());",
        "map<int, int> m, k; m[1] = 1; cout << k.begin()->first;",
        "multimap<int, int> m; m.insert({1, 2});",
    ],
)
def test_maps_whose_order_counts(body: str) -> None:
    silent(MAPS, body)


def test_a_map_that_is_handed_on_keeps_its_type() -> None:
    check_silent(
        MAPS,
        HEAD + "int f(map<int, int>& m) { return m[1]; }\nint main() { map<int, int> m; f(m); }",
    )


def test_a_global_map_must_not_grow_in_a_function_while_an_iterator_is_held() -> None:
    text = HEAD + (
        "map<int, int> m;\nvoid grow() { for (int i = 0; i < 99; i++) m[i]++; }\n"
        "int main() { m[1] = 2; auto it = m.find(1); grow(); cout << it->second; }"
    )
    check_silent(MAPS, text)


def test_the_name_is_qualified_where_it_must_be() -> None:
    text = (
        "#include <iostream>\n#include <map>\n#include <unordered_map>\nusing std::map;\n"
        "int main() { map<int, int> m; std::cout << m[1]; }\n"
    )
    check_rule(MAPS, text, text.replace("map<int, int> m", "std::unordered_map<int, int> m"))


@pytest.mark.parametrize(
    "uses",
    [
        "s.insert(x); c = s.size();",
        "if (!s.insert(x).second) c++;",
        "if (s.find(x) == s.end() && !s.count(4)) s.erase(x);",
        "for (int y : s) c ^= y;",
    ],
)
def test_sets_that_are_only_asked_for_elements(uses: str) -> None:
    both(SETS, f"set<int> s; {uses}", f"unordered_set<int> s; {uses}")
    both(SETS, f"set<int> s = {{1, 2}}; {uses}", f"unordered_set<int> s = {{1, 2}}; {uses}")
    both(
        SETS,
        f"set<int> s(v.begin(), v.end()); {uses}",
        f"unordered_set<int> s(v.begin(), v.end()); {uses}",
    )


@pytest.mark.parametrize(
    "body",
    [
        "set<int> s; for (int y : s) cout << y;",
        "set<int> s; c = *s.begin();",
        "set<int> s; c = *max_element(s.begin(), s.end());",
        "set<int> s; s.erase(s.begin());",
        "set<int> s; c = distance(s.begin(), s.find(3));",
        "set<int> s; auto it = s.insert(3).first; if (it != s.begin()) c = 1;",
        "set<int> s; c = *s.upper_bound(2);",
        'set<string, less<>> s; s.insert("a");',
        "set<int> s, t; t = s; cout << *t.begin();",
        "set<float> s; s.insert(1);",
    ],
)
def test_sets_whose_order_counts(body: str) -> None:
    silent(SETS, body)


STEPS = [
    "m[x] += 2;", "c += m[x % 3];", "m.erase(x);", "c += m.count(x);", "m.insert({x, 5});",
    "if (m.find(x) != m.end()) c++;",
    "auto it = m.find(x % 4); if (it != m.end()) c += it->second;",
    "for (auto& p : m) c += p.first * p.second;", "for (auto p : m) c = max(c, p.second);",
    "for (auto p : m) c = c * 3 + p.first;", "c += m.begin()->first;", "c += m.size() * 7;",
    "for (auto p : m) { if (p.second > 3) { c = 1; break; } }", "if (m.size() > 5) m.clear();",
    "for (auto p : m) if (p.second < x) x = p.second;", ("auto a = m.find(1); m[x + 9] = 1; "
    "if (a != m.end()) c += a->second;"),
    "for (auto p : m) { if (p.second >= c) { c = p.second; x = p.first; } }",
]  # fmt: skip
SET_STEPS = [
    "s.insert(x % 7);", "c += s.size();", "c += s.count(x);", "if (s.insert(x).second) c += 3;",
    "s.erase(x % 5);", "for (int y : s) c += y;", "for (int y : s) c = c * 3 + y;",
    "c += *s.begin();", "if (s.find(3) == s.end()) c++;", "for (int y : s) { c -= y; x |= 1; }",
    "for (int y : s) { if (y > 2) { c = y; break; } }", "for (int y : s) if (y < c) c = y;",
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "declared", "steps"),
    [
        (MAPS, "map<int, int> m = {{3, 1}, {11, 4}, {-2, 9}};", STEPS),
        (SETS, "set<int> s = {3, 11, -2, 5};", SET_STEPS),
    ],
)
@FEW
@given(st.data())
def test_what_is_found_is_the_same(
    rule: Rule, declared: str, steps: list[str], data: st.DataObject
) -> None:
    functions = [
        "int safe() { map<int, int> m; set<int> s; m[3]++; s.insert(2); return m[3] + s.size(); }"
    ]
    for index in range(25):
        chosen = data.draw(st.lists(st.sampled_from(steps), min_size=1, max_size=4))
        body = " ".join(f"{{ {step} }}" for step in chosen)
        functions.append(
            f"long long f{index}(int n) {{ int c = 0; {declared}\n"
            f"    for (int i = 0; i < n; i++) {{ int x = i * 37 % 19; {body} c %= 10007; }}\n"
            "    return c; }"
        )
    calls = [f"f{i}({n})" for i in range(25) for n in (3, 30)]
    assert check_preserved(rule, program(HEAD, functions, ["safe()", *calls])) > 0


PAIRS = """\
map<pair<int, int>, long long> memo;
long long paths(int r, int c) {
    if (r == 0 || c == 0) return 1;
    if (memo.count({r, c})) return memo[{r, c}];
    return memo[{r, c}] = (paths(r - 1, c) + paths(r, c - 1)) % 1000003;
}
int visit(int n) {
    set<pair<int, pair<int, long long>>> seen;
    std::set<std::pair<int, char> > signs;
    int fresh = 0;
    for (int i = -n; i < n; i++) {
        auto key = make_pair(i % 7, make_pair(i * i % 5, (long long)i % 3));
        if (seen.find(key) == seen.end()) fresh++;
        seen.insert(key);
        signs.insert({i % 4, char('a' + i % 3)});
    }
    return fresh * 1000 + seen.size() * 10 + signs.count({1, 'b'});
}
int main() { cout << paths(40, 30) << ' ' << visit(50) << ' ' << memo.size(); }
"""


def test_pairs_of_numbers_are_hashed() -> None:
    assert check_preserved(MAPS, HEAD + PAIRS) == 1
    assert check_preserved(SETS, HEAD + PAIRS) == 2
