"""Texts that grow at their front."""

from __future__ import annotations

import pytest

from hasten.rules.misc.append_then_reverse import RULE
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

HEAD = "#include <bits/stdc++.h>\nusing namespace std;\n"
BODIES = [
    "string s; while (n > 0) { s = char('0' + n % 2) + s; n /= 2; } cout << s;",
    'string s = ""; for (int i = 0; i < n; i++) { if (i == 13) break; s = "x" + s; } cout << s;',
    "std::string s; do { s.insert(0, 1, (n & 1) ? 'a' : 'b'); n >>= 1; } while (n); cout << s;",
    'string s, t; for (char c : to_string(n)) if (c > 49) t = c + t; cout << t;',
    "string s; for (char c : to_string(n)) s.insert(s.begin(), c); s = 'q' + s; cout << s;",
    ("string s; for (int k = n; k; k /= 3) { if (k % 2) continue; s = \"01\"[k % 3 > 0] + s; } "
    "cout << s << s.size();"),
]  # fmt: skip


def program(bodies: list[str]) -> str:
    functions = "".join(
        f"void f{index}(int n) {{\n    {body}\n    cout << '\\n';\n}}\n"
        for index, body in enumerate(bodies)
    )
    calls = "".join(f" f{index}(n);" for index in range(len(bodies)))
    return f"{HEAD}{functions}int main() {{ for (int n = 0; n < 999; n += 7) {{{calls} }} }}\n"


def test_the_text_is_the_same_in_the_end() -> None:
    text = program(BODIES)
    found = rewrites_of(RULE, text)
    assert len(found) == len(BODIES) - 1  # two strings are declared in one of them
    check_same_output(text, applied(text, found), [b""])


@pytest.mark.parametrize(
    "body",
    [
        "string s; while (n > 0) { s = to_string(n % 2) + s; n /= 2; } cout << s;",
        "string s; while (n > 0) { s = char('0' + n % 2) + s; if (n == 5) cout << s; n /= 2; }",
        "string s; s += 'a'; while (n > 0) { s = 'b' + s; n /= 2; } cout << s;",
        "string s; while (n > 0) { s = 'b' + s + 'c'; n /= 2; } cout << s;",
        "string s; while (n > 0) { s = s[0] + s; n /= 2; } cout << s;",
        "string s; while (n > 0) { s = 'b' + s; s = 'c' + s; n /= 2; } cout << s;",
        "string s; auto f = [&] { s = 'b' + s; }; while (n > 0) { f(); n /= 2; } cout << s;",
        "static string s; while (n > 0) { s = 'b' + s; n /= 2; } cout << s;",
    ],
)
def test_a_text_that_is_looked_at_grows_as_before(body: str) -> None:
    check_silent(RULE, program([body]))
