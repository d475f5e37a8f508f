"""What functions of the standard library and of C do to what they are given, by name.

Names that are missing here are taken for functions that may do anything.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


C_FUNCTIONS = words(
    "abs labs llabs fabs fabsf fabsl sqrt sqrtf sqrtl cbrt hypot pow powl exp exp2 log log2 log10 "
    "log1p sin cos tan asin acos atan atan2 sinh cosh tanh floor ceil round lround llround trunc "
    "fmod atoi atol atoll atof strlen strcmp strncmp strchr strstr memcmp isdigit isalpha isalnum "
    "isupper islower isspace ispunct toupper tolower isinf isnan div ldexp signbit copysign printf "
    "puts putchar fputs fputc fprintf fwrite putchar_unlocked exit abort scanf sscanf fscanf "
    "memset memcpy memmove strcpy strncpy strcat strncat sprintf snprintf gets fgets getline fread "
    "remove getchar getchar_unlocked malloc calloc free qsort"
)
"""Names that C's library reserves, and POSIX: nobody else may define such a function."""


def standard_name(callee: str) -> str:
    """The last part of the qualified name of a function that is no function of the text itself.

    "" unless it belongs to the standard library: a project's headers may declare a `count` or a
    `util::find` that does anything at all.
    """
    path, _, name = callee.rpartition("::")
    if path == "std" or path.startswith(("std::", "__gnu_cxx")):
        return name
    reserved = name in C_FUNCTIONS or name.startswith("__builtin_")
    return name if not path and reserved else ""


READING_METHODS = words(
    "size length empty count contains substr compare c_str capacity max_size to_string str test "
    "any none all to_ulong to_ullong find_first_of find_last_of find_first_not_of rfind "
    "find_last_not_of starts_with ends_with bucket_count load_factor good eof fail has_value "
    "index real imag"
)
"""Member functions that leave their object as it is and hand out no way to change it."""

ELEMENT_METHODS = words("at front back top value")
"""Member functions that return a reference into their object."""

POINTER_METHODS = words(
    "begin end cbegin cend rbegin rend crbegin crend data find lower_bound upper_bound get"
)
"""Member functions that return a pointer or an iterator into their object."""

CHANGING_METHODS = words(
    "push_back pop_back push_front pop_front push pop emplace emplace_back emplace_front insert "
    "erase clear resize reserve assign append swap replace shrink_to_fit sort reverse unique merge "
    "remove remove_if splice set reset flip fill ignore getline get read insert_or_assign "
    "try_emplace extract emplace_hint operator="
)
"""Member functions that change their object, and nothing else but what they return."""

PURE_FUNCTIONS = words(
    "abs labs llabs fabs fabsf fabsl sqrt sqrtf sqrtl cbrt hypot pow powl exp exp2 log log2 log10 "
    "log1p sin cos tan asin acos atan atan2 sinh cosh tanh floor ceil round lround llround trunc "
    "fmod min max minmax __gcd gcd lcm to_string stoi stol stoll stoull stod atoi atol atoll atof "
    "strlen strcmp strncmp strchr strstr memcmp isdigit isalpha isalnum isupper islower isspace "
    "ispunct toupper tolower isinf isnan accumulate inner_product max_element min_element count "
    "find binary_search lower_bound upper_bound equal lexicographical_compare is_sorted mismatch "
    "search adjacent_find distance next prev begin end cbegin cend rbegin rend size make_pair "
    "make_tuple div ldexp signbit copysign clamp midpoint popcount __lg __builtin_popcount "
    "__builtin_popcountl __builtin_popcountll __builtin_ctz __builtin_ctzl __builtin_ctzll "
    "__builtin_clz __builtin_clzl __builtin_clzll __builtin_parity __builtin_parityll"
)
"""Functions whose result depends on their arguments alone, and that do nothing else."""

PRINTING_FUNCTIONS = words("printf puts putchar fputs fputc fprintf fwrite putchar_unlocked")
"""Functions that print and change none of the program's variables."""

READING_FUNCTIONS = (
    PURE_FUNCTIONS
    | PRINTING_FUNCTIONS
    | {
        "count_if",
        "find_if",
        "find_if_not",
        "any_of",
        "all_of",
        "none_of",
        "setw",
        "setprecision",
        "setfill",
        "exit",
        "abort",
        "for_each_n",
        "hash",
        "advance",
    }
)
"""Functions that leave what they are passed (also by pointer or iterator) as it is."""

POINTER_FUNCTIONS = words(
    "max_element min_element find find_if find_if_not lower_bound upper_bound search strchr strstr "
    "adjacent_find next prev begin end cbegin cend rbegin rend unique remove remove_if max min "
    "minmax clamp"
)
"""Functions that return a pointer, iterator or reference to what they were passed."""

WRITING_FUNCTIONS = words(
    "scanf sscanf fscanf memset memcpy memmove fill fill_n iota sort stable_sort partial_sort "
    "nth_element reverse rotate random_shuffle shuffle unique remove remove_if swap iter_swap "
    "swap_ranges next_permutation prev_permutation partial_sum adjacent_difference transform copy "
    "copy_n copy_if copy_backward replace replace_if generate strcpy strncpy strcat strncat "
    "sprintf snprintf gets fgets getline fread make_heap push_heap pop_heap sort_heap merge "
    "set_union set_intersection set_difference inplace_merge partition stable_partition exchange "
    "operator>>"
)
"""Functions that may change what they are passed by reference, pointer or iterator, and do not
keep its address."""

CONTAINERS = frozenset(
    f"std::{name}"
    for name in words(
        "vector basic_string deque list forward_list map set multimap multiset unordered_map "
        "unordered_set unordered_multimap unordered_multiset stack queue priority_queue pair tuple "
        "array bitset optional complex"
    )
)
"""Class templates that own what they hold."""
