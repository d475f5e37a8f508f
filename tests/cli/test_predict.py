"""`hasten predict`: what it says of a program, and that nobody can take it for a measurement."""

from pathlib import Path

from hasten.cli.exit_codes import ExitCode
from tests.cli.conftest import Hasten


def test_a_prediction_names_its_interval_and_what_it_rests_on(hasten: Hasten, slow: Path) -> None:
    record = hasten("predict", slow, "--json").record
    assert record["kind"] == "forecast"
    assert record["measured"] is False
    assert record["level"] == 0.8
    search = record["search"]
    assert 1 <= search["low"] <= search["speedup"] <= search["high"]
    assert "endl-to-newline" in record["rules"]
    said = hasten("predict", slow).out
    assert "Predicted, nothing was run" in said
    assert "endl-to-newline" in said
    assert "rewritten by hand" in said


def test_one_function_is_predicted_by_its_own_text(hasten: Hasten, slow: Path) -> None:
    record = hasten("predict", "--json", slow, "--function", "count_even").record
    assert record["target"]["function"] == "count_even"


def test_a_missing_file_is_refused(hasten: Hasten) -> None:
    ran = hasten("predict", "nothing.cpp")
    assert ran.code == ExitCode.USAGE
    assert "there is no file nothing.cpp" in ran.err


def test_an_unknown_problem_is_not_collected(hasten: Hasten) -> None:
    assert hasten("predict", "collect", "no_such_problem").code == ExitCode.USAGE
