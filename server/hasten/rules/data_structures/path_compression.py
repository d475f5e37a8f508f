"""The search for the root of a tree of parents makes the paths that it takes shorter."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite
from hasten.rules.analysis import Code, child, code_of
from hasten.rules.data_structures.forests import are_only_linked
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.shapes import Binding, matched, pattern, shape_of, text_of
from hasten_sim.facts import Declaration

_RECURSIVE = (
    "{ if (P[x] == x) return x; return CALL; }",
    "{ if (P[x] != x) return CALL; return x; }",
    "{ if (P[x] == x) return x; else return CALL; }",
    "{ if (P[x] != x) return CALL; else return x; }",
    "{ return P[x] == x ? x : CALL; }",
    "{ return P[x] != x ? CALL : x; }",
    "{ if (P[x] < 0) return x; return CALL; }",
    "{ if (P[x] < 0) return x; else return CALL; }",
    "{ return P[x] < 0 ? x : CALL; }",
)
_ITERATIVE = (
    "{ while (P[x] != x) x = P[x]; return x; }",
    "{ int r = x; while (P[r] != r) r = P[r]; return r; }",
)


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each function that finds the root of a tree and leaves the way as it is."""
    code = code_of(unit)
    for function in unit.source.functions:
        declared = code.facts.by_name_at.get(function.name_span.start)
        body = unit.source.node_of(function.body, "compound_statement")
        if declared is None or body is None or not unit.span.contains(function.name_span.start):
            continue
        if declared.is_const or declared.is_template or not code.is_verbatim(body):
            continue
        edits = _edits(code, declared, body)
        if edits:
            yield RULE.rewrite(
                f"`{function.name}` goes all the way to the root, each time anew.",
                function.name_span,
                edits,
                6.0,
            )


def _edits(code: Code, declared: Declaration, body: Node) -> tuple[tuple[int, int, str], ...]:
    found = shape_of(code, body)
    for text in _ITERATIVE:
        bound = matched(pattern(text), found)
        if bound is not None and _is_forest(code, declared, bound):
            return _halved(code, body, bound)
    for text in _RECURSIVE:
        bound = matched(pattern(text), found)
        if bound is None or not _is_forest(code, declared, bound):
            continue
        node = bound["CALL"].node
        if node is None or not _calls_for_parent(code, declared, node, bound):
            continue
        parent = f"{text_of(code, bound['P'])}[{text_of(code, bound['x'])}]"
        around = node.parent
        kept = f"{parent} = {code.text(node)}"
        if around is None or around.type != "return_statement":
            kept = f"({kept})"
        return ((node.start_byte, node.end_byte, kept),)
    return ()


def _halved(code: Code, body: Node, bound: Binding) -> tuple[tuple[int, int, str], ...]:
    """The loop skips every other node of the way, for all who come after."""
    place = text_of(code, bound.get("r", bound["x"]))
    parents = text_of(code, bound["P"])
    loop = next(iter(code.source.descendants(body, "while_statement")), None)
    inside = child(loop, "body")
    if loop is None or inside is None:
        return ()
    newline, indent = code.source.newline, code.source.indentation(loop.start_byte)
    inner = f"{newline}{indent}    "
    skip = f"{parents}[{place}] = {parents}[{parents}[{place}]];"
    text = f"{{{inner}{skip}{inner}{place} = {parents}[{place}];{newline}{indent}}}"
    return ((inside.start_byte, inside.end_byte, text),)


def _is_forest(code: Code, declared: Declaration, bound: Binding) -> bool:
    parents, place = bound["P"].variable(code), bound["x"].variable(code)
    if parents is None or place is None or place.name_at not in declared.parameters:
        return False
    if place.is_reference or place.type != "int" or parents.is_const:
        return False
    return are_only_linked(code, parents, declared)


def _calls_for_parent(code: Code, declared: Declaration, node: Node, bound: Binding) -> bool:
    """Whether the expression is a call of the function itself for the parent of its node."""
    call = code.call(node) if node.type == "call_expression" else None
    if call is None or call.target != declared.name_at:
        return False
    given = [n for n in (child(node, "arguments") or node).named_children if n.type != "comment"]
    wanted = (shape_of(code, n) for n in given)
    named = [code.facts.by_name_at.get(at) for at in declared.parameters]
    if len(given) != len(named):
        return False
    for shape, parameter in zip(wanted, named, strict=True):
        if parameter is None:
            return False
        if shape.kind == "[]" and shape.parts == (bound["P"], bound["x"]):
            continue
        same = shape.variable(code)
        if same is None or same.name_at != parameter.name_at or shape == bound["x"]:
            return False
    return True


_BEFORE = """\
#include <cstdio>
#include <vector>

std::vector<int> parent;

int root(int node) {
    while (parent[node] != node) node = parent[node];
    return node;
}

void join(int one, int other) {
    int a = root(one), b = root(other);
    if (a != b) parent[a] = b;
}

int main() {
    int n = 20000;
    parent.resize(n);
    for (int i = 0; i < n; i++) parent[i] = i;
    for (int i = 0; i + 1 < n; i++) join(0, i + 1);
    int trees = 0;
    for (int i = 0; i < n; i++) trees += root(i) == i;
    std::printf("%d\\n", trees);
}
"""
_AROUND = """\
#include <cstdio>
int parent[100], n = 9;
int root(int node) { return parent[node] == node ? node : root(parent[node]); }
int main() {
    for (int i = 0; i < n; i++) parent[i] = i;
    for (int i = 0; i + 1 < n; i++) {
        int a = root(i), b = root(i + 1);
        LINK
    }
    int sum = 0;
    for (int i = 0; i < n; i++) sum += USE;
    std::printf("%d\\n", sum);
}
"""

RULE = Rule(
    id="path-compression",
    title="Shorten the paths to the root",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "Each search for the root of a set goes through all parents up to it, and the next search "
        "from there does so again. What is passed on the way is attached to the root (or to its "
        "grandparent), so that paths get short. Only roots are ever attached elsewhere, and nobody "
        "looks at other parents: the roots are the same."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "while (parent[node] != node) node = parent[node];",
            "while (parent[node] != node) {\n        parent[node] = parent[parent[node]];\n"
            "        node = parent[node];\n    }",
        ),
    ),
    find=find,
    languages=frozenset({"c", "cpp"}),
    counterexamples=(
        # What is attached is no root: those below it go along.
        _AROUND.replace("LINK", "if (a != b) parent[i] = b;").replace("USE", "root(i)"),
        # Parents are looked at.
        _AROUND.replace("LINK", "if (a != b) parent[a] = b;").replace("USE", "parent[i]"),
        # The root may have been attached before.
        _AROUND.replace("LINK", "if (a != b) parent[a] = b; parent[a] = i;").replace(
            "USE", "root(i)"
        ),
        # A node is taken out of its tree.
        _AROUND.replace("LINK", "if (a != b) parent[a] = b; if (i == 5) parent[3] = 3;").replace(
            "USE", "root(i)"
        ),
    ),
)
