"""`hasten clear-cache`: forget all results and precompiled headers."""

from __future__ import annotations

import shutil

from rich.text import Text

from hasten.cli.console import notes
from hasten.cli.exit_codes import ExitCode
from hasten_sim.store import Store


def clear_cache() -> int:
    """Forget every stored result, and remove the precompiled headers."""
    store = Store()
    try:
        removed = store.delete()
        folder = store.directory
    finally:
        store.close()
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
    notes().print(Text(f"{removed} results removed from {folder}."), soft_wrap=True)
    return ExitCode.OK
