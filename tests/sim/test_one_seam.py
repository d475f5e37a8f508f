"""Only the sandbox starts a process: no other module has the means to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STARTERS = {"subprocess", "multiprocessing", "pty", "popen2", "commands"}
STARTING_CALLS = {
    "create_subprocess_exec",
    "create_subprocess_shell",
    "subprocess_exec",
    "subprocess_shell",
    "ProcessPoolExecutor",
    "fork",
    "forkpty",
    "system",
    "popen",
    "posix_spawn",
    "posix_spawnp",
}
ALLOWED = {"sandbox_process.py", "sandbox_supervisor.py", "sandbox_fork.py"}


def starters(tree: ast.AST) -> Iterator[str]:
    """What in a module could start a process."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names if name.name.split(".")[0] in STARTERS)
            case ast.ImportFrom(module=str(module), names=names):
                yield from [module] if module.split(".")[0] in STARTERS else []
                yield from (name.name for name in names if name.name in STARTING_CALLS)
            case ast.Attribute(value=ast.Name(id="platform"), attr="system"):
                continue
            case ast.Attribute(value=ast.Name(id="os"), attr=attribute):
                if attribute in STARTING_CALLS or attribute.startswith(("exec", "spawn")):
                    yield f"os.{attribute}"
            case ast.Attribute(attr=attribute) if attribute in STARTING_CALLS - {"system", "fork"}:
                yield attribute
            case _:
                continue


@pytest.mark.parametrize(
    "text",
    [
        "import subprocess",
        "from subprocess import run",
        "import os\nos.execv('a', [])",
        "import asyncio\nasyncio.create_subprocess_exec('a')",
        "from asyncio import create_subprocess_shell",
        "import os\nos.posix_spawn('a', [], {})",
        "from os import fork",
    ],
)
def test_the_search_for_process_starters_finds_one(text: str) -> None:
    assert list(starters(ast.parse(text)))


def test_only_the_sandbox_starts_a_process() -> None:
    found = {
        f"{module.relative_to(ROOT)}: {what}"
        for folder in ("sim", "server")
        for module in (ROOT / folder).rglob("*.py")
        if module.name not in ALLOWED
        for what in starters(ast.parse(module.read_text()))
    }
    assert not found
