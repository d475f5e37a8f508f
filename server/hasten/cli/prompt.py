"""`hasten prompt`: exactly what a language model would be sent, or its answers kept in a file."""

from __future__ import annotations

from contextlib import aclosing
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from hasten import numbers
from hasten.cli.console import notes, output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.files import read_program
from hasten.cli.options import File, FunctionName, Json, Model, Samples, Seed, StrategyName, Tests
from hasten.cli.running import open_engine, run
from hasten.cli.targets import find_target
from hasten.engine.model_request import ModelRequest
from hasten.models.answerer import Sampling
from hasten.models.recorded import RecordingAnswerer
from hasten.models.registry import chosen, open_answerer
from hasten.nouns import Target
from hasten.prompts.strategy import Ask
from hasten.report.record import new_record
from hasten.settings import Settings, load
from hasten_sim.records import to_json


def prompt(
    file: File,
    function: FunctionName = "",
    tests: Tests = None,
    model: Model = "",
    strategy: StrategyName = "",
    samples: Samples = 8,
    seed: Seed = 0,
    record: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl", help="Ask, and keep the answers there: a model of kind recorded."
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Print exactly what a language model would be sent; nothing is sent without --record.

    A strategy that builds on answers is shown up to where it waits for the first of them.
    """
    target = find_target(read_program(file), function)
    settings = load(target.path, flags={})
    request = ModelRequest(model, strategy, samples, seed)
    asks = run(_asks(target, settings, request, tests))
    if record is not None:
        count = run(_recorded(target, settings, request, asks, record))
        notes().print(Text(f"{numbers.count(count, 'answer')} in {record}"), soft_wrap=True)
        return ExitCode.OK if count else ExitCode.NOTHING
    if as_json:
        print_record(new_record("prompt") | {"asks": [to_json(one) for one in asks]})
        return ExitCode.OK
    for ask in asks:
        times = f" ({ask.samples} times)" if ask.samples > 1 else ""
        notes().print(Text(f"prompt {ask.prompt.digest[:12]}{times}"))
        output().print(Text(ask.prompt.text), soft_wrap=True)
    return ExitCode.OK


async def _asks(
    target: Target, settings: Settings, request: ModelRequest, tests: Path | None
) -> tuple[Ask, ...]:
    async with open_engine() as engine:
        return await engine.prompts(target, settings, request, tests=tests)


async def _recorded(
    target: Target, settings: Settings, request: ModelRequest, asks: tuple[Ask, ...], path: Path
) -> int:
    """Ask, and write each answer down as it comes."""
    model = chosen(settings, request.model)
    answerer = open_answerer(settings, request.model, target=target)
    recorder = RecordingAnswerer(answerer, path, target)
    sampling = Sampling(request.temperature, tokens=model.answer_tokens or None, seed=request.seed)
    count = 0
    try:
        for ask in asks:
            async with aclosing(recorder.answers(ask.prompt, ask.samples, sampling)) as replies:
                async for _ in replies:
                    count += 1
    finally:
        await recorder.close()
    return count
