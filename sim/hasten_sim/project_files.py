"""Which source files a project has."""

from __future__ import annotations

import os
from pathlib import Path

SOURCES = (".cpp", ".cc", ".cxx", ".c++", ".C", ".c")
MOST_SOURCES = 200
_SKIPPED = {
    ".git",
    ".hg",
    ".svn",
    "node_modules",
    ".venv",
    "venv",
    "build",
    "builddir",
    "CMakeFiles",
}


def sources_of(root: Path) -> list[Path]:
    """Return the C and C++ files of a project, generated and hidden folders left out."""
    found: list[Path] = []
    for directory, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in _SKIPPED and not f.startswith("."))
        found += [Path(directory, name) for name in sorted(names) if name.endswith(SOURCES)]
        if len(found) > MOST_SOURCES:
            break
    return found[:MOST_SOURCES]
