"""What is wrong with the input is said first, with what to do about it."""

import json
from pathlib import Path

import pytest

from .conftest import SLOW, Hasten, write_tests


def complaint(hasten: Hasten, *arguments: object) -> str:
    """The complaint about arguments that cannot be used, after checking both ways to print it."""
    plain = hasten(*arguments)
    assert (plain.code, plain.out) == (2, "")
    record = hasten(*arguments, "--json").record
    assert record["error"]["exit_code"] == 2
    assert record["error"]["message"] in plain.err.replace("\n", " ")
    return plain.err


def test_a_file_that_is_not_there_is_named_with_what_may_be_meant(
    hasten: Hasten, slow: Path
) -> None:
    assert "there is no file" in complaint(hasten, "optimize", slow.with_name("slwo.cpp"))
    assert "slow.cpp?" in complaint(hasten, "optimize", slow.with_name("slwo.cpp"))


def test_a_folder_is_not_a_file(hasten: Hasten, tmp_path: Path) -> None:
    assert "hasten batch" in complaint(hasten, "optimize", tmp_path)


def test_an_empty_file_has_nothing_to_improve(hasten: Hasten, tmp_path: Path) -> None:
    (tmp_path / "a.cpp").write_text("\n\n")
    assert "is empty" in complaint(hasten, "optimize", "a.cpp")


def test_a_binary_file_is_refused(hasten: Hasten, tmp_path: Path) -> None:
    (tmp_path / "a.cpp").write_bytes(b"\x7fELF\0\0\0")
    assert "not a text file" in complaint(hasten, "measure", "a.cpp")


def test_latin_1_outside_comments_is_refused_with_the_command_that_converts_it(
    hasten: Hasten, tmp_path: Path
) -> None:
    (tmp_path / "a.cpp").write_bytes('int main() { puts("é"); }'.encode("latin-1"))
    assert "iconv -f LATIN1 -t UTF-8" in complaint(hasten, "optimize", "a.cpp")


def test_a_function_that_is_not_there_is_answered_with_those_that_are(
    hasten: Hasten, slow: Path
) -> None:
    said = complaint(hasten, "optimize", slow, "--function", "count_odd")
    assert "count_odd" in said
    assert "count_even" in said
    assert "main" in said


def test_an_overloaded_function_is_chosen_by_its_line(hasten: Hasten, tmp_path: Path) -> None:
    (tmp_path / "a.cpp").write_text("int f(int a) { return a; }\nint f() { return 1; }\n")
    assert "f" in complaint(hasten, "optimize", "a.cpp", "--function", "f")
    # With the line it is found, and the next thing that is missing are the tests.
    assert hasten("optimize", "a.cpp", "--function", "f:2").code == 4


def test_without_tests_nothing_is_offered_and_their_place_is_named(
    hasten: Hasten, tmp_path: Path
) -> None:
    (tmp_path / "a.cpp").write_text(SLOW)
    for command in ("optimize", "measure"):
        ran = hasten(command, "a.cpp")
        assert ran.code == 4
        assert "tests/a/input.1.txt" in ran.err


def test_half_a_test_is_an_error_that_names_the_file(hasten: Hasten, slow: Path) -> None:
    (slow.parent / "tests/slow/output.2.txt").unlink()
    ran = hasten("optimize", slow)
    assert ran.code == 4
    assert "input.2.txt" in ran.err


def test_a_tests_folder_that_is_not_there_is_an_error(hasten: Hasten, slow: Path) -> None:
    ran = hasten("optimize", slow, "--tests", "nowhere")
    assert ran.code == 4
    assert "nowhere" in ran.err


def test_a_report_that_could_not_be_written_is_refused_before_the_search(
    hasten: Hasten, slow: Path
) -> None:
    assert "there is no folder" in complaint(hasten, "optimize", slow, "--report", "no/page.html")


def test_evidence_cannot_go_into_a_file(hasten: Hasten, slow: Path) -> None:
    assert "cannot be written" in complaint(hasten, "optimize", slow, "--evidence", slow)


def test_apply_and_diff_exclude_each_other(hasten: Hasten, slow: Path) -> None:
    assert "exclude" in complaint(hasten, "optimize", slow, "--apply", "--diff")


@pytest.mark.parametrize("budget", ["soon", "0", "-3", "1.5t", "10 parsecs"])
def test_a_budget_that_is_none_is_explained(hasten: Hasten, slow: Path, budget: str) -> None:
    assert "minutes (2m)" in complaint(hasten, "optimize", slow, f"--budget={budget}")


def test_a_setting_that_does_not_exist_is_answered_with_the_nearest(
    hasten: Hasten, slow: Path
) -> None:
    (slow.parent / "hasten.toml").write_text("[budget]\nsecond = 3\n")
    assert "budget.seconds" in complaint(hasten, "optimize", slow)


def test_an_unknown_option_is_a_usage_error(hasten: Hasten, slow: Path) -> None:
    said = complaint(hasten, "optimize", slow, "--fast")
    assert "--fast" in said
    assert "hasten optimize --help" in said


def test_evidence_that_is_none_is_refused(hasten: Hasten, tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text("{")
    assert "not JSON" in complaint(hasten, "replay", "e.json")
    (tmp_path / "e.json").write_text(json.dumps({"schema": 1}))
    assert "Evidence" in complaint(hasten, "replay", "e.json")
    (tmp_path / "e.json").write_text(json.dumps({"proposals": []}))
    assert "--evidence DIR" in complaint(hasten, "replay", "e.json")
    assert "cannot be read" in complaint(hasten, "replay", "missing.json")


def test_a_batch_says_when_there_is_nothing_to_do(hasten: Hasten, tmp_path: Path) -> None:
    assert "there is no nowhere" in complaint(hasten, "batch", "nowhere")
    (tmp_path / "a.cpp").write_text(SLOW)
    assert hasten("batch", tmp_path).code == 4


def test_an_original_that_fails_its_own_tests_is_not_searched(hasten: Hasten, slow: Path) -> None:
    (slow.parent / "tests/slow/output.1.txt").write_text("wrong\n")
    ran = hasten("optimize", slow)
    assert (ran.code, ran.out) == (3, "")
    assert "wrong output" in ran.err
    record = hasten("optimize", slow, "--json").record
    assert record["stopped"] == "baseline"
    assert record["baseline"]["verdict"] == "wrong_output"
    assert hasten("measure", slow).code == 3


def test_an_original_that_does_not_compile_is_told_with_the_line(
    hasten: Hasten, tmp_path: Path
) -> None:
    (tmp_path / "a.cpp").write_text("int main() {\n  return x;\n}\n")
    write_tests(tmp_path / "tests", 1)
    ran = hasten("optimize", "a.cpp")
    assert ran.code == 3
    assert "does not compile" in ran.err
    assert ":2:" in ran.err
