"""The words of a program that say something about its speed, in groups that say much the same."""

from __future__ import annotations

from collections.abc import Mapping


def _by_word(groups: Mapping[str, str]) -> dict[str, str]:
    return {word: group for group, words in groups.items() for word in words.split()}


TYPES = _by_word(
    {
        "vectors": "vector",
        "strings": "string",
        "ordered containers": "map set multimap multiset",
        "hashed containers": "unordered_map unordered_set unordered_multimap unordered_multiset",
        "queues and lists": "list deque queue stack priority_queue",
        "string streams": "stringstream istringstream ostringstream",
        "flat storage": "array bitset string_view char",
        "pairs": "pair tuple",
        "owned objects": "shared_ptr unique_ptr function",
        "floating-point numbers": "double float",
        "wide integers": "long int64_t uint64_t size_t",
    }
)
"""Names of types, by the feature that counts them."""

CALLS = _by_word(
    {
        "sorts": "sort stable_sort partial_sort nth_element",
        "binary searches": "lower_bound upper_bound binary_search",
        "room made ahead": "resize reserve assign malloc memset",
        "blocks read or written": "fread fwrite getchar_unlocked putchar_unlocked setvbuf",
        "stream settings": "sync_with_stdio tie",
    }
)
"""Names of functions, by the feature that counts their calls."""

CALLS_IN_LOOPS = _by_word(
    {
        "appends": "push_back emplace_back append push emplace",
        "shifts": "insert erase push_front pop_front",
        "searches": "find count contains rfind find_first_of",
        "checked or measured lengths": "size length strlen at empty",
        "copies of text": "substr to_string stoi stol stoll str c_str",
        "powers and roots": "pow sqrt floor ceil log exp",
        "sorts": "sort stable_sort reverse max_element min_element accumulate",
        "greatest common divisors": "gcd __gcd lcm",
        "formatted reads": "scanf getline fgets",
        "formatted writes": "printf puts fprintf",
        "characters read": "get getchar fgetc",
        "characters written": "put putchar fputc",
        "choices": "max min abs swap",
        "allocations": "make_shared make_unique malloc",
    }
)
"""The same for calls that are made in a loop."""

NODES = {
    "lambda_expression": "lambdas",
    "try_statement": "tries",
    "virtual": "virtual functions",
    "struct_specifier": "structures",
    "class_specifier": "structures",
    "array_declarator": "arrays",
    "new_expression": "new objects",
    "cast_expression": "casts",
    "switch_statement": "switches",
    "conditional_expression": "conditional expressions",
}
"""Kinds of nodes of the syntax tree, by the feature that counts them."""

NODES_IN_LOOPS = {
    "call_expression": "calls",
    "if_statement": "branches",
    "break_statement": "early exits",
    "return_statement": "early exits",
    "continue_statement": "early exits",
    "subscript_expression": "indexing",
    "assignment_expression": "assignments",
    "declaration": "declarations",
    "string_literal": "string literals",
    "new_expression": "allocations",
    "pointer_expression": "pointers followed",
}
"""The same for nodes in a loop."""

CHANNELS = _by_word(
    {
        "uses of cin": "cin",
        "uses of cout": "cout",
        "uses of endl": "endl",
        "uses of getline": "getline fgets",
        "uses of scanf": "scanf fscanf",
        "uses of printf": "printf fprintf",
        "uses of getchar": "getchar getchar_unlocked fgetc",
        "uses of putchar": "putchar putchar_unlocked fputc",
        "uses of puts": "puts fputs",
        "uses of fread": "fread fwrite",
    }
)
"""Names behind which a program reads or writes, by the feature that counts them."""
