"""How a cluster is named: `local:4`, a scheduler's address, or the file that names a scheduler."""

from __future__ import annotations

import re
from pathlib import Path

from attrs import frozen

from hasten_sim.errors import FarmError

MOST_LOCAL = 1024
_HOW = (
    "Write local:N for N processes of this machine, tcp://HOST:PORT or tls://HOST:PORT for a "
    "scheduler of Dask, or the path of its scheduler file (.json)."
)
_REMOTE = re.compile(r"(?P<scheme>tcp|tls)://(?P<host>\[[0-9A-Fa-f:.]+\]|[\w.-]+):(?P<port>\d+)")


@frozen
class Local:
    """So many worker processes, started here for one run and ended with it."""

    workers: int


@frozen
class Remote:
    """A scheduler that runs already, by its address."""

    address: str


@frozen
class SchedulerFile:
    """A scheduler that runs already, by the file that it wrote its address into."""

    path: Path


Cluster = Local | Remote | SchedulerFile


def parse(text: str) -> Cluster:
    """Read the name of a cluster. Raises FarmError, which says what is wrong with it."""
    kind, _, rest = text.strip().partition(":")
    if kind == "local":
        return Local(_workers(text, rest))
    if found := _REMOTE.fullmatch(text.strip()):
        if not 0 < int(found["port"]) < 65536:
            raise FarmError(f"cluster {text!r}: {found['port']} is no port", _HOW)
        return Remote(found[0])
    if re.fullmatch(r"(tcp|tls)://[^:]*", text.strip()):
        raise FarmError(f"cluster {text!r} names no port", "A scheduler's usual port is 8786.")
    if _REMOTE.fullmatch(f"tcp://{text.strip()}"):
        raise FarmError(f"cluster {text!r} lacks tcp:// or tls://", f"Write tcp://{text.strip()}.")
    if text.strip().endswith(".json"):
        return SchedulerFile(_existing(text.strip()))
    raise FarmError(f"{text!r} names no cluster", _HOW)


def _workers(text: str, count: str) -> int:
    if not re.fullmatch(r"[0-9]+", count) or not 1 <= int(count) <= MOST_LOCAL:
        raise FarmError(f"cluster {text!r}: {count!r} is no number of workers", _HOW)
    return int(count)


def _existing(name: str) -> Path:
    path = Path(name).expanduser()
    if not path.is_file():
        raise FarmError(
            f"there is no scheduler file {path}",
            "`dask scheduler --scheduler-file FILE` writes it, on a disk that is shared.",
        )
    return path
