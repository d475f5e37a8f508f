"""`hasten models`: the language models that are set up, and the servers that may read code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from attrs import asdict
from rich import box
from rich.table import Table
from rich.text import Text

from hasten.cli.console import notes, output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.models_evaluate import evaluate_models
from hasten.cli.options import Json
from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.approvals import Approvals, notice
from hasten.models.registry import chosen
from hasten.prompts.registry import all_strategies
from hasten.report.record import new_record
from hasten.settings import FILE_NAME, load

models = typer.Typer(help="The language models that are set up, and what they may read.")
models.command("evaluate")(evaluate_models)

Name = Annotated[str, typer.Argument(metavar="MODEL", show_default=False, help="Its name.")]


@models.command("list")
def _list(as_json: Json = False) -> int:
    """List the models of hasten.toml, whether you let them read your code, and how to ask them."""
    found = load(Path(FILE_NAME)).models
    approvals = Approvals()
    if as_json:
        ways = [{"name": one.name, "explanation": one.explanation} for one in all_strategies()]
        listed = [_record(one, approvals) for one in found]
        print_record(new_record("models") | {"models": listed, "strategies": ways})
        return ExitCode.OK
    if found:
        output().print(_table(found, approvals))
    else:
        notes().print("No language model is set up: [[models]] in hasten.toml, see README.")
    strategies = Table("strategy", "what it does", box=box.SIMPLE_HEAD, pad_edge=False)
    for one in all_strategies():
        strategies.add_row(Text(one.name), Text(one.explanation))
    output().print(strategies)
    return ExitCode.OK


def _table(found: Sequence[ModelSettings], approvals: Approvals) -> Table:
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("model", "kind", "where", "key", "strategy", "approved"):
        grid.add_column(title)
    for one in found:
        where = one.server or one.path or "the editor"
        approved = "yes" if approvals.allow(one) else "no"
        cells = (one.name, one.kind, where, one.key, one.strategy, approved)
        grid.add_row(*(Text(cell) for cell in cells))
    return grid


def _record(model: ModelSettings, approvals: Approvals) -> dict[str, Any]:
    approved = approvals.allow(model)
    return asdict(model) | {"approved": approved, "notice": notice(model)}


@models.command("approve")
def _approve(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask: I have read it.")] = False,
) -> int:
    """Let the server of a model read your code, after telling what leaves the machine."""
    model = chosen(load(Path(FILE_NAME)), name)
    notes().print(Text(notice(model)), soft_wrap=True)
    approvals = Approvals()
    if approvals.allow(model):
        notes().print("That is approved already.")
        return ExitCode.OK
    if not yes:
        if not sys.stdin.isatty():
            raise ModelError("Nobody is there to approve it.", "Add --yes if you do.")
        if not _confirmed():
            notes().print("Not approved. Nothing is sent there.")
            return ExitCode.NOTHING
    approvals.approve(model)
    notes().print(Text(f"Approved. `hasten models withdraw {model.server}` takes it back."))
    return ExitCode.OK


def _confirmed() -> bool:
    try:
        return typer.confirm("Do you approve?", err=True)
    except typer.Abort:
        raise KeyboardInterrupt from None


@models.command("withdraw")
def _withdraw(
    server: Annotated[
        str, typer.Argument(metavar="SERVER", show_default=False, help="https://HOST[:PORT]")
    ],
) -> int:
    """Let a server read your code no more; a model's name stands for its server."""
    by_name = {one.name: one.server for one in load(Path(FILE_NAME)).models}
    place = by_name.get(server, server).rstrip("/").lower()
    removed = Approvals().withdraw(place)
    if not removed:
        raise ModelError(f"{place} was not approved.", "`hasten models list` shows what is.")
    notes().print(Text(f"{place} is approved no more."))
    return ExitCode.OK
