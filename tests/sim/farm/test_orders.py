"""What is sent to workers: it arrives as it was, once, or is said to be damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from hasten_sim.errors import FarmError
from hasten_sim.farm.dask_crew import differing_versions
from hasten_sim.farm.orders import Order, Payload, Task, compressed
from hasten_sim.farm.profile import Profile
from hasten_sim.farm.results import Row
from hasten_sim.farm.shard import HERE, Report, pack_report, replaced, unpack_report


def order(*payloads: Payload) -> Order:
    items = tuple((f"key {at}", one) for at, one in enumerate(payloads))
    return Order("run", "shard", Task("a:b", "c:d", {"llvm": "19"}), "profile", 3, items)


@pytest.mark.parametrize(
    "packed", [b"", b"junk", compressed(None), compressed([]), compressed({"run": "x"})]
)
def test_a_damaged_order_or_report_is_said(packed: bytes) -> None:
    with pytest.raises(FarmError, match="damaged on its way"):
        Order.unpacked(packed)
    with pytest.raises(FarmError, match="damaged on its way"):
        unpack_report(packed)


def test_an_order_arrives_as_it_was(tmp_path: Path) -> None:
    made = order(Payload({"n": [1, None, "ü"]}, {"a/b": b"\0\xff", "c": b""}), Payload({}))
    assert Order.unpacked(made.packed()) == made
    made.items[0][1].write(tmp_path)
    assert (tmp_path / "a" / "b").read_bytes() == b"\0\xff"


def test_a_file_that_many_items_have_travels_once() -> None:
    tests = bytes(range(256)) * 400
    one = len(order(Payload({"n": 0}, {"t": tests})).packed())
    many = len(
        order(*(Payload({"n": n}, {"t": tests, "own": b"%d" % n}) for n in range(50))).packed()
    )
    assert many < one + 20_000


def test_a_report_arrives_as_it_was() -> None:
    made = Report((Row("k", {"v": 1}, "host", "p", 0.5),), (("bad", "trace"),), "broken", 2.5)
    assert unpack_report(pack_report(made)) == made


def test_places_are_replaced_in_every_text_of_a_result() -> None:
    value = {"/home/me/x": ["in /home/me/x/a", 5, None, {"k": "/home/me/x"}]}
    there = replaced(value, "/home/me/x", HERE)
    assert there == {HERE: [f"in {HERE}/a", 5, None, {"k": HERE}]}
    assert replaced(there, HERE, "/home/me/x") == value


def test_a_profile_names_each_part_that_differs_and_what_is_missing() -> None:
    here = Profile({"compiler": "12", "valgrind": "3.19"})
    other = Profile({"compiler": "11", "valgrind": "missing: not on PATH"})
    assert here.differences(here) == []
    assert here.differences(other) == [
        "its compiler is '11', here it is '12'",
        "its valgrind is 'missing: not on PATH', here it is '3.19'",
    ]
    assert other.missing == {"valgrind": "not on PATH"}
    assert here.digest != other.digest


def test_of_python_the_minor_version_counts_and_of_dask_every_one() -> None:
    here = {"packages": {"python": "3.11.7.final.0", "dask": "2026.8.0", "distributed": "2026.8.0"}}
    same = {"packages": {**here["packages"], "python": "3.11.2.final.0"}}
    assert differing_versions(here, same) == []
    older = {"packages": {**here["packages"], "python": "3.12.1", "dask": "2025.1.0"}}
    assert differing_versions(here, older) == [
        "python 3.12 (here it is 3.11)",
        "dask 2025.1.0 (here it is 2026.8.0)",
    ]
    assert len(differing_versions(here, None)) == 3
