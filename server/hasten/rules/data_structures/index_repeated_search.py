"""Repeated searches of one array by a function look up what they have passed before."""

from __future__ import annotations

from collections.abc import Iterator

from hasten.nouns import Rewrite
from hasten.rules.data_structures.search_index import find_searches
from hasten.rules.rule import Example, Rule, Unit


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each call in a loop."""
    return find_searches(unit, RULE, trusting=False)


_BEFORE = """\
#include <stdio.h>

int position(const int *values, int count, int wanted) {
    for (int i = 0; i < count; i++) {
        if (values[i] == wanted) return i;
    }
    return -1;
}

long common(const int *values, int count, const int *others, int size) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
        if (position(values, count, others[i]) >= 0) sum += others[i];
    }
    return sum;
}

int main() {
    int values[5] = {4, 8, 4, 1, 9}, others[4] = {1, 4, 7, 9};
    printf("%ld\\n", common(values, 5, others, 4));
}
"""

_INDEXED = """\
struct position_index {
    unsigned int *slots;
    unsigned long mask;
    int passed;
};

/* As position, but what has been passed once is found in a hash table. */
static int position_indexed(struct position_index *index, const int *values, int count, int wanted) {
    int i;
    unsigned long slot;
    int passed_key;
    if (index->slots == 0 && index->passed == 0 && count > 0 && count < 1 << 28) {
        unsigned long slot_count = 16;
        while (slot_count / 2 < (unsigned long)count) slot_count *= 2;
        index->slots = (unsigned int *)calloc(slot_count, sizeof(unsigned int));
        index->mask = slot_count - 1;
    }
    if (index->slots == 0) {
        for (i = 0; i < count; i++) {
            if (values[i] == wanted) return i;
        }
        return -1;
    }
    slot = (unsigned long)((unsigned long long)wanted * 0x9E3779B97F4A7C15ULL >> 32) & index->mask;
    for (; index->slots[slot] != 0; slot = (slot + 1) & index->mask) {
        i = (int)(index->slots[slot] - 1);
        if (values[i] == wanted) return i;
    }
    while (index->passed < count) {
        i = index->passed++;
        passed_key = values[i];
        slot = (unsigned long)((unsigned long long)passed_key * 0x9E3779B97F4A7C15ULL >> 32) & index->mask;
        for (; index->slots[slot] != 0; slot = (slot + 1) & index->mask) {
            i = (int)(index->slots[slot] - 1);
            if (values[i] == passed_key) break;
        }
        if (index->slots[slot] == 0) {
            i = index->passed - 1;
            index->slots[slot] = (unsigned int)i + 1;
            if (passed_key == wanted) return i;
        }
    }
    return -1;
}

"""  # noqa: E501

RULE = Rule(
    id="index-repeated-search",
    title="Look up in a hash table what a function searches for",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "A function searches an array from its start for an integer, and a loop calls it again and "
        "again, for the same array. The first call that comes to an element notes where it is in a "
        "hash table; later ones find it there. No element is read that would not have been read, "
        "the first of equal ones is found, and without memory for the table all is searched as "
        "before. Nothing that is searched changes in the loop."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("#include <stdio.h>\n", "#include <stdio.h>\n#include <stdlib.h>\n")
        .replace("long common", _INDEXED + "long common")
        .replace(
            "    for (int i = 0; i < size; i++) {",
            "    struct position_index position_known = {0, 0, 0};\n"
            "    for (int i = 0; i < size; i++) {",
        )
        .replace(
            "position(values, count, others",
            "position_indexed(&position_known, values, count, others",
        )
        .replace("    }\n    return sum", "    }\n    free(position_known.slots);\n    return sum"),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # The array changes.
        """\
#include <stdio.h>
int position(const int *values, int count, int wanted) {
    for (int i = 0; i < count; i++) {
        if (values[i] == wanted) return i;
    }
    return -1;
}
int main() {
    int values[5] = {4, 8, 4, 1, 9}, sum = 0;
    for (int i = 0; i < 4; i++) {
        sum += position(values, 5, i);
        values[i] = i;
    }
    printf("%d\\n", sum);
}
""",
        # The number of elements changes.
        """\
#include <stdio.h>
int position(const int *values, int count, int wanted) {
    for (int i = 0; i < count; i++) {
        if (values[i] == wanted) return i;
    }
    return -1;
}
int main() {
    int values[5] = {4, 8, 4, 1, 9}, sum = 0;
    for (int i = 0; i < 5; i++) sum += position(values, i, 4);
    printf("%d\\n", sum);
}
""",
        # It searches with the last element first.
        """\
#include <stdio.h>
int last(const int *values, int count, int wanted) {
    for (int i = count - 1; i >= 0; i--) {
        if (values[i] == wanted) return i;
    }
    return -1;
}
int main() {
    int values[5] = {4, 8, 4, 1, 9}, sum = 0;
    for (int i = 0; i < 5; i++) sum += last(values, 5, i);
    printf("%d\\n", sum);
}
""",
        # It compares in another way.
        """\
#include <stdio.h>
int above(const int *values, int count, int wanted) {
    for (int i = 0; i < count; i++) {
        if (values[i] > wanted) return i;
    }
    return -1;
}
int main() {
    int values[5] = {4, 8, 4, 1, 9}, sum = 0;
    for (int i = 0; i < 5; i++) sum += above(values, 5, i);
    printf("%d\\n", sum);
}
""",
        # The function may be left from within the loop, and the table with it.
        """\
#include <stdio.h>
int position(const int *values, int count, int wanted) {
    for (int i = 0; i < count; i++) {
        if (values[i] == wanted) return i;
    }
    return -1;
}
int missing(const int *values, int count, const int *others, int size) {
    for (int i = 0; i < size; i++) {
        if (position(values, count, others[i]) < 0) return i;
    }
    return -1;
}
int main() {
    int values[5] = {4, 8, 4, 1, 9};
    printf("%d\\n", missing(values, 5, values, 5));
}
""",
    ),
)
