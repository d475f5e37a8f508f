"""Widths, parts of scanf's formats, and lines as C strings, against the standard library."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.io.test_block_streams import INTEGERS, check_same, inputs

SCANNED = """\
#include <cstdio>

int main() {
    int i = 7, k = 7, z = 7; long long q = 7; char c = '7', text[300] = "7", line[20] = "7";
    static char script[400];
    if (!fgets(script, 400, stdin)) return 1;
    for (const char* step = script; *step && *step != '\\n'; ++step) {
        int count = 0;
        switch (*step) {
            case '1': count = scanf("%1d", &i); break;
            case '2': count = scanf("%2d%3lld", &i, &q); break;
            case ':': count = scanf("%d:%d", &i, &k); break;
            case ',': count = scanf("(%d, %d )", &i, &k); break;
            case '*': count = scanf("%d%*c%d", &i, &k); break;
            case 'W': count = scanf("%250s", text); break;
            case '!': count = scanf("%*d %d", &i); break;
            case 'c': count = scanf("%c", &c); break;
            case 'C': count = scanf(" %c%c", &c, &c); break;
            case '[': count = scanf("%[^\\n]", text); break;
            case ']': count = scanf(" %[^,],%d", text, &z); break;
            case 'w': count = scanf("%9s", text); break;
            case 'v': count = scanf("%5[^ ]", text); break;
            case 'n': count = scanf("%d\\n", &i); break;
            case 'g': count = getchar(); break;
            case 'G': count = fgetc(stdin); break;
            case 'e': count = !feof(stdin); break;
            case 'f': count = fgets(line, sizeof line, stdin) != NULL; break;
            default: count = fgets(line, 1, stdin) != NULL; break;
        }
        printf("%c %d|%d %d %d %lld ", *step, count, i, k, z, q);
        printf("%d %s %s\\n", c, text, line);
    }
}
"""
LINES = """\
#include <cstdint>
#include <iostream>
using namespace std;

int main() {
    char script[99], line[12] = "7", c = '7';
    bool flag = false; unsigned char u = '7'; signed char s = '7'; int8_t tiny = '7';
    cin.getline(script, 99);
    for (const char* step = script; *step; ++step) {
        switch (*step) {
            case 'l': cin.getline(line, 12); cout << line << '|'; break;
            case ',': cin.getline(line, sizeof(line), ','); cout << line << '|'; break;
            case 'b': cin >> flag; cout << flag << '|'; break;
            case 'u': cin >> u; cout << u << '|'; break;
            case 's': cin >> s >> tiny; cout << s << tiny; break;
            case 'g': if (cin.get(c)) cout.put(c).put('|'); break;
            default: cin.clear(); break;
        }
        cout << *step << cin.good() << cin.eof() << cin.fail() << endl;
    }
}
"""
WIDTHS = """\
#include <iomanip>
#include <iostream>
#include <string>
using namespace std;

int main() {
    int step, number;
    cout << boolean;
    while (cin >> step >> number) {
        switch (step % 15) {
            case 0: cout << setw(number % 30); break;
            case 1: cout << setfill(char('a' + (number & 7))); break;
            case 2: cout << left; break;
            case 3: cout << std::right; break;
            case 4: cout.width(number % 9); break;
            case 5: cout.fill('*'); break;
            case 6: cout << fixed << setprecision(number & 7); break;
            case 7: cout << scientific; break;
            case 8: cout << defaultfloat << setprecision(number & 31); break;
            case 9: cout << string(number & 31, 'x'); cout.write("written", 5); break;
            case 10: cout << "text"; break;
            case 11: cout << 'c' << setw(4) << 'd'; break;
            case 12: cout << setw(9) << number / 7.0 << setw(30) << number * 1e10; break;
            case 13: cout.setf(ios::left, ios::adjustfield); break;
            default: cout << setw(step & 31) << number << ' ' << -number; break;
        }
        cout << '|' << number << '|' << setw(6) << number << "|" << setw(7) << number * 0.5 << endl;
    }
    cout << setw(100000) << 1 << left << setw(70000) << "end" << string(70000, 'y') << endl;
}
""".replace("    cout << boolean;\n", "")
PRINTED = """\
#include <cstdio>

int main() {
    int i;
    long long q;
    while (scanf("%d %lld", &i, &q) == 2) {
        unsigned u = i; double d = q / 7.0; char c = 'a' + (u & 15); short h = i;
        printf("%5d|%-5d|%05d|%3d|%-12d|%02d\\n", i, i, i, h, h, i % 60);
        printf("%20lld|%-20lld|%020lld|%10u|%010u|%zu\\n", q, q, q, u, u, sizeof q);
        printf("%10s|%-10s|%3s|%c|%4c|%-4c|\\n", "text", "other", "longer", c, c, c);
        printf("%8.2f|%-12.3lf|%012.1f|%+d|% d|%x|%5x\\n", d, d, d, i, i, u, u);
        printf("%08zx|%120d\\n", sizeof q, i);
        printf(i > 0 ? "more\\n" : "less\\n");
        fputs(i > 5 ? "high" : "low", stdout);
        putc('a' + (u & 7), stdout);
        fputc('\\n', stdout);
    }
}
"""


@settings(max_examples=120, deadline=None, derandomize=True)
@given(inputs("12:,*!cC[]wvngGefFW", INTEGERS, st.text("ab,(): 12-+\n", min_size=1, max_size=12)))
def test_parts_of_formats_read_what_scanf_reads(data: bytes) -> None:
    check_same(SCANNED, data)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(inputs("l,busgc", st.integers(-1, 3), st.text("ab,1 \n", min_size=1, max_size=20)))
def test_lines_letters_and_truth_values_are_read_as_by_the_stream(data: bytes) -> None:
    check_same(LINES, data)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(-(10**9), 10**9)), max_size=30))
def test_widths_and_fillings_are_those_of_the_stream(steps: list[tuple[int, int]]) -> None:
    check_same(WIDTHS, "".join(f"{step} {number}\n" for step, number in steps).encode())


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.integers(-(2**31), 2**31 - 1) | st.integers(-99, 99),
            st.integers(-(2**63), 2**63 - 1),
        ),
        max_size=9,
    )
)
def test_widths_are_those_of_printf(numbers: list[tuple[int, int]]) -> None:
    check_same(PRINTED, "".join(f"{one} {other}\n" for one, other in numbers).encode())
