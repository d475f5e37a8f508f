"""`hasten ir screen`: lists that break programs are told from those that do not."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Hasten


@pytest.mark.slow
def test_each_list_gets_its_verdict(hasten: Hasten) -> None:
    ran = hasten("ir", "screen", "default<Oz>", "lower-atomic", "--json")
    assert ran.code == 1
    good, bad = ran.record["lists"]
    assert good["passed"]
    assert ran.record["programs"] >= 60
    assert (bad["passed"], bad["stage"], bad["program"]) == (False, "name", "lower-atomic")
    again = hasten("ir", "screen", "default<Oz>")
    assert again.code == 0
    assert again.out.startswith("passed")


def test_without_a_list_it_says_what_to_do(hasten: Hasten) -> None:
    ran = hasten("ir", "screen")
    assert ran.code != 0
    assert "--random 20" in ran.err


@pytest.mark.slow
def test_lists_are_drawn_alike_by_the_same_seed(hasten: Hasten) -> None:
    drawn = [hasten("ir", "screen", "--random", "2", "--seed", "7", "--json") for _ in range(2)]
    first, second = ([one["list"] for one in ran.record["lists"]] for ran in drawn)
    assert first == second
    assert len(set(first)) == 2
