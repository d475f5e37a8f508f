"""Many integers are sorted byte by byte, without comparing any two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import INTEGRAL, Code, child, code_of, nodes_in, parts
from hasten.rules.helpers import helper_edits, is_constant_expression_function
from hasten.rules.rule import Example, Rule, Unit

HELPER = """\
// Sorts integers as std::sort does: byte by byte, where there are many of them.
template <class Iterator>
static void sort_integers(Iterator first, Iterator last) {
    typedef typename std::iterator_traits<Iterator>::value_type Value;
    typedef typename std::make_unsigned<Value>::type Key;
    const std::size_t count = last - first;
    if (count < 256) {
        std::sort(first, last);
        return;
    }
    // With the sign the other way round, what is negative comes first.
    const Key sign = std::is_signed<Value>::value ? Key(Key(1) << (sizeof(Key) * 8 - 1)) : Key(0);
    std::vector<Key> keys(count), sorted(count);
    Key set_in_all = Key(-1), set_in_any = 0;
    for (std::size_t i = 0; i < count; ++i) {
        keys[i] = Key(first[i]) ^ sign;
        set_in_all &= keys[i];
        set_in_any |= keys[i];
    }
    for (unsigned shift = 0; shift < sizeof(Key) * 8; shift += 8) {
        if (((set_in_all ^ set_in_any) >> shift & 255) == 0) continue;  // nothing to be told by it
        std::size_t places[257] = {};
        for (std::size_t i = 0; i < count; ++i) ++places[(keys[i] >> shift & 255) + 1];
        for (unsigned byte = 0; byte < 255; ++byte) places[byte + 1] += places[byte];
        for (std::size_t i = 0; i < count; ++i) sorted[places[keys[i] >> shift & 255]++] = keys[i];
        keys.swap(sorted);
    }
    for (std::size_t i = 0; i < count; ++i) first[i] = Value(keys[i] ^ sign);
}
"""
_DESCENDING = """\
template <class Iterator, class Value>
static void sort_integers(Iterator first, Iterator last, std::greater<Value>) {
    sort_integers(first, last);
    std::reverse(first, last);
}
"""
WHOLE = f"{HELPER}{_DESCENDING}"
_HEADERS = ("algorithm", "cstddef", "functional", "iterator", "type_traits", "vector")
_ELEMENTS = INTEGRAL - {"bool", "wchar_t", "char16_t", "char32_t"}
_ITERATOR = re.compile(
    r"(?:std::reverse_iterator<)?"
    r"(?:(?:__gnu_cxx::__normal_iterator<)?(?P<pointed>[a-z ]+?) \*"
    r"|std::_Deque_iterator<(?P<held>[a-z ]+?),)"
)
_GREATER = re.compile(r"(?:std::)?greater<[\w: ]+>(?:\(\)|\{\})")
_FEW = 256


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each call of std::sort for integers."""
    code = code_of(unit)
    helper = helper_edits(code, "sort_integers", WHOLE, *_HEADERS)
    if helper is None:
        return
    for node in nodes_in(unit, "call_expression"):
        name = _sorting(code, node)
        if name is not None and not is_constant_expression_function(code, node):
            yield RULE.rewrite(
                "Integers are sorted by comparing them.",
                Span(node.start_byte, node.end_byte),
                ((name.start_byte, name.end_byte, "sort_integers"), *helper),
                1.5,
            )


def _sorting(code: Code, node: Node) -> Node | None:
    """The name of the function in a call that sorts integers by their values alone."""
    function, given = child(node, "function"), parts(child(node, "arguments"))
    if function is None or not re.fullmatch(r"(?:std::)?(?:stable_)?sort", code.text(function)):
        return None
    calls = [c for c in code.calls(node) if c.callee in ("std::sort", "std::stable_sort")]
    if len(calls) != 1 or not code.is_verbatim(function):
        return None
    kinds = calls[0].argument_types
    found = _ITERATOR.match(kinds[0].removeprefix("const "))
    element = (found["pointed"] or found["held"]) if found is not None else ""
    if element not in _ELEMENTS or kinds[0] != kinds[1]:
        return None
    if len(kinds) == 3 and not _is_descending(
        code, kinds[2], given[-1] if given else None, element
    ):
        return None
    return None if len(kinds) > 3 or _are_few(code, given[0] if given else None) else function


def _is_descending(code: Code, kind: str, order: Node | None, element: str) -> bool:
    """Whether the order is that of `std::greater` for just these elements."""
    if order is None or not _GREATER.fullmatch(code.text(order)):
        return False
    return kind.removeprefix("const ") == f"std::greater<{element}>"


def _are_few(code: Code, first: Node | None) -> bool:
    """Whether the elements are those of a small array."""
    variable = code.declaration(first)
    size = re.search(r"\[(\d+)\]$", variable.type) if variable is not None else None
    return size is not None and int(size[1]) < _FEW


_BEFORE = """\
#include <algorithm>
#include <cstddef>
#include <functional>
#include <iostream>
#include <iterator>
#include <type_traits>
#include <vector>

int main() {
    std::vector<int> values;
    unsigned state = 1;
    for (int i = 0; i < 20000; i++) {
        state = state * 1103515245 + 12345;
        values.push_back((state >> 8) % 100000 - 50000);
    }
    std::sort(values.begin(), values.end());
    long long sum = 0;
    for (std::size_t i = 0; i < values.size(); i++) sum += values[i] * (i % 7);
    std::cout << sum << "\\n";
}
"""


def _changed(old: str, new: str) -> str:
    return _BEFORE.replace(old, new)


RULE = Rule(
    id="sort-integers-by-bytes",
    title="Sort integers byte by byte",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "std::sort compares elements, some n log n times, and nobody can foresee how a comparison "
        "turns out. Integers can be put in order one byte after the other: each byte says where "
        "its number goes. Bytes that are alike in all of them cost nothing. A few hundred "
        "elements or less are left to std::sort."
    ),
    example=Example(
        before=_BEFORE,
        after=_changed("int main() {", f"{WHOLE}\nint main() {{").replace(
            "std::sort(values", "sort_integers(values"
        ),
    ),
    find=find,
    counterexamples=(
        # They are sorted by something else than their values.
        _changed(
            "values.end());\n    long",
            "values.end(), [](int a, int b) { return a % 10 < b % 10; });\n    long",
        ),
        # Real numbers have no such bytes.
        _changed("vector<int>", "vector<double>").replace("% 7)", "% 7) / 2"),
        # There are few of them.
        _changed(
            "std::sort(values",
            "int few[20] = {3, 1, 2};\n    std::sort(few, few + 20);\n    std::partial_sort(values",
        ).replace("sort(values.begin(), ", "sort(values.begin(), values.begin() + 9, "),
        # Only some of them are put in their places.
        _changed("std::sort(values.begin()", "std::nth_element(values.begin(), values.begin() + 5"),
    ),
)
