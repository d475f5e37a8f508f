"""`hasten corpus`: what it lists, checks and refuses."""

from pathlib import Path

from hasten.cli.exit_codes import ExitCode
from tests.cli.conftest import Hasten


def test_every_problem_is_listed_with_its_programs_and_costs(hasten: Hasten) -> None:
    problems = hasten("corpus", "list", "--json").record["problems"]
    stairs = next(one for one in problems if one["problem"] == "climbing_stairs")
    assert stairs["split"] == "train"
    assert [one["name"] for one in stairs["solutions"]] == ["recursion", "memo_map", "loop"]
    assert stairs["solutions"][-1]["tag"] == 10
    assert stairs["solutions"][-1]["speedup"] > 10


def test_the_list_names_problems_in_a_table(hasten: Hasten) -> None:
    assert "climbing_stairs" in hasten("corpus", "list").out


def test_an_unknown_problem_is_refused(hasten: Hasten) -> None:
    ran = hasten("corpus", "check", "no_such_problem")
    assert ran.code == ExitCode.USAGE
    assert "no_such_problem" in ran.err


def test_a_problem_is_checked_and_written_out(hasten: Hasten, tmp_path: Path) -> None:
    ran = hasten("corpus", "check", "climbing_stairs")
    assert ran.code == ExitCode.OK
    assert "climbing_stairs" in ran.out
    assert "0 with faults" in ran.err
    assert hasten("corpus", "export", tmp_path / "cases", "climbing_stairs").code == ExitCode.OK
    assert (tmp_path / "cases" / "climbing_stairs" / "tests" / "edge-1.in").exists()
