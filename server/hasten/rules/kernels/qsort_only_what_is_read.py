"""Of an array that `qsort` sorts only the first elements are looked at: only these are sorted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    Code,
    child,
    code_of,
    nodes_in,
    parts,
    value_type,
)
from hasten.rules.kernels.orders import is_total, keys_of
from hasten.rules.kernels.placing import before_function
from hasten.rules.kernels.prefix_reads import prefix_read
from hasten.rules.kernels.steadiness import squeezed
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_HELPER = """\
static void SIFT(TYPE *heap, size_t size, size_t at) {
    TYPE moved = heap[at];
    for (size_t next = 2 * at + 1; next < size; next = 2 * at + 1) {
        if (next + 1 < size && COMPARE(&heap[next], &heap[next + 1]) < 0) next++;
        if (COMPARE(&moved, &heap[next]) >= 0) break;
        heap[at] = heap[next];
        at = next;
    }
    heap[at] = moved;
}

/* Sorts the first `wanted` of the elements in their order, and leaves the others in any. */
static void SORT(TYPE *items, size_t count, size_t wanted) {
    if (wanted > count) wanted = count;
    for (size_t at = wanted / 2; at-- > 0;) SIFT(items, wanted, at);
    for (size_t at = wanted; wanted > 0 && at < count; at++) {
        if (COMPARE(&items[at], &items[0]) >= 0) continue;
        TYPE smaller = items[at];
        items[at] = items[0];
        items[0] = smaller;
        SIFT(items, wanted, 0);
    }
    for (size_t size = wanted; size > 1; size--) {
        TYPE largest = items[0];
        items[0] = items[size - 1];
        items[size - 1] = largest;
        SIFT(items, size - 1, 0);
    }
}
"""


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each call of `qsort` of which only the first elements are used."""
    code = code_of(unit)
    names: set[str] = set()
    for node in nodes_in(unit, "call_expression"):
        call, statement = code.call(node, "qsort"), node.parent
        if call is None or call.target >= 0 or not code.is_verbatim(node):
            continue
        given = parts(child(node, "arguments"))
        if statement is None or statement.type != "expression_statement" or len(given) != 4:
            continue
        array = code.declaration(given[0])
        kind = _element(code, array, given[2]) if array is not None else ""
        function = code.source.enclosing_function(node)
        if array is None or not kind or function is None or not _is_plain(code, function.body):
            continue
        element = value_type(array.type.partition("[")[0].rstrip("* "))
        keys = keys_of(code, given[3], element, three_way=True)
        compared = code.declaration(given[3])
        prefix = prefix_read(code, statement, array, squeezed(code, given[1]))
        if keys is None or prefix is None or compared is None:
            continue
        if prefix.bound.replace(" ", "") == squeezed(code, given[1]):
            continue
        if compared.name_at > function.span.start or not is_total(
            code, keys, element, prefix.fields
        ):
            continue
        sort = code.fresh_name("sort_first", names)
        sift = code.fresh_name("sift_down", names)
        names |= {sort, sift}
        text = _HELPER.replace("SORT", sort).replace("SIFT", sift).replace("TYPE", kind)
        placed = before_function(code, node, text.replace("COMPARE", compared.name))
        if placed is None or not code.may_insert(f"{text} NULL size_t"):
            continue
        new = f"{sort}({code.text(given[0])}, {code.text(given[1])}, {prefix.bound})"
        yield RULE.rewrite(
            f"Of the sorted elements only the first `{prefix.bound}` are looked at.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, new), placed),
            6.0,
        )


def _is_plain(code: Code, body: Span) -> bool:
    node = code.source.node_of(body, "compound_statement")
    return node is not None and code.is_plain(node)


def _element(code: Code, array: Declaration, size: Node) -> str:
    """How the type of the elements is written, when the size that is passed is theirs."""
    written = re.sub(r"\s*\[[^\[\]]*\]$|\s*\*$", "", array.written)
    kind = value_type(written)
    plain = re.fullmatch(r"(?:struct |unsigned |signed |long )*\w+", kind)
    pointed = array.type.count("*") + array.type.count("[")
    text = squeezed(code, size)
    sizes = (
        f"sizeof({kind.replace(' ', '')})",
        f"sizeof(*{array.name})",
        f"sizeof*{array.name}",
        f"sizeof({array.name}[0])",
        f"sizeof{array.name}[0]",
    )
    function = code.source.enclosing_function(size)
    body = code.source.slice(function.body) if function is not None else ""
    last = kind.rpartition(" ")[2]
    is_local = re.search(rf"struct\s+{last}\s*\{{|\}}\s*{last}\s*;|typedef[^;]*\b{last}\s*;", body)
    return kind if plain and pointed == 1 and text in sizes and not is_local else ""


_BEFORE = """\
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    int points, number;
} Player;

static int compare(const void *one, const void *other) {
    const Player *a = (const Player *)one, *b = (const Player *)other;
    if (a->points != b->points) return a->points < b->points ? 1 : -1;
    return (a->number > b->number) - (a->number < b->number);
}

int main(void) {
    size_t count = 20000;
    Player *players = (Player *)malloc(count * sizeof(Player));
    for (size_t i = 0; i < count; i++) {
        players[i].points = (int)(i * 7919 % 4001);
        players[i].number = (int)i;
    }
    qsort(players, count, sizeof(Player), compare);
    for (int i = 0; i < 10; i++) printf("%d %d\\n", players[i].points, players[i].number);
    free(players);
    return 0;
}
"""
_AFTER = _BEFORE.replace(
    "int main(void)",
    _HELPER.replace("SORT", "sort_first")
    .replace("SIFT", "sift_down")
    .replace("TYPE", "Player")
    .replace("COMPARE", "compare")
    + "\nint main(void)",
).replace("qsort(players, count, sizeof(Player), compare)", "sort_first(players, count, 10)")


def _changed(old: str, new: str) -> str:
    return _BEFORE.replace(old, new)


_LOOP = "for (int i = 0; i < 10; i++)"

RULE = Rule(
    id="qsort-only-what-is-read",
    title="Sort only the elements that are looked at",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "After the call of `qsort` only the first elements are looked at, up to a bound that is "
        "known before. A heap of these finds them in one pass over the others. The comparison "
        "tells all elements apart that differ in what is looked at."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # All elements are looked at.
        _changed(_LOOP, "for (size_t i = 0; i < count; i++)"),
        # The last one is looked at, too.
        _changed(_LOOP, "if (players[count - 1].points)\n        " + _LOOP),
        # Which of several equal elements comes first shows.
        _changed("(a->number > b->number) - (a->number < b->number)", "0"),
        # The difference of unsigned numbers says nothing.
        _changed("int points", "unsigned points").replace(
            "if (a->points != b->points) return a->points < b->points ? 1 : -1;",
            "if (a->points != b->points) return a->points - b->points;",
        ),
    ),
)
