"""VS Code: the extension in its host, then the packaged extension as a person uses it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from .harness import HERE, ROOT, Outcomes, find_program, run_scenarios

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

CLIENT = ROOT / "editor-client"
PICTURES = ROOT / "docs"


@pytest.fixture(scope="session")
def extension(tools: Path) -> Path:
    """The packaged extension, built when its sources are newer."""
    packaged = CLIENT / "hasten.vsix"
    sources = [*CLIENT.glob("src/**/*.ts"), CLIENT / "package.json", CLIENT / "README.md"]
    newest = max(one.stat().st_mtime for one in sources)
    if not packaged.exists() or packaged.stat().st_mtime < newest:
        npm = find_program("npm")
        if not (CLIENT / "node_modules").exists():
            subprocess.run([npm, "ci", "--loglevel=error"], cwd=CLIENT, check=True)
        subprocess.run([npm, "run", "--silent", "package"], cwd=CLIENT, check=True)
    return packaged


def drive(
    harness: str, tools: Path, scratch: Path, python: str, vsix: Path, *without: str
) -> Outcomes:
    """Run one of the Node harnesses on a fresh workspace and a fresh profile.

    `without` names files that the workspace shall not have.
    """
    folder = scratch / harness
    workspace = folder / "stairs"
    shutil.copytree(HERE / "workspace", workspace, ignore=shutil.ignore_patterns(*without))
    results = folder / "results.jsonl"
    plan = {
        "tools": str(tools),
        "scratch": str(folder),
        "workspace": str(workspace),
        "python": python,
        "client": str(CLIENT),
        "vsix": str(vsix),
        "chromium": find_program("chromium"),
        "results": str(results),
        "pictures": str(PICTURES),
    }
    script = HERE / "vscode" / f"{harness}.mjs"
    command = [str(tools / "node"), str(script), json.dumps(plan)]
    return run_scenarios(command, results, {}, 800)


@pytest.fixture(scope="module")
def host(tools: Path, scratch: Path, python: str, extension: Path) -> Outcomes:
    """Outcomes of vscode/suite/index.cjs, which runs in the extension host.

    It searches the whole workspace, for which patient.cpp is too slow.
    """
    return drive("run_suite", tools, scratch, python, extension, "patient.cpp")


@pytest.fixture(scope="module")
def interface(tools: Path, scratch: Path, python: str, extension: Path) -> Outcomes:
    """Outcomes of vscode/interface.mjs, which uses mouse and keyboard."""
    return drive("interface", tools, scratch, python, extension)


def test_the_extension_activates_on_a_cpp_file(host: Outcomes) -> None:
    host.check("activates_on_a_cpp_file")


def test_actions_are_listed_by_kind(host: Outcomes) -> None:
    host.check("lists_actions_of_the_kind_that_is_asked_for")


def test_a_hover_says_what_can_be_done(host: Outcomes) -> None:
    host.check("hover_over_a_function_says_what_can_be_done")


def test_a_search_opens_the_best_edit_as_a_diff_and_changes_nothing(host: Outcomes) -> None:
    host.check("a_search_opens_the_best_edit_as_a_diff_and_changes_nothing")


def test_a_proposal_is_refused_once_the_document_has_changed(host: Outcomes) -> None:
    host.check("a_proposal_is_refused_once_the_document_has_changed")


def test_a_dismissed_proposal_closes_its_diff(host: Outcomes) -> None:
    host.check("a_dismissed_proposal_closes_its_diff")


def test_the_evidence_opens_as_a_page(host: Outcomes) -> None:
    host.check("evidence_opens_as_a_page")


def test_after_a_search_the_edit_is_one_action_away(host: Outcomes) -> None:
    host.check("after_a_search_the_edit_is_one_action_away")


def test_a_search_of_the_workspace_lists_edits_and_applies_none(host: Outcomes) -> None:
    host.check("a_search_of_the_workspace_lists_edits_and_applies_none")


def test_the_best_edit_of_a_program_is_applied(host: Outcomes) -> None:
    host.check("the_best_edit_of_a_program_is_applied")


def test_the_applied_program_is_right_and_executes_fewer_instructions(
    host: Outcomes, scratch: Path
) -> None:
    host.check("the_best_edit_of_a_program_is_applied")
    edited = scratch / "run_suite" / "stairs" / "climb.cpp"
    before = instructions(HERE / "workspace" / "climb.cpp", scratch / "before")
    after = instructions(edited, scratch / "after")
    assert after * 1.1 <= before


def test_a_program_without_tests_is_told_so(host: Outcomes) -> None:
    host.check("a_search_without_tests_says_so_and_offers_nothing")


def test_a_module_is_shrunk_and_its_command_is_copied(host: Outcomes) -> None:
    host.check("a_module_is_shrunk_and_its_command_is_copied")


def test_the_server_can_be_restarted(host: Outcomes) -> None:
    host.check("the_server_can_be_restarted")


def test_a_python_without_hasten_is_told_and_can_be_mended(host: Outcomes) -> None:
    host.check("a_python_without_hasten_is_told_and_can_be_mended")


def test_the_packaged_extension_starts_with_the_file(interface: Outcomes) -> None:
    interface.check("the_packaged_extension_starts_with_the_file")


def test_a_hover_shows_over_the_function(interface: Outcomes) -> None:
    interface.check("a_hover_shows_over_the_function")


def test_the_light_bulb_menu_offers_to_optimize(interface: Outcomes) -> None:
    interface.check("the_light_bulb_menu_offers_to_optimize")


def test_the_search_ends_in_a_diff_with_a_number(interface: Outcomes) -> None:
    interface.check("the_search_ends_in_a_diff_with_a_number")


def test_the_evidence_shows_beside_the_diff(interface: Outcomes) -> None:
    interface.check("the_evidence_shows_beside_the_diff")


def test_apply_in_the_title_bar_changes_the_file(interface: Outcomes) -> None:
    interface.check("apply_in_the_title_bar_changes_the_file")


def test_cancel_ends_the_search_and_its_programs(interface: Outcomes) -> None:
    interface.check("cancel_ends_the_search_and_its_programs")


def instructions(source: Path, folder: Path) -> int:
    """Instructions of the program over all its cases; checks each output on the way."""
    folder.mkdir()
    program = folder / "program"
    subprocess.run(["g++", "-O3", "-std=c++17", "-o", program, source], check=True)
    cases = HERE / "workspace" / "tests" / "climb"
    total = 0
    for case in sorted(cases.glob("input.*.txt")):
        profile = folder / "profile"
        valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}"]
        with case.open("rb") as given:
            run = subprocess.run(
                [*valgrind, program], stdin=given, capture_output=True, check=True, env=os.environ
            )
        expected = (cases / case.name.replace("input", "output")).read_bytes()
        assert run.stdout.split() == expected.split(), case.name
        total += _total_of(profile)
    return total


def _total_of(profile: Path) -> int:
    lines = profile.read_text().splitlines()
    return int(next(line for line in lines if line.startswith(("totals:", "summary:"))).split()[1])
