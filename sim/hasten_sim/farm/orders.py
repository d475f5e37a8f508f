"""What is sent to a worker: which function of hasten is to be called, with which data and files.

Functions are named, not sent: a worker runs its own hasten, of which it was made sure that it is
the same. The content of a file that several items have travels once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, cast

from attrs import field, frozen

from hasten_sim.errors import FarmError


@frozen
class Payload:
    """The input of one item: JSON data, and files by their relative path."""

    data: Mapping[str, Any] = field(converter=dict[str, Any])
    files: Mapping[str, bytes] = field(factory=dict[str, bytes], repr=False)

    def __attrs_post_init__(self) -> None:
        for name in self.files:
            parts = PurePosixPath(name).parts
            if not parts or name.startswith("/") or ".." in parts or "\0" in name:
                raise ValueError(f"{name!r} is no path below a folder")

    @property
    def digest(self) -> str:
        """SHA-256 of the data, and of the files with their names."""
        found = hashlib.sha256(json.dumps(dict(self.data), sort_keys=True).encode())
        for name in sorted(self.files):
            content = hashlib.sha256(self.files[name]).digest()
            found.update(len(name.encode()).to_bytes(8, "little") + name.encode() + content)
        return found.hexdigest()

    def write(self, folder: Path) -> None:
        """Write the files below a folder."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            # Checkers and build scripts come as files, too; whatever runs, runs in the sandbox.
            path.chmod(0o755 if content.startswith((b"#!", b"\x7fELF")) else 0o644)


@frozen
class Task:
    """Functions that a worker imports, each as "module:function".

    `work` takes a `Place` and gives an asynchronous context manager; what that yields is called
    with an item's data and folder, and returns its result as JSON data. `profile` takes a `Place`
    and returns the worker's `Profile`. `options` are JSON data that both find in the place.
    """

    work: str
    profile: str
    options: Mapping[str, Any] = field(factory=dict[str, Any])

    @property
    def record(self) -> list[Any]:
        """The task as JSON data: the arguments that make it."""
        return [self.work, self.profile, dict(self.options)]


@frozen
class Order:
    """A shard as it travels. `run` tells one run of a command from others on the same cluster.

    `profile` is the digest of the tools that its results are kept under.
    """

    run: str
    shard: str
    task: Task
    profile: str
    processors: int
    items: tuple[tuple[str, Payload], ...] = field(repr=False)

    def packed(self) -> bytes:
        """The order as compressed JSON."""
        contents: dict[str, str] = {}
        items: list[Any] = []
        for key, payload in self.items:
            names: dict[str, str] = {}
            for name, content in payload.files.items():
                digest = hashlib.sha256(content).hexdigest()
                names[name] = digest
                if digest not in contents:
                    contents[digest] = base64.b64encode(content).decode("ascii")
            items.append([key, dict(payload.data), names])
        record = {
            "run": self.run,
            "shard": self.shard,
            "task": self.task.record,
            "profile": self.profile,
            "processors": self.processors,
            "items": items,
            "contents": contents,
        }
        return compressed(record)

    @classmethod
    def unpacked(cls, packed: bytes) -> Order:
        """Read what `packed` made. Raises FarmError when it is damaged."""
        try:
            record = cast("dict[str, Any]", decompressed(packed))
            contents = {
                digest: base64.b64decode(text) for digest, text in record["contents"].items()
            }
            items = tuple(
                (key, Payload(data, {name: contents[of] for name, of in names.items()}))
                for key, data, names in record["items"]
            )
            return cls(
                record["run"],
                record["shard"],
                Task(*record["task"]),
                record["profile"],
                record["processors"],
                items,
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FarmError(
                f"a shard was damaged on its way: {error!r}",
                "Use the same version of hasten on all machines.",
            ) from error


def compressed(record: Any) -> bytes:
    """JSON data as it travels."""
    return zlib.compress(json.dumps(record).encode(), 1)


def decompressed(packed: bytes) -> Any:
    """Read what `compressed` made. Raises ValueError."""
    try:
        return json.loads(zlib.decompress(packed))
    except zlib.error as error:
        raise ValueError(str(error)) from error
