"""Modules of LLVM IR made smaller and faster: what is offered holds, and can be repeated."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hasten.engine.hastening import Hastener
from hasten.engine.ir_workplace import IrWorkplace, text_in_place
from hasten.engine.shrinking import Shrinker
from hasten.engine.shrunk import Hastened, NotShrunk, Shrunk
from hasten.errors import NoTests, TargetError
from hasten.settings import Settings
from hasten.source.edits import apply
from hasten_sim.backends.opt_size.module import module_of
from hasten_sim.store import Store
from tests.ir_programs import SHORT_LOOPS, unoptimized, write_program
from tests.llvm import installed
from tests.passes.test_tuning import HEAD, LOOPS


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> IrWorkplace:
    installed()
    return IrWorkplace(Store(tmp_path_factory.mktemp("store") / "results.db"))


def quiet(message: str, share: float) -> None:
    assert message
    assert 0 <= share <= 1


async def hastened(place: IrWorkplace, path: Path, seconds: float = 15.0) -> Hastened | NotShrunk:
    content = path.read_bytes()
    return await Hastener(place).hasten_module(content, path, Settings(), seconds, quiet)


def repeated(command: str, folder: Path) -> str:
    """What the copied command writes, without the comment that names LLVM's own file."""
    subprocess.run(["bash", "-c", command], cwd=folder, check=True, capture_output=True)
    (written,) = folder.glob("*.tuned.ll")
    return text_in_place(written.read_text(), "")


@pytest.mark.slow
async def test_a_program_is_made_faster_on_its_tests(place: IrWorkplace, tmp_path: Path) -> None:
    path = write_program(tmp_path, "steps", SHORT_LOOPS, ("5 9 13", "7"))
    before = path.read_text()
    found = await hastened(place, path)
    assert isinstance(found, Hastened), found
    assert found.speedup >= 1.02
    assert found.instructions is not None
    assert apply(before, found.edits) == found.text
    assert "2 tests passed" in found.evidence
    assert "behaves as before on 2 tests" in found.evidence
    assert "self-checking programs" in found.evidence
    assert path.read_text() == before
    assert text_in_place(found.text, "") == repeated(found.command, tmp_path)


@pytest.mark.slow
async def test_what_comes_of_dropping_size_attributes_is_told_apart(
    place: IrWorkplace, tmp_path: Path
) -> None:
    path = write_program(tmp_path, "loops", SHORT_LOOPS, ("5 9",), "-Oz")
    found = await hastened(place, path)
    assert isinstance(found, Hastened), found
    assert found.as_it_stands is not None
    assert found.as_it_stands > 1.5 * found.before
    assert found.speedup < 1.5
    defined = {one.name: one for one in module_of(found.text, b"", "loops.ll").functions}
    assert not defined["dot"].attributes & {"minsize", "optsize"}
    assert "with its size attributes" in found.explain()


async def test_what_cannot_be_run_is_not_made_faster(place: IrWorkplace, tmp_path: Path) -> None:
    library = tmp_path / "library.ll"
    library.write_text(HEAD + LOOPS.replace("ATTRIBUTES", ""))
    with pytest.raises(TargetError, match="no `main`"):
        await hastened(place, library)
    untested = tmp_path / "untested.ll"
    untested.write_text(unoptimized(SHORT_LOOPS))
    with pytest.raises(NoTests, match=r"no tests were found for untested\.ll"):
        await hastened(place, untested)


async def test_a_program_that_fails_its_tests_is_told_so(
    place: IrWorkplace, tmp_path: Path
) -> None:
    path = write_program(tmp_path, "steps", SHORT_LOOPS, ("5",))
    (tmp_path / "tests" / "steps" / "output.1.txt").write_text("something else\n")
    found = await hastened(place, path, 1.0)
    assert isinstance(found, NotShrunk)
    assert found.failed
    assert "after -O3 wrong output on case 1" in found.message


@pytest.mark.slow
@pytest.mark.parametrize("attributes", ["minsize optsize", ""])
async def test_the_command_of_a_smaller_module_makes_its_text(
    place: IrWorkplace, tmp_path: Path, attributes: str
) -> None:
    path = tmp_path / "loops.ll"
    text = HEAD + LOOPS.replace("ATTRIBUTES", attributes)
    path.write_text(text)
    found = await Shrinker(place).shrink_module(text, path, Settings(), 3.0, quiet)
    assert isinstance(found, Shrunk), found
    assert apply(text, found.edits) == found.text
    assert not found.text.startswith("; ModuleID")
    assert text_in_place(found.text, "") == repeated(found.command, tmp_path)
    assert (found.as_it_stands is None) == bool(attributes)


@pytest.mark.slow
async def test_a_program_is_tried_out_on_its_tests_before_it_is_shrunk(
    place: IrWorkplace, tmp_path: Path
) -> None:
    path = write_program(tmp_path, "steps", SHORT_LOOPS, ("5 9 13", "7"))
    text = path.read_text()
    found = await Shrinker(place).shrink_module(text, path, Settings(), 3.0, quiet)
    assert isinstance(found, Shrunk), found
    assert "behaves as before on 2 tests" in found.evidence


async def test_a_module_that_is_not_what_its_tests_say_is_not_offered(
    place: IrWorkplace, tmp_path: Path
) -> None:
    path = write_program(tmp_path, "steps", SHORT_LOOPS, ("5",))
    llvm = await place.llvm()
    module = await place.read(llvm, path.read_bytes(), path.name)
    assert not isinstance(module, NotShrunk)
    from hasten.engine.ir_workplace import cases_for

    cases = cases_for(module, path, Settings())
    assert [case.name for case in cases] == ["1"]
    wrong = path.read_text().replace(", 5000", ", 4999")
    said = await place.vetting(llvm, module, cases).compared(wrong.encode())
    assert said == "the program behaves differently on case 1"
