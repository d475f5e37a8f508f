"""Stored lists are chosen for what they add to one another, not for what each gives alone."""

from __future__ import annotations

from hasten.passes.training import Winners, candidates, chosen

ONE, TWO, THREE = ("sroa",), ("gvn",), ("dce",)


def test_the_best_alone_comes_first_then_what_adds_most() -> None:
    modules = [
        {ONE: {"f": 50, "g": 50}, TWO: {"f": 49, "g": 52}, THREE: {"f": 70, "g": 20}},
        {ONE: {"h": 80}, TWO: {"h": 80}, THREE: {"h": 100}},
    ]
    kept = chosen(modules, 3)
    assert [one.passes for one in kept] == [ONE, THREE, TWO] or [one.passes for one in kept] == [
        THREE,
        ONE,
        TWO,
    ]
    assert kept[1].gain > kept[2].gain > 0


def test_what_adds_nothing_is_not_kept() -> None:
    modules = [{ONE: {"f": 50}, TWO: {"f": 60}}]
    assert [one.passes for one in chosen(modules, 5)] == [ONE]


def test_modules_count_alike_however_large_they_are() -> None:
    rows = [
        Winners("large", 0.1, ((ONE, 100_000), (TWO, 50_000)), ()),
        Winners("small", 0.1, ((THREE, 10),), ()),
    ]
    assert candidates(rows, (), 2) == [THREE, ONE]
    assert candidates(rows, (TWO,), 2) == [TWO, THREE]
