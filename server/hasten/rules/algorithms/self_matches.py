"""How far a text matches its own beginning, from each place on, comes from the Z algorithm."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import element_of, is_plain_value
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    code_of,
    contains,
    insert_before,
    is_in_block,
    is_string,
    nodes_in,
    template_of,
    value_type,
)
from hasten.rules.effects import may_change
from hasten.rules.expression_types import type_of
from hasten.rules.helpers import helper_edits
from hasten.rules.loops import is_invariant, loops_around
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.shapes import Binding, first_match, shape_of
from hasten_sim.facts import Declaration

NAME = "self_matches"
HELPER = """\
// How far a sequence matches its own beginning, from each of its places on (the Z algorithm).
template <typename Sequence>
std::vector<std::size_t> self_matches(const Sequence& sequence, long long limit) {
    std::size_t size = limit < 0 ? 0 : static_cast<std::size_t>(limit);
    if (size > sequence.size()) size = sequence.size();
    std::vector<std::size_t> found(size + 1);
    std::size_t left = 0, right = 0;
    found[0] = size;
    for (std::size_t i = 1; i < size; i++) {
        if (i < right) found[i] = std::min(right - i, found[i - left]);
        while (i + found[i] < size && sequence[found[i]] == sequence[i + found[i]]) found[i]++;
        if (i + found[i] > right) {
            left = i;
            right = i + found[i];
        }
    }
    return found;
}
"""
_HEADERS = ("algorithm", "vector")
_LIMIT = "i + K < N"
_EQUAL = "A[K] == A[i + K]"
_PATTERNS = tuple(
    loop.replace("C", condition)
    for condition in (f"{_LIMIT} && {_EQUAL}", f"{_EQUAL} && {_LIMIT}")
    for loop in ("while (C) K++;", "for (; C; K++);", "for (k = 0; C; k++);")
)


@frozen
class _Match:
    """A loop that counts up how many elements from `place` on are those of the beginning."""

    node: Node
    sequence: Declaration
    place: str
    count: str
    limit: str
    around: Node


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that compares a sequence with its beginning."""
    code = code_of(unit)
    names: set[str] = set()
    for node in nodes_in(unit, "while_statement", "for_statement"):
        found = _match(code, node) if code.is_verbatim(node) else None
        helper = helper_edits(code, NAME, HELPER, *_HEADERS) if found is not None else None
        if found is None or helper is None:
            continue
        known = code.fresh_name(f"matches_of_{found.sequence.name}", names)
        names.add(known)
        place = f"static_cast<std::size_t>({found.place})"
        jump = (
            f"if ({place} < {known}.size() && 0 <= {found.count} && "
            f"{known}[{place}] > static_cast<std::size_t>({found.count})) "
            f"{found.count} = {known}[{place}];"
        )
        made = f"const auto {known} = {NAME}({found.sequence.name}, {found.limit});"
        yield RULE.rewrite(
            f"At each place it is counted how far `{found.sequence.name}` matches its beginning.",
            Span(*node.byte_range),
            (
                *helper,
                *insert_before(code, found.around, made),
                *insert_before(code, node, jump),
            ),
            8.0,
        )


def _match(code: Code, node: Node) -> _Match | None:
    found = first_match(_PATTERNS, shape_of(code, node))
    if found is None or "K" not in found[1] or not is_in_block(node):
        return None
    bound = found[1]
    sequence, place = bound["A"].variable(code), bound["i"].variable(code)
    count, limit = bound["K"].node, bound["N"].node
    if sequence is None or place is None or count is None or limit is None:
        return None
    if not _is_fit(sequence) or not _are_numbers(code, bound, place):
        return None
    if any(r.target == sequence.name_at for r in code.references_in(count)):
        return None
    around = _around(code, node, sequence, limit)
    if around is None or NAME in _text_before(code, node):
        return None
    return _Match(node, sequence, place.name, code.text(count), code.text(limit), around)


def _text_before(code: Code, node: Node) -> str:
    """The function up to the loop: where the helper has been called already, nothing is left."""
    function = code.source.enclosing_function(node)
    start = function.span.start if function is not None else node.start_byte
    return code.source.slice(Span(start, node.start_byte))


def _is_fit(sequence: Declaration) -> bool:
    """Whether it is a string, or a vector of what compares by value, that is named directly."""
    if sequence.is_pointer or sequence.kind == "field":
        return False
    vector = template_of(sequence.type)[0] == "std::vector"
    return is_string(sequence.type) or (vector and is_plain_value(element_of(sequence)))


def _are_numbers(code: Code, bound: Binding, place: Declaration) -> bool:
    """Whether the place, the count and the limit are integers that can be named again."""
    count, limit = bound["K"].node, bound["N"].node
    kinds = [type_of(code, node) for node in (count, limit)]
    whole = all(kind in INTEGRAL - {"bool", "char"} for kind in [*kinds, value_type(place.type)])
    simple = ("identifier", "subscript_expression", "call_expression")
    return whole and all(node is not None and node.type in simple for node in (count, limit))


def _around(code: Code, node: Node, sequence: Declaration, limit: Node) -> Node | None:
    """The outermost loop in which neither the sequence nor the limit changes."""
    outermost: Node | None = None
    for loop in loops_around(node):
        if contains(loop, sequence.name_at) or may_change(code, sequence, loop):
            break
        if loop.has_error or not is_invariant(code, limit, loop):
            break
        outermost = loop
    return outermost


_BEFORE = """\
#include <iostream>
#include <string>

int main() {
    std::string text(2000, 'a');
    for (int i = 0; i < 2000; i += 131) text[i] = 'b';
    int n = text.size();
    long long sum = 0;
    for (int i = 0; i < n; i++) {
        int length = 0;
        while (i + length < n && text[length] == text[i + length]) length++;
        sum += 1LL * length * i;
    }
    std::cout << sum << "\\n";
}
"""
_OTHER = """\
#include <iostream>
#include <string>
int main() {
    std::string text = "abaabaab", other = "abab";
    int n = text.size(), sum = 0;
    for (int i = 0; i < n; i++) {
        int length = 0;
        while (WHILE) DO
        sum += length * i;
        REST
    }
    std::cout << sum << "\\n";
}
"""


def _other(condition: str, do: str = "length++;", rest: str = "") -> str:
    return _OTHER.replace("WHILE", condition).replace("DO", do).replace("REST", rest)


RULE = Rule(
    id="self-matches",
    title="Match a text with itself in one pass",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "From each place on, a loop counts how many letters are those that the text begins with, "
        "in a text that stays as it is. The Z algorithm tells that of all places in one pass, "
        "because what has matched once need not be compared again. The loop goes on from there, "
        "and finds nothing more."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <string>\n", "#include <string>\n#include <algorithm>\n#include <vector>\n"
        )
        .replace("int main", HELPER + "\nint main")
        .replace(
            "    for (int i = 0; i < n; i++) {\n",
            "    const auto matches_of_text = self_matches(text, n);\n"
            "    for (int i = 0; i < n; i++) {\n",
        )
        .replace(
            "        while (i + length",
            "        if (static_cast<std::size_t>(i) < matches_of_text.size() && 0 <= length && "
            "matches_of_text[static_cast<std::size_t>(i)] > static_cast<std::size_t>(length)) "
            "length = matches_of_text[static_cast<std::size_t>(i)];\n        while (i + length",
        ),
    ),
    find=find,
    counterexamples=(
        # Another text.
        _other("i + length < n && other[length] == text[i + length]"),
        # Backwards.
        _other("i - length >= 0 && text[length] == text[i - length]"),
        # As long as they differ.
        _other("i + length < n && text[length] != text[i + length]"),
        # More is done on the way.
        _other("i + length < n && text[length] == text[i + length]", "{ length++; sum++; }"),
        # The text changes.
        _other("i + length < n && text[length] == text[i + length]", rest="text[i] = 'c';"),
    ),
)
