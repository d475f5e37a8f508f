"""Source files as text and back, byte for byte: encoding and line ends survive an edit."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from attrs import field, frozen

from hasten.errors import HastenError, TargetError

LARGEST_BYTES = 64 << 20


@frozen
class SourceFile:
    """A file's text as it was read: line ends untouched, encoding and digest remembered."""

    path: Path
    text: str = field(repr=False)
    encoding: str
    digest: str


def read_source(path: Path) -> SourceFile:
    """Read a source file: UTF-8 (with or without a mark), else Latin-1, which loses nothing.

    Raises TargetError when there is no such file, or it is no text.
    """
    if path.is_dir():
        raise TargetError(f"{path} is a folder", "Name a C++ file, or use `hasten batch` on it.")
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_BYTES else b""
    except OSError as error:
        raise TargetError(f"{path} cannot be read: {error.strerror or error}") from error
    if size > LARGEST_BYTES:
        raise TargetError(f"{path} has {size >> 20} MiB; files up to 64 MiB can be optimized")
    if b"\0" in data:
        raise TargetError(f"{path} is not a text file", "Name a C++ source file.")
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "latin-1", data.decode("latin-1")
    return SourceFile(path, text, encoding, hashlib.sha256(data).hexdigest())


def write_source(original: SourceFile, text: str) -> None:
    """Replace the file's text atomically; permissions and encoding stay.

    Raises HastenError when the file has changed since it was read, or cannot be written; then it
    is as it was.
    """
    path = original.path.resolve()
    try:
        if hashlib.sha256(path.read_bytes()).hexdigest() != original.digest:
            raise HastenError(
                f"{path} has changed since it was read; it was left as it is",
                "Run the command again.",
            )
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode(original.encoding))
            Path(name).chmod(path.stat().st_mode & 0o7777)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except (OSError, UnicodeEncodeError) as error:
        raise HastenError(f"{path} cannot be written: {error}") from error
