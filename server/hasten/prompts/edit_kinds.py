"""What kind of change was made, read off the words that came and went; a guess, never a claim."""

from __future__ import annotations

from collections import Counter

from attrs import field, frozen

from hasten.nouns import Category
from hasten.source.encoding import encode
from hasten.source.lexical import tokens

_INPUT_OUTPUT = frozenset(
    b"cin cout cerr endl scanf printf getchar putchar getchar_unlocked putchar_unlocked fread "
    b"fwrite gets puts getline fgets fputs sync_with_stdio tie read write mmap setvbuf "
    b"to_chars from_chars ostringstream istringstream stringstream strtol atoi".split()
)
_CONTAINERS = frozenset(
    b"vector array deque list forward_list map set multimap multiset unordered_map unordered_set "
    b"unordered_multimap unordered_multiset stack queue priority_queue bitset string string_view "
    b"span valarray pair tuple malloc calloc".split()
)
_ALGORITHMS = frozenset(
    b"for while do sort stable_sort nth_element partial_sort lower_bound upper_bound binary_search "
    b"accumulate partial_sum gcd __gcd unique reverse max_element min_element memo memoize dp "
    b"cache popcount __builtin_popcount __builtin_ctz __builtin_clz".split()
)
_COMMON = frozenset(b"std using namespace int long const auto return if else void".split())


@frozen
class EditKind:
    """The categories of a change, and the words that came (+) and went (-)."""

    categories: frozenset[Category]
    words: frozenset[str] = field(repr=False)

    def is_like(self, other: EditKind) -> bool:
        """Whether both changes do much the same: the same categories, and mostly the same words."""
        if self.categories != other.categories:
            return False
        either = self.words | other.words
        return not either or len(self.words & other.words) / len(either) > 0.5


def kind_of_edit(old: str, new: str) -> EditKind:
    """What kind of change turns one program into the other."""
    before, after = _words(old), _words(new)
    changed = {*(after - before), *(before - after)}
    categories: set[Category] = set()
    if changed & _INPUT_OUTPUT:
        categories.add("io")
    if changed & _CONTAINERS:
        categories.add("data_structure")
    if changed & _ALGORITHMS:
        categories.add("algorithmic")
    came = {f"+{word.decode('utf-8', 'replace')}" for word in (after - before) if _tells(word)}
    went = {f"-{word.decode('utf-8', 'replace')}" for word in (before - after) if _tells(word)}
    return EditKind(frozenset(categories or {"miscellaneous"}), frozenset(came | went))


def _words(text: str) -> Counter[bytes]:
    return Counter(token.text for token in tokens(encode(text)) if token.kind == "word")


def _tells(word: bytes) -> bool:
    return len(word) > 1 and word not in _COMMON
