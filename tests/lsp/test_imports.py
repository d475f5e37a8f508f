"""The first answer waits for nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "clang",
    "hasten.batch",
    "hasten.engine.engine",
    "hasten.predict.model",
    "hasten.rules.registry",
    "hasten_sim.sandbox",
    "httpx",
    "importlib.metadata",
    "jinja2",
    "rich",
    "sqlite3",
    "torch",
    "typer",
)
PROGRAM = """
import asyncio, sys
from hasten.lsp.language_server import HastenServer

async def main():
    HastenServer()

asyncio.run(main())
print(*sys.modules)
"""


def test_a_server_starts_without_the_engine() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.split())
    assert "tree_sitter" in loaded
    assert loaded.isdisjoint(HEAVY)
