"""`hasten demo`: the bundled slow program, made faster before your eyes."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from hasten.cli.console import notes
from hasten.cli.optimize import optimize
from hasten.cli.options import Json
from hasten.errors import TargetError

PROGRAM = "parcels.cpp"


def demo(
    folder: Annotated[
        Path,
        typer.Argument(metavar="[DIR]", help="Where the program and its tests are copied to."),
    ] = Path("hasten-demo"),
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE.html", help="The page to write.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> int:
    """Copy a slow program and its tests into a folder, and search for a faster version."""
    program = copy_demo(folder)
    if not as_json:
        notes().print(Text(f"$ hasten optimize {program}"), soft_wrap=True)
    return optimize(
        program, report=report or folder / "report.html", evidence=folder, as_json=as_json
    )


def copy_demo(folder: Path) -> Path:
    """Copy the bundled program and its tests; returns the program's path. Raises TargetError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with resources.as_file(resources.files("hasten") / "demo") as bundled:
            shutil.copytree(bundled, folder, dirs_exist_ok=True)
    except OSError as error:
        raise TargetError(
            f"the demo cannot be copied to {folder}: {error}",
            "Name another folder: hasten demo DIR",
        ) from error
    return folder / PROGRAM
