"""`hasten init`: find out how a project is built, tested and measured, and write it down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from hasten.batch.batch import find_files
from hasten.cli.console import notes, output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.files import write_output
from hasten.cli.options import Json
from hasten.cli.running import run
from hasten.errors import SettingsError, TargetError
from hasten.projects.trying import Commands, Findings, find_commands
from hasten.settings import FILE_NAME, load
from hasten_sim.sandbox import open_sandbox


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", show_default=False, help="The project; here if none.")
    ] = Path(),
    force: Annotated[
        bool, typer.Option("--force", help="Replace a hasten.toml that is there.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Find out how a project is built, tested and measured, and write hasten.toml.

    What the build files suggest is tried in the sandbox, on a view of the project: nothing but
    hasten.toml is written, and only commands that worked are written into it.
    """
    if not folder.is_dir():
        raise TargetError(f"{folder} is no folder", "Name the project's folder.")
    place = folder / FILE_NAME
    if place.exists() and not force:
        raise SettingsError(
            f"{place} exists", "Edit it, or run `hasten init --force` to replace it."
        )
    root = folder.resolve()
    settings = load(root / FILE_NAME)
    if cases := find_files([root], lambda _: settings):
        notes().print(
            Text(f"{len(cases)} files have tests beside them already; `hasten batch` takes these."),
            soft_wrap=True,
        )
    findings = run(_found(root))
    if findings.commands is not None:
        text = _toml(findings)
        write_output(place, lambda: place.write_text(text, encoding="utf-8"))
    if as_json:
        print_record(_record(findings, place))
    else:
        _show(findings, place)
    return ExitCode.OK if findings.commands is not None else ExitCode.NOTHING


async def _found(root: Path) -> Findings:
    return await find_commands(root, await open_sandbox())


def _toml(findings: Findings) -> str:
    commands = findings.commands
    assert commands is not None
    lines = [f"# Written by `hasten init` from {commands.origin}; every command was tried."]
    lines += [f"# {line}" for note in findings.notes for line in note.splitlines()]
    lines += ["", "[project]"]
    for name, command in _pairs(commands):
        # A JSON string is a TOML basic string.
        lines.append(f"{name} = {json.dumps(command)}")
    return "\n".join(lines) + "\n"


def _pairs(commands: Commands) -> list[tuple[str, str]]:
    pairs = [("build", commands.build), ("test", commands.test), ("measure", commands.measure)]
    return [(name, command) for name, command in pairs if command]


def _record(findings: Findings, place: Path) -> dict[str, object]:
    commands = findings.commands
    return {
        "schema": 1,
        "kind": "init",
        "written": str(place) if commands is not None else None,
        "commands": dict(_pairs(commands)) if commands is not None else {},
        "notes": list(findings.notes),
    }


def _show(findings: Findings, place: Path) -> None:
    console = output()
    for note in findings.notes:
        notes().print(Text(note), soft_wrap=True)
    if findings.commands is None:
        console.print(Text("No way to build and test this project was found; nothing was written."))
        return
    for name, command in _pairs(findings.commands):
        console.print(Text(f"{name:8} {command}"), soft_wrap=True)
    console.print(Text(f"Written to {place}. Next: hasten optimize FILE"), soft_wrap=True)
