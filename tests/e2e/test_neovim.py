"""Neovim, with nothing but the set-up snippet that we ship: standard LSP is enough."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .harness import HERE, ROOT, Outcomes, find_program, run_scenarios

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def neovim(scratch: Path, workspace: Path, python: str) -> Outcomes:
    """Outcomes of the scenarios in neovim/scenarios.lua."""
    results = scratch / "neovim.jsonl"
    plan = {
        "workspace": str(workspace),
        "command": [python, "-m", "hasten", "lsp"],
        "snippet": str(ROOT / "editor-client" / "neovim"),
    }
    environment = {
        "HASTEN_E2E_PLAN": json.dumps(plan),
        "HASTEN_E2E_RESULTS": str(results),
        "HOME": str(scratch),
        "XDG_CACHE_HOME": str(scratch / "cache"),
        "XDG_STATE_HOME": str(scratch / "state"),
    }
    scenarios = HERE / "neovim" / "scenarios.lua"
    command = [find_program("nvim"), "--headless", "-u", "NONE", "-i", "NONE", "-n"]
    return run_scenarios([*command, "-c", f"luafile {scenarios}"], results, environment, 500)


def test_the_snippet_attaches_to_a_cpp_buffer(neovim: Outcomes) -> None:
    neovim.check("the_snippet_attaches_to_a_cpp_buffer")


def test_hover_answers(neovim: Outcomes) -> None:
    neovim.check("hover_answers")


def test_actions_are_listed_by_kind(neovim: Outcomes) -> None:
    neovim.check("actions_are_listed_by_kind")


def test_the_command_asks_before_it_changes_anything(neovim: Outcomes) -> None:
    neovim.check("the_command_searches_with_progress_and_asks_before_it_changes_anything")


def test_after_the_search_the_edit_is_one_action_away(neovim: Outcomes) -> None:
    neovim.check("after_the_search_the_edit_is_one_action_away")


def test_the_edit_is_applied_once_the_user_agrees(neovim: Outcomes) -> None:
    neovim.check("the_edit_is_applied_once_the_user_agrees")


def test_a_module_is_shrunk_and_its_command_is_at_hand(neovim: Outcomes) -> None:
    neovim.check("a_module_of_llvm_ir_is_shrunk_and_its_command_is_at_hand")


def test_cancelling_the_progress_ends_the_programs(neovim: Outcomes) -> None:
    neovim.check("cancelling_the_progress_ends_the_programs")


def test_the_server_ends_with_the_client(neovim: Outcomes) -> None:
    neovim.check("the_server_ends_with_the_client")
