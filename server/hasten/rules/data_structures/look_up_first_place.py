"""A loop that looks for the first element with a key asks a hash table of first places instead."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import code_of, insert_before, nodes_in, with_includes
from hasten.rules.data_structures.first_place import FirstPlace, first_place, place_of_table
from hasten.rules.rule import Example, Rule, Unit

_WORDS = "std unordered_map size_t emplace find end first second auto const long static_cast string"


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each array and key that are searched in a loop."""
    code = code_of(unit)
    if not code.may_insert(_WORDS):
        return
    names: set[str] = set()
    tables: dict[tuple[int, str, int], tuple[str, Node, list[FirstPlace]]] = {}
    for node in nodes_in(unit, "for_statement", "for_range_loop"):
        search = first_place(code, node)
        place = place_of_table(code, search) if search is not None else None
        if search is None or place is None:
            continue
        key = (search.array.name_at, search.field, place.start_byte)
        if key not in tables:
            name = code.fresh_name(f"places_in_{search.array.name}", names)
            names.add(name)
            tables[key] = (name, place, [])
        tables[key][2].append(search)
    for (_, _, start), (name, place, searches) in tables.items():
        one = searches[0]
        indexed = code.fresh_name(f"indexed_{one.array.name}", names)
        names.add(indexed)
        kind = f"std::unordered_map<{one.key_type}, std::size_t>"
        table = f"{kind} {name};"
        counter = f"std::size_t {indexed} = 0;"
        line = code.source.newline + code.source.indentation(start)
        if start == one.declared_at:
            end = place.end_byte
            edits = [(end, end, f"{line}{table}{line}{counter}")]
        else:
            edits = list(insert_before(code, place, f"{table}{line}{counter}"))
        for search in searches:
            span = search.node.byte_range
            edits.append((*span, search.looked_up(code, name, indexed)))
        yield RULE.rewrite(
            f"`{one.array.name}` is searched from its start again and again.",
            Span(*one.node.byte_range),
            (*edits, *with_includes(code, "unordered_map")),
            8.0,
        )


_BEFORE = """\
#include <iostream>
#include <string>
#include <vector>

struct Entry {
    std::string word;
    int count;
};

int main() {
    std::string word;
    std::vector<Entry> entries;
    while (std::cin >> word) {
        bool known = false;
        for (size_t i = 0; i < entries.size(); i++) {
            if (entries[i].word == word) {
                entries[i].count++;
                known = true;
                break;
            }
        }
        if (!known) entries.push_back({word, 1});
    }
    for (const Entry& entry : entries) std::cout << entry.word << " " << entry.count << "\\n";
}
"""
_AFTER = (
    _BEFORE.replace("#include <vector>\n", "#include <vector>\n#include <unordered_map>\n")
    .replace(
        "entries;\n",
        "entries;\n    std::unordered_map<std::string, std::size_t> places_in_entries;\n"
        "    std::size_t indexed_entries = 0;\n",
        1,
    )
    .replace(
        """\
        for (size_t i = 0; i < entries.size(); i++) {
            if (entries[i].word == word) {
                entries[i].count++;
                known = true;
                break;
            }
        }
""",
        """\
        for (; indexed_entries < entries.size(); indexed_entries++) {
            places_in_entries.emplace(entries[indexed_entries].word, indexed_entries);
        }
        auto place = places_in_entries.find(word);
        if (place != places_in_entries.end() && place->second < entries.size()) {
            size_t i = place->second;
                entries[i].count++;
                known = true;
        }
""",
    )
)
_OTHER = """\
#include <iostream>
#include <vector>
int main() {
    std::vector<int> values(9), found(9);
    for (int x = 0; x < 90; x++) {
        values.push_back(x * x % 31);
        for (size_t i = 0; i < values.size(); i++) {
            LOOP
        }
        REST
    }
    std::cout << values.size() << found[3] << "\\n";
}
"""

RULE = Rule(
    id="look-up-first-place",
    title="Look up where an element is",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "Again and again a loop goes over an array to find the first element that is equal to a "
        "value, or has a field that is. Meanwhile elements are only added at the end, and the keys "
        "of those that are there do not change. A hash table that holds the first place of every "
        "key, and into which each element is put once, knows it at once."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    counterexamples=(
        # An element changes.
        _OTHER.replace("LOOP", "if (values[i] == x) { found[3]++; break; }").replace(
            "REST", "values[x / 2] = 7;"
        ),
        # The last one is wanted.
        _OTHER.replace("LOOP", "if (values[i] == x) found[3] = i;").replace("REST", ""),
        # They are compared in another way.
        _OTHER.replace("LOOP", "if (values[i] > x) { found[3]++; break; }").replace("REST", ""),
        # More is done on the way.
        _OTHER.replace("LOOP", "found[3]++; if (values[i] == x) break;").replace("REST", ""),
        # Elements go away.
        _OTHER.replace("LOOP", "if (values[i] == x) { found[3]++; break; }").replace(
            "REST", "if (x % 3 == 0) values.pop_back();"
        ),
        # It is searched once.
        """\
#include <iostream>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 4, 1, 5};
    int wanted = 4;
    for (size_t i = 0; i < values.size(); i++) {
        if (values[i] == wanted) { std::cout << i << "\\n"; break; }
    }
}
""",
    ),
)
