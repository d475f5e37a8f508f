"""Rules see the loops behind a text's own macros, and edit only the uses that they must."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms import early_exit_search_loop, library_gcd
from hasten.rules.expansion import Expanded, expand_macros
from hasten.rules.rule import Rule
from hasten.source.lexical import tokens
from tests.rules.algorithms.generated import FEW
from tests.rules.check import applied, check_same_output, facts_of, rewrites_of

HEAD = """\
#define rep(i,n) for(int i=0;i<(n);i++)
#define REP(i, a, b) for (int i = (a); i < (b); ++i)
#define N 10
#define M (N*2)
#define SQ(x) ((x)*(x))
#define MINUS -
#define NONE
#define NEG(x) -x
#define TWICE(x) x x
#define CALL(f, x) f(x)
#define PAIR(x, y) x y
#define ll long long
#define GLUE(a, b) a##b
#define SHOW(x) #x
#define SELF SELF + 1
#define ANY(...) f(__VA_ARGS__)
#define LATER SQ
"""


def expanded(text: str) -> Expanded:
    found = expand_macros(text, facts_of(text))
    assert found is not None
    return found


def carried(rule: Rule, text: str) -> str:
    """The text after what the rule does behind its macros."""
    whole = expanded(text)
    found = whole.back(rewrites_of(rule, whole.text))
    assert found, f"{rule.id} does not fire"
    assert len({rewrite.key for rewrite in found}) == len(found)
    return applied(text, found)


def preprocessed(text: str) -> list[bytes]:
    """The tokens that g++ compiles; its own blanks do not count."""
    command = ["g++", "-E", "-P", "-xc++", "-"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    return [token.text for token in tokens(done.stdout)]


def joined(found: list[bytes]) -> bytes:
    return b" ".join(found)


@pytest.mark.parametrize(
    ("written", "stands_for"),
    [
        ("rep(i, n) s += i;", "for(int i=0;i<n;i++) s += i;"),
        ("rep(i, n - 1) rep(j, i) s++;", "for(int i=0;i<(n - 1);i++) for(int j=0;j<i;j++) s++;"),
        ("REP(i, SQ(2), M) s += N;", "for (int i = (((2)*2)); i < ((10*2)); ++i) s += 10;"),
        ("s = 3 MINUS N;", "s = 3 - 10;"),
        ("s = -MINUS-1;", "s = - - -1;"),
        ("s = -NONE-n;", "s = - -n;"),
        ("s = N+1+N;", "s = 10 +1+10;"),
        ("s = NEG(-n);", "s = - -n;"),
        ("ll w = 1; s = w;", "long long w = 1; s = w;"),
    ],
)
def test_a_use_becomes_what_it_stands_for(written: str, stands_for: str) -> None:
    text = f"{HEAD}int main() {{ int n = 5, s = 0; WRITTEN return s; }}\n"
    assert expanded(text.replace("WRITTEN", written)).text == text.replace("WRITTEN", stands_for)


@pytest.mark.parametrize(
    "written",
    [
        "s = GLUE(n, n2);",
        "t = SHOW(N);",
        "int SELF = 0;",
        "s = LATER(n);",
        "s = CALL(LATER, 3);",
        "s = CALL(SQ, n);",
    ],
)
def test_what_is_not_covered_stays(written: str) -> None:
    text = f"{HEAD}int main() {{ int n = 5, s = 0, nn2 = 1; const char* t; WRITTEN return s; }}\n"
    text = text.replace("WRITTEN", written.replace("int SELF = 0", "int SELF"))
    text = text.replace("int SELF;", "int SELF = 3; s = SELF;") if "SELF;" in text else text
    found = expand_macros(text, facts_of(text))
    assert found is None or preprocessed(found.text) == preprocessed(text)


def test_definitions_that_change_are_left_alone() -> None:
    text = (
        "#define N 3\nint a[N];\n#undef N\n#define N 4\nint b[N];\n"
        "#define P 1\n#define P 1\n#define Q 2\nint main() { return P + Q; }\n#undef Q\n"
    )
    found = expanded(text)
    assert found.text == text.replace("P + Q", "1 + Q")


def test_what_another_macro_is_passed_is_left_alone() -> None:
    text = "#include <cassert>\n#define N 3\nint main() { assert(N > 2); return N; }\n"
    assert expanded(text).text == text.replace("return N", "return 3")


def test_directives_and_comments_are_left_alone() -> None:
    text = (
        "#define N 3\n#if N > 2\nint main() { return N; } // N\n#else\nint main() { return -N; }\n"
        '#endif\nconst char* t = "N";\n'
    )
    assert expanded(text).text == text.replace("{ return N", "{ return 3")


PIECES = [
    "SQ(n)", "SQ(SQ(n) + 1)", "N", "M", "NEG(n)", "NEG(NEG(n))", "NEG(-1)", "MINUS n", "-MINUS 1",
    "CALL(SQ, N)", "CALL(f, SQ(2))", "f(CALL(f, (1, 2)))", "PAIR(1, + N)", "PAIR(, n)",
    "PAIR(NEG, (n))", "-NONE-1", "1 NONE + NONE 2", "TWICE(-)1", "TWICE( - )n", "CALL(, N)",
    "SQ((n, 3))", "CALL(NONE f, NONE 3)", "n<(N)", "PAIR(n <, (N))", "SQ(SHOW(N)[0])",
    "GLUE(1, 2)", "SQ(GLUE(n,))", "ANY(N)", "LATER(3)", "PAIR(LATER, (3))", "sizeof(ll)",
    "(ll)n", "SQ((ll)(n))", "PAIR(n /* c */, > 1)", "1.0e1"
]  # fmt: skip


@FEW
@given(
    st.lists(
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map(" + ".join),
        min_size=150,
        max_size=150,
    )
)
def test_a_preprocessor_reads_the_same_after_as_before(sums: list[str]) -> None:
    body = "".join(f"    s += {expression};\n" for expression in sums)
    text = f"{HEAD}int f(int x) {{ return x + 1; }}\nint main() {{ int n = 3, s = 0;\n{body}}}\n"
    found = expanded(text)
    before, after = joined(preprocessed(text)), joined(preprocessed(found.text))
    assert _plain(after) == _plain(before)
    assert "SQ(n)" not in found.text.partition("main")[2].replace("CALL", "")


def _plain(text: bytes) -> bytes:
    """Without the parentheses around single operands, which expansion leaves out."""
    for _ in range(2):
        for word in (b"n", b"10", b"3", b"2"):
            for sign in b"<=+-*/%":
                signed = bytes([sign]) + b" "
                text = text.replace(signed + b"( " + word + b" )", signed + word)
    return text


MACRO_SEARCH = """\
#include <cstdio>
#define rep(i, n) for (int i = 0; i < (n); i++)
#define N 9
int a[N] = {4, 1, 7, 1};
int main() {
    bool same = false;
    rep(i, N) {
        int steps = 0;
        rep(j, i) if (a[i] == a[j]) same = true;
    }
    rep(i, N) std::printf("%d", a[i]);
    std::printf("%d\\n", same);
}
"""


def test_uses_that_no_edit_reaches_into_stay_as_they_are() -> None:
    after = carried(early_exit_search_loop.RULE, MACRO_SEARCH)
    assert after == MACRO_SEARCH.replace("same = true;", "{ same = true; break; }").replace(
        "break; }\n", "break; }\n        if (same) break;\n"
    )
    check_same_output(MACRO_SEARCH, after, [b""])


def test_a_loop_that_is_replaced_goes_with_its_macro() -> None:
    before = """\
#include <cstdio>
#include <numeric>
#define REP(i, n) for (int i = 1; i <= n; i++)
int main() {
    int a = 12, b = 18, g = 1;
    REP(i, a) {
        if (a % i == 0 && b % i == 0) g = i;
    }
    std::printf("%d\\n", g);
}
"""
    after = carried(library_gcd.RULE, before)
    assert "REP(i, a)" not in after
    assert "if (a > 0) g = std::gcd(" in after
    check_same_output(before, after, [b""])
