"""Opens the bundled pairs for those who ask models: their index is made once and kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hasten.retrieval.retriever import Retriever

_log = logging.getLogger(__name__)


def opener(folder: Path) -> Callable[[], Retriever]:
    """Something that opens the pairs, with their index below a folder of the cache, once."""

    @cache
    def opened() -> Retriever:
        from hasten.corpus.pairs import bundled_corpus
        from hasten.retrieval.retriever import open_retriever
        from hasten.retrieval.structural import Structural

        return open_retriever(bundled_corpus(), Structural(), folder, _log.info)

    return opened
