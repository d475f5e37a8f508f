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
