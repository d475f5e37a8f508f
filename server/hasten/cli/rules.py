"""`hasten rules`: the catalogue of rewrites."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text

from hasten.cli.console import output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.options import Json
from hasten.errors import TargetError
from hasten.report.record import rules_record
from hasten.rules.registry import all_rules
from hasten.rules.rule import Rule


def rules(
    name: Annotated[
        str, typer.Argument(metavar="[ID]", show_default=False, help="Show one, with its example.")
    ] = "",
    as_json: Json = False,
) -> int:
    """List the rewrites that hasten knows, and what each promises."""
    known = all_rules()
    chosen = tuple(rule for rule in known if rule.id == name) if name else known
    if not chosen:
        raise TargetError(f"there is no rule {name}", "`hasten rules` lists them.")
    if as_json:
        print_record(rules_record(chosen))
        return ExitCode.OK
    for rule in chosen:
        _show(rule, with_example=bool(name))
    return ExitCode.OK


def _show(rule: Rule, *, with_example: bool) -> None:
    console = output()
    head = Text(rule.id, style="bold")
    head.append(f"  {rule.guarantee.replace('_', '-')}", style="not bold cyan")
    head.append(f"  {rule.category.replace('_', ' ')}", style="not bold dim")
    console.print(head)
    console.print(Padding(Text(f"{rule.title}. {rule.explanation}"), (0, 0, 1, 2)))
    if with_example:
        for what, code in (("Before", rule.example.before), ("After", rule.example.after)):
            console.print(Text(f"  {what}:", style="bold"))
            syntax = Syntax(code.strip("\n"), "cpp", background_color="default")
            console.print(Padding(syntax, (0, 0, 1, 4)))
