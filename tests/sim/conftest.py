"""What the tests of clang's facts share: one worker for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from hasten_sim.frontend import Frontend
from hasten_sim.sandbox import open_sandbox
from tests.conftest import made_once
from tests.sim.clang import Ask


@pytest.fixture(scope="session")
def facts_of() -> Iterator[Ask]:
    """Asks a worker that lives as long as the run."""
    loop = asyncio.new_event_loop()

    async def opened() -> Frontend:
        return await Frontend.open(await open_sandbox(), made_once("clang"))

    frontend = loop.run_until_complete(opened())
    yield Ask(frontend, loop)
    loop.run_until_complete(frontend.close())
    loop.close()
