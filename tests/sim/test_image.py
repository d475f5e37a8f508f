"""What of an executable decides how it runs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hasten_sim.image import image_digest
from hasten_sim.nouns import Program
from hasten_sim.sandbox import open_sandbox
from hasten_sim.toolchain import Executable, Toolchain

TEXT = """
int twice(int number) { return 2 * number; }
int main(int count, char**) { return twice(count) - 2; }
"""


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Executable]:
    """The text, with another name of its function, and with another number in it."""
    return asyncio.run(compiled(tmp_path_factory.mktemp("images")))


async def compiled(folder: Path) -> dict[str, Executable]:
    toolchain = await Toolchain.discover(await open_sandbox(), folder, use_pch=False)
    texts = {
        "text": TEXT,
        "renamed": TEXT.replace("twice(", "double_of("),
        "changed": TEXT.replace("- 2", "- 3"),
    }
    made: dict[str, Executable] = {}
    for name, text in texts.items():
        one = await toolchain.compile(Program(text, folder / "prog.cpp"), folder / name)
        assert isinstance(one, Executable)
        made[name] = one
    return made


def test_names_and_build_id_do_not_count(images: dict[str, Executable]) -> None:
    text, renamed = images["text"], images["renamed"]
    assert text.digest != renamed.digest
    assert text.image == renamed.image


def test_code_counts(images: dict[str, Executable]) -> None:
    assert images["changed"].image != images["text"].image


@pytest.mark.parametrize("kept", [3, 30, 100])
def test_of_a_file_that_is_no_whole_executable_everything_counts(
    images: dict[str, Executable], kept: int
) -> None:
    data = Path(images["text"].path).read_bytes()[:kept]
    assert image_digest(data) != image_digest(data + b"\0")


def test_every_byte_that_is_loaded_counts(images: dict[str, Executable]) -> None:
    data = bytearray(Path(images["text"].path).read_bytes())
    before = image_digest(bytes(data))
    at = bytes(data).index(b"GNU\0") - 12
    data[-1] ^= 1
    assert image_digest(bytes(data)) == before
    data[at + 0x4000] ^= 1
    assert image_digest(bytes(data)) != before
