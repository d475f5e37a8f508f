from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from attrs import evolve

import hasten.rules
from hasten.errors import HastenError
from hasten.nouns import Rewrite, Span
from hasten.rules.registry import all_rules, find_rewrites, load_rules
from hasten.rules.rule import Example, Rule, Unit
from hasten.source.cpp import CppSource
from hasten_sim.facts import Facts

PLUGIN = """
from hasten.rules.rule import Example, Rule

RULE = Rule(
    id="{id}",
    title="Nothing",
    guarantee="exact",
    category="miscellaneous",
    explanation="Changes nothing.",
    example=Example(before="int main() {{}}", after="int main() {{}}"),
    find=lambda unit: iter(()),
)
"""

AddPackage = Callable[[str, dict[str, str]], EntryPoint]


@pytest.fixture
def add_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AddPackage]:
    """Makes a third-party package of the given modules and the entry point that names it."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    made: list[str] = []

    def add(name: str, modules: dict[str, str]) -> EntryPoint:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
        for module, text in modules.items():
            (tmp_path / name / f"{module}.py").write_text(text)
        made.append(name)
        return EntryPoint(name=name, value=name, group="hasten.rules")

    yield add
    for module in [m for m in sys.modules if m.split(".")[0] in made]:
        del sys.modules[module]


def unit(text: str, span: Span | None = None, facts: Facts | None = None) -> Unit:
    source = CppSource.parse(text)
    return Unit(source, span or Span(0, len(source.data)), facts)


def rule_that(find: Callable[[Rule, Unit], Iterator[Rewrite]], **changes: object) -> Rule:
    """A rule whose rewrites are made by `find`, which is handed the rule itself."""
    rule = Rule(
        id="a-rule",
        title="A rule",
        guarantee="exact",
        category="miscellaneous",
        explanation="For the tests.",
        example=Example(before="", after="x"),
        find=lambda unit: find(rule, unit),
        needs_facts=False,
    )
    rule = evolve(rule, **changes)
    return rule


def places(*starts: int) -> Callable[[Rule, Unit], Iterator[Rewrite]]:
    """Rewrites that each replace one byte."""

    def find(rule: Rule, unit: Unit) -> Iterator[Rewrite]:
        for start in starts:
            yield rule.rewrite("because", Span(start, start + 1), ((start, start + 1, "x"),))

    return find


def test_every_rule_file_is_registered_under_its_own_name() -> None:
    here = Path(hasten.rules.__file__).parent
    rooms = ("io", "data_structures", "algorithms", "kernels", "misc")
    files = {
        path.stem.replace("_", "-")
        for room in rooms
        for path in (here / room).glob("*.py")
        if "\nRULE = Rule(" in path.read_text()
    }
    assert files == {rule.id for rule in all_rules()}
    assert files


def test_rules_come_sorted_by_id() -> None:
    names = [rule.id for rule in all_rules()]
    assert names == sorted(set(names))


def test_a_rule_of_a_third_party_package_is_found(add_package: AddPackage) -> None:
    point = add_package("theirs_one", {"second": PLUGIN.format(id="b"), "first": "RULE = 3"})
    assert [rule.id for rule in load_rules([point])] == ["b"]


def test_a_package_with_a_broken_module_is_logged_and_left_out(
    add_package: AddPackage, caplog: pytest.LogCaptureFixture
) -> None:
    bad = add_package("theirs_bad", {"good": PLUGIN.format(id="a"), "oops": "1 / 0"})
    good = add_package("theirs_good", {"good": PLUGIN.format(id="b")})
    with caplog.at_level(logging.ERROR):
        assert [rule.id for rule in load_rules([bad, good])] == ["b"]
    assert "theirs_bad" in caplog.text


def test_a_package_that_is_not_installed_is_logged_and_left_out(
    caplog: pytest.LogCaptureFixture,
) -> None:
    point = EntryPoint(name="ghost", value="no_such_package_of_rules", group="hasten.rules")
    assert load_rules([point]) == ()
    assert "no_such_package_of_rules" in caplog.text


def test_two_rules_of_one_id_are_an_error_that_names_both(add_package: AddPackage) -> None:
    one = add_package("theirs_left", {"rule": PLUGIN.format(id="same")})
    two = add_package("theirs_right", {"rule": PLUGIN.format(id="same")})
    with pytest.raises(HastenError, match=r"'same'.*theirs_left\.rule.*theirs_right\.rule"):
        load_rules([one, two])


def test_rewrites_come_in_the_order_of_the_text() -> None:
    one = rule_that(places(7, 2))
    two = rule_that(places(4), id="b-rule")
    found = find_rewrites(unit("0123456789"), (one, two))
    assert [rewrite.at.start for rewrite in found] == [2, 4, 7]


def test_rewrites_outside_the_span_are_dropped() -> None:
    found = find_rewrites(unit("0123456789", Span(3, 6)), (rule_that(places(2, 3, 5, 6)),))
    assert [rewrite.at.start for rewrite in found] == [3, 5]


def test_a_rule_that_raises_is_logged_and_the_others_still_run(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(rule: Rule, unit: Unit) -> Iterator[Rewrite]:
        yield from places(1)(rule, unit)
        raise IndexError("off by one")

    rules = (rule_that(broken, id="broken"), rule_that(places(4)))
    assert [r.at.start for r in find_rewrites(unit("0123456789"), rules)] == [4]
    assert "broken" in caplog.text
    assert "off by one" in caplog.text


@pytest.mark.parametrize("facts", [None, Facts(digest="", complete=False)])
def test_rules_that_need_facts_are_silent_without_complete_facts(facts: Facts | None) -> None:
    rule = rule_that(places(1), needs_facts=True)
    assert find_rewrites(unit("0123", facts=facts), (rule,)) == ()


def test_rules_that_need_facts_fire_with_complete_facts() -> None:
    rule = rule_that(places(1), needs_facts=True)
    assert len(find_rewrites(unit("0123", facts=Facts(digest="", complete=True)), (rule,))) == 1
