"""Results by content hash, kept in one SQLite file and shared by every process of the user.

It is a cache: whatever is lost is computed again. So a damaged file is put aside and a new one
begun, without a word to the user; but a place that cannot be written is an error they can mend.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_cache_path

from hasten_sim.errors import StoreError

SCHEMA = 1
MAX_BYTES = 512 << 20
_BUSY_SECONDS = 10.0
_KEEP = 0.9  # fraction of the bound that is left after making room
_LOG = logging.getLogger(__name__)

_TABLE = """
CREATE TABLE entries (
    kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    size INTEGER NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (kind, key)
)
"""

T = TypeVar("T")


def default_directory() -> Path:
    """Return the user's cache directory for hasten."""
    return user_cache_path("hasten")


class Store:
    """JSON values by (kind, key), in at most `max_bytes`: the least recently used go first.

    Safe for threads and for several processes at once. `path` None means the user's cache
    directory. Raises StoreError when the file cannot be created, read or written.
    """

    def __init__(self, path: Path | None = None, *, max_bytes: int = MAX_BYTES) -> None:
        self.path = path if path is not None else default_directory() / "store.sqlite3"
        self.max_bytes = max_bytes
        self._lock = threading.RLock()
        self._touched: dict[tuple[str, str], int] = {}
        self._clock = 0
        self._room = 0
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error
        self._connection: sqlite3.Connection | None = None
        self._run(lambda connection: connection.execute("SELECT 1 FROM entries LIMIT 1").fetchall())

    @property
    def directory(self) -> Path:
        """The cache directory; other caches (precompiled headers) may live beneath it."""
        return self.path.parent

    def get(self, kind: str, key: str) -> Any | None:
        """The value that was put there, None when there is none (any more)."""
        query = "SELECT value FROM entries WHERE kind = ? AND key = ?"

        def read(connection: sqlite3.Connection) -> str | None:
            row = connection.execute(query, (kind, key)).fetchone()
            return None if row is None else str(row[0])

        text = self._run(read)
        if text is None:
            return None
        try:
            value = json.loads(text)
        except ValueError:
            self._run(lambda connection: _forget(connection, kind, key))
            return None
        with self._lock:
            self._touched[kind, key] = self._now()
        return value

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep a JSON value, in the place of any earlier one. Too large a value is not kept."""
        text = json.dumps(value, separators=(",", ":"))
        size = len(text.encode("utf-8", "surrogatepass")) + len(kind) + len(key)
        if size > self.max_bytes * (1 - _KEEP):
            _LOG.info("not kept, %d bytes are too many: %s %s", size, kind, key)
            return
        row = (kind, key, text, size, self._now())

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)", row)
            self._room -= size
            if self._room < 0:
                self._make_room(connection)

        self._run(write)

    def delete(self, kind: str | None = None) -> int:
        """Forget every value of a kind, or all of them; returns how many there were."""

        def remove(connection: sqlite3.Connection) -> int:
            where, values = ("", ()) if kind is None else (" WHERE kind = ?", (kind,))
            return connection.execute(f"DELETE FROM entries{where}", values).rowcount

        removed = self._run(remove)
        self._run(_compact)
        return removed

    def count(self, kind: str | None = None) -> int:
        """How many values are kept, of one kind or in all."""

        def look(connection: sqlite3.Connection) -> int:
            where, values = ("", ()) if kind is None else (" WHERE kind = ?", (kind,))
            row = connection.execute(f"SELECT COUNT(*) FROM entries{where}", values).fetchone()
            return int(row[0])

        return self._run(look)

    def size(self) -> int:
        """Bytes of all values and their keys."""
        return self._run(_total)

    def close(self) -> None:
        """Write what is pending and let go of the file; a later use opens it again."""
        with self._lock:
            if self._connection is None:
                return
            try:
                self._run(self._flush)
            except StoreError as error:
                _LOG.warning("%s", error)
            self._disconnect()

    # --- inside -------------------------------------------------------------------------------

    def _now(self) -> int:
        # Strictly rising, also within one tick of the clock: the order of use must not be lost.
        self._clock = max(self._clock + 1, time.time_ns())
        return self._clock

    def _flush(self, connection: sqlite3.Connection) -> None:
        """Times of use are written together: a read must not cost a write."""
        rows = [(used, kind, key) for (kind, key), used in self._touched.items()]
        connection.executemany("UPDATE entries SET used = ? WHERE kind = ? AND key = ?", rows)
        self._touched.clear()

    def _make_room(self, connection: sqlite3.Connection) -> None:
        total = _total(connection)
        if total > self.max_bytes:
            self._flush(connection)
            oldest = "SELECT kind, key, size FROM entries ORDER BY used"
            for kind, key, size in connection.execute(oldest).fetchall():
                if total <= self.max_bytes * _KEEP:
                    break
                _forget(connection, kind, key)
                total -= size
        # Adding up every entry is slow, and other processes write too: look again before the
        # rest of the room can be full.
        self._room = (self.max_bytes - total) // 4

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` in one transaction; once more on a new file when this one is damaged."""
        with self._lock:
            try:
                return self._attempt(work)
            except sqlite3.DatabaseError as error:
                self._disconnect()
                if _is_damage(error):
                    _LOG.warning("%s is damaged (%s); starting a new one", self.path, error)
                    self._put_aside()
                elif self.path.exists():
                    raise self._unusable(str(error)) from error
            try:
                return self._attempt(work)
            except sqlite3.Error as error:
                self._disconnect()
                raise self._unusable(str(error)) from error

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            self._connection = _connect(self.path)
        with self._connection:
            return work(self._connection)

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _put_aside(self) -> None:
        aside = self.path.with_name(f"{self.path.name}.damaged")
        try:
            self.path.replace(aside)
            for suffix in ("-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error

    def _unusable(self, why: str) -> StoreError:
        return StoreError(
            f"The cache {self.path} cannot be used: {why}.",
            "Make its directory writable and leave some space on that disk.",
        )


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
    try:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        # A cache may lose its last writes in a power cut, never its consistency.
        connection.execute("PRAGMA synchronous = NORMAL")
        _prepare_schema(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare_schema(connection: sqlite3.Connection) -> None:
    if _version(connection) == SCHEMA:
        return
    connection.execute("BEGIN IMMEDIATE")
    # Another process may have done it while this one waited for its turn.
    if _version(connection) != SCHEMA:
        connection.execute("DROP TABLE IF EXISTS entries")
        connection.execute(_TABLE)
        connection.execute("CREATE INDEX entries_by_use ON entries (used)")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the file itself is at fault, not its place, its permissions or a lock."""
    if type(error) is sqlite3.DatabaseError:
        return True
    # A sound database, but somebody else's: the table is missing or has other columns.
    return any(sign in str(error) for sign in ("no such table", "no such column", "columns"))


def _total(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT TOTAL(size) FROM entries").fetchone()[0])


def _forget(connection: sqlite3.Connection, kind: str, key: str) -> None:
    connection.execute("DELETE FROM entries WHERE kind = ? AND key = ?", (kind, key))


def _compact(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA incremental_vacuum").fetchall()
