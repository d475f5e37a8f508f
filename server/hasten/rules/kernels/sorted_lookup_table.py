"""Binary searches of one sorted range, again and again, are narrowed down by a table."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    ancestors,
    child,
    code_of,
    contains,
    insert_before,
    nodes_in,
    parts,
    template_of,
    value_type,
    with_includes,
)
from hasten.rules.kernels.emitted import first_code
from hasten.rules.loops import is_invariant, loops_around
from hasten.rules.rule import Example, Rule, Unit

_SEARCHES = {
    "std::lower_bound": "lower_bound",
    "std::upper_bound": "upper_bound",
    "std::binary_search": "contains",
}
_WIDTHS = {"char": 1, "short": 2, "int": 3, "long": 4, "long long": 4}
_HEADERS = ("algorithm", "cstddef", "cstdint", "iterator", "vector")

CLASS_TEXT = """\
namespace {

// Finds places in a sorted range of integers. Once the number of searches pays for it, a table says
// for the leading bits of a number between which two places it can only be.
template <typename Iterator>
class SortedLookup {
public:
    typedef typename std::iterator_traits<Iterator>::value_type Number;

    SortedLookup(Iterator first, Iterator last) : first_(first), last_(last) {
        const std::uint64_t size = static_cast<std::uint64_t>(last - first);
        waiting_ = size / 8 + 16;
        is_small_ = size < 8 || size > UINT32_MAX;
    }

    Iterator lower_bound(Number wanted) {
        Iterator low = first_, high = last_;
        return narrow(wanted, low, high) ? low : std::lower_bound(low, high, wanted);
    }

    Iterator upper_bound(Number wanted) {
        Iterator low = first_, high = last_;
        return narrow(wanted, low, high) ? high : std::upper_bound(low, high, wanted);
    }

    bool contains(Number wanted) {
        Iterator low = first_, high = last_;
        return narrow(wanted, low, high) ? low != high : std::binary_search(low, high, wanted);
    }

private:
    // Whether the numbers between low and high are all those that are equal to the wanted one.
    bool narrow(Number wanted, Iterator& low, Iterator& high) {
        if (starts_.empty() && !is_ready()) return false;
        if (wanted < least_ || most_ < wanted) {
            if (wanted < least_) high = low;
            else low = high;
            return true;
        }
        const std::uint64_t bucket = offset(wanted) >> shift_;
        low = first_ + starts_[bucket];
        high = first_ + starts_[bucket + 1];
        return shift_ == 0;
    }

    bool is_ready() {
        if (is_small_ || --waiting_ > 0) return false;
        is_small_ = !std::is_sorted(first_, last_);
        if (is_small_) return false;
        least_ = *first_;
        most_ = *(last_ - 1);
        const std::uint64_t size = static_cast<std::uint64_t>(last_ - first_);
        while ((offset(most_) >> shift_) >= 8 * size) ++shift_;
        starts_.assign(static_cast<std::size_t>((offset(most_) >> shift_) + 2), 0);
        for (Iterator at = first_; at != last_; ++at) ++starts_[(offset(*at) >> shift_) + 1];
        for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
        return true;
    }

    std::uint64_t offset(Number number) const {
        return static_cast<std::uint64_t>(number) - static_cast<std::uint64_t>(least_);
    }

    Iterator first_, last_;
    std::vector<std::uint32_t> starts_;
    std::uint64_t waiting_ = 0;
    Number least_ = 0, most_ = 0;
    unsigned shift_ = 0;
    bool is_small_ = false;
};

template <typename Iterator>
SortedLookup<Iterator> sorted_lookup(Iterator first, Iterator last) {
    return SortedLookup<Iterator>(first, last);
}

}  // namespace
"""


@frozen
class _Search:
    """One call that searches the range from `first` to `last`."""

    node: Node
    method: str
    first: Node
    last: Node
    wanted: Node


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each range that a loop searches."""
    code = code_of(unit)
    place = first_code(code)
    groups: dict[tuple[int, str, str], tuple[Node, list[_Search]]] = {}
    for node in nodes_in(unit, "call_expression"):
        search = _search(code, node)
        loop = _loop(code, search) if search is not None else None
        if search is not None and loop is not None:
            key = (loop.start_byte, code.text(search.first), code.text(search.last))
            groups.setdefault(key, (loop, []))[1].append(search)
    if place is None or not groups or not code.may_insert(CLASS_TEXT):
        return
    names: set[str] = set()
    for loop, searches in groups.values():
        first, last = searches[0].first, searches[0].last
        name = code.fresh_name(f"{_owner(code, first)}_lookup", names)
        names.add(name)
        made = f"auto {name} = sorted_lookup({code.text(first)}, {code.text(last)});"
        edits = list(insert_before(code, loop, made))
        if CLASS_TEXT not in code.source.data.decode("utf-8", "replace"):
            edits.append((place, place, CLASS_TEXT + code.source.newline))
        for one in searches:
            text = f"{name}.{one.method}({code.text(one.wanted)})"
            edits.append((one.node.start_byte, one.node.end_byte, text))
        at = searches[0].node
        yield RULE.rewrite(
            f"`{code.text(first)}` to `{code.text(last)}` is searched at every turn of a loop that "
            "leaves it as it is.",
            Span(at.start_byte, at.end_byte),
            (*with_includes(code, *_HEADERS), *edits),
            5.0,
        )


def _owner(code: Code, first: Node) -> str:
    reference = next(iter(code.references_in(first)), None)
    return reference.name if reference is not None else "sorted"


def _search(code: Code, node: Node) -> _Search | None:
    """The call of a search among integers in their natural order."""
    call = code.call(node)
    given = parts(child(node, "arguments"))
    if call is None or call.target >= 0 or call.callee not in _SEARCHES or len(given) != 3:
        return None
    if len(call.argument_types) != 3 or not code.is_verbatim(node):
        return None
    kinds = [_pointed_at(kind) for kind in call.argument_types[:2]]
    if kinds[0] != kinds[1] or not _is_compared_alike(kinds[0], call.argument_types[2]):
        return None
    if any(n.type == "lambda_expression" for n in ancestors(node)):
        return None
    return _Search(node, _SEARCHES[call.callee], given[0], given[1], given[2])


def _pointed_at(kind: str) -> str:
    """The type of the elements that a pointer, or an iterator of a vector, leads to."""
    kind = value_type(kind)
    name, arguments = template_of(kind)
    if name.endswith("__normal_iterator") and len(arguments) == 2:
        kind = arguments[0]
    if not kind.endswith("*"):
        return ""
    return value_type(kind[:-1].strip().removesuffix("const").strip())


def _is_compared_alike(element: str, wanted: str) -> bool:
    """Whether the wanted number, as an element, is less than the same elements."""
    wanted = value_type(wanted)
    if element not in INTEGRAL or element == "bool" or wanted not in INTEGRAL:
        return False
    if element == wanted:
        return True
    widths = [_WIDTHS.get(kind.removeprefix("unsigned "), 0) for kind in (wanted, element)]
    if 0 in widths or "char" in (wanted, element):
        return False
    signs = [not kind.startswith("unsigned") for kind in (wanted, element)]
    if signs[0] == signs[1]:
        return widths[0] <= widths[1]
    return signs[1] and widths[0] < widths[1]


def _loop(code: Code, search: _Search) -> Node | None:
    """The outermost loop around the search that leaves the range as it is."""
    found: Node | None = None
    for loop in loops_around(search.node):
        if not code.is_plain(loop) or loop.has_error:
            break
        body = child(loop, "body")
        ends = (search.first, search.last)
        if body is None or not all(is_invariant(code, end, loop) for end in ends):
            break
        if not contains(body, search.node) and found is None:
            break
        found = loop
    return found


_BEFORE = """\
#include <algorithm>
#include <cstdio>
#include <vector>

int main() {
    std::vector<int> marks;
    for (int i = 0; i < 5000; i++) marks.push_back(i * 3 + i % 2);
    long long sum = 0;
    for (int i = 0; i < 20000; i++) {
        const auto found = std::upper_bound(marks.begin(), marks.end(), i * 7919 % 16001);
        sum += found - marks.begin();
    }
    std::printf("%lld\\n", sum);
}
"""
_AFTER = (
    _BEFORE.replace(
        "#include <vector>\n\n",
        "#include <vector>\n#include <cstddef>\n#include <cstdint>\n#include <iterator>\n\n"
        + CLASS_TEXT
        + "\n",
    )
    .replace(
        "    for (int i = 0; i < 20000; i++) {\n",
        "    auto marks_lookup = sorted_lookup(marks.begin(), marks.end());\n"
        "    for (int i = 0; i < 20000; i++) {\n",
    )
    .replace("std::upper_bound(marks.begin(), marks.end(), i", "marks_lookup.upper_bound(i")
)


def _small(body: str) -> str:
    return f"""\
#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>
int main() {{
    std::vector<int> v = {{1, 4, 4, 9}};
    std::vector<double> d = {{0.5, 2.5}};
    long sum = 0;
    for (int i = 0; i < 9; i++) {{
        {body}
    }}
    std::printf("%ld\\n", sum);
}}
"""


RULE = Rule(
    id="sorted-lookup-table",
    title="Narrow binary searches down by a table",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The same sorted integers are searched at every turn of this loop. A binary search takes "
        "one step, and often one miss of the cache, for each halving. A table over the leading "
        "bits of the numbers, made when the number of searches so far pays for it, says at once "
        "where a number can only be; what is left is searched as before. Where the integers are "
        "not sorted after all, the searches stay what they are."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    counterexamples=(
        # The range grows in the loop.
        _small("sum += std::lower_bound(v.begin(), v.end(), i) - v.begin(); v.push_back(50 + i);"),
        # The order is another one.
        _small("sum += std::lower_bound(v.begin(), v.end(), i, std::greater<int>()) - v.begin();"),
        # These are no integers.
        _small("sum += std::lower_bound(d.begin(), d.end(), i * 0.5) - d.begin();"),
        # The elements are compared as if they were of another type.
        _small("sum += std::lower_bound(v.begin(), v.end(), 4u) - v.begin();"),
        # Each turn searches another part.
        _small("sum += std::lower_bound(v.begin() + i % 3, v.end(), 4) - v.begin();"),
    ),
)
