"""Programs as contestants write them, whose input and output can be handled in blocks."""

from __future__ import annotations

CONTEST = """\
#include <bits/stdc++.h>
#define int long long
#define endl '\\n'
#define rep(i, n) for (int i = 0; i < (n); ++i)
#define all(x) (x).begin(), (x).end()
#define debug(x) cerr << #x << " = " << (x) << endl
#define YES cout << "YES" << endl
using namespace std;
typedef pair<int, int> pii;

int n, m, a[1005];

void solve() {
    cin >> n >> m;
    vector<pii> v(m % 50);
    rep(i, n % 1000) cin >> a[i];
    for (auto& [x, y] : v) cin >> x >> y;
    sort(all(v));
    if (n > m) YES;
    else cout << "NO" << endl;
    debug(n);
    for (auto& p : v) cout << p.first << ' ' << p.second << " \\n"[p.first & 1];
    string s;
    cin >> s;
    reverse(all(s));
    cout << s << endl << s.size() << endl << (int)s[0] << endl;
}

signed main() {
    ios::sync_with_stdio(0);
    cin.tie(0);
    cout.tie(0);
    int t = 1;
    cin >> t;
    t %= 10;
    while (t-- > 0) solve();
}
"""

WORDS = """\
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
using namespace std;

template <class T> void put(const T& x) { cout << x << ' '; }
template <typename... A> void print(A... a) { ((cout << a << ' '), ...); cout << endl; }
template <class T> T get() { T x{}; cin >> x; return x; }

int main() {
    cin.tie(0)->sync_with_stdio(0);
    string line;
    map<string, int> counts;
    int n = get<int>();
    cin.ignore(1000, '\\n');
    while (n-- > 0 && getline(cin, line)) {
        if (!line.empty() && line.back() == '\\r') line.pop_back();
        stringstream ss(line);
        string word;
        while (ss >> word) ++counts[word];
        stringstream made;
        made << counts.size() << endl;
        put(made.str());
        put(line.size());
        put(1.5f);
    }
    ofstream log("/dev/null");
    log << fixed << 1.5 << endl;
    for (const auto& kv : counts) print(kv.first, kv.second, 'x', 2.5, true);
    cerr << "done" << endl;
    if (counts.empty()) exit(3);
}
"""

SCANF = """\
#include <stdio.h>
#include <string.h>

int n, distance_to[100];
char name[128];

int main(void) {
    double total = 0;
    while (scanf("%d", &n) != EOF && n) {
        long long sum = 0;
        for (int i = 0; i < n % 100; i++) {
            if (scanf("%d", distance_to + i) != 1) break;
            sum += distance_to[i];
        }
        unsigned positive = n > 0 ? n : 0;
        char c = '?';
        scanf("%s %c", name, &c);
        size_t length = strlen(name);
        printf("Case #%d: %lld %s %c\\n", n, sum, name, c);
        printf("%u%%\\t%zu \\\\ \\"%c\\"\\n", positive, length, 65 + n % 7);
        total += (double)sum / n;
        if (sum % 2) puts("odd"); else puts(n > 3 ? "big" : "small");
        putchar('\\n');
    }
    printf("%.2lf %f %.0f\\n", total, total / 3, total);
    return 0;
}
"""

POINTS = """\
#include <iomanip>
#include <iostream>
#include <vector>
using std::cin;
using std::cout;

static int next_value() { int x = 0; cin >> x; return x; }
int first = next_value();

struct Point { double x = 1, y = 2; };

int main() {
#ifdef LOCAL
    freopen("in.txt", "r", stdin);
#endif
    std::vector<bool> bits(10);
    std::vector<Point> points(first % 100 < 0 ? 0 : first % 100);
    for (auto& p : points) cin >> p.x >> p.y;
    bits[3] = true;
    cout << bits[3] << bits[4] << (points.empty() ? "none" : "some") << "\\n";
    for (auto& p : points) cout << p.x << ' ' << p.y / 7 << '\\n';
    cout << std::fixed << std::setprecision(3);
    for (auto& p : points)
        cout << p.x * p.y << " " << p.x / 3 << std::endl;
    short h = 3; float f = 2.25f; long double e = 1.0L / 3;
    cout << h << ' ' << f << ' ' << e << std::endl;
    if (cin.eof()) cout << "eof\\n";
    if (cin.fail()) cout << "fail\\n";
}
"""

MIXED = """\
#include <cstdio>
#include <iostream>
using namespace std;

int main() {
    int n = 0, c, total = 0;
    scanf("%d", &n);
    getchar();
    while ((c = getchar()) != '\\n' && c != EOF) total += c;
    cout << total << endl;
    printf("%d %s\\n", n, "x");
    cout << "last" << endl;
}
"""

LETTERS = """\
#include <iostream>
#include <string>

int main() {
    std::string name, rest;
    int age = 0;
    std::cin >> age;
    std::getline(std::cin >> std::ws, name);
    while (std::cin.peek() == '#') { std::getline(std::cin, rest, ';'); }
    char c;
    int letters = 0;
    while (std::cin.get(c)) letters += c != ' ';
    std::cin.clear();
    std::cout << name << " is " << age << ", " << letters << '\\n';
    std::cout << '[' << rest << "]" << std::endl;
}
"""

STATEMENTS = """\
#include <bits/stdc++.h>
#define IN cin >>
#define FAST ios_base::sync_with_stdio(false), cin.tie(NULL)
using namespace std;

struct Bye { ~Bye() { cout << "bye\\n"; } } bye;
bool next_number(int& x) { return static_cast<bool>(cin >> x); }

int main() {
    FAST;
    auto read = [] { int x = 0; IN x; return x; };
    auto show = [](auto x) { cout << x << ' '; };
    int n = read(), k = 3;
    cin >> k, n--;
    if (n) cout << "a", cout << "b" << endl; else cout << n << endl;
    for (int i = 0; i < n && i < 9; cout << i << " ", i++);
    cout << endl << endl;
    for (cin >> k; k > 0 && k < 9; k--) cout << k;
    switch (k) { case 0: cout << "zero"; break; default: show(k); show("other"); show(2.5); }
    while (next_number(k)) show(-k);
    if (!cin) cout << "end" << '\\n';
    return cout << "z", 0;
}
"""

READER = """\
#include <cstdio>

int read_int() {
    int c = getchar(), sign = 1, x = 0;
    while (c != '-' && (c < '0' || c > '9') && c != EOF) c = getchar();
    if (c == '-') { sign = -1; c = getchar(); }
    for (; c >= '0' && c <= '9'; c = getchar()) x = x * 10 + c - '0';
    return x * sign;
}

int main() {
    int n = read_int();
    long long sum = 0;
    for (int i = 0; i < n && i < 1000; i++) sum += read_int();
    printf("%lld\\n", sum);
}
"""

PROGRAMS = {
    "contest": CONTEST,
    "words": WORDS,
    "scanf": SCANF,
    "points": POINTS,
    "mixed": MIXED,
    "letters": LETTERS,
    "statements": STATEMENTS,
    "reader": READER,
}

INPUTS = (
    b"",
    b"3\n3 5 1 2 3\n1 2 3 4 5 6 7 8 abc def\n# x y z\n#more;\n",
    b"12\nhello world\nfoo bar\n\nbaz qux\nhello",
    b"5 5\r\n 1.5 2.5 3.25 4 5 6 7\r\n 8 9 1e3 11\r\nx y z\r\n",
    b"2\n2 1 1 2 5 6 word\n1 1 0 word2\n 0",
    b"7 \n#one;\n#two;\nabc def\xc3\xa9",
    b"-3 4 5 6 -7 8\n9\n",
)
