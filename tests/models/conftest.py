"""What tests of models share: a checkpoint that is made once, in the cache of a hub."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

HUB_NAME = "tester/tiny"
WINDOW = 16384
"""Tokens: two examples fit, at one to three characters each."""
START_SECONDS = 150.0


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the Hugging Face hub's cache, with `HUB_NAME` in it as its client leaves it."""
    pytest.importorskip("torch", reason="needs the extra local")
    pytest.importorskip("transformers", reason="needs the extra local")
    from tests.models.tiny import make_checkpoint

    home = tmp_path_factory.mktemp("hub")
    place = home / "hub" / "models--tester--tiny"
    blobs, snapshot = place / "blobs", place / "snapshots" / "0123abc"
    make_checkpoint(blobs, window=WINDOW)
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


@pytest.fixture(scope="session")
def server(checkpoint_folder: Path) -> Iterator[str]:
    """The address of a server on this machine that has the small checkpoint."""
    pytest.importorskip("fastapi", reason="needs transformers[serving]")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("transformers")), "serve", str(checkpoint_folder)]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
        env=os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(address, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    pytest.fail("the server does not start")
