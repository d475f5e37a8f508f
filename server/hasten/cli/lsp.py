"""`hasten lsp`: the language server. Imports neither typer nor rich: editors wait for it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def serve(arguments: Sequence[str]) -> int:
    """Serve one editor until it leaves; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="hasten lsp",
        description="Run the language server on standard input and output. Editors start it.",
    )
    parser.add_argument(
        "--tcp",
        metavar="PORT",
        type=_port,
        help="serve the first editor that connects to this port of this machine (0: any free one)",
    )
    parser.add_argument("--stdio", action="store_true", help="the default; some editors say it")
    options = parser.parse_args(list(arguments))
    from hasten.lsp.server import run_stdio, run_tcp

    return run_stdio() if options.tcp is None else run_tcp(options.tcp)


def _port(text: str) -> int:
    port = int(text) if text.isdigit() else -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port")
    return port
