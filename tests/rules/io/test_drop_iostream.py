"""<iostream> goes where no stream is used, and the headers that are needed stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.io.drop_iostream import RULE
from tests.rules.algorithms.generated import FEW, check_preserved
from tests.rules.check import applied, check_silent, rewrites_of

BODY = 'int main() { int n = 0; scanf("%d", &n); USE printf("%d\\n", n); }\n'


def text_of(head: str, use: str = "") -> str:
    return head + BODY.replace("USE", use)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("#include <iostream>\n#include <cstdio>\n", "#include <istream>\n#include <cstdio>\n"),
        ("#include <bits/stdc++.h>\nusing namespace std;\n", "#include <cstdio>\nusing"),
        ("#include <bits/stdc++.h>\n#include <iostream>\n#include <cstdio>\n", "#include <cstdio>"),
        (
            "#include <bits/stdc++.h>\n#define debug(x) cerr << x << endl\n",
            "#include <cstdio>\n#define debug(x)",
        ),
    ],
)
def test_the_header_goes_where_no_stream_is_used(head: str, expected: str) -> None:
    text = text_of(head)
    after = applied(text, rewrites_of(RULE, text))
    assert after.startswith(expected)
    assert "iostream>" not in after


@pytest.mark.parametrize(
    ("head", "use"),
    [
        ("#include <bits/stdc++.h>\nusing namespace std;\n", "cerr << n;"),
        ("#include <bits/stdc++.h>\n#define LOG std::clog\n", "LOG << n;"),
        ("#include <bits/stdc++.h>\n#define A B\n#define B std::cout << 1\n", "A;"),
        ("#include <iostream>\n#include <cstdio>\n", "std::ostream* out = &std::cout;"),
        ("#include <bits/stdc++.h>\n#include <ext/rope>\n", ""),
        ("#include <bits/stdc++.h>\n", "std::regex pattern; n += pattern.mark_count();"),
        ("#include <cstdio>\n", ""),
    ],
)
def test_the_header_stays_where_it_may_be_needed(head: str, use: str) -> None:
    check_silent(RULE, text_of(head, use))


USES = [
    "vector<int> v{3, 1, 2}; sort(v.begin(), v.end()); n += v[0];",
    "map<string, int> m; m[to_string(n)] = 1; n += m.size();",
    "set<pair<int, int>> s; s.insert({n, 1}); n += s.size();",
    "stringstream ss; ss << n << endl; n += ss.str().size();",
    "priority_queue<int, vector<int>, greater<int>> q; q.push(n); n += q.top();",
    "n += (int)sqrt(abs(n)) + INT_MAX % 7;",
    "array<int, 3> a{}; n += accumulate(a.begin(), a.end(), 0);",
    'char s[9]; strcpy(s, "abc"); n += strlen(s) + isdigit(s[0]);',
    "uint64_t x = numeric_limits<int>::max(); n += x % 9;",
    "function<int(int)> f = [](int x) { return x + 1; }; n = f(n);",
    "mt19937 g(5); n += uniform_int_distribution<int>(1, 6)(g);",
    "deque<tuple<int, int>> d; d.emplace_back(1, 2); n += get<1>(d[0]);",
    "unordered_map<int, bitset<9>> u; n += u[1].count();",
    "optional<int> o; n += o.value_or(2); assert(n != -77);",
    "auto p = make_unique<int>(3); n += *p + __gcd(n, 6);",
    'string_view w = "abc"; n += w.size(); string t(w); istringstream in(t); in >> t;',
]


@FEW
@given(st.lists(st.sampled_from(USES), min_size=6, max_size=9, unique=True))
def test_what_is_left_compiles_and_does_the_same(uses: list[str]) -> None:
    body = " ".join(f"{{ {use} }}" for use in uses)
    text = text_of("#include <bits/stdc++.h>\nusing namespace std;\n", body)
    assert check_preserved(RULE, text, (b"3", b"-12")) == 1
