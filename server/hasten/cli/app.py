"""The commands put together, and the one place where an error becomes an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, Any, cast

import typer

from hasten import __version__
from hasten.cli.batch import batch
from hasten.cli.clear_cache import clear_cache
from hasten.cli.console import prepare_streams, print_error, print_record
from hasten.cli.corpus import corpus
from hasten.cli.demo import demo
from hasten.cli.doctor import doctor
from hasten.cli.evaluate import evaluate
from hasten.cli.exit_codes import ExitCode, exit_code_of
from hasten.cli.init import init
from hasten.cli.ir import ir
from hasten.cli.lsp import serve
from hasten.cli.measure import measure
from hasten.cli.models import models
from hasten.cli.optimize import optimize
from hasten.cli.predict import predict
from hasten.cli.prompt import prompt
from hasten.cli.replay import replay
from hasten.cli.retrieval import retrieval
from hasten.cli.rules import rules
from hasten.cli.running import Terminated
from hasten.cli.verify import verify
from hasten.errors import HastenError
from hasten.report.record import error_record
from hasten_sim.errors import SimError

TERMINATED = 143

_EPILOG = "Exit codes: " + " ".join(f"{int(code)}: {code.explanation}" for code in ExitCode)

_app = typer.Typer(
    name="hasten",
    help="Make C++ programs faster: every edit is verified by the tests and measured.",
    epilog=_EPILOG,
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (
    optimize,
    init,
    measure,
    verify,
    replay,
    batch,
    evaluate,
    demo,
    doctor,
    rules,
    prompt,
    clear_cache,
):
    _app.command()(_command)
_app.add_typer(corpus, name="corpus")
_app.add_typer(predict, name="predict")
_app.add_typer(retrieval, name="retrieval")
_app.add_typer(ir, name="ir")
_app.add_typer(models, name="models")


@_app.command("lsp", context_settings={"ignore_unknown_options": True, "help_option_names": []})
def _lsp(arguments: Annotated[list[str] | None, typer.Argument(hidden=True)] = None) -> int:
    """Run the language server on standard input and output, or on --tcp PORT."""
    return serve(arguments or [])


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hasten {__version__}")
        raise typer.Exit


@_app.callback()
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
    command = cast("Any", typer.main.get_command(_app))
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
