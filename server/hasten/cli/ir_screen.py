"""`hasten ir screen`: whether a list of passes leaves programs right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Annotated

import typer
from rich.text import Text

from hasten import numbers
from hasten.cli.console import notes, output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.ir_running import LlvmName
from hasten.cli.options import Json
from hasten.cli.running import run
from hasten.errors import SettingsError
from hasten.passes.lists import Vocabulary
from hasten.passes.screening import Screen, Screened, open_screen
from hasten.report.record import new_record
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.records import to_json
from hasten_sim.sandbox import open_sandbox
from hasten_sim.store import Store


def screen(
    lists: Annotated[
        list[str] | None,
        typer.Argument(metavar="LIST...", show_default=False, help="As `opt -passes` takes them."),
    ] = None,
    random: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            help="Lists of 1 to 50 passes drawn at random from the safe ones, besides.",
        ),
    ] = 0,
    seed: Annotated[int, typer.Option(help="What they are drawn by.")] = 0,
    programs: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR|JSONL",
            help="More programs: a folder of .cpp and .c files that return 0 when they are right, "
            "or records with declaration, canonical_solution and test, as HumanEval-X has them.",
        ),
    ] = None,
    llvm: LlvmName = "",
    as_json: Json = False,
) -> int:
    """Try lists of passes on small programs that check themselves.

    A list passes when every program, built with it, still prints what it prints unoptimized. What
    was found is kept for the same list and the same LLVM.
    """
    if not lists and not random:
        raise SettingsError("no list was named", "Name one, or have some drawn: --random 20.")
    suite, found = run(_screened(lists or [], (random, seed), programs, llvm))
    if as_json:
        record = {"programs": suite.count, "left_out": to_json(suite.left_out)}
        print_record(new_record("screened") | record | {"lists": [_record(one) for one in found]})
    else:
        for failure in suite.left_out:
            said = f"left out: {failure.program}, {failure.stage} fails: {failure.reason}"
            notes().print(Text(said), soft_wrap=True)
        for one in found:
            style = "green" if one.passed else "red"
            word = Text("passed  " if one.passed else "failed  ", style=style)
            output().print(
                word.append(f"{one.pipeline}: {one.explain()}", "default"), soft_wrap=True
            )
        notes().print(Text(f"{numbers.count(suite.count, 'program')}; {_summary(found)}"))
    return ExitCode.OK if all(one.passed for one in found) else ExitCode.NOTHING


def _summary(found: Sequence[Screened]) -> str:
    """How many lists passed, and where the others failed."""
    stages = Counter(one.stage for one in found if not one.passed)
    passed = len(found) - stages.total()
    failed = "".join(f", {count} failed by {stage}" for stage, count in sorted(stages.items()))
    return f"{passed} of {numbers.count(len(found), 'list')} passed{failed}"


async def _screened(
    lists: list[str], drawn: tuple[int, int], outside: Path | None, name: str
) -> tuple[Screen, list[Screened]]:
    store = Store()
    try:
        llvm = await Llvm.discover(await open_sandbox(), name)
        suite = await open_screen(llvm, store, store.directory, outside)
        words, (count, seed) = Vocabulary.of_module(llvm.passes), drawn
        chance = Random(seed)
        made = [f"module({','.join(words.random_list(chance))})" for _ in range(count)]
        return suite, [await suite.screen(one) for one in (*lists, *made)]
    finally:
        store.close()


def _record(one: Screened) -> dict[str, object]:
    return {
        "list": one.pipeline,
        "passed": one.passed,
        "stage": one.stage,
        "program": one.program,
        "reason": one.reason,
    }
