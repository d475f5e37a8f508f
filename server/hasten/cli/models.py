"""`hasten models`: the language models of the settings, and which servers may be sent code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.prompt import Confirm
from rich.table import Table
from rich.text import Text

from hasten import numbers
from hasten.cli.console import notes, output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.options import Json
from hasten.errors import ModelError
from hasten.models.approvals import Approvals, notice
from hasten.models.registry import chosen
from hasten.prompts.registry import all_strategies
from hasten.report.record import new_record
from hasten.settings import Settings, load

models = typer.Typer(help="Language models: those of the settings, and what may be sent to them.")

Name = Annotated[str, typer.Argument(metavar="MODEL", help="As it is called in the settings.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Agree without being asked.")]


@models.command("list")
def list_models(as_json: Json = False) -> int:
    """List the models of hasten.toml, and the ways to ask them."""
    settings, approvals = _settings(), Approvals()
    if as_json:
        rows = [
            {
                "name": one.name,
                "kind": one.kind,
                "strategy": one.strategy,
                "server": one.server,
                "approved": approvals.allow(one),
            }
            for one in settings.models
        ]
        ways = [{"name": one.name, "explanation": one.explanation} for one in all_strategies()]
        print_record(new_record("models") | {"models": rows, "strategies": ways})
        return ExitCode.OK
    if not settings.models:
        notes().print(Text("No language model is set up: see [[models]] in README."))
    else:
        table = Table("model", "kind", "asked by", "where", "approved", box=None)
        for one in settings.models:
            where = one.server or one.path or "the editor"
            yes = "yes" if approvals.allow(one) else "no"
            table.add_row(one.name, one.kind, one.strategy, where, yes)
        output().print(table)
    ways = Table("strategy", "what it does", box=None)
    for one in all_strategies():
        ways.add_row(one.name, one.explanation)
    output().print(ways)
    return ExitCode.OK


@models.command()
def approve(name: Name, yes: Yes = False) -> int:
    """Agree that code is sent to the server of a model, once and for all."""
    model = chosen(_settings(), name)
    approvals = Approvals()
    notes().print(Text(notice(model)), soft_wrap=True)
    if approvals.allow(model):
        notes().print(Text("There is nothing (more) to approve."))
        return ExitCode.OK
    if not yes and not Confirm.ask("Send code there?", console=notes(), default=False):
        raise ModelError(f"{name} is not approved.", "Nothing was sent, nothing was changed.")
    approvals.approve(model)
    notes().print(Text(f"Approved: {model.server}"), soft_wrap=True)
    return ExitCode.OK


@models.command()
def withdraw(name: Name) -> int:
    """Take back what was agreed to for the server of a model."""
    model = chosen(_settings(), name)
    removed = Approvals().withdraw(model.server) if model.server else 0
    notes().print(Text(f"{numbers.count(removed, 'approval')} withdrawn"))
    return ExitCode.OK if removed else ExitCode.NOTHING


def _settings() -> Settings:
    """The settings of the folder that one is in."""
    return load(Path.cwd() / "any.cpp", flags={})
