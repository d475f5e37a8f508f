from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from hasten_sim.errors import RecordError
from hasten_sim.nouns import (
    VERDICTS,
    Accepted,
    Case,
    CaseCost,
    CaseSuite,
    CommandSuite,
    CompileError,
    Crashed,
    Measurement,
    Outcome,
    OutOfMemory,
    OutputTooLarge,
    Program,
    SimulatedTooLong,
    Suite,
    TimedOut,
    TooSlow,
    Unmeasurable,
    Verdict,
    WrongOutput,
)
from hasten_sim.records import from_json, to_json

EVERY_VERDICT: list[Verdict] = [
    Accepted(3),
    CompileError("line 3: no"),
    WrongOutput("2", "token 1"),
    Crashed("2", signal=11),
    Crashed("2", status=1),
    TimedOut("2", 10.0),
    OutOfMemory("2", 1 << 30),
    OutputTooLarge("2", 1 << 20),
    Unmeasurable("it prints the time"),
    SimulatedTooLong("2", instructions=1_000_000),
    TooSlow("2", 1.5, 1.0),
]


@frozen
class Holder:
    """A class of another package, with everything that is hard about fields."""

    verdict: Verdict
    maybe: Verdict | None
    suite: Suite
    path: Path
    pair: tuple[int, str]
    many: tuple[Program, ...]
    measurement: Measurement | None = None


def there_and_back(value: Any, cls: Any) -> Any:
    """Through real JSON text, as the store does it."""
    return from_json(json.loads(json.dumps(to_json(value))), cls)


def test_every_verdict_is_tried_below() -> None:
    assert {type(verdict) for verdict in EVERY_VERDICT} == set(VERDICTS)


@pytest.mark.parametrize("verdict", EVERY_VERDICT, ids=lambda v: v.name)
def test_a_verdict_is_tagged_with_its_name_and_comes_back_as_it_was(verdict: Verdict) -> None:
    assert to_json(verdict)["verdict"] == verdict.name
    assert there_and_back(verdict, Verdict) == verdict
    assert there_and_back(Outcome(verdict), Outcome) == Outcome(verdict)


def test_an_outcome_comes_back_digit_for_digit() -> None:
    cost = CaseCost("1", 1234567.45, {"Ir": 1 << 40, "rep": 3}, 0.1 + 0.2)
    measurement = Measurement("callgrind", "v", "instructions", (cost,), 36044.1)
    outcome = Outcome(Accepted(1), measurement, {"compile": 0.123456789}, reused=True)
    assert there_and_back(outcome, Outcome) == outcome


def test_bytes_that_are_not_text_come_back_as_they_were() -> None:
    case = Case("1", bytes(range(256)), b"")
    suite = CaseSuite((case,), "x", checker=Path("/bin/true"))
    assert there_and_back(suite, Suite) == suite


def test_both_kinds_of_suite_come_back_as_what_they_were() -> None:
    commands = CommandSuite(Path("/project"), "make test", measure="./bench")
    assert to_json(commands)["suite"] == "commands"
    assert there_and_back(commands, Suite) == commands
    cases = CaseSuite((Case("1", b"", b""),), "x")
    assert to_json(cases)["suite"] == "cases"
    assert there_and_back(cases, Suite) == cases


def test_classes_of_other_packages_come_back_as_they_were() -> None:
    holder = Holder(
        Accepted(1),
        None,
        CommandSuite(Path("/p"), "t"),
        Path("/a/b"),
        (1, "x"),
        (Program("text", Path("a.cpp"), ("-O2",)), Program("ü", Path("b.cpp"))),
    )
    assert there_and_back(holder, Holder) == holder
    assert isinstance(there_and_back(holder, Holder).many, tuple)


def test_a_field_that_is_not_known_is_ignored() -> None:
    record = to_json(Accepted(3)) | {"new_in_version_9": [1, 2]}
    assert from_json(record, Verdict) == Accepted(3)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"verdict": "accepted"}, "cases"),
        ({"verdict": "accepted", "cases": "3"}, r"expected int @ \$\.cases"),
        ({"verdict": "accepted", "cases": True}, r"expected int @ \$\.cases"),
        ({"verdict": "splendid"}, "unknown verdict 'splendid'"),
        ({"cases": 3}, "unknown verdict None"),
        ([], "expected an object"),
        (None, "expected an object"),
    ],
)
def test_a_damaged_record_is_an_error_that_names_the_field(record: Any, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        from_json(record, Verdict)


def test_a_damaged_part_deep_inside_is_named() -> None:
    record = to_json(Outcome(Accepted(1), Measurement("b", "v", "u", (CaseCost("1", 1.0),))))
    record["measurement"]["cases"][0]["cost"] = "high"
    with pytest.raises(RecordError, match=r"cost|measurement") as caught:
        from_json(record, Outcome)
    assert "Outcome" in caught.value.message


def test_bytes_that_are_not_base64_are_an_error() -> None:
    with pytest.raises(RecordError, match=r"expected bytes @ \$\.input"):
        from_json({"name": "1", "input": "***", "expected": ""}, Case)
