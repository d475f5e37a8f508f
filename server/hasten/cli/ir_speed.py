"""`hasten ir tune --for speed`: the list of passes after which a module's tests cost least."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from hasten.cli.console import notes, output
from hasten.cli.files import find_file
from hasten.cli.ir_running import module_bytes, open_llvm
from hasten.engine.hastening import Hastener
from hasten.engine.ir_workplace import IrWorkplace
from hasten.engine.shrunk import Hastened, NotShrunk
from hasten.errors import TargetError
from hasten.report.ir_record import hastened_record
from hasten.report.record import Record
from hasten.settings import load
from hasten_sim.store import Store


async def hastened(file: Path, llvm_name: str, seconds: float) -> Hastened | NotShrunk:
    """Search for so many seconds. Raises TargetError, NoTests and what a search raises."""
    find_file(file)
    settings = load(file)
    llvm = await open_llvm(file, llvm_name)
    content = await module_bytes(llvm, file, "-O3")
    store = Store()
    try:
        place = IrWorkplace(store, settings.sandbox, str(llvm.opt))
        found = await Hastener(place).hasten_module(content, file, settings, seconds, _tell)
    finally:
        store.close()
    if isinstance(found, NotShrunk) and found.failed:
        raise TargetError(found.message, "The file was not changed.")
    return found


def _tell(message: str, share: float) -> None:
    notes().print(Text(f"{share:4.0%}  {message}", style="dim"))


def record_of(found: Hastened | NotShrunk, file: Path) -> Record:
    """What `--json` prints."""
    return hastened_record(found, file)


def emitted(emit: str, found: Hastened) -> bytes:
    """The command, or the module that it makes."""
    return found.bitcode if emit == "ir" else f"set -e\n{found.command}\n".encode()


def show(found: Hastened | NotShrunk) -> None:
    """Print what was found, and the commands that repeat it."""
    console = output()
    if isinstance(found, NotShrunk):
        console.print(Text(found.message), soft_wrap=True)
        return
    console.print(Text(found.explain(), style="green"), soft_wrap=True)
    console.print()
    for line in found.commands:
        console.print(Text(line), soft_wrap=True)
