"""The file of results: one JSON line for each item, by its content hash.

It is only ever appended to, so what was written once is not lost; and it is merged by key, so what
is there twice counts once. A line that was half written when the machine went down is dropped, and
its item done again.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Protocol, Self

from attrs import frozen

from hasten_sim.errors import FarmError, RecordError
from hasten_sim.records import from_json, to_json


@frozen
class Row:
    """The result of one item: plain data, and which worker with which tools made it.

    `profile` is the digest of the worker's profile. `seconds` are those that the item took.
    """

    key: str
    value: Any
    worker: str = ""
    profile: str = ""
    seconds: float = 0.0


class Keeper(Protocol):
    """Where results are kept. A row whose key is kept already changes nothing."""

    @property
    def known(self) -> Mapping[str, Any]:
        """The values of what is kept, by key."""
        ...

    def add(self, rows: Iterable[Row]) -> None:
        """Keep rows, so that they are there after a crash."""
        ...


class ResultFile:
    """The rows of one file that were made with one set of tools; rows of others are left alone.

    Used as a context manager: one process at a time writes to a file. Raises FarmError when
    another does, or when the file cannot be read or written.
    """

    def __init__(self, path: Path, profile: str) -> None:
        self.path = path
        self.profile = profile
        self._rows: dict[str, Any] = {}
        self._file: IO[bytes] | None = None

    @property
    def known(self) -> Mapping[str, Any]:
        """The values of what is kept, by key."""
        return self._rows

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("a+b")
        except OSError as error:
            raise _unusable(self.path, error) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise FarmError(
                f"another run is writing its results to {self.path}",
                "Wait for its end; it can be interrupted, and loses nothing.",
            ) from error
        for row in whole_rows(self.path):
            if row.profile == self.profile:
                self._rows.setdefault(row.key, row.value)
        _drop_half_line(self._file)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._file is not None
        self._file.close()

    def add(self, rows: Iterable[Row]) -> None:
        """Append the rows that are not known yet, and wait until they are on the disk."""
        new: dict[str, Row] = {}
        for row in rows:
            if row.profile == self.profile and row.key not in self._rows:
                new.setdefault(row.key, row)
        if not new:
            return
        lines = b"".join(_line(row) for row in new.values())
        assert self._file is not None
        try:
            self._file.write(lines)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _unusable(self.path, error) from error
        self._rows |= {key: row.value for key, row in new.items()}


def merge(paths: Iterable[Path], into: Path) -> int:
    """Write the rows of several files into one, each once; how many there are now.

    Merging again, in another order, or files that share rows, changes nothing. Raises FarmError.
    """
    found: dict[tuple[str, str], Row] = {}
    for path in (*paths, into):
        if not path.exists() and path != into:
            raise FarmError(f"there is no {path}", "Name files of results that exist.")
        for row in whole_rows(path):
            found.setdefault((row.profile, row.key), row)
    aside = into.with_name(f"{into.name}.new")
    try:
        aside.write_bytes(b"".join(_line(found[key]) for key in sorted(found)))
        aside.replace(into)
    except OSError as error:
        raise _unusable(into, error) from error
    return len(found)


def whole_rows(path: Path) -> Iterator[Row]:
    """The rows of a file; lines that are damaged or half written are passed over."""
    try:
        with path.open("rb") as file:
            for line in file:
                if line.endswith(b"\n") and (row := _row(line)) is not None:
                    yield row
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unusable(path, error) from error


def _row(line: bytes) -> Row | None:
    try:
        return from_json(json.loads(line), Row)
    except (ValueError, RecordError):
        return None


def _line(row: Row) -> bytes:
    return json.dumps(to_json(row), separators=(",", ":")).encode() + b"\n"


def _drop_half_line(file: IO[bytes]) -> None:
    """Cut off what stands behind the last end of a line: the next row must begin a line."""
    file.seek(0, os.SEEK_END)
    end = file.tell()
    at = end
    while at > 0:
        step = min(at, 1 << 16)
        file.seek(at - step)
        newline = file.read(step).rfind(b"\n")
        if newline >= 0:
            at = at - step + newline + 1
            break
        at -= step
    if at != end:
        file.truncate(at)
    file.seek(0, os.SEEK_END)


def _unusable(path: Path, error: OSError) -> FarmError:
    why = error.strerror or str(error)
    return FarmError(f"the results in {path} cannot be used: {why}", "Name another file.")
