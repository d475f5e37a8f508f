"""What every registered rule must hold to, told by its own example and counterexamples."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from attrs import evolve

from hasten.nouns import Span
from hasten.rules.registry import all_rules
from hasten.rules.rule import Rule, Unit
from hasten.source.cpp import CppSource
from tests.rules import check

RULES = all_rules()
every_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])

NUMBERS = b" ".join(b"%d" % (number * 7 % 9 + 1) for number in range(300))
INPUTS = (b"12\n" + NUMBERS + b"\n", b"5\n1 2 3 4 5\n" + NUMBERS, b"1\n1\n1\n1\n1\n")


@every_rule
def test_the_example_becomes_what_it_says(rule: Rule) -> None:
    example = rule.example
    check.check_rule(rule, example.before, example.after, neighbours=example.neighbours)


@pytest.mark.properties
@every_rule
def test_the_example_prints_the_same_after_as_before(rule: Rule) -> None:
    before, neighbours = rule.example.before, rule.example.neighbours
    check.check_same_output(before, rule.example.after, INPUTS, neighbours)
    ends = [check.run(before, given, neighbours=neighbours) for given in INPUTS]
    assert all(status == 0 for status, _ in ends), "it crashes"
    assert any(printed for _, printed in ends), "it prints nothing"


@every_rule
def test_the_text_after_the_example_is_complete_and_leaves_nothing_to_do(rule: Rule) -> None:
    check.check_silent(rule, rule.example.after, neighbours=rule.example.neighbours)


@every_rule
def test_the_rule_is_silent_in_its_counterexamples(rule: Rule) -> None:
    assert len(rule.counterexamples) >= 3
    for text in rule.counterexamples:
        check.check_silent(rule, text, neighbours=rule.example.neighbours)


@every_rule
def test_the_rule_finds_the_same_each_time(rule: Rule) -> None:
    before, neighbours = rule.example.before, rule.example.neighbours
    first = check.rewrites_of(rule, before, neighbours=neighbours)
    assert check.rewrites_of(rule, before, neighbours=neighbours) == first
    keys = [rewrite.key for rewrite in first]
    assert len(set(keys)) == len(keys), "two places of one key"


@every_rule
def test_no_rule_raises_on_the_torn_example(rule: Rule) -> None:
    chance = random.Random(rule.id)
    for text in torn(rule.example.before, chance, 12):
        run_all(CppSource.parse(text), None)


@pytest.mark.properties
@every_rule
def test_no_rule_raises_when_clang_makes_something_of_the_torn_example(rule: Rule) -> None:
    chance = random.Random(rule.id)
    for text in torn(rule.example.before, chance, 2):
        run_all(CppSource.parse(text), text)


def run_all(source: CppSource, facts_from: str | None) -> None:
    """Ask every rule; those that need facts believe that clang understood all of the text."""
    facts = None if facts_from is None else evolve(check.facts_of(facts_from), complete=True)
    unit = Unit(source, Span(0, len(source.data)), facts)
    for rule in RULES:
        if facts is not None or not rule.needs_facts:
            assert all(rewrite.rule == rule.id for rewrite in rule.find(unit))


def torn(text: str, chance: random.Random, count: int) -> Iterator[str]:
    """The text with a part missing, doubled or moved, with brackets lost, or cut off."""
    for _ in range(count):
        start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        part = text[start : min(end, start + 60)]
        rest = text[start + len(part) :]
        yield chance.choice(
            (
                text[:start],
                text[:start] + rest,
                text[:start] + part + part + rest,
                text[:start] + rest[: len(rest) // 2] + part + rest[len(rest) // 2 :],
                text[:start] + part.translate({ord(c): None for c in "{}()[];"}) + rest,
                text[:start]
                + chance.choice(('"', "'", "/*", "#if 1\n", "}", "{", ")", "\\\n"))
                + part
                + rest,
            )
        )
