"""Where the editors are, and a workspace of one's own for each."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from .harness import HERE, INSTALL, ROOT


@pytest.fixture(scope="session")
def tools() -> Path:
    """Folder with code-server, playwright-core and the Node that runs them."""
    folder = Path(os.environ.get("HASTEN_E2E", ROOT / ".e2e"))
    if not (folder / "installed").exists():
        pytest.fail(f"the editors are not in {folder}. {INSTALL}")
    return folder


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    """A folder that is removed at the end, as an editor's profile is large.

    Its name is short, because the pictures show it.
    """
    folder = Path(tempfile.mkdtemp(prefix="hasten-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def workspace(scratch: Path) -> Path:
    """A copy of the fixture programs, for one editor to change."""
    copy = scratch / "stairs"
    shutil.copytree(HERE / "workspace", copy)
    return copy


@pytest.fixture(scope="session")
def python() -> str:
    """The Python that has hasten: the one that runs the tests."""
    return sys.executable
