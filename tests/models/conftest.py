"""What tests of models share: a checkpoint that is made once, in the cache of a hub."""

from __future__ import annotations

from pathlib import Path

import pytest

HUB_NAME = "tester/tiny"


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the Hugging Face hub's cache, with `HUB_NAME` in it as its client leaves it."""
    pytest.importorskip("torch", reason="needs the extra local")
    pytest.importorskip("transformers", reason="needs the extra local")
    from tests.models.tiny import make_checkpoint

    home = tmp_path_factory.mktemp("hub")
    place = home / "hub" / "models--tester--tiny"
    blobs, snapshot = place / "blobs", place / "snapshots" / "0123abc"
    make_checkpoint(blobs, window=4096)
    snapshot.mkdir(parents=True)
    for file in blobs.iterdir():
        (snapshot / file.name).symlink_to(Path("..", "..", "blobs", file.name))
    (place / "refs").mkdir()
    (place / "refs" / "main").write_text("0123abc")
    return home


@pytest.fixture(scope="session")
def checkpoint_folder(hub: Path) -> Path:
    """The folder of that checkpoint."""
    return hub / "hub" / "models--tester--tiny" / "blobs"
