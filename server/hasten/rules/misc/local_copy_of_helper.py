"""Functions of other files that are called here are copied, for the compiler to see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from hasten.nouns import Rewrite, Span
from hasten.rules.rule import Example, Rule, Unit


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite, with all copies, when the project's other files are known."""
    adoption = unit.adoption
    if adoption is None or all(c.definition.neighbour.is_header for c in adoption.copies):
        return
    called = [e for e in adoption.edits if e.text in adoption.names and unit.span.contains(e.start)]
    if not called:
        return
    files = sorted({Path(one.path).name for one in adoption.relies_on})
    names = [f"`{name}`" for name in adoption.names.values()]
    yield RULE.rewrite(
        f"{_listed(names)} of {_listed(files)}: copied here, where the compiler can see what they "
        f"do. Right as long as {_listed(files)} {'stay' if len(files) > 1 else 'stays'} as it is.",
        Span(called[0].start, called[0].end),
        tuple((e.start, e.end, e.text) for e in adoption.edits),
        1.5,
        relies_on=adoption.relies_on,
    )


def _listed(words: Sequence[str]) -> str:
    if len(words) > 4:
        words = [*words[:3], f"{len(words) - 3} more"]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


_BEFORE = """\
#include <stdio.h>

int level_at(const int *levels, int index);

int highest(const int *levels, int count) {
    int best = 0;
    for (int i = 0; i < count; i++) {
        if (level_at(levels, i) > level_at(levels, best)) best = i;
    }
    return best;
}

int main() {
    int levels[4] = {3, 9, 4, -1};
    printf("%d\\n", highest(levels, 4));
}
"""

_LEVELS = """\
#include <stdarg.h>
#include <stdio.h>

static int clamped(int level) { return level < 0 ? 0 : level; }

int level_at(const int *levels, int index) {
    return clamped(levels[index]);
}

static int asked;

int counted_level(const int *levels, int index) {
    asked++;
    return levels[index];
}

int next_number(void) {
    static int number = 0;
    return ++number;
}

int sum_of(int count, ...) {
    int sum = 0;
    va_list list;
    va_start(list, count);
    for (int i = 0; i < count; i++) sum += va_arg(list, int);
    va_end(list);
    return sum;
}
"""

_COPIES = """\
static inline int local_clamped(int level) { return level < 0 ? 0 : level; }

static inline int local_level_at(const int *levels, int index) {
    return local_clamped(levels[index]);
}

"""

RULE = Rule(
    id="local-copy-of-helper",
    title="Copy the functions of another file that are called here",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "A call of a function in another file is a closed door to the compiler: it can neither "
        "inline it, nor move it out of a loop, nor use vector instructions around it. Small "
        "functions of the project's other files are copied here under new names, as "
        "`static inline`, with what they call and the types that they need. Every name in a copy "
        "means the same in both files; functions with variables that outlive a call are left "
        "alone. A copy does not follow the original: when that changes, so must the copy."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("int highest", _COPIES + "int highest")
        .replace(" level_at(levels, best)", " local_level_at(levels, best)")
        .replace("(level_at(", "(local_level_at("),
        neighbours=(("levels.cpp", _LEVELS),),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # The function counts how often it is called.
        """\
#include <stdio.h>
int counted_level(const int *levels, int index);
int main() {
    int levels[3] = {1, 2, 3}, sum = 0;
    for (int i = 0; i < 3; i++) sum += counted_level(levels, i);
    printf("%d\\n", sum);
}
""",
        # It has a variable that outlives the call.
        """\
#include <stdio.h>
int next_number(void);
int main() {
    int sum = 0;
    for (int i = 0; i < 3; i++) sum += next_number();
    printf("%d\\n", sum);
}
""",
        # It takes any number of arguments.
        """\
#include <stdio.h>
int sum_of(int count, ...);
int main() {
    int sum = 0;
    for (int i = 0; i < 3; i++) sum += sum_of(2, i, sum);
    printf("%d\\n", sum);
}
""",
        # By this declaration it is another function.
        """\
#include <stdio.h>
long level_at(const int *levels, int index);
int main() {
    int levels[1] = {1};
    if (levels[0] == 2) printf("%ld\\n", level_at(levels, 0));
}
""",
    ),
)
