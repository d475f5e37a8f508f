"""A program that uses none of the standard streams need not set them up."""

from __future__ import annotations

from collections.abc import Iterator

from hasten.nouns import Rewrite, Span
from hasten.rules.io.headers import HEADER_OF, STANDARD
from hasten.rules.io.places import Row, rows_of
from hasten.rules.library import words
from hasten.rules.rule import Example, Rule, Unit
from hasten.source.includes import include_lines
from hasten_sim.facts import Facts

_STREAMS = words("cin cout cerr clog wcin wcout wcerr wclog sync_with_stdio")
_EVERYTHING = "bits/stdc++.h"


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for the whole program."""
    facts, source = unit.facts, unit.source
    main = next((f for f in source.functions if f.qualified == "main"), None)
    if facts is None or main is None or not unit.span.contains(main.name_span.start):
        return
    lines = include_lines(source)
    if any(depends or header not in STANDARD for header, _, depends in lines):
        return
    setting_up = [(header, at) for header, at, _ in lines if header in ("iostream", _EVERYTHING)]
    rows = _compiled(facts, rows_of(source))
    if not setting_up or any(not _STREAMS.isdisjoint(row.words) for row in rows):
        return
    present = {header for header, _, _ in lines}
    needed: list[str] | None = ["istream"]
    if _EVERYTHING in present:
        needed = _needed(facts, rows)
    if needed is None:
        return
    missing = [header for header in needed if header not in present]
    edits: list[tuple[int, int, str]] = []
    for index, (_, at) in enumerate(setting_up):
        includes = [f"#include <{header}>" for header in missing] if index == 0 else []
        end = at.end if includes else min(source.line_end(at.end) + 1, len(source.data))
        edits.append((at.start, end, source.newline.join(includes)))
    yield RULE.rewrite(
        "The streams of <iostream> are set up when the program starts, and none is used.",
        Span(main.name_span.start, main.name_span.end),
        tuple(edits),
        1.3,
    )


def _compiled(facts: Facts, rows: tuple[Row, ...]) -> list[Row]:
    """The rows but those of macros that the program never expands."""
    used = {macro.name for macro in facts.macro_expansions}
    while True:
        inner = {word for row in rows if row.macro in used for word in row.words}
        more = {row.macro for row in rows if row.macro and row.macro in inner - used}
        if not more:
            return [row for row in rows if not row.macro or row.macro in used]
        used |= more


def _needed(facts: Facts, rows: list[Row]) -> list[str] | None:
    """The headers that declare what the program uses; None when it uses a name not listed."""
    own = {d.name for d in facts.declarations} | {m.name for m in facts.macro_definitions}
    found: set[str] = set()
    for row in rows:
        for index, word in enumerate(row.words):
            is_member = index > 0 and row.words[index - 1] in (".", "->")
            if word in HEADER_OF and not is_member and word not in own:
                found.add(HEADER_OF[word])
    for reference in facts.references:
        if reference.target >= 0 or not reference.qualified:
            continue
        path = [part for part in reference.qualified.split("::") if part not in ("std", "__cxx11")]
        plain = [part.removeprefix("basic_") for part in path]
        known = [HEADER_OF[part] for part in plain if part in HEADER_OF]
        if path and path[0] in own:
            continue
        if not known and not path[0].startswith(("operator", "__")):
            return None
        found.update(known[:1])
    for macro in facts.macro_expansions:
        if macro.name not in own and macro.name not in HEADER_OF and macro.name[:2] != "__":
            return None
    return sorted(found)


_BEFORE = """\
#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    scanf("%d", &n);
    vector<int> heights(n % 100);
    for (auto& height : heights) scanf("%d", &height);
    sort(heights.begin(), heights.end());
    printf("%d %d\\n", n, heights.empty() ? 0 : heights.back());
}
"""

RULE = Rule(
    id="drop-iostream",
    title="Do without <iostream>",
    guarantee="exact",
    category="io",
    explanation=(
        "Whoever includes <iostream>, or <bits/stdc++.h>, has all eight standard streams set up "
        "when the program starts, which costs more than many a small program does. This one uses "
        "none of them: the headers that declare what it does use are enough."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <bits/stdc++.h>",
            "#include <algorithm>\n#include <cstdio>\n#include <vector>",
        ),
    ),
    find=find,
    counterexamples=(
        # It prints with a stream.
        """\
#include <bits/stdc++.h>
int main() {
    int n = 0;
    scanf("%d", &n);
    std::cout << n << std::endl;
}
""",
        # A macro that is used does.
        """\
#include <iostream>
#define SHOW(x) std::cerr << x << "\\n"
int main() {
    SHOW(1);
}
""",
        # Another header may rely on the streams.
        """\
#include <bits/stdc++.h>
#include <ext/pb_ds/assoc_container.hpp>
int main() {
    __gnu_pbds::gp_hash_table<int, int> table;
    printf("%d\\n", (int)table.size());
}
""",
        # It is included on one condition only.
        """\
#include <cstdio>
#ifndef SMALL
#include <iostream>
#endif
int main() {
    std::printf("%d\\n", 1);
}
""",
    ),
)
