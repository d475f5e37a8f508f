"""The language server: what it has been told, what it runs, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types
from pygls.exceptions import FeatureNotificationError, JsonRpcException
from pygls.io_ import run_async
from pygls.lsp.server import LanguageServer

from hasten import __version__
from hasten.lsp import features, llvm
from hasten.lsp.capabilities import Client
from hasten.lsp.clang import Clang
from hasten.lsp.configuration import Configuration
from hasten.lsp.documents import Documents, Snapshot
from hasten.lsp.jobs import Jobs
from hasten.lsp.llvm import LlvmDocuments, LlvmSnapshot
from hasten.lsp.matching import Matched
from hasten.lsp.protocol import Protocol
from hasten.lsp.results import Results
from hasten.lsp.worker import Worker
from hasten.nouns import Target
from hasten_sim.facts import Facts

if TYPE_CHECKING:
    from hasten.engine.engine import Engine
    from hasten_sim.store import Store

logger = logging.getLogger(__name__)

ENDING_SECONDS = 5.0
SOON_SECONDS = 0.025
"""How long an answer may wait for a text to be scanned. The next one finds that done."""
ENDS = (signal.SIGTERM, signal.SIGINT)

OURS = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL,
)


class HastenServer(LanguageServer):
    """One server for one editor: what it has been told, what it has found, what it runs."""

    def __init__(self) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] (pygls leaves it untyped)
            "hasten", __version__, protocol_cls=Protocol
        )
        self.client = Client()
        self.documents = Documents()
        self.configuration = Configuration()
        self.results = Results()
        self.matching: dict[tuple[object, ...], Matched] = {}
        self.matching_for: tuple[object, ...] = ()
        self.matching_turn = asyncio.Lock()
        self.parser = Worker("hasten-parser")
        self.worker = Worker("hasten-worker")
        self.jobs = Jobs()
        self.clang = Clang(self._ask_clang)
        self.llvm = LlvmDocuments()
        self.store: Store | None = None
        self._engine: Engine | None = None
        self._opening = asyncio.Lock()
        self._leaving = Event()
        self.cancellable: dict[types.ProgressToken, asyncio.Task[Any]] = {}
        # Documents and progress are ours: pygls need not keep them a second time.
        builtin = cast("Any", self.protocol.fm).builtin_features
        for method in OURS:
            builtin.pop(method)
        features.register_all(self)

    # --- the engine, which is loaded when it is needed first ------------------------------------

    async def engine(self) -> Engine:
        """Return the engine; the first call imports and opens it, outside the message loop."""
        async with self._opening:
            if self._engine is None:
                self._engine = await self.worker.run(self._open_engine)
            return self._engine

    @property
    def is_warm(self) -> bool:
        """Whether the engine has been loaded."""
        return self._engine is not None

    def _open_engine(self) -> Engine:
        from hasten.corpus.examples import opener
        from hasten.engine.engine import Engine
        from hasten_sim.errors import StoreError
        from hasten_sim.store import Store, default_directory

        try:
            self.store = Store()
        except StoreError as error:
            logger.warning("results will not be remembered: %s", error)
        directory = self.store.directory if self.store is not None else default_directory()
        return Engine(
            self.store,
            examples=opener(directory / "retrieval"),
            complete=self._complete if self.configuration.completes else None,
        )

    async def _complete(self, request: dict[str, Any]) -> object:
        """Ask the editor's own language model."""
        answer: Any = await self.protocol.send_request_async("hasten/complete", request)
        # pygls makes named tuples of the results of methods that it does not know.
        return answer._asdict() if hasattr(answer, "_asdict") else answer

    async def _ask_clang(self, path: Path, text: str) -> Facts:
        engine = await self.engine()
        return await engine.facts(path, text, self.configuration.settings_for(path))

    async def recall(self, *targets: Target) -> bool:
        """Look up what earlier runs found about these; whether that was anything."""
        unknown = [target for target in targets if not self.results.is_asked(target)]
        if not unknown:
            return False
        engine = await self.engine()
        return await self.worker.run(self.results.recall, engine, unknown)

    async def snapshot(self, uri: str) -> Snapshot | None:
        """Return an open C++ or C document as it is now, None when there is no such thing."""
        document = self.documents.get(uri)
        if document is None or not document.is_ours or document.path is None:
            return None
        return await document.snapshot(self.parser)

    async def llvm_snapshot(self, uri: str) -> LlvmSnapshot | None:
        """Return an open document of LLVM IR as it is now, None when there is no such thing.

        None as well for one that is too large to be looked at.
        """
        document = self.documents.get(uri)
        if document is None or not document.is_llvm_ir or document.path is None:
            return None
        if len(document.text) > llvm.LARGEST:
            return None
        return await self.llvm.snapshot(document, self.parser)

    async def llvm_snapshot_soon(self, uri: str) -> LlvmSnapshot | None:
        """The same; raises TimeoutError when a large text cannot be scanned in an instant."""
        return await asyncio.wait_for(self.llvm_snapshot(uri), SOON_SECONDS)

    # --- talking to the user --------------------------------------------------------------------

    def show(self, message: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Show a message to the user."""
        self.window_show_message(types.ShowMessageParams(kind, message))

    def refresh_lenses(self) -> None:
        """Have the lenses asked for again, where the client can do that."""
        if self.client.refreshes_lenses:
            self.workspace_code_lens_refresh(None)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Tell of a failure inside the server.

        A request has its own answer, so its failure is only logged (by pygls); what happened in a
        notification would otherwise go unseen.
        """
        if source is FeatureNotificationError:
            self.show(f"hasten: {error}", types.MessageType.Error)
        elif source is JsonRpcException:
            logger.error("a message could not be handled: %s", error)

    # --- beginning and end ----------------------------------------------------------------------

    @property
    def exit_code(self) -> int:
        """The exit status of the process: 0 once the client has asked for shutdown."""
        return cast("Protocol", self.protocol).exit_code

    def leave(self) -> None:
        """End the message loop after the current message."""
        self._leaving.set()

    async def close(self) -> None:
        """End every search and everything that it started."""
        await self.clang.close()
        await self.jobs.cancel_all()
        if self._engine is not None:
            engine, self._engine = self._engine, None
            try:
                await asyncio.wait_for(engine.close(), ENDING_SECONDS)
            except TimeoutError:
                logger.warning("the engine has not ended in %s s", ENDING_SECONDS)
        if self.store is not None:
            self.store.close()
            self.store = None
        self.parser.close()
        self.worker.close()

    async def serve(self, reader: Any, writer: Any) -> None:
        """Serve one client until it leaves, dies, or the process is told to end."""
        self.protocol.set_writer(writer)
        main = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for number in ENDS:
            if main is not None:
                loop.add_signal_handler(number, main.cancel)
        try:
            await run_async(
                self._leaving,
                reader,
                self.protocol,
                logging.getLogger("pygls"),
                self.report_server_error,
            )
        except (asyncio.IncompleteReadError, ConnectionError):
            logger.info("the client has gone")
        except asyncio.CancelledError:
            logger.info("told to end")
        finally:
            # A second signal must not interrupt the tidying up.
            for number in ENDS:
                loop.add_signal_handler(number, lambda: None)
            await self.close()
