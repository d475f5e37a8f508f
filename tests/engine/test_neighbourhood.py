"""What a target calls in other files of its project, from the files to the proposal."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from hasten.engine.engine import Engine
from hasten.engine.neighbourhood import Neighbourhood
from hasten.engine.replay import replay
from hasten.nouns import Target
from hasten.settings import Settings, load
from hasten.source.cpp import CppSource
from hasten.source.target import named_target

HEADER = """\
#ifndef WORDS_H
#define WORDS_H
int length_of(const char *text);
int is_vowel(char letter);
#endif
"""
HELPERS = """\
#include "words.h"
#define VOWELS "aeiou"
int length_of(const char *text) {
    int length = 0;
    while (text[length]) length++;
    return length;
}
int is_vowel(char letter) {
    for (const char *vowel = VOWELS; *vowel; vowel++)
        if (*vowel == letter) return 1;
    return 0;
}
"""
SLOW = """\
#include "words.h"

int count_vowels(const char *text) {
    int count = 0;
    for (int i = 0; i < length_of(text); i++) {
        if (is_vowel(text[i])) count++;
    }
    return count;
}
"""
MAIN = """\
#include <stdio.h>
int count_vowels(const char *text);
int main(void) {
    static char text[1201];
    for (int i = 0; i < 1200; i++) text[i] = "hasten"[i % 6];
    if (count_vowels(text) != 400) return 1;
    puts("right");
}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A function whose cost is in another file, and a harness that checks it."""
    root = tmp_path / "project"
    root.mkdir()
    for name, text in (
        ("words.h", HEADER),
        ("words.c", HELPERS),
        ("slow.c", SLOW),
        ("main.c", MAIN),
        ("hasten.toml", '[project]\nbuild = "make"\ntest = "./app"\nmeasure = "./app"\n'),
        (
            "Makefile",
            "app: main.o slow.o words.o\n\tcc -static $^ -o $@\n%.o: %.c\n\tcc -O2 -c $< -o $@\n",
        ),
    ):
        (root / name).write_text(text)
    return root


def target_in(project: Path) -> tuple[Target, Settings]:
    path = project / "slow.c"
    target = named_target(CppSource.parse(path.read_text()), "count_vowels", path)
    return target, evolve(load(path), budget_seconds=300.0)


async def test_the_cost_that_another_file_hides_is_found_and_the_file_is_named(
    engine: Engine, project: Path
) -> None:
    target, settings = target_in(project)
    result = await engine.optimize(target, settings)
    assert result.stopped != "baseline", result.message
    best = result.proposals[0]
    assert best.speedup > 1.5
    text = best.trial.candidate.text
    assert "i < length_of(text)" not in text
    origin = best.evidence.origin
    assert [Path(one.path).name for one in origin.relies_on] == ["words.c"]
    assert origin.condition == "Right as long as words.c stays as it is."
    assert engine.remembered(target) is not None
    (project / "words.c").write_text(HELPERS + "/* changed */\n")
    assert engine.remembered(target) is None
    differences = (await replay(best.evidence, engine, settings)).differences
    assert any("words.c is not as it was" in one for one in differences)


async def test_without_the_projects_commands_no_other_file_is_read(
    engine: Engine, project: Path
) -> None:
    target, settings = target_in(project)
    found = await engine.rewrites(target, target.text, settings)
    assert not any(one.relies_on for one in found)


async def test_a_function_that_a_header_defines_is_seen_and_not_copied(
    engine: Engine, project: Path
) -> None:
    inline = HELPERS.replace('#include "words.h"\n', "").replace("int ", "static inline int ", 1)
    inline = inline.replace("\nint is_vowel", "\nstatic inline int is_vowel")
    (project / "words.h").write_text(f"#ifndef WORDS_H\n#define WORDS_H\n{inline}#endif\n")
    (project / "words.c").write_text("int unused;\n")
    target, settings = target_in(project)
    neighbourhood = Neighbourhood(
        target, settings, lambda path, text: engine.facts(path, text, settings)
    )
    found = await engine.rewrites(target, target.text, settings, neighbourhood)
    hoisted = [one for one in found if one.rule == "hoist-loop-invariant-call"]
    assert "length_of(text);" in hoisted[0].edits[0].text
    assert [Path(one.path).name for one in hoisted[0].relies_on] == ["words.h"]
    assert not any(one.rule == "local-copy-of-helper" for one in found)
