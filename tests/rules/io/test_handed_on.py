"""Functions that are handed one of the standard streams."""

from __future__ import annotations

import pytest

from hasten.rules.io.buffered_io import RULE
from tests.rules import check

INPUTS = [b"", b"3 1 2 3 4 5 -6 7", b"2 10 20 30 40 50 60 abc", b"x"]
CLASSES = """\
#include <iomanip>
#include <iostream>
#include <utility>
#include <vector>
using namespace std;

struct Point { int x = 0, y = 0; };
ostream& operator<<(ostream& out, const Point& p);
istream& operator>>(istream& in, Point& p) { return in >> p.x >> p.y; }
ostream& operator<<(ostream& out, const Point& p) {
    out << '(' << setw(3) << p.x << ", " << left << setw(4) << p.y << right << ')';
    return out;
}
template <class T> ostream &operator<<(ostream &os, const vector<T> &v) {
    for (size_t i = 0; i < v.size(); i++) os << (i > 0 ? " " : "") << v[i];
    return os;
}
template <class A, class B> std::ostream& operator<<(std::ostream& os, const std::pair<A, B>& p) {
    return os << p.first << ":" << p.second;
}
template <class T> istream& operator>>(istream& in, vector<T>& v) {
    for (auto& x : v) in >> x;
    return in;
}
class Total {
    long long sum = 0;
public:
    friend ostream& operator<<(ostream&, const Total&);
    friend istream& operator>>(istream& in, Total& t) {
        int x;
        if (in >> x) t.sum += x;
        else if (!in.eof()) t.sum = -1;
        return in;
    }
    void print(ostream& out = cout) const { out << "sum " << sum << endl; }
    virtual void show(std::ostream& out) const { print(out); }
};
struct Named : Total {
    void show(std::ostream& out) const override { out << "named "; Total::show(out); }
};
ostream& operator<<(ostream& out, const Total& t) { t.print(out); return out << fixed << 0.5; }

void solve(istream& in, ostream& out) {
    Total total;
    Named named;
    in >> total >> named;
    while (in >> total) {}
    out << total << '\\n';
    total.print();
    const Total& shown = named;
    shown.show(out);
    operator<<(out, total);
}

int main() {
    int n = 0;
    cin >> n;
    vector<int> v(n > 0 && n < 9 ? n : 0);
    Point p;
    cin >> v >> p;
    cout << v << endl << p << " end\\n";
    vector<pair<int, Point>> pairs(2, make_pair(n, p));
    cout << make_pair(1, 'c') << pairs << endl;
    cerr << "not a point\\n";
    solve(cin, cout);
}
"""


def body(text: str) -> str:
    return f"#include <bits/stdc++.h>\nusing namespace std;\nstruct P {{ int x = 1; }};\n{text}\n"


def test_what_is_printed_and_read_by_functions_is_the_same() -> None:
    (found,) = check.rewrites_of(RULE, CLASSES)
    after = check.applied(CLASSES, (found,))
    own = after[after.index("struct Point") :]
    assert "istream" not in own
    assert "ostream" not in own
    assert "hasten_io::Writer& operator<<(hasten_io::Writer& out, const Point& p);" in own
    check.check_same_output(CLASSES, after, INPUTS)


PRINTED_TO_BOTH = """\
ostream& operator<<(ostream& o, const P& p) { return o << p.x; }
int main() { P p; cout << p; cerr << p; }
"""
GIVEN_TWO = """\
void show(ostream& o) { o << 1; }
int main() { show(cout); ofstream f; show(f); }
"""
CHOSEN = """\
void show(ostream& o) { o << 1; }
int main(int n, char**) { show(n > 1 ? cout : cerr); }
"""
KEPT = """\
struct Log { ostream& o; Log(ostream& o) : o(o) {} };
int main() { Log l(cout); l.o << 1; }
"""
OVERRIDDEN = """\
struct B { virtual void show(ostream& o) { o << 1; } };
struct C : B { void show(ostream& o) { o << 2; } };
int main() { B b; C c; b.show(cout); ostringstream s; c.show(s); cout << s.str(); }
"""
TAKEN_APART = """\
void show(ostream& o) { o << 1; o.rdbuf(); }
int main() { show(cout); }
"""
POINTED_TO = """\
void show(ostream& o) { o << 1; }
int main() { auto f = show; f(cout); }
"""
LAMBDA = "int main() { auto f = [](ostream& o) { o << 1; }; f(cout); }"


@pytest.mark.parametrize(
    "text",
    [PRINTED_TO_BOTH, GIVEN_TWO, CHOSEN, KEPT, OVERRIDDEN, TAKEN_APART, POINTED_TO, LAMBDA],
)
def test_a_function_that_may_get_other_streams_is_left_alone(text: str) -> None:
    check.check_silent(RULE, body(text))


def test_a_class_that_could_be_printed_as_a_number_is_printed_by_its_operator() -> None:
    number = "struct N { int x; operator int() const { return x; } };\n"
    rest = (
        'ostream& operator<<(ostream& o, const N& n) { return o << "N" << n.x; }\n'
        "template <class T> void show(const T& x) { cout << x << endl; }\n"
        "int main() { show(N{3}); show(4); }"
    )
    check.check_silent(RULE, body(number + rest))


def test_functions_that_print_elsewhere_do_not_matter() -> None:
    program = body(
        "void show(ostream& o) { o << 1; }\n"
        "int main() { ostringstream s; show(s); for (int i; cin >> i;) cout << s.str() << i; }"
    )
    (found,) = check.rewrites_of(RULE, program)
    after = check.applied(program, (found,))
    assert "void show(ostream& o) { o << 1; }" in after
    check.check_same_output(program, after, INPUTS)
