"""What is added on a condition is added always, as itself or as nothing."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    ancestors,
    child,
    code_of,
    constant_of,
    contains,
    nodes_in,
)
from hasten.rules.effects import effects_of
from hasten.rules.expression_types import type_of
from hasten.rules.helpers import as_statement
from hasten.rules.kernels.eager_reads import Load, Reader, parenthesised
from hasten.rules.kernels.selected import Selection, selection_of
from hasten.rules.loops import CountedLoop, counted_loop
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import escapes
from hasten_sim.facts import Reference


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that does nothing but add up what a condition selects."""
    code = code_of(unit)
    for loop in nodes_in(unit, "for_statement", "for_range_loop"):
        selection = selection_of(code, loop)
        if selection is None or not code.is_plain(loop) or not code.is_verbatim(loop):
            continue
        edit = _edit(code, loop, selection)
        if edit is not None:
            first = selection.conditions[0][0]
            yield RULE.rewrite(
                "A processor that guesses the condition wrong loses more than the sum would cost.",
                Span(first.start_byte, first.end_byte),
                (edit,),
                1.6,
            )


def _edit(code: Code, loop: Node, selection: Selection) -> tuple[int, int, str] | None:
    counted = counted_loop(code, loop)
    if counted is not None and not _counts_up(counted):
        return None
    if counted is None and loop.type != "for_range_loop":
        return None
    if not all(_is_own(code, loop, name) for name, _, _ in selection.sums):
        return None
    names = [d.name for d in code.facts.declarations if contains(loop, d.name_at)]
    if len(names) != len(set(names)):
        return None  # two blocks become one
    reader = Reader(code, loop, counted)
    lines = _lines(code, reader, selection)
    guards = reader.guards() if lines is not None else None
    if lines is None or guards is None:
        return None
    first, last = selection.region
    placed = as_statement(code, first, *lines)
    if not guards:
        return first.start_byte, last.end_byte, placed
    asked = " && ".join(guards)
    if any(code.text(one) == f"({asked})" for one in _questions(loop)):
        return None
    data = code.source.data
    fast = (
        data[loop.start_byte : first.start_byte].decode()
        + placed
        + data[last.end_byte : loop.end_byte].decode()
    )
    newline = code.source.newline
    indent = newline + code.source.indentation(loop.start_byte)
    within = [text.replace(newline, newline + "    ") for text in (fast, code.text(loop))]
    text = (
        f"if ({asked}) {{{indent}    {within[0]}{indent}}} else {{{indent}    {within[1]}{indent}}}"
    )
    return loop.start_byte, loop.end_byte, text


def _questions(node: Node) -> Iterator[Node]:
    """The conditions of all `if` around a node."""
    for outer in ancestors(node):
        condition = child(outer, "condition") if outer.type == "if_statement" else None
        if condition is not None:
            yield condition


def _counts_up(loop: CountedLoop) -> bool:
    """Whether the loop goes through indices from one that is not negative up to a bound."""
    start = constant_of(loop.start)
    return start is not None and start >= 0 and loop.step >= 1 and loop.comparison == "<"


def _is_own(code: Code, loop: Node, name: Node) -> bool:
    """Whether a sum is a number of this function that nothing else in the loop looks at."""
    variable = code.declaration(name)
    if variable is None or variable.is_reference or variable.is_static or variable.owner < 0:
        return False
    if variable.type not in INTEGRAL - {"bool"} or contains(loop, variable.name_at):
        return False
    if any(n.type == "lambda_expression" for n in ancestors(loop)):
        return False
    references = code.facts.references_to.get(variable.name_at, ())
    if escapes(code, variable) or any(_lends(code, one) for one in references):
        return False
    named = [r for r in code.references_in(loop) if r.target == variable.name_at]
    return len(named) == 1


def _lends(code: Code, reference: Reference) -> bool:
    """Whether the address of what is named there is taken, or a reference to it made."""
    node = code.name_node(reference.start)
    around = node.parent if node is not None else None
    if around is None or around.type == "pointer_expression":
        return True
    declarator = child(around, "declarator")
    return declarator is not None and declarator.type == "reference_declarator"


def _lines(code: Code, reader: Reader, selection: Selection) -> list[str] | None:
    """What comes in the place of the conditions and sums."""
    for value, is_early in selection.values:
        is_taken = reader.takes(value, "always" if is_early else "eagerly")
        if not is_taken and not (is_early and effects_of(code, value).is_pure):
            return None
    terms: list[str] = []
    for index, (condition, is_wanted) in enumerate(selection.conditions):
        is_first = index == 0
        term = reader.term(condition, "always" if is_first else "eagerly")
        if term is None:
            return None
        terms.append(term if is_wanted else f"!{parenthesised(term)}")
    seen = {load.text for load in reader.loads}
    for _, _, value in selection.sums:
        if value is not None and not reader.takes(value, "lazily"):
            return None
    late = [load for load in reader.loads if load.when == "lazily" and load.text not in seen]
    if not late and len(terms) == 1 and not reader.logical:
        return None  # the compiler sees this by itself
    names: dict[str, str] = {}
    for load in late:
        if load.text not in names:
            names[load.text] = code.fresh_name(load.wanted_name, [*names.values()])
    chosen = code.fresh_name("chosen", [*names.values()])
    is_cpp = code.facts.language == "cpp"
    kinds = {load.text: "auto" if is_cpp else type_of(code, load.node) for load in late}
    lines = [code.text(one) for one in (*selection.comments, *selection.late)]
    lines += [f"const {kinds[text]} {name} = {text};" for text, name in names.items()]
    joined = terms[0] if len(terms) == 1 else " & ".join(map(parenthesised, terms))
    lines.append(f"const {'bool' if is_cpp else 'int'} {chosen} = {joined};")
    lines += [code.text(one) for one in selection.inner]
    for name, sign, value in selection.sums:
        text = "1" if value is None else _named(code, value, late, names)
        lines.append(f"{code.text(name)} {sign} {chosen} ? {text} : 0;")
    return lines


def _named(code: Code, value: Node, late: list[Load], names: dict[str, str]) -> str:
    """A value with the new names in the place of what was read for it."""
    data, at = b"", value.start_byte
    for load in sorted(late, key=lambda one: one.node.start_byte):
        if contains(value, load.node) and load.node.start_byte >= at:
            data += code.source.data[at : load.node.start_byte] + names[load.text].encode()
            at = load.node.end_byte
    return (data + code.source.data[at : value.end_byte]).decode()


_BEFORE = """\
#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
    std::vector<std::uint32_t> prices, amounts;
    std::vector<std::uint8_t> open;
    std::uint64_t state = 1;
    for (int i = 0; i < 20000; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        prices.push_back(state >> 54);
        amounts.push_back(state >> 40 & 63);
        open.push_back(state >> 33 & 1);
    }
    std::uint64_t volume = 0;
    for (std::size_t i = 0; i < prices.size(); ++i) {
        if (prices[i] < 700 && open[i]) {
            volume += amounts[i];
        }
    }
    std::printf("%llu\\n", static_cast<unsigned long long>(volume));
}
"""
_AFTER = _BEFORE.replace(
    """\
    for (std::size_t i = 0; i < prices.size(); ++i) {
        if (prices[i] < 700 && open[i]) {
            volume += amounts[i];
        }
    }
""",
    """\
    if (open.size() >= prices.size() && amounts.size() >= prices.size()) {
        for (std::size_t i = 0; i < prices.size(); ++i) {
            const auto amount = amounts[i];
            const bool chosen = (prices[i] < 700) & (open[i] != 0);
            volume += chosen ? amount : 0;
        }
    } else {
        for (std::size_t i = 0; i < prices.size(); ++i) {
            if (prices[i] < 700 && open[i]) {
                volume += amounts[i];
            }
        }
    }
""",
)
_SMALL = """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> a{3, 0, 5}, b{1, 2, 3};
    int n = 3, sum = 0;
    const int *p = a.data(), *q = b.data();
    LOOP
    std::printf("%d %d\\n", sum, p == q);
}
"""

RULE = Rule(
    id="add-without-branch",
    title="Add what is selected without a branch",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "The loop adds up what a condition selects. Where the condition is now true, now false, "
        "the processor often guesses wrong, and each time loses what some twenty additions cost. "
        "Adding the value or 0 needs no guess, and the compiler can work on several elements at "
        "once. That all elements that are read are there is known, or asked before the loop."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # An element behind a pointer may not be there where the condition is false.
        _SMALL.replace("LOOP", "for (int i = 0; i < n; i++) if (p[i] > 1 && q[i] > 1) sum++;"),
        # The division is safe only where the first part holds.
        _SMALL.replace(
            "LOOP", "for (int i = 0; i < n; i++) if (a[i] != 0 && 9 / a[i] > 1) sum += b[i];"
        ),
        # What is selected depends on the sum.
        _SMALL.replace(
            "LOOP", "for (int i = 0; i < n; i++) if (a[i] > sum && b[i] > 1) sum += b[i];"
        ),
        # The element before the first one is asked for only where there is one.
        _SMALL.replace(
            "LOOP", "for (int i = 0; i < n; i++) if (i > 0 && a[i - 1] > 1) sum += b[i];"
        ),
        # The compiler does this by itself.
        _SMALL.replace("LOOP", "for (int i = 0; i < n; i++) if (a[i] > 1) sum += a[i];"),
    ),
)
