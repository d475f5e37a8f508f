"""Options that several commands share, and how a budget is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from hasten.engine.model_request import ModelRequest
from hasten.errors import SettingsError

File = Annotated[
    Path, typer.Argument(metavar="FILE", show_default=False, help="A C++ or C program.")
]
Tests = Annotated[
    Path | None,
    typer.Option(
        "--tests",
        metavar="DIR",
        help="Folder of the test cases: input.1.txt with output.1.txt, or 1.in with 1.out. "
        "Without it they are looked for in tests/NAME and tests beside the file.",
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON record on standard output, nothing else.")
]
FunctionName = Annotated[
    str,
    typer.Option(
        "--function",
        "-f",
        metavar="NAME",
        help="Improve one function, by its name (qualified or not; NAME:LINE for an overload).",
    ),
]

Model = Annotated[
    str,
    typer.Option("--model", "-m", metavar="NAME", help="Ask a language model of the settings."),
]
Models = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        "-m",
        metavar="NAME",
        help="Ask a language model of the settings; given several times, several in one search.",
    ),
]
StrategyName = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="How it is asked (advised, search, retrieval+repair...); else its setting.",
    ),
]
Samples = Annotated[
    int, typer.Option(metavar="K", min=1, help="Answers that it is asked for: the k of Best@k.")
]
Seed = Annotated[int, typer.Option(help="What answers and examples are drawn by.")]

BackendName = Annotated[
    str,
    typer.Option(
        "--backend",
        metavar="NAME",
        help="What measures (callgrind, native, perf, gem5, auto, or what a package brings); else "
        "its setting.",
    ),
]
Gem5 = Annotated[
    str,
    typer.Option("--gem5", metavar="PATH", help="The gem5 of the backend gem5; else its setting."),
]
ProcessorName = Annotated[
    str,
    typer.Option(
        "--processor",
        metavar="NAME",
        help="What gem5 simulates: x86-skylake, pie, arm or riscv; else its setting.",
    ),
]


def model_request(
    models: Sequence[str] | None, strategy: str, samples: int, seed: int = 0
) -> ModelRequest | None:
    """What the options say of models, None when they name none."""
    if not models:
        return None
    first, *others = models
    return ModelRequest(first, strategy, samples, seed, beside=tuple(others))


_BUDGET = re.compile(r"(\d+(?:\.\d+)?)\s*(s|sec|seconds|m|min|minutes|t|trials)?")


def budget_settings(budget: str) -> dict[str, Any]:
    """The settings that a `--budget` stands for: "30" or "30s", "2m", "40t" or "40 trials".

    Raises SettingsError.
    """
    if not budget:
        return {}
    found = _BUDGET.fullmatch(budget.strip())
    amount, unit = (float(found[1]), found[2] or "s") if found else (0.0, "")
    is_part_of_a_trial = unit.startswith("t") and not amount.is_integer()
    if amount <= 0 or is_part_of_a_trial:
        raise SettingsError(
            f"--budget {budget} is not a budget",
            "Write seconds (30 or 30s), minutes (2m) or a number of trials (40t).",
        )
    if unit.startswith("t"):
        return {"budget.trials": int(amount)}
    return {"budget.seconds": amount * 60 if unit.startswith("m") else amount}


def backend_settings(backend: str, gem5: str, processor: str) -> dict[str, Any]:
    """The settings that `--backend`, `--gem5` and `--processor` stand for, those that are given."""
    given = {"backend": backend, "gem5": gem5, "simulation.processor": processor}
    return {key: value for key, value in given.items() if value}
