"""Methods of data classes are compiled once, and not at every start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
from hasten.lsp.kept_methods import KeptMethods

methods = KeptMethods(Path(sys.argv[1]))
with methods.used():
    import attrs
    from lsprotocol import types
methods.save()
position = types.Position(3, character=4)
assert position == types.Position(3, 4) and repr(position) == "3:4", repr(position)
assert repr(types.FoldingRange(1, 2)).startswith("FoldingRange(start_line=1, end_line=2")
assert attrs.asdict(types.Range(position, position))["end"] == {"line": 3, "character": 4}
try:
    types.Position(-1, 0)
except ValueError:
    print(methods.compiled)
"""


def compiled(folder: Path) -> int:
    """How many methods the next start has to compile; fails where the classes are not right."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)], capture_output=True, text=True, check=True
    )
    return int(ran.stdout)


def kept(folder: Path) -> Path:
    """The file of an earlier start, the only one."""
    (file,) = folder.iterdir()
    return file


def test_the_second_start_compiles_no_methods_again(tmp_path: Path) -> None:
    assert compiled(tmp_path / "new") > 400
    before = kept(tmp_path / "new").stat()
    assert compiled(tmp_path / "new") == 0
    assert kept(tmp_path / "new").stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize("damage", ["cut off", "altered", "empty"])
def test_a_damaged_file_is_written_anew(tmp_path: Path, damage: str) -> None:
    first = compiled(tmp_path)
    held = kept(tmp_path).read_bytes()
    damaged = {
        "cut off": held[:1000],
        "altered": held[:5000] + b"\0" * 8 + held[5008:],
        "empty": b"",
    }
    kept(tmp_path).write_bytes(damaged[damage])
    assert compiled(tmp_path) == first
    assert compiled(tmp_path) == 0


def test_a_folder_that_cannot_be_made_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for _ in range(2):
        assert compiled(tmp_path / "file" / "methods") > 400
