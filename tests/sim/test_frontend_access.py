"""What clang's facts say of each use of a variable: the soundness of rules hangs on it."""

from __future__ import annotations

import pytest

from tests.sim.clang import Ask


def check_access(facts_of: Ask, text: str, **expected: str) -> None:
    """Each variable is used as said: once for each word, in the order of the text."""
    facts = facts_of(text)
    for name, words in expected.items():
        found = [r.access for r in facts.references if r.name == name and r.kind == "variable"]
        assert found == words.split(), (name, text)


@pytest.mark.parametrize(
    ("text", "access"),
    [
        ("int f(int x) { return x; }", "read"),
        ("int f(int x) { int y = x; return y + 1; }", "read"),
        ("void f(int x) { x = 1; }", "write"),
        ("void f(int x) { x += 1; }", "read_write"),
        ("void f(int x) { ++x; x--; }", "read_write read_write"),
        ("void f(int x) { int y; y = x; y += x; }", "read read"),
        ("void f(int x) { int y = x = 3; }", "write"),
        ("void f(int x) { int& y = x = 3; }", "address"),
        ("void f(int x) { int& y = ++x; }", "address"),
        ("void f(int x) { (x += 1) = 2; }", "read_write"),
        ("int* f(int x) { static int z; return x ? &z : 0; }", "read"),
        ("void f(int x) { int* p = &x; }", "address"),
        ("void f(int x) { int& r = x; }", "address"),
        ("void f(int x) { const int& r = x; }", "read"),
        ("void f(int x) { auto&& r = x; }", "address"),
        ("void f(int x) { auto r = x; }", "read"),
        ("void f(int x) { int&& r = move(x); }", "address"),
        ("void f(int x) { int&& r = x + 1; }", "read"),
        ("void g(int&); void f(int x) { g(x); }", "address"),
        ("void g(const int&); void f(int x) { g(x); }", "read"),
        ("void g(int); void f(int x) { g(x); g((x)); g(-x); }", "read read read"),
        ("void g(int*); void f(int x) { g(&x); }", "address"),
        ('void f(int x) { scanf("%d", &x); printf("%d", x); }', "address read"),
        ("void f(int x) { cin >> x; cout << x; }", "address read"),
        ("void f(int x) { int y; swap(x, y); }", "address"),
        ("int f(int x) { return max(x, 3) + min(4, x); }", "read read"),
        ("int f(int x) { return x > 0 ? x : -x; }", "read read read"),
        ("void f(int x, int y) { (y ? x : y) = 5; }", "write"),
        ("void f(int x) { (x, x) = 5; }", "read write"),
        ("void f(int x) { if (x) {} while (x) {} for (; x;) {} switch (x) {} }", "read " * 4),
        ("void f(int x) { x; (void)x; }", "read read"),
        ("size_t f(int x) { return sizeof(x) + sizeof x; }", "read read"),
        ("double f(int x) { return (double)x + static_cast<double>(x) + double(x); }", "read " * 3),
        ("void f(int x) { static_cast<int&>(x) = 3; }", "address"),
        ("void f(int x) { reinterpret_cast<char&>(x) = 3; }", "address"),
        ("int& f(int& x) { return x; }", "address"),
        ("const int& f(int& x) { return x; }", "read"),
        ("auto& f(int& x) { return x; }", "address"),
        ("auto f(int& x) { return x; }", "read"),
        ("void f(int x) { auto l = [&] { x = 1; }; }", "write"),
        ("void f(int x) { auto l = [&x] { return x + 1; }; }", "read read"),
        ("void f(int x) { auto l = [x] { return 1; }; }", "read"),
        ("void f(int x) { auto l = [&y = x] { y = 1; }; }", "address"),
        ("void f(int x) { auto l = [y = x] { return y; }; }", "read"),
        ("void f(int x) { auto l = [](int& r) { r = 1; }; l(x); }", "address"),
        ("void f(int x) { auto l = [](int r) { return r; }; l(x); }", "read"),
        ("void f(int x) { function<void(int&)> l; l(x); }", "address"),
        ("void f(int x, void (*p)(int&)) { p(x); }", "address"),
        (
            "void f(int x) { auto l = [](auto self, int y) -> void { self(self, y); }; l(l, x); }",
            "read",
        ),
        ("void f(int x) { auto l = [&](auto self) -> void { self(x); }; }", "address"),
        ("void f(int x, void (*p)(int)) { p(x); }", "read"),
        ("void f(int x) { vector<int> v{x}; int a[] = {x}; pair<int, int> p{x, 1}; }", "read " * 3),
        ("void f(int x) { tie(x, ignore) = make_pair(1, 2); }", "address"),
        ("struct R { int& r; }; void f(int x) { R r{x}; }", "address"),
        ("struct R { int r; R(int& a) : r(a) {} }; void f(int x) { R r(x); }", "address"),
        ("struct R { int& r; R(int& x) : r(x) {} };", "address"),
        ("struct R { int r; R(int& x) : r(x) {} };", "read"),
        ("void f(int x) { throw x; }", "read"),
        ("void f(int x) { auto p = new int(x); delete p; }", "read"),
        ('void f(int x) { asm("nop" : "+r"(x)); }', "address"),
        ("void f(int x) { long y = x; y = x * 2L; bool b = x; char c = x; }", "read " * 4),
        ("void f(int x) { map<long, int> m; m[x] = 1; }", "read"),
        ("void f(int x) { thread t([&] { x++; }); auto b = ref(x); }", "read_write address"),
        ("void f(int x) { atomic<int> a(x); a = x; vector<int> v(x, x); }", "read " * 4),
        ("void f(int x) { int a[x]; }", "read"),
        (
            "int f(int x) { switch (1) { case 1: return x; } for (int i : {1, 2}) x++; return 0; }",
            "read read_write",
        ),
        ("void f(int x) { for (int i : {1, 2}) x; }", "read"),
        ("int f(int x) { return ({ x; }); }", "read"),
    ],
)
def test_a_number(facts_of: Ask, text: str, access: str) -> None:
    check_access(facts_of, text, x=access)


@pytest.mark.parametrize(
    ("text", "access"),
    [
        ("int f(vector<int>& v) { return v[0]; }", "const_call"),
        ("int f(const vector<int>& v) { return v[0] + v.size(); }", "const_call const_call"),
        ("void f(vector<int>& v) { v[0] = 1; v[0]++; v[0] += 2; }", "address " * 3),
        ("void f(vector<int>& v) { v.push_back(1); v.clear(); }", "address address"),
        ("int f(vector<int>& v) { return v.at(0) + v.front() + v.back(); }", "const_call " * 3),
        ("void f(vector<int>& v) { int& x = v[0]; auto& y = v.back(); }", "address address"),
        ("void f(vector<int>& v) { const int& x = v[0]; auto y = v[0]; }", "const_call const_call"),
        ("void f(vector<int>& v) { swap(v[0], v[1]); }", "address address"),
        ("void f(vector<int>& v) { cin >> v[0]; cout << v[0]; }", "address const_call"),
        ("void f(vector<int>& v) { sort(v.begin(), v.end()); }", "address address"),
        ("int f(vector<int>& v) { return v.end() - v.begin(); }", "const_call const_call"),
        ("int f(vector<int>& v) { return *max_element(v.begin(), v.end()); }", "const_call " * 2),
        ("void f(vector<int>& v) { *max_element(v.begin(), v.end()) = 1; }", "address " * 2),
        (
            "int f(vector<int>& v) { return lower_bound(v.begin(), v.end(), 3) - v.begin(); }",
            "const_call " * 3,
        ),
        ("int f(vector<int>& v) { return accumulate(v.begin(), v.end(), 0); }", "const_call " * 2),
        ("void f(vector<int>& v) { auto it = v.begin(); }", "address"),
        ("void f(vector<int>& v) { auto it = v.cbegin(); }", "const_call"),
        ("void f(const vector<int>& v) { auto it = v.begin(); }", "const_call"),
        (
            "void f(vector<int>& v) { vector<int> w(v.begin(), v.end()), z = v, y(v); }",
            "const_call const_call read read",
        ),
        ("void f(vector<int>& v) { set<int> s(v.begin(), v.end()); }", "const_call " * 2),
        ("void f(vector<int>& v) { for (int x : v) {} for (const auto& x : v) {} }", "read read"),
        ("void f(vector<int>& v) { for (auto& x : v) {} }", "address"),
        ("void f(vector<int>& v) { for (auto&& x : v) {} }", "address"),
        ("void f(vector<bool>& v) { for (auto x : v) {} for (bool x : v) {} }", "address read"),
        (
            "void f(vector<bool>& v) { v[0] = true; bool b = v[0]; if (v[1]) {} }",
            "address const_call const_call",
        ),
        ("void f(vector<bool>& v) { auto b = v[0]; v[1].flip(); }", "address address"),
        ("void f(vector<vector<int>>& v) { v[0][1] = 2; int x = v[0][1]; }", "address const_call"),
        (
            "void f(vector<vector<int>>& v) { for (int x : v[0]) {} for (int& x : v[0]) {} }",
            "const_call address",
        ),
        (
            "void f(vector<vector<int>>& v) { v[0].push_back(1); v[0].size(); }",
            "address const_call",
        ),
        (
            "void f(vector<pair<int, int>>& v) { int x = v[0].first; v[0].second = 1; }",
            "const_call address",
        ),
        (
            "void f(vector<pair<int, int>>& v) { for (auto [a, b] : v) {} auto [c, d] = v[0]; }",
            "read const_call",
        ),
        (
            "void f(vector<pair<int, int>>& v) { for (auto& [a, b] : v) {} auto& [c, d] = v[0]; }",
            "address address",
        ),
        ("void f(vector<int>& v) { v = {1}; v.swap(v); }", "write address address"),
        ("void f(vector<int> v) { vector<int> w; w = v; w = move(v); }", "read address"),
        ("void g(vector<int>); void f(vector<int>& v) { g(v); g(move(v)); }", "read address"),
        ("void g(vector<int>&); void f(vector<int>& v) { g(v); }", "address"),
        (
            "void g(const vector<int>&); void f(vector<int>& v) { g(v); g({v[0]}); }",
            "read const_call",
        ),
        (
            "void f(vector<int>& v) { int* p = v.data(); const int* q = v.data(); }",
            "address const_call",
        ),
        ('void f(map<string, int>& v) { v["a"]; int x = v["a"]; }', "address address"),
        ('int f(map<string, int>& v) { return v.at("a") + v.count("b"); }', "const_call " * 2),
        ('int f(map<string, int>& v) { return v.find("a") != v.end(); }', "const_call " * 2),
        ('int f(map<string, int>& v) { return v.find("a")->second; }', "const_call"),
        (
            'void f(map<string, int>& v) { v.find("a")->second = 1; v.begin()->second++; }',
            "address address",
        ),
        ('void f(map<string, int>& v) { v.insert({"a", 1}); v.erase("a"); }', "address " * 2),
        (
            "bool f(set<int>& v) { return v.count(1) || v.find(1) == v.end() || v.empty(); }",
            "const_call " * 4,
        ),
        (
            "int f(set<int>& v) { return *v.begin() + *v.rbegin() + *v.lower_bound(3); }",
            "const_call " * 3,
        ),
        (
            "int f(priority_queue<int>& v) { int x = v.top(); v.pop(); return x; }",
            "const_call address",
        ),
        (
            "int f(queue<int>& v) { int x = v.front(); v.front() = 1; return x; }",
            "const_call address",
        ),
        (
            "void f(string& v) { v += 'a'; v = \"b\"; v[0] = 'c'; v.append(\"d\"); }",
            "read_write write address address",
        ),
        (
            "int f(string& v) { return v.size() + v.find('a') + v.substr(1).size() + v[0]; }",
            "const_call " * 4,
        ),
        (
            "void f(string& v) { puts(v.c_str()); cout << v; cin >> v; getline(cin, v); }",
            "const_call read address address",
        ),
        ('string f(string v) { string w = v + v; return v + "a"; }', "read read read"),
        ("string f(string v) { return v; }", "read"),
        ('bool f(string& v) { return v == "a" || v < string(v) || v != v; }', "read " * 5),
        (
            "void f(bitset<9>& v) { v[1] = 1; bool b = v[1]; v.set(2); v.count(); }",
            "address const_call address const_call",
        ),
        (
            "void f(array<int, 3>& v) { v[0] = 1; int x = v[0]; auto [a, b, c] = v; }",
            "address const_call read",
        ),
        (
            "struct S { int x; }; void f(S& v) { v = S(); S w = v; w = v; int& r = v.x; }",
            "write read read address",
        ),
        ("struct S { int& r; }; void f(S& v) { v.r = 1; }", "address"),
        (
            "struct S { vector<int> w; }; int f(S& v) { v.w.push_back(1); return v.w.size(); }",
            "address const_call",
        ),
        (
            "struct S { bool operator<(const S&) const; }; bool f(S& v) { return v < v; }",
            "const_call read",
        ),
        (
            "void f(unique_ptr<int>& v) { *v = 1; int x = *v; v.reset(); }",
            "address const_call address",
        ),
        (
            "void f(optional<int>& v) { *v = 1; int x = *v; if (v) {} }",
            "address address const_call",
        ),
        ("void f(function<int(int)>& v) { v(1); }", "const_call"),
        ("void f() { auto v = [](int x) { return x; }; v(1); }", "const_call"),
        (
            "void f() { int n = 0; auto v = [n](int x) mutable { return n += x; }; v(1); }",
            "address",
        ),
        (
            "void f(vector<int>::iterator v) { *v = 1; int x = *v; ++v; v++; v += 2; }",
            "address const_call read_write read_write read_write",
        ),
        ('void f(ostream& v) { v << 1 << "a"; }', "address"),
        (
            "void f(vector<int>& v) { auto l = [&] { return v[0]; }; auto m = [&] { v[0] = 1; }; }",
            "const_call address",
        ),
        ("void f(vector<int>& v) { auto l = [v] { return v[0]; }; }", "read const_call"),
        ("void f(vector<int>& v) { vector<vector<int>> w{v, v}; }", "read read"),
        ("void f(vector<int>& v) { initializer_list<vector<int>*> w{&v}; }", "address"),
        ("void f(string v) { string_view w = v; const char* p = v.data(); }", None),
    ],
)
def test_an_object(facts_of: Ask, text: str, access: str | None) -> None:
    if access is not None:
        check_access(facts_of, text, v=access)
    else:
        facts = facts_of(text)
        assert {r.access for r in facts.references if r.name == "v"} <= {"const_call", "address"}


@pytest.mark.parametrize(
    ("members", "body", "access"),
    [
        ("int a[3]; int& operator[](int i) { return a[i]; }", "int x = v[0];", "address"),
        ("int a[3]; int operator[](int i) const { return a[i]; }", "int x = v[0];", "const_call"),
        (
            "int x; void set(); int get() const; static int s();",
            "v.set(); v.get(); v.s(); v.x = 1; int y = v.x; v.x++;",
            "address const_call read read_write read read_write",
        ),
        ("S& operator+=(int); S& operator<<(int);", "v += 1; v << 2;", "read_write address"),
        (
            "operator int() const; explicit operator bool();",
            "int x = v; if (v) {}",
            "const_call address",
        ),
    ],
)
def test_an_object_of_ones_own_class(facts_of: Ask, members: str, body: str, access: str) -> None:
    check_access(facts_of, f"struct S {{ {members} }};\nvoid f(S& v) {{ {body} }}", v=access)


@pytest.mark.parametrize(
    ("text", "access"),
    [
        ("void f(int x) { vector<pair<int, int>> v; v.emplace_back(x, x); }", "read read"),
        ('void f(int x) { auto p = make_pair(x, x); pair<int, string> q(x, "a"); }', "read " * 3),
        ("void f(int x) { priority_queue<tuple<int, int>> q; q.push({x, 1}); }", "read"),
        ("void f(int x) { map<int, int> m; m.insert({x, x}); m.emplace(x, x); }", "read " * 4),
        ("struct R { R(int&); }; void f(int x) { vector<R> v; v.emplace_back(x); }", "address"),
        ("struct R { R(int&); }; void f(int x) { pair<R, int> p(x, 1); }", "address"),
        ("void f(int x) { pair<int&, int> p(x, 1); }", "address"),
        ("void f(int x) { vector<reference_wrapper<int>> v; v.emplace_back(x); }", "address"),
    ],
)
def test_what_is_copied_into_standard_objects_is_read(
    facts_of: Ask, text: str, access: str
) -> None:
    check_access(facts_of, text, x=access)


@pytest.mark.parametrize(
    ("text", "access"),
    [
        ("int f() { int a[3] = {}; return a[0]; }", "read"),
        ("void f() { int a[3]; a[0] = 1; a[1]++; *a = 2; }", "read_write " * 3),
        ("void f() { int a[3]; sort(a, a + 3); }", "address address"),
        ("int f() { int a[3] = {}; return *max_element(a, a + 3) + a[1]; }", "read " * 3),
        ("void f() { int a[3]; memset(a, 0, sizeof(a)); }", "address read"),
        ("void f() { int a[3]; for (int x : a) {} for (int& x : a) {} }", "read address"),
        ("void f() { int a[3]; int* p = a; const int* q = a; }", "address read"),
        ("void f() { int a[3][4]; a[1][2] = 3; int x = a[1][2]; }", "read_write read"),
        (
            "void g(int*); void h(const int*); void f() { int a[3]; g(a); h(a); g(a + 1); }",
            "address read address",
        ),
        (
            'void f() { char a[9]; scanf("%s", a); cout << a; strlen(a); puts(a); }',
            "address read read read",
        ),
        ("void f() { vector<int> a[3]; a[0].push_back(1); a[0].size(); }", "address const_call"),
        ("int f(int* a) { return *a + a[1] + (a != nullptr) + (a ? 1 : 0); }", "read " * 4),
        (
            "void f(int* a) { *a = 1; a[0] = 1; a++; a = 0; *a++ = 1; }",
            "address address read_write write address",
        ),
        ("void f(int* a) { int* b = a; const int* c = a; int x = *(a + 1); }", "address read read"),
        ("void f(const int* a) { const int* b = a; int x = *a; }", "read read"),
        ("struct S { int x; }; int f(S* a) { a->x = 1; return a->x; }", "address read"),
        (
            "struct S { int x; S* n; }; void f(S* a) { a->n->x = 1; int y = a->n->x; }",
            "address read",
        ),
        ("void f(int* a) { delete a; }", "address"),
        ("int f(int* a) { return *min_element(a, a + 3); }", "read read"),
        ("ptrdiff_t f(int* a) { return lower_bound(a, a + 3, 1) - a; }", "read read read"),
    ],
)
def test_an_array_or_pointer(facts_of: Ask, text: str, access: str) -> None:
    check_access(facts_of, text, a=access)


@pytest.mark.parametrize(
    ("text", "access"),
    [
        ("template<class T> T f(T x) { return x; }", "read"),
        ("template<class T> void f(T x) { x = 1; x += 2; x++; }", "write read_write read_write"),
        ("template<class T> void f(T x) { cin >> x; }", "address"),
        ("template<class T> void f(T x) { x.foo(); x[0]; *x; g(x); }", "address " * 4),
        ("template<class T> void f(T x) { auto& y = x; T& z = x; auto&& w = x; }", "address " * 3),
        ("template<class T> void f(vector<T>& x) { x[0] = 1; x.push_back(2); }", "address " * 2),
        ("template<class T> bool f(T x) { return x < 3; }", "read"),
        ("template<class T> void f(int x) { x = 1; int y = x; }", "write read"),
    ],
)
def test_a_template_tells_no_more_than_is_certain(facts_of: Ask, text: str, access: str) -> None:
    check_access(facts_of, text, x=access)


def test_fields_are_told_apart_from_their_objects(facts_of: Ask) -> None:
    check_access(
        facts_of,
        "struct S { int x; void f() { x = 1; this->x++; g(); } int g() const { return x; } };",
        x="write read_write read",
    )


def test_macros_do_not_hide_what_happens(facts_of: Ask) -> None:
    check_access(
        facts_of,
        "#define chmax(a, b) if (a < b) a = b\n#define all(c) c.begin(), c.end()\n"
        "void f(int x, int y, vector<int>& v) { chmax(x, y); sort(all(v)); }",
        x="read write",
        y="read",
        v="address",
    )
