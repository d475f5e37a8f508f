"""Cancel, pressed where the client shows the progress of a search."""

from __future__ import annotations

import logging

from lsprotocol import types

from hasten.lsp.language_server import HastenServer

logger = logging.getLogger(__name__)


def cancel(ls: HastenServer, params: types.WorkDoneProgressCancelParams) -> None:
    """End the search that reports on this token."""
    if (task := ls.cancellable.get(params.token)) is not None:
        task.cancel()
    else:
        logger.debug("there is nothing to cancel on %s", params.token)


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.feature(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)(cancel)
