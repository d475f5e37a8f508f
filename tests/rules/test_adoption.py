from __future__ import annotations

from pathlib import Path

import pytest

from hasten.nouns import Span
from hasten.rules.adoption import Adoption
from hasten.rules.algorithms.resume_counted_call import RULE as RESUME
from hasten.rules.misc.hoist_loop_invariant_call import RULE as HOIST
from hasten.rules.registry import find_rewrites
from hasten.rules.rule import Unit
from hasten.source.cpp import CppSource
from hasten.source.edits import apply
from tests.rules import check

SLOW = """\
#include <stdio.h>

int height(const int *a, int n);

/* Adds up. */
long total(const int *a, int n) {
    long sum = 0;
    for (int i = 0; i < height(a, n); i++) sum += a[i];
    return sum;
}
"""


def adopted(helpers: str, text: str = SLOW, more: tuple[str, ...] = ()) -> Adoption | None:
    source = CppSource.parse(text)
    files = tuple((f"file{i}.c", other) for i, other in enumerate((helpers, *more)))
    facts = check.facts_of(text, Path("slow.c"))
    assert facts.complete, facts.diagnostics
    return check.adoption_of(source, Span(0, len(source.data)), facts, files)


def text_of(adoption: Adoption | None) -> str:
    assert adoption is not None
    assert apply(SLOW, adoption.edits) == adoption.text
    return adoption.text


HEIGHT = "int height(const int *a, int n) { return a[0] < n ? a[0] : n; }\n"


def test_a_copy_stands_before_the_function_that_calls_it_and_its_comment() -> None:
    text = text_of(adopted(HEIGHT))
    assert "static inline int local_height(const int *a, int n) {" in text
    assert "; }\n\n/* Adds up. */\nlong total" in text
    assert "i < local_height(a, n)" in text


def test_functions_of_the_same_file_and_of_a_third_one_come_along() -> None:
    helpers = (
        "int bound(int n);\nstatic int first(const int *a) { return a[0]; }\n"
        "int height(const int *a, int n) { return first(a) < bound(n) ? first(a) : n; }\n"
    )
    text = text_of(adopted(helpers, more=("int bound(int n) { return n - 1; }\n",)))
    assert "local_first(a) < local_bound(n)" in text
    assert text.index("local_bound(int n)") < text.index("local_height(const")


def test_types_constants_and_tables_of_the_other_file_come_along() -> None:
    helpers = (
        "enum { LIMIT = 3 };\nstruct pair { int low, high; };\ntypedef struct pair Pair;\n"
        "static const int table[LIMIT] = {1, 2, 3};\n"
        "int height(const int *a, int n) { Pair p = {a[0], n};\n"
        "  return p.low < LIMIT ? table[p.low % LIMIT] : p.high; }\n"
    )
    text = text_of(adopted(helpers))
    for part in (
        "enum { LIMIT = 3 };",
        "struct pair {",
        "typedef struct pair Pair;",
        "table[LIMIT]",
    ):
        assert text.count(part) == 1


def test_headers_that_the_copy_needs_are_included() -> None:
    helpers = (
        "#include <string.h>\n"
        "int height(const int *a, int n) { int b[2]; memcpy(b, a, sizeof b); return b[0] + n; }\n"
    )
    assert "#include <stdio.h>\n#include <string.h>\n" in text_of(adopted(helpers))


@pytest.mark.parametrize(
    "helpers",
    [
        "static int calls;\nint height(const int *a, int n) { return a[0] + n + calls++; }\n",
        "int height(const int *a, int n) { static int last; return last = a[0] + n; }\n",
        "int shown;\nint height(const int *a, int n) { shown = n; return a[0]; }\n",
        "#define FIRST a[0]\nint height(const int *a, int n) { return FIRST + n; }\n",
        "__attribute__((weak)) int height(const int *a, int n) { return a[0] + n; }\n",
        "int height(const int *a, int n) { return a[0] + n + __LINE__; }\n",
        "int height(const int *a, int n) {\n#ifdef X\n  n++;\n#endif\n  return a[0] + n; }\n",
        "static int height(const int *a, int n) { return a[0] + n; }\n",
        "int height(const short *a, long n) { return a[0] + (int)n; }\n#error no\n",
        "double height(const int *a, int n) { return a[0] + n; }\n",
        "static int *f;\nint height(const int *a, int n) { return f ? *f : a[0] + n; }\n",
    ],
)
def test_what_means_something_else_elsewhere_stays_where_it_is(helpers: str) -> None:
    assert adopted(helpers) is None


def test_a_macro_of_the_text_does_not_get_into_a_copy() -> None:
    text = SLOW.replace("int height", "#define first 7\nint height")
    helpers = "int height(const int *a, int n) { int first = a[0]; return first + n; }\n"
    assert adopted(helpers, text) is None


def test_of_two_definitions_neither_is_believed() -> None:
    assert adopted(HEIGHT, more=(HEIGHT.replace("a[0]", "a[1]"),)) is None


def test_what_is_found_behind_a_call_needs_no_copy_when_it_is_offered() -> None:
    adoption = adopted(HEIGHT)
    assert adoption is not None
    source = CppSource.parse(adoption.text)
    facts = check.facts_of(adoption.text, Path("slow.c"))
    found = find_rewrites(Unit(source, Span(0, len(source.data)), facts), (HOIST,))
    (carried,) = adoption.back(found)
    text = apply(SLOW, carried.edits)
    assert "const int height_value = height(a, n);" in text
    assert "i < height_value;" in text
    assert "local_" not in text
    assert [one.path for one in carried.relies_on] == ["file0.c"]


def test_what_changes_a_copy_is_offered_with_the_copies() -> None:
    helpers = (
        "#include <string.h>\n"
        'int height(const int *a, int n) { char s[4] = "abc"; int c = 0;\n'
        "  for (unsigned i = 0; i < strlen(s); i++) c += s[i];\n  return c + a[0] + n; }\n"
    )
    adoption = adopted(helpers)
    assert adoption is not None
    source = CppSource.parse(adoption.text)
    facts = check.facts_of(adoption.text, Path("slow.c"))
    found = find_rewrites(Unit(source, Span(0, len(source.data)), facts), (HOIST,))
    texts = [apply(SLOW, one.edits) for one in adoption.back(found)]
    inner = [text for text in texts if "i < length" in text]
    assert len(inner) == 1
    assert "static inline int local_height" in inner[0]
    assert "i < local_height(a, n)" in inner[0]


RESUMED = """\
struct node { struct node *next; int value; };
struct list;
int item_at(const struct list *l, int index);
long total(const struct list *l, int n) {
    long sum = 0;
    for (int i = 0; i < n; i++) sum += item_at(l, i);
    return sum;
}
"""
ITEMS = """\
#include <stddef.h>
struct node { struct node *next; int value; };
struct list { struct node *head; };
int item_at(const struct list *l, int index) {
    struct node *n = l->head;
    while (index > 0 && n != NULL) { n = n->next; index--; }
    return n ? n->value : -1;
}
"""


def carried(helpers: str, text: str) -> list[str]:
    """The texts that come of going on from where a call stopped."""
    adoption = adopted(helpers, text)
    assert adoption is not None
    source = CppSource.parse(adoption.text)
    facts = check.facts_of(adoption.text, Path("slow.c"))
    found = find_rewrites(Unit(source, Span(0, len(source.data)), facts), (RESUME,))
    return [apply(text, one.edits) for one in adoption.back(found)]


def test_what_needs_a_type_of_the_other_file_is_offered_with_it() -> None:
    head = "struct list;\nint item_at(const struct list *l, int index);\n"
    (text,) = carried(ITEMS, RESUMED.replace(RESUMED.partition("long")[0], head))
    assert "struct list { struct node *head; };" in text
    assert "item_at_n = l->head;" in text


def test_what_needs_a_header_of_the_other_file_includes_it() -> None:
    (text,) = carried(PLAIN, SIMPLE)
    assert "#include <limits.h>" in text
    assert "local_" not in text


SIMPLE = """\
#include <stdio.h>

int lowest(const int *a, int n);

double total(const int *a, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += lowest(a, i);
    return sum;
}
"""
PLAIN = """\
#include <limits.h>
int lowest(const int *a, int n) {
    int found = INT_MAX;
    for (int i = 0; i < n; i++) if (a[i] < found) found = a[i];
    return found;
}
"""
