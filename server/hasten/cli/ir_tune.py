"""`hasten ir tune`: search for the list of passes that makes a module smallest."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from attrs import evolve
from rich.text import Text

from hasten.cli import ir_speed
from hasten.cli.console import notes, output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.files import check_output, write_output
from hasten.cli.ir_running import (
    Bench,
    IrFile,
    LlvmName,
    MetricName,
    Screened,
    budget_of,
    known_flags,
    metric_of,
    open_bench,
    open_screening,
)
from hasten.cli.options import Json
from hasten.cli.running import run
from hasten.engine.shrunk import Hastened
from hasten.errors import SettingsError, TargetError
from hasten.passes.plan import Pipeline
from hasten.passes.search import Budget
from hasten.passes.tuning import Offer, Request, Tuned
from hasten.passes.tuning import tune as tuned_module
from hasten.report.ir_record import tuned_record
from hasten.settings import load
from hasten_sim.backends.opt_size import UNITS, Made, Metric
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.nouns import Verdict

EMITTED = ("list", "ir", "obj")
MOST_SHOWN = 8000
"""Letters of commands that are printed."""


def tune(
    file: IrFile,
    budget: Annotated[
        str,
        typer.Option(
            metavar="SECONDS|EVALUATIONS", help="When to stop: 1s, 1m, or 200 for 200 evaluations."
        ),
    ] = "10s",
    purpose: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="size|speed",
            help="What for: few bytes, or a fast program; the latter needs a main, and tests for "
            "it beside the file.",
        ),
    ] = "size",
    flags: Annotated[
        bool,
        typer.Option("--flags", help="Try flags of the code generator, too: a gain of its own."),
    ] = False,
    metric: MetricName = "text+data",
    emit: Annotated[
        str,
        typer.Option(
            metavar="list|ir|obj", help="What to write: the commands, the IR, the object."
        ),
    ] = "list",
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write it; else the output."),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Where chance starts from.")] = 0,
    model: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Ask a language model of the settings for lists, too, as the LLM "
            "Compiler's checkpoints are asked.",
        ),
    ] = "",
    samples: Annotated[int, typer.Option(metavar="K", min=1, help="Lists to ask it for.")] = 4,
    screen: Screened = True,
    llvm: LlvmName = "",
    as_json: Json = False,
) -> int:
    """Search for the passes that make a module smallest (or fastest), and measure what they give.

    The gain is over a true -Oz: clang's own list of passes, the better of the module as it stands
    and with size attributes added. What is offered was measured with opt and llc, by the commands
    that are printed, its lists leave the programs of `hasten ir screen` right, and a module that
    is a program still does what it did on the tests beside it. For speed the gain is over clang's
    -O3, in instructions executed on these tests. The file is never changed.
    """
    if purpose not in ("size", "speed"):
        raise SettingsError(f"--for {purpose} is not known", "Write --for size or --for speed.")
    if emit not in EMITTED:
        raise SettingsError(f"--emit {emit} is not known", "Write list, ir or obj.")
    if out is not None:
        check_output(out)
    chosen, limit = metric_of(metric), budget_of(budget)
    if purpose == "speed":
        return _for_speed(file, llvm, limit, emit, out, as_json=as_json)
    asked = (model, samples) if model else None
    tuned, found = run(_tuned(file, llvm, limit, chosen, flags, seed, screen, asked))
    best = tuned.flagged or tuned.best
    if as_json:
        print_record(tuned_record(tuned, file, found))
    elif emit == "list" or best is None:
        _show(tuned)
    if best is not None and (emit != "list" or out is not None):
        _write(_emitted(emit, best), out)
    return ExitCode.OK if best is not None else ExitCode.NOTHING


def _for_speed(
    file: Path, llvm: str, limit: Budget, emit: str, out: Path | None, *, as_json: bool
) -> int:
    if limit.seconds is None:
        raise SettingsError("--for speed takes a budget of time", "Write --budget 60s, say.")
    if emit == "obj":
        raise SettingsError(
            "--for speed writes no object", "Write --emit ir, and compile it with clang -O3 -c."
        )
    found = run(ir_speed.hastened(file, llvm, limit.seconds))
    if as_json:
        print_record(ir_speed.record_of(found, file))
    elif emit == "list" or not isinstance(found, Hastened):
        ir_speed.show(found)
    if isinstance(found, Hastened) and (emit != "list" or out is not None):
        _write(ir_speed.emitted(emit, found), out)
    return ExitCode.OK if isinstance(found, Hastened) else ExitCode.NOTHING


async def _tuned(
    file: Path,
    name: str,
    budget: Budget,
    metric: Metric,
    with_flags: bool,
    seed: int,
    screened: bool,
    asked: tuple[str, int] | None,
) -> tuple[Tuned, Llvm]:
    async with (
        open_bench(file, name) as bench,
        open_screening(bench, screened, file) as vetting,
    ):
        known = await known_flags(bench) if with_flags else ()
        request = Request(
            bench.module, bench.pipeline, bench.llvm.passes, budget, metric, known, seed
        )
        if asked is not None:
            lists = await _suggested(file, bench, asked[0], asked[1], seed)
            request = evolve(request, suggested=lists)
        tuned = await tuned_module(
            request,
            bench.measurer,
            lambda recipe: bench.plainly(recipe, count=metric == "instructions"),
            screen=vetting.plan if vetting is not None else None,
        )
        if not isinstance(tuned, Tuned):
            raise TargetError(f"{file}: -Oz cannot be measured: {_reason(tuned)}")
        return tuned, bench.llvm


async def _suggested(
    file: Path, bench: Bench, name: str, samples: int, seed: int
) -> tuple[Pipeline, ...]:
    """The lists that a language model names for a module."""
    from hasten.engine.suggesting import suggestions
    from hasten.models.answerer import Sampling
    from hasten.models.registry import chosen, open_answerer, window_of

    settings = load(file, flags={})
    model = chosen(settings, name)
    answerer = open_answerer(settings, name)
    try:
        found = await suggestions(
            answerer,
            bench.module.text,
            bench.llvm.passes,
            samples=samples,
            sampling=Sampling(tokens=model.answer_tokens or None, seed=seed),
            form=model.form,
            window=window_of(model, settings),
        )
    finally:
        await answerer.close()
    for one in found:
        left = f" (without {', '.join(one.unknown)})" if one.unknown else ""
        notes().print(Text(f"{name} suggests {','.join(one.passes)}{left}"), soft_wrap=True)
    return tuple(one.passes for one in found)


def _reason(found: object) -> str:
    return found.explain() if isinstance(found, Verdict) else "it was not measured"


def _emitted(emit: str, offer: Offer) -> bytes:
    match emit:
        case "ir":
            return offer.made.bitcode
        case "obj":
            return offer.made.object
        case _:
            return "".join(f"{line}\n" for line in ("set -e", *offer.made.commands)).encode()


def _write(content: bytes, out: Path | None) -> None:
    if out is not None:
        write_output(out, lambda: out.write_bytes(content))
        return
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _show(tuned: Tuned) -> None:
    """Print the baselines, the gain, and the commands that give it."""
    console = output()
    metric = tuned.request.metric
    console.print(Text(f"{tuned.request.module.name}: {UNITS[metric]}", style="bold"))
    origin = tuned.request.pipeline.origin
    for what, made in (
        (f"{origin}, as it stands", tuned.as_it_stands),
        (f"{origin}, with minsize and optsize added", tuned.with_attributes),
    ):
        if made is not None:
            console.print(Text(f"  {_size(made, metric):>9}  {what}"))
    for what, offer in (("tuned", tuned.best), ("tuned, with flags", tuned.flagged)):
        if offer is not None:
            gain = f"{tuned.gain(offer):.2%} smaller than -Oz"
            size = _size(offer.made, metric)
            console.print(Text(f"  {size:>9}  {what}: {gain}", style="green"))
    searched = tuned.searched
    console.print(
        Text(f"{searched.evaluations} evaluations in {searched.seconds:.1f} s", style="dim")
    )
    for reason in tuned.rejected:
        notes().print(Text(f"not offered: {reason}"), soft_wrap=True)
    best = tuned.flagged or tuned.best
    if best is None:
        console.print(Text("Nothing smaller was found."))
        return
    console.print()
    commands = best.made.commands
    if sum(map(len, commands)) <= MOST_SHOWN:
        for line in commands:
            console.print(Text(line), soft_wrap=True)
    else:
        long = f"{len(commands)} commands, too long to be read: write them with --output FILE.sh"
        console.print(Text(long))
    if best.plan.flags:
        words = " ".join(f"-mllvm {one}" for one in best.plan.flags)
        console.print(Text(f"For the build: {words}", style="bold"), soft_wrap=True)


def _size(made: Made | Verdict, metric: Metric) -> str:
    return str(made.sizes.of(metric)) if isinstance(made, Made) else "–"
