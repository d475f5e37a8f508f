"""Finds the rules, Hasten's own and other people's, through entry points of one group."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from hasten.nouns import Rewrite
from hasten.plugins import load_parts
from hasten.rules import c_language
from hasten.rules.rule import Rule, Unit

GROUP = "hasten.rules"

_log = logging.getLogger(__name__)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every installed rule, sorted by its id.

    Raises HastenError when two rules claim the same id.
    """
    return load_rules(entry_points(group=GROUP))


def load_rules(points: Iterable[EntryPoint]) -> tuple[Rule, ...]:
    """The rules of the packages that the entry points name, sorted by their ids.

    A package of which any module cannot be imported is logged and left out whole. Raises
    HastenError when two rules claim the same id.
    """
    return load_parts(points, "RULE", Rule, lambda rule: rule.id, "rule")


def find_rewrites(unit: Unit, rules: Sequence[Rule] | None = None) -> tuple[Rewrite, ...]:
    """Every place in the unit's span where a rule fires, in the order of the text.

    Rules are asked about their own languages only, and those that need facts only when clang
    understood the whole text. A rule that raises is a bug: it is logged, and what it has found so
    far is dropped.
    """
    if unit.language == "c" and not c_language.is_plain(unit):
        return ()
    knows_types = unit.facts is not None and unit.facts.complete
    found: list[Rewrite] = []
    for rule in all_rules() if rules is None else rules:
        if unit.language in rule.languages and (knows_types or not rule.needs_facts):
            found.extend(_rewrites_of(rule, unit))
    return tuple(sorted(found, key=_place))


def _place(rewrite: Rewrite) -> tuple[int, int, str, str]:
    return rewrite.at.start, rewrite.at.end, rewrite.rule, rewrite.key


def _rewrites_of(rule: Rule, unit: Unit) -> list[Rewrite]:
    try:
        found = list(rule.find(unit))
    except Exception:
        _log.exception("rule %s failed and is skipped", rule.id)
        return []
    span = unit.span
    inside = [r for r in found if span.start <= r.at.start and r.at.end <= span.end]
    if len(inside) != len(found):
        _log.debug("rule %s: %d rewrites outside the span", rule.id, len(found) - len(inside))
    return inside
