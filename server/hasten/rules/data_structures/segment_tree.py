"""Extremes of ranges of an array that changes in between come from a segment tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import normal
from hasten.rules.analysis import Code, code_of, insert_before, nodes_in, value_type, with_includes
from hasten.rules.data_structures.ranges import (
    Edits,
    RangeLoop,
    Update,
    limits_text,
    range_loop,
    updates_around,
)
from hasten.rules.io.conditions import after_includes
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_TREE = """
// The WORD elements of ranges of an array (a segment tree).
template <typename Value>
class NAME {
    std::size_t size;
    std::vector<Value> tree;

public:
    template <typename Array>
    NAME(const Array& values, std::size_t count) : size(count), tree(2 * count) {
        for (std::size_t k = 0; k < size; k++) tree[size + k] = values[k];
        for (std::size_t k = size; k-- > 1;) tree[k] = std::FOLD(tree[2 * k], tree[2 * k + 1]);
    }
    void set(std::size_t at, Value value) {
        tree[at += size] = value;
        for (; at > 1; at /= 2) tree[at / 2] = std::FOLD(tree[at], tree[at ^ 1]);
    }
    Value of(std::size_t from, std::size_t to) const {
        from += size;
        to += size;
        Value found = tree[from];
        for (; from < to; from /= 2, to /= 2) {
            if (from % 2) found = std::FOLD(found, tree[from++]);
            if (to % 2) found = std::FOLD(found, tree[--to]);
        }
        return found;
    }
};
"""
_WORDS = "class std vector size_t size tree public template typename set of from to found value k"
_E = r"(?P<e>\w+\[\w+\])"
_B = r"(?P<b>[A-Za-z_]\w*)"
_SHAPES = tuple(
    (fold, re.compile(pattern))
    for fold, less, more in (("max", "<", ">"), ("min", ">", "<"))
    for pattern in (
        rf"{_B}=(?:std::)?{fold}(?:<[\w ]+>)?\((?P=b),{_E}\);",
        rf"{_B}=(?:std::)?{fold}(?:<[\w ]+>)?\({_E},(?P=b)\);",
        rf"if\({_E}{more}=?{_B}\)\{{?(?P=b)=(?P=e);\}}?",
        rf"if\({_B}{less}=?{_E}\)\{{?(?P=b)=(?P=e);\}}?",
        rf"{_B}=\(?{_E}{more}=?(?P=b)\)?\?(?P=e):(?P=b);",
        rf"{_B}=\(?(?P=b){more}=?{_E}\)?\?(?P=b):(?P=e);",
    )
)


@frozen
class _Extreme:
    """`for (k = from; k < to; k++) best = max(best, array[k]);`."""

    range: RangeLoop
    best: Declaration
    fold: str


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each array of which ranges are searched for their extremes in a loop."""
    code = code_of(unit)
    at = after_includes(code.source)
    groups: dict[tuple[int, int, str], tuple[Node, list[Update], list[_Extreme]]] = {}
    for node in nodes_in(unit, "for_statement"):
        found = _extreme(code, node)
        around = updates_around(code, found.range.array, node) if found is not None else None
        if found is not None and around is not None and around[1]:
            key = (found.range.array.name_at, around[0].start_byte, found.fold)
            groups.setdefault(key, (*around, list[_Extreme]()))[2].append(found)
    if not groups or at is None or not code.may_insert(_WORDS):
        return
    names: set[str] = set()
    for loop, updates, asked in groups.values():
        one, fold = asked[0].range, asked[0].fold
        owner = code.fresh_name("RangeMaxima" if fold == "max" else "RangeMinima")
        tree = code.fresh_name(f"{one.array.name}_{owner.removeprefix('Range').lower()}", names)
        names.add(tree)
        text = _TREE.replace("NAME", owner).replace("FOLD", fold)
        text = text.replace("WORD", "largest" if fold == "max" else "smallest")
        edits: Edits = [(at, at, text.replace("\n", code.source.newline))]
        made = f"{owner}<{one.kind}> {tree}({one.array.name}, {one.size});"
        edits += insert_before(code, loop, made)
        for update in updates:
            start, end = update.statement.byte_range
            place = f"{one.array.name}[{update.index}]"
            changed = f"{code.text(update.statement)} {tree}.set({update.index}, {place});"
            edits.append((start, end, f"{{ {changed} }}"))
        for extreme in asked:
            start, end = extreme.range.loop.node.byte_range
            edits.append((start, end, _asked(code, extreme, tree)))
        place = one.loop.node
        yield RULE.rewrite(
            f"Ranges of `{one.array.name}` are searched from end to end, while it changes.",
            Span(place.start_byte, place.end_byte),
            (*with_includes(code, "algorithm", "vector"), *edits),
            6.0,
        )


def _extreme(code: Code, node: Node) -> _Extreme | None:
    found = range_loop(code, node)
    if found is None:
        return None
    text = normal(code.text(found.body))
    text = text if text.endswith(("}", ";")) else text + ";"
    for fold, pattern in _SHAPES:
        match = pattern.fullmatch(text)
        names = [r for r in code.references_in(found.body) if match and r.name == match["b"]]
        best = code.facts.by_name_at.get(names[0].target) if names else None
        if best is None or best.is_reference or best.kind not in ("variable", "parameter"):
            continue
        if value_type(best.type) == found.kind and best.name_at != found.array.name_at:
            limits = (*code.references_in(found.loop.bound), *code.references_in(found.loop.start))
            if all(r.target != best.name_at for r in limits):
                return _Extreme(found, best, fold)
    return None


def _asked(code: Code, one: _Extreme, tree: str) -> str:
    first, test, end = limits_text(code, one.range)
    k, best = one.range.loop.variable.name, one.best.name
    return f"{{ {first} if ({test}) {best} = std::{one.fold}({best}, {tree}.of({k}, {end})); }}"


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 2000;
    std::vector<int> heights(n);
    for (int i = 0; i < n; i++) heights[i] = i * 37 % 1009;
    long long answer = 0;
    for (int turn = 0; turn < n; turn++) {
        int from = turn * 7 % n, to = from + turn * 11 % (n - from);
        int highest = -1;
        for (int i = from; i < to; i++) {
            if (heights[i] > highest) highest = heights[i];
        }
        answer = (answer * 3 + highest) % 1000003;
        heights[from] = highest % 100;
    }
    std::printf("%lld\\n", answer);
}
"""
_AROUND = """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<KIND> heights(9, 5);
    KIND best = 0;
    for (int turn = 0; turn < 9; turn++) {
        BODY
    }
    std::printf("%d\\n", (int)best);
}
"""
_SEARCHED = "for (int i = 0; i < turn; i++) if (heights[i] > best) best = heights[i];"

RULE = Rule(
    id="segment-tree",
    title="Keep extremes of ranges in a tree",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "Ranges of one array are searched for their largest or smallest element, and single "
        "elements of it change in between. A segment tree holds the extremes of parts of the "
        "array, so that each range is made of a few of them."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n",
            "#include <vector>\n#include <algorithm>\n"
            + _TREE.replace("NAME", "RangeMaxima")
            .replace("FOLD", "max")
            .replace("WORD", "largest"),
        )
        .replace(
            "    for (int turn",
            "    RangeMaxima<int> heights_maxima(heights, heights.size());\n    for (int turn",
        )
        .replace(
            "for (int i = from; i < to; i++) {\n"
            "            if (heights[i] > highest) highest = heights[i];\n        }",
            "{ int i = from; if (i < to) highest = std::max(highest, heights_maxima.of(i, to)); }",
        )
        .replace(
            "heights[from] = highest % 100;",
            "{ heights[from] = highest % 100; heights_maxima.set(from, heights[from]); }",
        ),
    ),
    find=find,
    counterexamples=(
        # Nothing changes: a table will do.
        _AROUND.replace("BODY", _SEARCHED).replace("KIND", "int"),
        # The array grows.
        _AROUND.replace("BODY", f"heights[turn]++; heights.push_back(turn); {_SEARCHED}").replace(
            "KIND", "int"
        ),
        # Numbers that are no numbers compare in strange ways.
        _AROUND.replace("BODY", f"heights[turn]++; {_SEARCHED}").replace("KIND", "double"),
        # Only some elements count.
        _AROUND.replace("BODY", "heights[turn]++; " + _SEARCHED.replace("i++", "i += 2")).replace(
            "KIND", "int"
        ),
        # Where it is matters too.
        _AROUND.replace(
            "BODY",
            "heights[turn]++; for (int i = 0; i < turn; i++) if (heights[i] > best) best = i;",
        ).replace("KIND", "int"),
    ),
)
