"""The block streams against the streams that they stand in for, on generated input."""

from __future__ import annotations

import select
import struct
import subprocess
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hasten.rules.io.buffered_io import RULE
from tests.rules import check

STREAM = """\
#include <iostream>
#include <string>
using namespace std;

int main() {
    string script;
    getline(cin, script);
    short h = 7; unsigned short t = 7; int i = 7; unsigned u = 7; long l = 7; unsigned long m = 7;
    long long q = 7; unsigned long long z = 7; float f = 7; double d = 7; long double e = 7;
    char c = '7', text[300] = "7";
    string s = "7";
    for (char step : script) {
        switch (step) {
            case 'h': cin >> h; cout << h << ' '; break;
            case 't': cin >> t; cout << t << ' '; break;
            case 'i': cin >> i; cout << i << ' '; break;
            case 'u': cin >> u; cout << u << ' '; break;
            case 'l': cin >> l; cout << l << ' '; break;
            case 'm': cin >> m; cout << m << ' '; break;
            case 'q': cin >> q; cout << q << ' '; break;
            case 'z': cin >> z; cout << z << ' '; break;
            case 'f': cin >> f; cout << f << ' '; break;
            case 'd': cin >> d; cout << d << ' '; break;
            case 'e': cin >> e; cout << e << ' '; break;
            case 'c': cin >> c; cout << c << ' '; break;
            case 's': cin >> s; cout << s << ' '; break;
            case 'x': cin >> text; cout << text << ' '; break;
            case 'n': getline(cin, s); cout << s << '|'; break;
            case ',': getline(cin, s, ','); cout << s << '|'; break;
            case 'g': cout << cin.get() << ' '; break;
            case 'G': cin.get(c); cout << c << ' '; break;
            case 'p': cout << cin.peek() << ' '; break;
            case 'k': cin.ignore(); break;
            case 'K': cin.ignore(1000, '\\n'); break;
            case 'w': cin >> ws; break;
            default: cin.clear(); break;
        }
        cout << step << cin.good() << cin.eof() << cin.fail() << endl;
        if (!cin) cout << "failed\\n";
    }
    cout << d * 1e9 << ' ' << d / 3 << endl;
}
"""
STDIO = """\
#include <cstdio>

int main() {
    short h = 7; unsigned short t = 7; int i = 7; unsigned u = 7; long l = 7; unsigned long m = 7;
    long long q = 7; unsigned long long z = 7; float f = 7; double d = 7;
    char c = '7', text[300] = "7";
    static char script[400];
    scanf("%s", script);
    for (const char* step = script; *step; ++step) {
        int count = 0;
        switch (*step) {
            case 'i': count = scanf("%d", &i); printf("%d ", i); break;
            case 'u': count = scanf("%u", &u); printf("%u ", u); break;
            case 'l': count = scanf("%ld", &l); printf("%ld ", l); break;
            case 'm': count = scanf("%lu", &m); printf("%lu ", m); break;
            case 'q': count = scanf("%lld", &q); printf("%lld ", q); break;
            case 'z': count = scanf("%llu", &z); printf("%llu ", z); break;
            case 'h': count = scanf("%hd", &h); printf("%d ", h); break;
            case 't': count = scanf("%hu", &t); printf("%u ", t); break;
            case 'f': count = scanf("%f", &f); printf("%.3f ", f); break;
            case 'd': count = scanf("%lf", &d); printf("%.10f %f %.0f ", d, d, d); break;
            case 'c': count = scanf(" %c", &c); printf("%c ", c); break;
            case 's': count = scanf("%s", text); printf("%s%%", text); puts(text); break;
            case '2': count = scanf("%d %d", &i, &i); printf("%d ", i); break;
            case '3': count = scanf("%lf%s %c", &d, text, &c); break;
            case 'g': printf("%d ", getchar()); break;
            default: putchar('?'); break;
        }
        printf("%c%d\\n", *step, count);
    }
}
"""
REALS = """\
#include <cstring>
#include <iomanip>
#include <iostream>
using namespace std;

int main() {
    int form;
    unsigned long long bits;
    while (cin >> form >> bits) {
        double d;
        memcpy(&d, &bits, sizeof d);
        if (form == 0) cout << setprecision(0);
        if (form == 1) cout << setprecision(1);
        if (form == 2) cout << setprecision(17);
        if (form == 3) cout.precision(9);
        if (form == 4) cout << fixed;
        cout << d << ' ' << (float)d << ' ' << d / 3.0L << '\\n';
    }
}
"""
GUESSING = """\
#include <iostream>
using namespace std;

int main() {
    ios::sync_with_stdio(false);
    int low = 1, high = 1000;
    while (low < high) {
        int middle = (low + high) / 2, answer;
        cout << "? " << middle << endl;
        cin >> answer;
        if (answer) high = middle; else low = middle + 1;
    }
    cout << "! " << low << endl;
}
"""
GUESSING_STDIO = """\
#include <cstdio>

int main() {
    int low = 1, high = 1000;
    while (low < high) {
        int middle = (low + high) / 2, answer;
        printf("? %d\\n", middle);
        scanf("%d", &answer);
        if (answer) high = middle; else low = middle + 1;
    }
    printf("! %d\\n", low);
}
"""

SPACES = st.sampled_from([" ", "  ", "\n", "\n\n", "\r\n", "\t", " \n ", "\v", "\f", ","])
STRANGE = """
. -. 5. .5 1e5 -1E-3 1.5.2 1-2 --1 +-1 - + e5 inf nan 0x10 1e5.5 +.5e-2 -0 -0.0 1e-320 abc a1 1a
x,y 00 007 9007199254740993 0.1234567890123456789 é
"""
WORDS = st.sampled_from(STRANGE.split())
INTEGERS = st.one_of(
    st.integers(-(10**3), 10**3),
    st.integers(-(2**31), 2**31 - 1),
    st.integers(0, 2**31 - 1).map(lambda number: f"+{number:012}"),
)
WIDE = st.one_of(
    st.integers(-(2**63), 2**64 - 1),
    st.sampled_from([2**31, -(2**31) - 1, 2**32, 2**63, -(2**63) - 1, 2**64, 2**15, 65536]),
)
NUMBERS = st.one_of(
    INTEGERS,
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(-(10**6), 10**6, places=4),
)
PARTIAL = st.text("0123456789+-.eE", min_size=1, max_size=18)


def inputs(steps: str, *values: st.SearchStrategy[object]) -> st.SearchStrategy[bytes]:
    """What to read, on a line of its own, and what there is to be read."""
    data = st.lists(st.tuples(st.one_of(*values), SPACES), max_size=10)
    return st.builds(_input, st.text(steps, min_size=1, max_size=14), data)


def _input(script: str, data: list[tuple[object, str]]) -> bytes:
    return (script + "\n" + "".join(f"{value}{space}" for value, space in data)).encode()


@cache
def after(text: str) -> str:
    """The text with block streams."""
    return check.applied(text, check.rewrites_of(RULE, text))


@cache
def after_in_small_blocks(text: str) -> str:
    """The same, reading four bytes at a time, so that nearly all values span two blocks."""
    small = after(text).replace("char block[(1 << 16) + 1];", "char block[4 + 1];")
    assert small != after(text)
    return small


def check_same(text: str, given_bytes: bytes) -> None:
    expected = check.run(text, given_bytes)
    assert check.run(after(text), given_bytes) == expected
    assert check.run(after_in_small_blocks(text), given_bytes) == expected


@settings(max_examples=150, deadline=None, derandomize=True)
@given(inputs("htiulmqzfdecsxn,gGpkKwC", NUMBERS, WIDE, WORDS, PARTIAL))
def test_values_and_states_are_those_of_the_standard_streams(data: bytes) -> None:
    check_same(STREAM, data)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(inputs("iulmqzhtfdcs23g", INTEGERS, NUMBERS, st.text("ab,.;", min_size=1)))
def test_values_and_counts_are_those_of_scanf(data: bytes) -> None:
    check_same(STDIO, data)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.floats(allow_nan=True) | st.decimals(-99, 99, places=1)),
        max_size=40,
    )
)
def test_reals_are_printed_with_the_same_digits(numbers: list[tuple[int, float]]) -> None:
    bits = (struct.unpack("<Q", struct.pack("<d", number))[0] for _, number in numbers)
    lines = (f"{form} {value}\n" for (form, _), value in zip(numbers, bits, strict=True))
    check_same(REALS, "".join(lines).encode())


@pytest.mark.properties
def test_much_is_read_and_printed() -> None:
    numbers = " ".join(str(number * 7919 % 100003 - 50000) for number in range(40000))
    check_same(STREAM, b"i" * 30000 + b"\n" + numbers.encode())
    check_same(STREAM, b"nsx,\n" + b"x" * 200000 + b"\n" + b"y" * 150000 + b" text " + b"z," * 5)


def test_integers_of_more_than_nineteen_digits_do_not_fit() -> None:
    check_same(STREAM, b"zl\n18446744073709551615 -9223372036854775808")
    check_same(STREAM, b"z\n18446744073709551616")
    check_same(STREAM, b"q\n123456789012345678901234567890")


@pytest.mark.parametrize("program", [GUESSING, GUESSING_STDIO], ids=["stream", "stdio"])
def test_a_program_that_asks_is_answered(program: str) -> None:
    secret = 617
    command = [check.compiled(after(program))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        kind, number = b"?", b"0"
        try:
            while kind == b"?":
                waiting, _, _ = select.select([process.stdout], [], [], 20)
                assert waiting, "the program waits for an answer to what it has not asked"
                kind, number = process.stdout.readline().split()
                if kind == b"?":
                    process.stdin.write(b"%d\n" % (secret <= int(number)))
                    process.stdin.flush()
            assert (kind, int(number)) == (b"!", secret)
        finally:
            process.kill()


@pytest.mark.parametrize(
    "end",
    [
        "return 0;",
        "exit(0);",
        "stop();",
        "throw 1;",
        "atexit([] { cout << \"last words\"; }); return 3;",
        "static struct Bye { ~Bye() { cout << \"bye\"; } } bye; return 4;",
    ],
)  # fmt: skip
def test_what_is_printed_appears_however_the_program_ends(end: str) -> None:
    program = (
        "#include <iostream>\nusing namespace std;\nvoid stop() { exit(5); }\n"
        'int main() try { cout << "printed"; ' + end + " } catch (int) { return 6; }\n"
    )
    check.check_same_output(program, after(program), [b""])
    assert b"printed" in check.run(program, b"")[1]
