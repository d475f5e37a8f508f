"""The command line. The only place that imports typer and rich; it holds no logic of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `hasten` and return its exit code (see `exit_codes`).

    The language server is started without typer and rich: editors wait for its first answer.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["lsp"]:
        from hasten.cli.lsp import serve

        return serve(given[1:])
    from hasten.cli.app import run

    return run(given)
