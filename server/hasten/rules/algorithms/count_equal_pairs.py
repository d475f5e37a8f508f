"""Equal elements are found through a hash table, in place of comparing all pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import (
    COUNTS,
    TYPE,
    element_of,
    is_plain_value,
    leaves_only,
    limit_of,
    named,
    normal,
)
from hasten.rules.analysis import ARITHMETIC, Code, code_of, nodes_in, value_type, with_includes
from hasten.rules.rule import Example, Rule, Unit

_EQUAL = r"(?P<a>\w+)\[(?:(?P=i)\]==(?P=a)\[(?P=j)|(?P=j)\]==(?P=a)\[(?P=i))\]"
_DONE = r"(?:(?P<c>\w+)\+\+;|(?P<f>\w+)=(?P<v>true|false|\d+);(?P<stop>break;)?)"
_LEFT = r"(?:\}*if\(!?(?P=f)\)\{?break;)?"
_LATER = re.compile(
    rf"for\({TYPE}(?P<i>\w+)=(?P<lo>[01]);(?P=i)<(?P<n>\w+)(?:-1)?;(?P=i)\+\+\)\{{?"
    rf"for\({TYPE}(?P<j>\w+)=(?P=i)\+1;(?P=j)<(?P=n);(?P=j)\+\+\)\{{?"
    rf"if\({_EQUAL}\)\{{?{_DONE}{_LEFT}\}}*"
)
_OTHERS = re.compile(
    rf"for\({TYPE}(?P<i>\w+)=(?P<lo>[01]);(?P=i)<(?P<n>\w+);(?P=i)\+\+\)\{{?"
    rf"for\({TYPE}(?P<j>\w+)=(?P=lo);(?P=j)<(?P=n);(?P=j)\+\+\)\{{?"
    rf"if\((?:(?P=i)!=(?P=j)|(?P=j)!=(?P=i))&&{_EQUAL}\)\{{?{_DONE}{_LEFT}\}}*"
)


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double loop that only counts equal pairs, or asks for one."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        new = _replacement(code, node) if code.is_verbatim(node) else None
        if new is None or not code.may_insert("std unordered_map seen long"):
            continue
        yield RULE.rewrite(
            "Every element is compared with every other.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, new), *with_includes(code, "unordered_map")),
            20.0,
        )


def _replacement(code: Code, node: Node) -> str | None:
    text = normal(code.text(node))
    later, others = _LATER.fullmatch(text), _OTHERS.fullmatch(text)
    found = later or others
    if found is None:
        return None
    array, constant = named(code, node, found["a"]), found["n"].isdigit()
    if array is None or not is_plain_value(element_of(array)):
        return None
    limit = None if constant else limit_of(code, node, found["n"], array)
    result = named(code, node, found["c"] or found["f"])
    if (limit is None and not constant) or result is None or result.is_reference:
        return None
    kinds = COUNTS if found["c"] else ARITHMETIC
    if value_type(result.type) not in kinds or not leaves_only(code, node, result):
        return None
    if result.name_at == array.name_at or (limit and limit.name_at == result.name_at):
        return None
    name = code.fresh_name("seen")
    turn = f"{name}[{found['a']}[{found['i']}]]++"
    if found["c"]:
        action = f"{found['c']} += {'2 * ' if others else ''}{turn};"
    else:
        action = f"if ({turn} > 0) {{ {found['f']} = {found['v']}; break; }}"
    kind = element_of(array)
    header = f"for (int {found['i']} = {found['lo']}; {found['i']} < {found['n']}; {found['i']}++)"
    if limit is not None and value_type(limit.type) != "int":
        header = header.replace("for (int", f"for ({value_type(limit.type)}")
    kind = "std::string" if kind.startswith("std::") else kind
    newline, indent = code.source.newline, code.source.indentation(node.start_byte)
    lines = [f"std::unordered_map<{kind}, int> {name};", f"{header} {action}"]
    inner = f"{newline}{indent}    "
    return f"{{{inner}{inner.join(lines)}{newline}{indent}}}"


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 3000;
    std::vector<int> values(n);
    for (int i = 0; i < n; i++) values[i] = i * 37 % 1009;
    long long pairs = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] == values[j]) pairs++;
        }
    }
    std::printf("%lld\\n", pairs);
}
"""

RULE = Rule(
    id="count-equal-pairs",
    title="Find equal elements by hashing",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The double loop compares every pair of elements to find equal ones. Each element makes as "
        "many pairs as there are equal ones before it, and a hash table knows how many."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n", "#include <vector>\n#include <unordered_map>\n"
        ).replace(
            """    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] == values[j]) pairs++;
        }
    }
""",
            """    {
        std::unordered_map<int, int> seen;
        for (int i = 0; i < n; i++) pairs += seen[values[i]]++;
    }
""",
        ),
    ),
    find=find,
    counterexamples=(
        # The pairs are printed.
        """\
#include <cstdio>
int main() {
    int values[] = {1, 2, 1, 2}, n = 4, pairs = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] == values[j]) {
                pairs++;
                std::printf("%d %d\\n", i, j);
            }
        }
    }
    std::printf("%d\\n", pairs);
}
""",
        # Pairs that are out of order, not equal ones.
        """\
#include <cstdio>
int main() {
    int values[] = {1, 2, 1, 2}, n = 4, pairs = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] >= values[j]) pairs++;
        }
    }
    std::printf("%d\\n", pairs);
}
""",
        # Not a number is not equal to itself.
        """\
#include <cmath>
#include <cstdio>
int main() {
    double values[] = {std::nan(""), std::nan(""), 1, 1};
    int n = 4, pairs = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] == values[j]) pairs++;
        }
    }
    std::printf("%d\\n", pairs);
}
""",
        # One element of each pair comes from another array.
        """\
#include <cstdio>
int main() {
    int values[] = {1, 2, 1, 2}, others[] = {2, 2, 1, 1}, n = 4, pairs = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] == others[j]) pairs++;
        }
    }
    std::printf("%d\\n", pairs);
}
""",
        # Only each element's first equal one counts.
        """\
#include <cstdio>
int main() {
    int values[] = {1, 1, 1, 2}, n = 4, repeated = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] == values[j]) {
                repeated++;
                break;
            }
        }
    }
    std::printf("%d\\n", repeated);
}
""",
    ),
)
