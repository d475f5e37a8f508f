"""On C files only rules fire whose edits are C, and these keep what the program does."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from attrs import evolve

from hasten.nouns import Rewrite, Span
from hasten.rules.registry import all_rules, find_rewrites
from hasten.rules.rule import Unit
from hasten.source.cpp import CppSource
from hasten.source.edits import apply, merge
from tests.rules import check

PRIMES = """\
#include <stdbool.h>
#include <stdio.h>

static bool is_prime(int n) {
    if (n < 2) return false;
    for (int i = 2; i < n; i++) {
        if (n % i == 0) return false;
    }
    return true;
}

int main(void) {
    int n, primes = 0;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; i++) {
        if (is_prime(i)) primes++;
    }
    printf("%d\\n", primes);
    return 0;
}
"""
DIVISORS = """\
#include <stdio.h>

int main(void) {
    int n, count = 0;
    long long sum = 0;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 1; i <= n; i++) {
        if (n % i == 0) {
            count++;
            sum += i;
        }
    }
    printf("%d %lld\\n", count, sum);
    return 0;
}
"""
SEARCH = """\
#include <stdbool.h>
#include <stdio.h>

int values[100000];

int main(void) {
    int n, wanted;
    bool found = false;
    if (scanf("%d %d", &n, &wanted) != 2) return 1;
    for (int i = 0; i < n && i < 100000; i++) values[i] = i * 7 % 1000;
    for (int i = 0; i < n && i < 100000; i++) {
        if (values[i] == wanted) found = true;
    }
    puts(found ? "yes" : "no");
    return 0;
}
"""
COUNT = """\
#include <stdio.h>

int main(void) {
    int n, divisors = 0;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 1; i <= n; i++) {
        if (n % i == 0) divisors++;
    }
    puts(divisors == 2 ? "prime" : "not prime");
    return 0;
}
"""
LENGTH = """\
#include <stdio.h>
#include <string.h>

int main(void) {
    char text[1000];
    int vowels = 0;
    if (scanf("%999s", text) != 1) return 1;
    for (size_t i = 0; i < strlen(text); i++) {
        if (strchr("aeiou", text[i]) != NULL) vowels++;
    }
    printf("%d\\n", vowels);
    return 0;
}
"""
REPEAT = """\
#include <stdio.h>
#include <stdlib.h>

struct item { unsigned key, weight; };

static unsigned long weigh(const unsigned *values, size_t n, int rounds) {
    unsigned long sum = 0;
    for (int round = 0; round < rounds; ++round) {
        struct item *items = malloc(n * sizeof(struct item));
        if (!items) return 0;
        for (size_t i = 0; i < n; ++i) {
            items[i].key = values[i];
            items[i].weight = values[i] % 7;
        }
        sum = 0;
        for (size_t i = n; i > 0; --i) sum = sum * 3 + items[i - 1].weight;
        free(items);
    }
    return sum;
}

int main(void) {
    int n;
    unsigned values[100];
    if (scanf("%d", &n) != 1) return 1;
    for (unsigned i = 0; i < 100; i++) values[i] = i * i;
    printf("%lu %lu\\n", weigh(values, 100, n), weigh(values, 50, 0));
    return 0;
}
"""
FUSE = """\
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    int n;
    unsigned long sum = 0;
    if (scanf("%d", &n) != 1) return 1;
    unsigned *squares = malloc((size_t)n * sizeof(unsigned));
    if (squares == NULL) return 2;
    for (int i = 0; i < n; i++) squares[i] = (unsigned)i * (unsigned)i;
    for (int i = 0; i < n; i++) {
        sum += squares[i] ^ sum;
    }
    free(squares);
    printf("%lu\\n", sum);
    return 0;
}
"""
PRODUCT = """\
#include <stdio.h>

static double a[30][30], b[30][30], c[30][30];

int main(void) {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < 30; i++) {
        for (int j = 0; j < 30; j++) {
            a[i][j] = i / 7.0 - j;
            b[i][j] = j / 3.0 + i;
        }
    }
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < n; k++) c[i][j] += a[i][k] * b[k][j];
        }
    }
    printf("%.17g %.17g\\n", c[1][2], c[2][1]);
    return 0;
}
"""
BITS = """\
#include <stdio.h>

int main(void) {
    unsigned n, count = 0;
    if (scanf("%u", &n) != 1) return 1;
    for (unsigned i = 0; i < n; i++) {
        unsigned rest = i;
        while (rest) {
            count += rest & 1;
            rest >>= 1;
        }
    }
    printf("%u\\n", count);
    return 0;
}
"""
REMAINDERS = """\
#include <stdio.h>

static long long modulus = 1000003;

int main(void) {
    int n;
    long long product = 1;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 1; i <= n; i++) product = product * i % modulus;
    printf("%lld\\n", product);
    return 0;
}
"""
EXAMPLE_IS_C = (
    "hoist-invariant-work",
    "hoist-work-behind-pointers",
    "index-repeated-search",
    "index-search-behind-pointers",
    "length-once",
    "parse-without-sscanf",
    "qsort-only-what-is-read",
    "resume-call-behind-pointers",
    "resume-counted-call",
    "tokens-without-library",
    "wider-vectors",
)
NEEDS_OTHER_FILES = {"local-copy-of-helper"}
SELECTED = """\
#include <stdio.h>

struct row { int kind; unsigned price, weight; };
static struct row rows[1000];

static unsigned long weighed(const struct row *all, int n, unsigned limit) {
    unsigned long sum = 0;
    for (int i = 0; i < n; i++) {
        if (all[i].kind == 1 && all[i].price < limit) sum += all[i].weight;
    }
    return sum;
}

int main(void) {
    int n = 0;
    if (scanf("%d", &n) != 1 || n > 1000) return 1;
    for (int i = 0; i < n; i++) {
        rows[i].kind = i % 3;
        rows[i].price = i * 7919u % 1000;
        rows[i].weight = i % 11;
    }
    printf("%lu\\n", weighed(rows, n, 600));
}
"""

SORTING = """\
#include <stdio.h>

static void by_insertion(long *a, int n) {
    for (int i = 1; i < n; i++) {
        long key = a[i];
        int j = i - 1;
        while (j >= 0 && a[j] > key) {
            a[j + 1] = a[j];
            j--;
        }
        a[j + 1] = key;
    }
}

static void by_selection(int a[], int n) {
    for (int i = 0; i < n - 1; i++) {
        int most = i;
        for (int j = i + 1; j < n; j++) {
            if (a[j] > a[most]) most = j;
        }
        int t = a[i];
        a[i] = a[most];
        a[most] = t;
    }
}

int main(void) {
    int n, a[100];
    long b[100];
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; i++) b[i] = a[i] = i * 7919 % 1009;
    by_insertion(b, n);
    by_selection(a, n);
    for (int i = 0; i < n; i++) printf("%ld %d\\n", b[i], a[i]);
    return 0;
}
"""
JOINED = """\
#include <stdio.h>

int parent[1000];

int root(int node) {
    while (parent[node] != node) node = parent[node];
    return node;
}

int main(void) {
    int n, trees = 0;
    if (scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; i++) parent[i] = i;
    for (int i = 0; i + 1 < n; i++) {
        int a = root(i), b = root(i * 37 % n);
        if (a != b) parent[a] = b;
    }
    for (int i = 0; i < n; i++) trees += parent[i] == i;
    printf("%d\\n", trees);
    return 0;
}
"""
FIRING = {
    "library-sort": (SORTING, b"90"),
    "path-compression": (JOINED, b"500"),
    **{rule.id: (rule.example.before, b"") for rule in all_rules() if rule.id in EXAMPLE_IS_C},
    "constant-divisor": (REMAINDERS, b"5000\n"),
    "trial-division-bound": (PRIMES, b"500\n"),
    "divisor-pairs": (DIVISORS, b"5040\n"),
    "early-exit-search-loop": (SEARCH, b"5000 21\n"),
    "early-exit-count": (COUNT, b"97\n"),
    "hoist-loop-invariant-call": (LENGTH, b"banana\n"),
    "repeat-loop": (REPEAT, b"5\n"),
    "fuse-fill-and-fold": (FUSE, b"1000\n"),
    "interchange-matrix-product": (PRODUCT, b"30\n"),
    "popcount-loop": (BITS, b"500\n"),
    "add-without-branch": (SELECTED, b"500\n"),
}
"""Programs, each with what it reads, on which the rules for C fire."""

EVERYTHING = """\
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pair { int key; double value; };
static struct pair table[1000];

long long fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

int gcd(int a, int b) {
    int best = 1;
    for (int d = 1; d <= a && d <= b; d++) {
        if (a % d == 0 && b % d == 0) best = d;
    }
    return best;
}

double total(struct pair p, int k) { return p.value * pow(p.key, 3) + pow(2, k); }

void sort(int *a, int n) {
    for (int i = 0; i < n; i++) {
        for (int j = 0; j + 1 < n; j++) {
            if (a[j] > a[j + 1]) {
                int t = a[j];
                a[j] = a[j + 1];
                a[j + 1] = t;
            }
        }
    }
}

int main(void) {
    int n, a[1000], pairs = 0;
    long long result = 1, modulus = 1000000007, factor = 3;
    scanf("%d", &n);
    for (int i = 0; i < n; i++) scanf("%d", &a[i]);
    sort(a, n);
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (a[i] == a[j]) pairs++;
        }
    }
    for (int z = 0; z < n; z++) {
        if (3 * z + 1 == a[0]) pairs += 2;
    }
    for (int i = 0; i < n; i++) result = result * factor % modulus;
    table[0].key = (int)pow(n, 5);
    for (int i = 0; i < n; i++) printf("%d\\n", a[i]);
    printf("%d %lld %lld %d %f\\n", pairs, result, fib(20), gcd(a[0], 12), total(table[0], n));
    return 0;
}
"""


def rewrites_of(text: str) -> tuple[Rewrite, ...]:
    """What the whole catalogue does with a C text that clang understands."""
    source = CppSource.parse(text)
    facts = check.facts_of(text, Path("program.c"))
    assert facts.complete, facts.diagnostics
    return find_rewrites(Unit(source, Span(0, len(source.data)), facts))


def output_of(folder: Path, name: str, text: str, given: bytes) -> bytes:
    """What the program prints; strictly C, or the test fails."""
    (folder / f"{name}.c").write_text(text)
    strict = ["-std=gnu17", "-Wall", "-Werror", "-Wno-unused-result", "-O1"]
    command = ["gcc", *strict, f"{name}.c", "-o", name, "-lm"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stderr}\n{text}"
    return subprocess.run([folder / name], input=given, capture_output=True, check=True).stdout


@pytest.mark.parametrize("name", FIRING)
def test_a_rule_for_c_makes_c_that_does_the_same(name: str, tmp_path: Path) -> None:
    text, given = FIRING[name]
    found = [rewrite for rewrite in rewrites_of(text) if rewrite.rule == name]
    assert found
    edits = merge(*(rewrite.edits for rewrite in found))
    assert edits is not None
    before = output_of(tmp_path, "before", text, given)
    assert output_of(tmp_path, "after", apply(text, edits), given) == before


def test_the_programs_cover_every_rule_for_c() -> None:
    for_c = {rule.id for rule in all_rules() if "c" in rule.languages}
    assert for_c - NEEDS_OTHER_FILES == set(FIRING)


@pytest.mark.parametrize("text", [EVERYTHING, *(text for text, _ in FIRING.values())])
def test_no_other_rule_fires_on_c(text: str) -> None:
    assert {rewrite.rule for rewrite in rewrites_of(text)} <= set(FIRING)


def test_rules_of_cpp_are_not_asked_about_c_before_clang_has_been(tmp_path: Path) -> None:
    rules = [evolve(rule, needs_facts=False) for rule in all_rules() if "c" not in rule.languages]
    source = CppSource.parse(EVERYTHING)
    unit = Unit(source, Span(0, len(source.data)), None, "c")
    assert find_rewrites(unit, rules) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("int n, count", "volatile int n; int count"),
        ("int n, count = 0;", "int n, count = 0, new = 3, *p = &new; (void)(new * *p);"),
        ("int n, count = 0;", "extern int n; int count = 0;"),
        ("int main(void)", "int n; int n;\nint main(void)"),
        (
            "int main(void)",
            "#include <setjmp.h>\njmp_buf b;\nint f(void) { return setjmp(b); }\nint main(void)",
        ),
        ("int n, count = 0;", "int n, count = 0, *template = &n; (void)template;"),
    ],
)
def test_c_that_means_something_else_in_cpp_is_left_alone(old: str, new: str) -> None:
    text = DIVISORS.replace(old, new)
    assert text != DIVISORS
    assert rewrites_of(text) == ()
    assert rewrites_of(DIVISORS)


def test_a_function_pointer_with_a_well_known_name_is_not_trusted() -> None:
    text = LENGTH.replace(
        "#include <string.h>",
        "unsigned long strlen_of(const char *s);\n"
        "char *strchr(const char *, int);\n"
        "static unsigned long (*lengths[1])(const char *) = { strlen_of };",
    ).replace("strlen(text)", "lengths[0](text)")
    assert not [one for one in rewrites_of(text) if one.rule == "hoist-loop-invariant-call"]


@pytest.mark.parametrize("name", ["next", "find", "size"])
def test_a_helper_of_another_file_with_a_name_of_the_cpp_library_is_not_trusted(name: str) -> None:
    # Declared by a header, as far as clang can tell: there is nothing of it in the text.
    text = COUNT.replace("#include <stdio.h>", f"#include <stdio.h>\nint {name}(int *counter);")
    asked = text.replace("n % i == 0", f"n % i == {name}(&n)")
    source = CppSource.parse(asked)
    facts = check.facts_of(asked, Path("program.c"))
    assert facts.complete, facts.diagnostics
    calls = tuple(evolve(call, target=-1) for call in facts.calls)
    elsewhere = evolve(facts, calls=calls)
    assert find_rewrites(Unit(source, Span(0, len(source.data)), elsewhere)) == ()


def test_a_call_whose_type_has_no_plain_name_stays_where_it_is() -> None:
    text = PRIMES.replace(
        "i < n; i++) {\n        if (is_prime", "i < *limit(&n); i++) {\n        if (is_prime"
    ).replace("int main(void)", "static int *limit(int *n) { return n; }\n\nint main(void)")
    assert text != PRIMES
    assert not [one for one in rewrites_of(text) if one.rule == "hoist-loop-invariant-call"]


def test_what_a_header_declares_volatile_is_left_alone(tmp_path: Path) -> None:
    header = tmp_path / "device.h"
    text = COUNT.replace("#include <stdio.h>", '#include <stdio.h>\n#include "device.h"')
    asked = text.replace("n % i == 0", "n % i == step")
    source = CppSource.parse(asked)
    found: list[int] = []
    for declaration in ("extern int step;", "extern volatile int step;"):
        header.write_text(declaration)
        facts = check.facts_of(f"{asked}// {declaration}\n", tmp_path / "program.c")
        assert facts.complete, facts.diagnostics
        found.append(len(find_rewrites(Unit(source, Span(0, len(source.data)), facts))))
    assert found[0] > 0
    assert found[1] == 0
