"""What is compared with its reverse is a palindrome before and after."""

from __future__ import annotations

import random

import pytest

from hasten.rules.algorithms.palindrome_in_place import RULE
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

BODIES = [
    "string t = s; reverse(t.begin(), t.end()); return s == t;",
    "string t(s); std::reverse(t.begin(), t.end()); if (t != s) return false; return true;",
    "auto t = s;\n    reverse(t.begin(), t.end());\n    return t == s && s.size() > 1;",
    "string t(s.rbegin(), s.rend()); return t == s;",
    "const string t = string(s.rbegin(), s.rend());\n    // both\n    return !(s != t);",
    "string t{s.rbegin(), s.rend()}; int k = 0; if (s == t) k++; k += s != t ? 2 : 0; return k;",
    "return s == string(s.rbegin(), s.rend());",
    "if (string(s.crbegin(), s.crend()) != s) return 0; return 1;",
    "return (s) == std::string{s.rbegin(), s.rend()};",
    "string t; for (int i = s.size() - 1; i >= 0; i--) t += s[i]; return t == s;",
    'string t = ""; for (int i = s.length() - 1; i >= 0; --i) { t += s[i]; } return s == t;',
    "string t; for (int i = (int)s.size() - 1; i >= 0; i--) t.push_back(s[i]); return s == t;",
    'string t = ""; for (char c : s) t = c + t; return s == t;',
    "string t; for (size_t i = 0; i < s.size(); i++) t = s[i] + t; return t == s;",
    "string t; for (const auto& c : s) { t.insert(0, 1, c); } return s != t;",
    "vector<int> v(s.begin(), s.end()), e; vector<int> r(v.rbegin(), v.rend()); return v == r;",
]
HEAD = "#include <bits/stdc++.h>\nusing namespace std;\n"


def program(bodies: list[str], texts: list[str]) -> str:
    kinds = ("string s", "const string& s", "const std::string s")
    functions = "".join(
        f"int f{index}({kinds[index % 3]}) {{\n    {body}\n}}\n"
        for index, body in enumerate(bodies)
    )
    calls = "".join(f"        cout << f{index}(s);\n" for index in range(len(bodies)))
    listed = ", ".join(f'"{text}"' for text in texts)
    main = f"int main() {{\n    for (string s : texts) {{\n{calls}    }}\n}}\n"
    return f"{HEAD}{functions}const vector<string> texts = {{{listed}}};\n{main}"


def test_every_way_to_ask_gives_the_same_answer() -> None:
    chance = random.Random(3)
    texts = ["", "a", "aa", "ab", "aba", "abc"]
    for _ in range(60):
        half = "".join(chance.choices("ab", k=chance.randrange(6)))
        texts.append(half + chance.choice(["", "a", "b"]) + half[::-1])
        texts.append("".join(chance.choices("ab", k=chance.randrange(6))))
    text = program(BODIES, texts)
    found = rewrites_of(RULE, text)
    assert len(found) == len(BODIES)
    after = applied(text, found)
    assert "reverse" not in after
    check_same_output(text, after, [b""])


@pytest.mark.parametrize(
    "body",
    [
        "string t = s; reverse(t.begin(), t.end()); return s <= t;",
        "string t = s; reverse(t.begin(), t.end()); return s == t && t.size();",
        "string t = s; reverse(t.begin(), t.begin()); return s == t;",
        "static string t = s; reverse(t.begin(), t.end()); return s == t;",
        "string u = s, t = s; reverse(t.begin(), t.end()); return u == t;",
        "string t = s; for (int i = 0; i < 2; i++) reverse(t.begin(), t.end()); return s == t;",
        "string t(s.rbegin() + 1, s.rend()); return s == t;",
        "string t; for (int i = s.size() - 1; i > 0; i--) t += s[i]; return t == s;",
        "string t = \"x\"; for (char c : s) t = c + t; return s == t;",
        "string t; for (char c : s) t = t + c; return s == t;",
        "vector<double> v(3), r(v.rbegin(), v.rend()); return v == r;",
        "list<int> v(3); list<int> r(v.rbegin(), v.rend()); return v == r;",
        "string t = s; reverse(t.begin(), t.end()); { string s = \"a\"; return s == t; }",
        "string u = s; string t = u; reverse(t.begin(), t.end()); u += 'a'; return u == t;",
    ],
)  # fmt: skip
def test_a_copy_that_is_needed_stays(body: str) -> None:
    check_silent(RULE, program([body], ["ab"]))
