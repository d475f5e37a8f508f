from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from hasten_sim import suite as suite_module
from hasten_sim.errors import SuiteError
from hasten_sim.suite import discover


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "solve.cpp"
    path.write_text("int main() {}\n")
    return path


def write(directory: Path, **files: str) -> None:
    """Write files; `__` in a keyword stands for a dot, `_` for a hyphen."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (directory / name.replace("__", ".").replace("_", "-")).write_text(text)


def write_prob(source: Path, problem: object, name: str | None = None) -> Path:
    digest = hashlib.md5(str(source.absolute()).encode(), usedforsecurity=False).hexdigest()
    file = source.parent / ".cph" / (name or f".{source.name}_{digest}.prob")
    file.parent.mkdir(exist_ok=True)
    file.write_text(problem if isinstance(problem, str) else json.dumps(problem))
    return file


def names(source: Path, tests: Path | None = None) -> list[str]:
    found = discover(source, tests)
    assert found is not None
    return [case.name for case in found.cases]


def test_a_file_without_tests_has_no_suite(source: Path) -> None:
    assert discover(source) is None
    (source.parent / "tests").mkdir()
    assert discover(source) is None


def test_pairs_of_the_pie_data_set_are_found_in_numeric_order(source: Path) -> None:
    write(
        source.parent / "tests",
        input__10__txt="10",
        output__10__txt="100",
        input__2__txt="2",
        output__2__txt="4",
    )
    found = discover(source)
    assert found is not None
    assert [(c.name, c.input, c.expected) for c in found.cases] == [
        ("2", b"2", b"4"),
        ("10", b"10", b"100"),
    ]
    assert found.origin == str(source.parent / "tests")


def test_pairs_of_online_judge_tools_are_found_in_a_directory_named_test(source: Path) -> None:
    write(source.parent / "test", sample_1__in="1", sample_1__out="one", sample_2__in="2")
    write(source.parent / "test", sample_2__out="two")
    assert names(source) == ["sample-1", "sample-2"]


def test_the_jurys_answer_beats_a_programs_output(source: Path) -> None:
    write(source.parent / "tests", a__in="1", a__out="printed", a__ans="right")
    found = discover(source)
    assert found is not None
    assert found.cases[0].expected == b"right"


def test_tests_named_after_the_file_beat_tests_shared_by_all(source: Path) -> None:
    write(source.parent / "tests", a__in="shared", a__out="")
    write(source.parent / "tests" / "solve", b__in="own", b__out="")
    assert names(source) == ["b"]
    assert names(source.with_name("other.cpp")) == ["a"]


def test_an_explicit_directory_beats_the_conventions(source: Path, tmp_path: Path) -> None:
    write(source.parent / "tests", a__in="", a__out="")
    write(tmp_path / "elsewhere", b__in="", b__out="")
    assert names(source, tmp_path / "elsewhere") == ["b"]


def test_other_files_beside_the_cases_are_ignored(source: Path) -> None:
    write(source.parent / "tests", a__in="1", a__out="2", README__md="", a__py="", a__cpp="")
    (source.parent / "tests" / ".hidden.in").write_text("")
    (source.parent / "tests" / "deeper").mkdir()
    assert names(source) == ["a"]


def test_a_program_that_a_compiler_named_a_out_is_no_half_of_a_case(source: Path) -> None:
    write(source.parent / "tests", b__in="1", b__out="2", a__out="\x7fELF")
    assert names(source) == ["b"]


def test_a_directory_with_outputs_alone_holds_no_tests(source: Path) -> None:
    write(source.parent / "tests", b__out="2", c__ans="2")
    assert discover(source) is None


def test_bytes_that_are_not_text_are_kept_as_they_are(source: Path) -> None:
    directory = source.parent / "tests"
    directory.mkdir()
    (directory / "1.in").write_bytes(b"\xff\x00\xfe")
    (directory / "1.out").write_bytes(b"")
    found = discover(source)
    assert found is not None
    assert (found.cases[0].input, found.cases[0].expected) == (b"\xff\x00\xfe", b"")


def test_cases_of_two_conventions_with_one_number_keep_different_names(source: Path) -> None:
    write(
        source.parent / "tests", input__1__txt="", output__1__txt="", **{"1__in": "", "1__out": ""}
    )
    assert sorted(names(source)) == ["1.in", "input.1.txt"]


def test_an_input_without_its_output_is_an_error_that_names_the_file(source: Path) -> None:
    write(source.parent / "tests", input__1__txt="", output__1__txt="", input__2__txt="")
    with pytest.raises(SuiteError, match=r"input\.2\.txt has no expected output") as caught:
        discover(source)
    assert "input.1.txt with output.1.txt" in caught.value.remedy


def test_an_output_without_its_input_is_an_error_that_names_the_file(source: Path) -> None:
    write(source.parent / "tests", a__in="", a__out="", b__out="")
    with pytest.raises(SuiteError, match=r"b\.out has no input"):
        discover(source)


def test_an_explicit_directory_without_cases_is_an_error(source: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SuiteError, match="holds no test cases"):
        discover(source, tmp_path / "empty")
    with pytest.raises(SuiteError, match="does not exist"):
        discover(source, tmp_path / "missing")
    with pytest.raises(SuiteError, match="not a directory"):
        discover(source, source)


def test_a_file_that_is_too_large_is_an_error(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite_module, "MAX_FILE_BYTES", 10)
    write(source.parent / "tests", a__in="x" * 11, a__out="")
    with pytest.raises(SuiteError, match=r"a\.in is larger than"):
        discover(source)


def test_cases_of_competitive_programming_helper_are_found(source: Path) -> None:
    tests = [{"id": 1700, "input": "3\n", "output": "9\n"}, {"id": 3, "input": "é", "output": ""}]
    write_prob(source, {"name": "A", "tests": tests, "interactive": False})
    found = discover(source)
    assert found is not None
    assert [(c.name, c.input, c.expected) for c in found.cases] == [
        ("1", b"3\n", b"9\n"),
        ("2", "é".encode(), b""),
    ]


def test_a_directory_of_tests_beats_the_helpers_file(source: Path) -> None:
    write_prob(source, {"tests": [{"input": "", "output": ""}]})
    write(source.parent / "tests", a__in="", a__out="")
    assert names(source) == ["a"]


def test_the_helpers_file_of_this_path_beats_those_of_other_paths(source: Path) -> None:
    write_prob(source, {"tests": [{"input": "own", "output": ""}]})
    other = write_prob(source, {"tests": [{"input": "old", "output": ""}]}, ".solve.cpp_0a.prob")
    os.utime(other, (4e9, 4e9))
    found = discover(source)
    assert found is not None
    assert found.cases[0].input == b"own"


def test_the_helpers_file_is_found_after_the_project_has_moved(source: Path) -> None:
    write_prob(source, {"tests": [{"input": "a", "output": ""}]}, ".solve.cpp_0a.prob")
    write_prob(source, {"tests": [{"input": "b", "output": ""}]}, ".resolve.cpp_0b.prob")
    found = discover(source)
    assert found is not None
    assert found.cases[0].input == b"a"


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        ("{", "not valid JSON"),
        ("[]", 'no list of "tests"'),
        ({"tests": 3}, 'no list of "tests"'),
        ({"tests": [{"input": "1"}]}, "Test 1 of .* lacks an input or an output"),
        ({"tests": ["x"]}, "Test 1 of .* lacks"),
        ({"tests": [], "interactive": True}, "interactive"),
    ],
)
def test_a_malformed_file_of_the_helper_is_an_error(
    source: Path, problem: object, message: str
) -> None:
    write_prob(source, problem)
    with pytest.raises(SuiteError, match=message) as caught:
        discover(source)
    assert caught.value.remedy


def test_a_problem_without_tests_yet_has_no_suite(source: Path) -> None:
    write_prob(source, {"tests": []})
    assert discover(source) is None


def test_a_checker_must_be_a_program(source: Path, tmp_path: Path) -> None:
    write(source.parent / "tests", a__in="", a__out="")
    checker = tmp_path / "checker"
    checker.write_text("#!/bin/sh\nexit 0\n")
    checker.chmod(0o644)
    with pytest.raises(SuiteError, match="not a program") as caught:
        discover(source, checker=checker)
    assert "chmod +x" in caught.value.remedy
    checker.chmod(0o755)
    found = discover(source, checker=checker)
    assert found is not None
    assert (found.comparison, found.checker) == ("checker", checker)


def test_the_way_of_comparing_is_part_of_the_suite_and_of_its_digest(source: Path) -> None:
    write(source.parent / "tests", a__in="", a__out="")
    plain, strict = discover(source), discover(source, comparison="exact")
    assert plain is not None
    assert strict is not None
    assert (plain.comparison, strict.comparison) == ("tokens", "exact")
    assert plain.digest != strict.digest
