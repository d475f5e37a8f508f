"""One feature a file; each has `register(server)` and is found by walking this folder.

To add one, add a file: no other needs to change.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hasten.lsp.language_server import HastenServer


def register_all(server: HastenServer) -> None:
    """Register every feature in this folder, in the order of their names."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        importlib.import_module(f"{__name__}.{module.name}").register(server)
