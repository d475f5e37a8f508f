"""Finds the rules, Hasten's own and other people's, through entry points of one group."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

from hasten.errors import HastenError
from hasten.nouns import Rewrite
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
    homes: dict[str, tuple[Rule, str]] = {}
    for point in sorted(points, key=lambda p: (p.name, p.value)):
        for rule, module in _rules_of(point):
            known, home = homes.setdefault(rule.id, (rule, module))
            if known is not rule:
                raise HastenError(
                    f"two rules are called {rule.id!r}: in {home} and in {module}",
                    "Uninstall one of the two packages, or give one of the rules another id.",
                )
    return tuple(homes[name][0] for name in sorted(homes))


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


def _rules_of(point: EntryPoint) -> list[tuple[Rule, str]]:
    try:
        package = point.load()
        modules = list(_walk(package))
    except Exception:
        _log.exception("rules of %s (%s) cannot be loaded and are skipped", point.name, point.value)
        return []
    rules: list[tuple[Rule, str]] = []
    for module in modules:
        rule = getattr(module, "RULE", None)
        if isinstance(rule, Rule):
            rules.append((rule, module.__name__))
    return rules


def _walk(module: ModuleType) -> Iterator[ModuleType]:
    yield module
    for info in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{module.__name__}."):
        yield from _walk(importlib.import_module(info.name))
