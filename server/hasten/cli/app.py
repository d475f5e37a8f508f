"""The commands put together, and the one place where an error becomes an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any, cast

import typer

from hasten import __version__
from hasten.cli.console import prepare_streams, print_error, print_record
from hasten.cli.exit_codes import ExitCode, exit_code_of
from hasten.cli.running import Terminated
from hasten.errors import HastenError
from hasten.report.record import error_record
from hasten_sim.errors import SimError

TERMINATED = 143

_EPILOG = "Exit codes: " + " ".join(f"{int(code)}: {code.explanation}" for code in ExitCode)

_COMMANDS = (
    "optimize",
    "init",
    "measure",
    "verify",
    "replay",
    "batch",
    "evaluate",
    "demo",
    "doctor",
    "rules",
    "prompt",
    "clear-cache",
    "corpus",
    "predict",
    "retrieval",
    "ir",
    "models",
    "lsp",
)
"""Each is the function, or the group of commands, of the same name in a module of that name."""


def _application(arguments: Sequence[str]) -> typer.Typer:
    """The command that was asked for; all of them where none is, to tell what there is.

    Importing all takes half a second that who asks for one would wait for.
    """
    app = typer.Typer(
        name="hasten",
        help="Make C++ programs faster: every edit is verified by the tests and measured.",
        epilog=_EPILOG,
        no_args_is_help=False,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_main)
    named = arguments[0] if arguments else ""
    for name in (named,) if named in _COMMANDS else _COMMANDS:
        _add(app, name)
    return app


def _add(app: typer.Typer, name: str) -> None:
    if name == "lsp":
        settings: dict[str, Any] = {"ignore_unknown_options": True, "help_option_names": []}
        app.command("lsp", context_settings=settings)(_lsp)
        return
    attribute = name.replace("-", "_")
    command = getattr(import_module(f"hasten.cli.{attribute}"), attribute)
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name)
    else:
        app.command(name)(command)


def _lsp(arguments: Annotated[list[str] | None, typer.Argument(hidden=True)] = None) -> int:
    """Run the language server on standard input and output, or on --tcp PORT."""
    from hasten.cli.lsp import serve

    return serve(arguments or [])


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hasten {__version__}")
        raise typer.Exit


def _main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None: ...


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    prepare_streams()
    as_json = "--json" in arguments
    command = cast("Any", typer.main.get_command(_application(arguments)))
    try:
        status = command.main(
            args=list(arguments) or ["--help"], prog_name="hasten", standalone_mode=False
        )
        if status == ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        sys.stdout.flush()
    except SimError as error:
        return _fail(error, exit_code_of(error), as_json)
    except Terminated:
        return TERMINATED
    except KeyboardInterrupt:
        kept = HastenError("interrupted", "What was measured is kept: the same command goes on.")
        return _fail(kept, ExitCode.INTERRUPTED, as_json)
    except (BrokenPipeError, SystemExit):
        # Nobody reads on (typer and rich turn that into an exit): no error. Python would complain
        # once more while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:
        # What typer raises for a wrong command line knows its own message and exit code.
        if not hasattr(error, "format_message"):
            traceback.print_exc()
            bug = HastenError(f"internal error: {error!r}", "Please report it, with the trace.")
            return _fail(bug, ExitCode.INTERNAL, as_json)
        usage = cast("Any", error)
        context = getattr(usage, "ctx", None)
        where = context.command_path if context is not None else "hasten"
        wrong = HastenError(usage.format_message(), f"`{where} --help` explains the options.")
        return _fail(wrong, ExitCode.USAGE, as_json)
    return int(status or 0)


def _fail(error: SimError, code: ExitCode, as_json: bool) -> int:
    if as_json:
        print_record(error_record(error.message, error.remedy, code))
    else:
        print_error(error)
    return code
