"""What functions of the standard library do with what they are given."""

from __future__ import annotations

ELEMENT_ACCESS = frozenset({"operator[]", "at", "front", "back", "data", "top"})
"""Members without const that change nothing themselves: they give access to elements."""

POSITIONS = frozenset(
    {"begin", "end", "rbegin", "rend", "find", "lower_bound", "upper_bound", "equal_range"}
)
"""Members without const that change nothing themselves: they give iterators."""

INSERTS_ON_ACCESS = frozenset({"std::map", "std::unordered_map"})
"""Containers whose operator[] adds what it does not find."""

_READING = """
lower_bound upper_bound equal_range binary_search find find_if find_if_not count count_if
accumulate max_element min_element minmax_element all_of any_of none_of adjacent_find
is_sorted is_sorted_until equal lexicographical_compare mismatch search find_end
find_first_of inner_product reduce distance next prev begin end rbegin rend cbegin cend
includes is_permutation is_heap size empty
"""
_READING_C = """
strlen strcmp strncmp strchr strstr atoi atol atoll atof puts fputs memcmp
"""

READING_ALGORITHMS = frozenset(
    (*(f"std::{name}" for name in (_READING + _READING_C).split()), *_READING_C.split())
)
"""They change no element themselves; a position that they give may still lead to one."""

COMPARISONS = frozenset(f"operator{symbol}" for symbol in ("==", "!=", "<", ">", "<=", ">="))

COMPOUND = frozenset(
    f"operator{symbol}"
    for symbol in ("+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "++", "--")
)
"""Operators that change their left operand on the grounds of what it was."""

MOVES = frozenset(f"operator{symbol}" for symbol in ("+", "-", "++", "--", "+=", "-="))
"""Operators of iterators that give another iterator."""

COPYING_CONTAINERS = frozenset(
    f"std::{name}"
    for name in (
        "vector",
        "deque",
        "list",
        "forward_list",
        "set",
        "multiset",
        "map",
        "multimap",
        "unordered_set",
        "unordered_map",
        "unordered_multiset",
        "unordered_multimap",
        "basic_string",
    )
)
"""Containers that a pair of iterators can be copied into."""

MAKERS = frozenset(
    {"std::pair::pair", "std::tuple::tuple", "std::make_pair", "std::make_tuple"}
    | {"std::optional::optional"}
)
"""They take references to named objects only to copy them, when what they make holds none."""

EMPLACERS = frozenset({"emplace", "emplace_back", "emplace_front", "push_back", "push", "insert"})
"""Members that do the same for an element of their container."""
