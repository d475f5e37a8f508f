"""The sum of the products of all pairs, modulo a number, takes one pass."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import COUNTS
from hasten.rules.algorithms.pair_loops import in_block
from hasten.rules.algorithms.scans import (
    Around,
    count_text,
    counter_type,
    scan_around,
    upper_end,
)
from hasten.rules.analysis import Code, code_of, nodes_in, statements, value_type
from hasten.rules.expression_types import type_of
from hasten.rules.loops import counted_loop, is_dead_after, is_invariant
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.shapes import Binding, Shape, first_match, shape_of, text_of

_LOOP = "for (int j = i + 1; C; j++)"
_PATTERNS = tuple(
    f"{_LOOP} {{ {body} }}"
    for body in (
        "s = (s + W * A[j]) % M;",
        "s = (s + W * A[j] % M) % M;",
        "s += W * A[j] % M; s %= M;",
        "s += W * A[j]; s %= M;",
        "s += W * A[j]; s = s % M;",
        "s += W * A[j] % M; s = s % M;",
    )
)
_LARGEST = "3037000499"
"""The greatest modulus of which products of two remainders fit into 64 bits."""


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double loop that adds up products of pairs modulo a number."""
    code = code_of(unit)
    if not code.may_insert("bool long if else for"):
        return
    for node in nodes_in(unit, "for_statement"):
        found = _products(code, node) if code.is_verbatim(node) else None
        if found is None:
            continue
        around, bound = found
        outer = around.loop.node
        yield RULE.rewrite(
            f"Every two elements of `{around.array.name}` are multiplied.",
            Span(node.start_byte, node.end_byte),
            ((outer.start_byte, outer.end_byte, _text(code, around, bound)),),
            25.0,
        )


def _text(code: Code, around: Around, bound: Binding) -> str:
    array, total, modulus = around.array.name, text_of(code, bound["s"]), text_of(code, bound["M"])
    fits, rest, k = (code.fresh_name(n) for n in ("is_plain", "rest", "k"))
    kind, last = counter_type(around), count_text(code, around)
    first = around.first
    checked = f"{modulus} > 0 && {modulus} <= {_LARGEST} && {total} >= 0"
    step = f"{total} = ({total} % {modulus} + {array}[{k}] % {modulus} * {rest}) % {modulus};"
    outer = code.text(around.loop.node).replace(code.source.newline, f"{code.source.newline}    ")
    lines = (
        f"bool {fits} = {checked};",
        f"for ({kind} {k} = {first}; {k} < {last}; {k}++) {fits} = {fits} && {array}[{k}] >= 0;",
        f"if ({fits}) {{",
        f"    long long {rest} = 0;",
        f"    for ({kind} {k} = {last} - 1; {k} >= {first}; {k}--) {{",
        f"        if ({k} + 1 < {last}) {step}",
        f"        {rest} = ({rest} + {array}[{k}] % {modulus}) % {modulus};",
        "    }",
        f"}} else {outer}",
    )
    return in_block(code, around.loop.node, lines)


def _products(code: Code, node: Node) -> tuple[Around, Binding] | None:
    found = first_match(_PATTERNS, shape_of(code, node))
    inner = counted_loop(code, node)
    if found is None or inner is None or not is_dead_after(code, inner.variable, node):
        return None
    bound = found[1]
    end, total = upper_end(bound["C"], bound["j"]), bound["s"].variable(code)
    if end is None or total is None or value_type(total.type) not in ("long", "long long"):
        return None
    if total.is_reference or total.is_global or total.kind == "field":
        return None
    around = scan_around(code, node, bound["i"], bound["A"], end, COUNTS.__contains__)
    if around is None or around.loop.step != 1 or statements(around.loop.body) != [node]:
        return None
    outer = around.loop
    if outer.node.parent is not None and outer.node.parent.type == "else_clause":
        return None  # what is left for the case that it cannot be done otherwise
    if not code.is_verbatim(outer.node) or not is_dead_after(code, outer.variable, outer.node):
        return None
    if not _is_element(bound["W"], Shape("[]", (bound["A"], bound["i"]))):
        return None
    return (around, bound) if _is_modulus(code, bound["M"], outer.node) else None


def _is_element(factor: Shape, element: Shape) -> bool:
    """Whether a factor is the element, cast perhaps, or multiplied with 1 to be wider."""
    if factor == element:
        return True
    if factor.kind == "*":
        others = [part for part in factor.parts if part != element]
        return len(others) == 1 and others[0].number == 1
    wide = factor.kind.startswith(("cast_expression", "call_expression"))
    return wide and any(part == element for part in factor.parts)


def _is_modulus(code: Code, modulus: Shape, region: Node) -> bool:
    if modulus.number is not None:
        return modulus.number > 0
    variable = modulus.variable(code)
    if variable is None or modulus.node is None or variable.kind == "field":
        return False
    return type_of(code, modulus.node) in COUNTS and is_invariant(code, modulus.node, region)


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    const long long modulus = 1000000007;
    int n = 5000;
    std::vector<long long> values(n);
    for (int i = 0; i < n; i++) values[i] = i * 37799LL % 1000003;
    long long sum = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) sum = (sum + values[i] * values[j]) % modulus;
    }
    std::printf("%lld\\n", sum);
}
"""
_AFTER = _BEFORE.replace(
    """\
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) sum = (sum + values[i] * values[j]) % modulus;
    }
""",
    """\
    {
        bool is_plain = modulus > 0 && modulus <= 3037000499 && sum >= 0;
        for (int k = 0; k < n; k++) is_plain = is_plain && values[k] >= 0;
        if (is_plain) {
            long long rest = 0;
            for (int k = n - 1; k >= 0; k--) {
                if (k + 1 < n) sum = (sum % modulus + values[k] % modulus * rest) % modulus;
                rest = (rest + values[k] % modulus) % modulus;
            }
        } else for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) sum = (sum + values[i] * values[j]) % modulus;
        }
    }
""",
)
_AROUND = """\
#include <cstdio>
#include <vector>
int main() {
    int n = 7;
    long long sum = 0, other = 3;
    std::vector<long long> values = {3, 1, 4, 1, 5, 9, 2};
    for (int i = 0; i < n; i++) {
        BODY
    }
    std::printf("%lld %lld\\n", sum, other);
}
"""
_EACH = "for (int j = i + 1; j < n; j++) "

RULE = Rule(
    id="modular-pair-products",
    title="Multiply each element with the sum of the rest",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The products of all pairs are added up modulo a number. Each element can be multiplied "
        "with the sum of all that follow it, which is kept modulo the same number: one pass in "
        "place of two loops. Where an element is negative, so that remainders have signs, or the "
        "modulus is too large for products of remainders, the loops run as they did."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    counterexamples=(
        # The modulus changes.
        _AROUND.replace("BODY", f"{_EACH}sum = (sum + values[i] * values[j]) % other; other++;"),
        # Another number is a factor.
        _AROUND.replace("BODY", f"{_EACH}sum = (sum + (i - 3) * values[j]) % 1009;"),
        # Something else happens in between.
        _AROUND.replace(
            "BODY", f"other += sum; {_EACH}sum = (sum + values[i] * values[j]) % 1009;"
        ),
    ),
)
