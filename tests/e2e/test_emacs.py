"""Emacs with eglot, and the set-up snippet that we ship."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .harness import HERE, ROOT, Outcomes, find_program, run_scenarios

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def emacs(scratch: Path, workspace: Path, python: str) -> Outcomes:
    """Outcomes of the scenarios in emacs/scenarios.el."""
    results = scratch / "emacs.jsonl"
    plan = {
        "workspace": str(workspace),
        "command": [python, "-m", "hasten", "lsp"],
        "snippet": str(ROOT / "editor-client" / "emacs" / "hasten.el"),
    }
    environment = {
        "HASTEN_E2E_PLAN": json.dumps(plan),
        "HASTEN_E2E_RESULTS": str(results),
        "HOME": str(scratch),
        "XDG_CACHE_HOME": str(scratch / "cache"),
    }
    command = [find_program("emacs"), "--batch", "--load", str(HERE / "emacs" / "scenarios.el")]
    return run_scenarios(command, results, environment, 500)


def test_the_snippet_names_the_server(emacs: Outcomes) -> None:
    emacs.check("the_snippet_names_the_server")


def test_hover_answers(emacs: Outcomes) -> None:
    emacs.check("hover_answers")


def test_the_edit_is_applied_once_the_user_agrees(emacs: Outcomes) -> None:
    emacs.check("the_edit_is_applied_once_the_user_agrees")


def test_the_server_ends_with_the_client(emacs: Outcomes) -> None:
    emacs.check("the_server_ends_with_the_client")
