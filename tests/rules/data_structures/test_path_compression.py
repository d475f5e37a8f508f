"""Paths to roots become shorter where nothing but roots is attached and asked for."""

from __future__ import annotations

import itertools

import pytest

from hasten.rules.data_structures.path_compression import RULE
from tests.rules.algorithms.generated import check_preserved
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = "#include <cstdio>\n#include <numeric>\n#include <utility>\n#include <vector>\n"
FINDS = [
    "int root(PARAMS int x) { if (p[x] == x) return x; return root(ARGS p[x]); }",
    "int root(PARAMS int x) { if (x != p[x]) { return root(ARGS p[x]); } return x; }",
    "int root(PARAMS int x) { if (p[x] == x) return x; else return root(ARGS p[x]); }",
    "int root(PARAMS int x) { return p[x] == x ? x : root(ARGS p[x]); }",
    "int root(PARAMS int x) { while (x != p[x]) x = p[x]; return x; }",
    "int root(PARAMS int x) { while (p[x] != x) { x = p[x]; } return x; }",
    "int root(PARAMS int x) { int r = x; while (p[r] != r) r = p[r]; return r; }",
]
LINKS = [
    "int u = root(ARGS a), v = root(ARGS b); if (u != v) p[u] = v;",
    "a = root(ARGS a); b = root(ARGS b); if (a == b) return; p[b] = a;",
    "p[root(ARGS a)] = root(ARGS b);",
    "int u = root(ARGS a); int v = root(ARGS b); if (u % 2) p[u] = v; else p[v] = u;",
    "int u = root(ARGS a), v = root(ARGS b); if (u > v) std::swap(u, v); if (u != v) p[v] = u;",
]
STYLES = {
    "global": (
        "int p[300];\nFIND\nvoid join(int a, int b) { LINK }\n",
        "for (int i = 0; i < n; i++) p[i] = i;",
        ("", "", ""),
    ),
    "vector": (
        "std::vector<int> p;\nFIND\nvoid join(int a, int b) { LINK }\n",
        "for (int i = 0; i < n; ++i) { p.push_back(i); }",
        ("", "", ""),
    ),
    "class": (
        (
            "struct Sets {\n    std::vector<int> p;\n    Sets(int n) : p(n) "
            "{ for (int i = 0; i < n; i++) p[i] = i; }\n    FIND\n    "
            "void join(int a, int b) { LINK }\n};\n"
        ),
        "Sets s(n);",
        ("", "", "s."),
    ),
    "argument": (
        "FIND\nvoid join(std::vector<int>& p, int a, int b) { LINK }\n",
        "std::vector<int> p(n); std::iota(p.begin(), p.end(), 0);",
        ("std::vector<int>& p,", "p, ", ""),
    ),
}


def text_of(style: str, find: str, link: str, more: str = "") -> str:
    head, start, (parameters, arguments, owner) = STYLES[style]
    text = (
        HEAD + head.replace("FIND", find).replace("LINK", link) + "int main() {\n"
        f"    int n = 200, trees = 0, sum = 0;\n    {start}\n"
        f"    for (int i = 0; i < n; i++) {owner}join(ARGS i, i * 37 % 101);\n    {more}\n"
        f"    for (int i = 0; i < n; i++) trees += {owner}p[i] == i;\n"
        f"    for (int i = 0; i < n; i++) sum = (sum * 31 + {owner}root(ARGS i)) % 1000003;\n"
        '    std::printf("%d %d\\n", trees, sum);\n}\n'
    )
    return text.replace("PARAMS ", parameters).replace("ARGS ", arguments)


@pytest.mark.parametrize(
    ("style", "find"), [(s, FINDS[(3 * k + i) % 7]) for k, s in enumerate(STYLES) for i in range(3)]
)
def test_paths_are_shortened(style: str, find: str) -> None:
    text = text_of(style, find, LINKS[0])
    changed = applied(text, rewrites_of(RULE, text))
    assert changed.count("p[x] = ") + changed.count("p[r] = p[p[r]]") == 1 + text.count("p[x] = ")


@pytest.mark.parametrize(
    ("link", "more"),
    [
        ("int u = root(a), v = root(b); if (u != v) p[a] = v;", ""),
        ("int u = root(a), v = root(b); p[u] = v; p[u] = b;", ""),
        ("int u = a, v = root(b); if (u != v) p[u] = v;", ""),
        ("int u = root(a), v = root(b); u = a; if (u != v) p[u] = v;", ""),
        ("int u = root(a), v = b; std::swap(u, v); if (u != v) p[u] = v;", ""),
        ("static int u = root(a); int v = root(b); if (u != v) p[u] = v;", "sum = p[3];"),
        (LINKS[0], "sum = p[3] == p[4];"),
        (LINKS[0], "for (int i = 0; i < 5; i++) p[i] = i;"),
        (LINKS[0], "p[7] = 7;"),
        (LINKS[0], "for (int x : p) sum += x;"),
        (LINKS[0], "int* q = p; q[3] = 3;"),
        (LINKS[0], "int u = root(3); join(3, 4); p[u] = 9;"),
        (LINKS[0], "int u = root(3); for (int i = 0; i < 3; i++) p[u] = i;"),
    ],
)
def test_other_forests_stay(link: str, more: str) -> None:
    check_silent(RULE, text_of("global", FINDS[0], link, more))


@pytest.mark.parametrize(
    ("style", "find", "link"),
    [
        (style, FINDS[(3 * k + 2) % 7], LINKS[k % 5])
        for k, style in enumerate(itertools.islice(itertools.cycle(STYLES), 5))
    ],
)
def test_the_roots_are_the_same(style: str, find: str, link: str) -> None:
    assert check_preserved(RULE, text_of(style, find, link)) == 1
