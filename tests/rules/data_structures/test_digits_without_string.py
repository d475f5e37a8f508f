"""Digits of numbers, with and without a string of them."""

from __future__ import annotations

import pytest

from hasten.rules.algorithms.reversed_number import RULE as REVERSED
from hasten.rules.data_structures.digits_without_string import RULE
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

HEAD = "#include <bits/stdc++.h>\nusing namespace std;\n"
KINDS = ["int", "long long", "unsigned", "short", "unsigned long long", "long"]
VALUES = ["0", "7", "-12", "120", "2112", "123456", "-2147483648", "2147483647", "4294967295"]
VALUES_OF_64_BITS = [
    "-9223372036854775807 - 1",
    "9223372036854775807",
    "18446744073709551615u",
    "-32768",
]
LOOKS = [
    "string s = to_string(n); int k = 0; for (char c : s) k += c - '0'; return k;",
    "auto s = to_string(n); int k = 0, i = 0; for (; i < s.size(); ++i) k += i * s[i]; return k;",
    "const string s = to_string(n); int i = 0; while (s[i] == s[s.length() - 1]) i++; return i;",
    "std::string s{to_string(n)}; return count(s.begin(), s.end(), '1') * 9 + (s[s.size()] == 0);",
    "return to_string(n).size() + to_string(n + 1).length();",
    "int k = 0; for (const char c : to_string(n)) if (c == '2') ++k; return k;",
    "string s = to_string(n); return equal(s.begin(), s.end(), s.rbegin());",
    "string s = to_string(n); return *max_element(s.cbegin(), s.cend()) - s[0];",
    "return to_string(n).find('2') == string::npos ? -1 : (int)to_string(n).find('2');",
    "string s = to_string(n); set<char> d(s.begin(), s.end()); return d.size();",
    "string s = to_string(n); return s[0] * 5 + s.back() * 0 + s.find('1');",
    "return to_string(n)[0];",
]
TURNS = [
    "string s = to_string(n); reverse(s.begin(), s.end()); return stoi(s);",
    "auto s = to_string(n + 1); std::reverse(s.begin(), s.end()); long r = stoll(s); return r;",
    "string s{to_string(n)}; reverse(s.begin(), s.end()); if (n == stol(s)) return 1; return 0;",
    "string s = to_string(n); reverse(s.begin(), s.end()); n = n % 9 + stoll(s) % 9; return n;",
]


def program(bodies: list[str]) -> str:
    functions = "".join(
        f"long long f{index}({KINDS[index % len(KINDS)]} n) {{\n    {body}\n}}\n"
        for index, body in enumerate(bodies)
    )
    calls = "".join(
        f"        try {{ cout << f{index}(n) << ' '; }}\n"
        "        catch (const exception& e) { cout << e.what(); }\n"
        for index in range(len(bodies))
    )
    values = "".join(f"    go({value});\n" for value in (*VALUES, *VALUES_OF_64_BITS))
    return (
        f"{HEAD}{functions}template <class T> void go(T n) {{\n{calls}        cout << '\\n';\n}}\n"
        f"int main() {{\n{values}}}\n"
    )


def test_the_digits_are_those_of_the_string() -> None:
    bodies = [body for body in LOOKS for _ in range(2)]
    text = program(bodies)
    found = rewrites_of(RULE, text)
    assert len(found) >= len(LOOKS) * 2
    check_same_output(text, applied(text, found), [b""])


def test_a_reversed_number_is_the_one_that_its_text_gives() -> None:
    text = program(TURNS * 4)
    found = rewrites_of(REVERSED, text)
    assert len(found) == len(TURNS) * 4
    check_same_output(text, applied(text, found), [b""])


@pytest.mark.parametrize(
    "body",
    [
        "string s = to_string(n); s[0] = '1'; return s.size();",
        "string s = to_string(n); for (char& c : s) c++; return s[0];",
        "string s = to_string(n); sort(s.begin(), s.end()); return s[0];",
        "string s = to_string(n), t = s; return s.size();",
        "string s = to_string(n); auto f = [&] { return s.size(); }; return f();",
        "string s = to_string(n); return s.substr(1).size();",
        "string s = to_string(n); return s == to_string(7);",
        'string s = to_string(n); return s.find("12");',
        "return to_string(n / 2.0).size();",
        "return (to_string(n) + to_string(n)).size();",
        "string s; s = to_string(n); return s.size();",
        "string s = to_string(n); cout << s; return 1;",
    ],
)
def test_a_string_that_is_needed_stays(body: str) -> None:
    check_silent(RULE, program([body]))


@pytest.mark.parametrize(
    "body",
    [
        "string s = to_string(n); reverse(s.begin(), s.end()); return stoi(s) + s.size();",
        "string s = to_string(n); reverse(s.begin(), s.end()); n++; return stoi(s);",
        "string s = to_string(n); reverse(s.begin(), s.end()); return n++ + stoi(s);",
        "string s = to_string(n); reverse(s.begin(), s.end()); return stoi(s, 0, 8);",
        "string s = to_string(n); reverse(s.begin(), s.end()); return stod(s);",
    ],
)
def test_a_text_that_is_needed_stays(body: str) -> None:
    check_silent(REVERSED, program([body]))
