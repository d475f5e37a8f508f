"""Real clusters for tests: a scheduler and workers as processes, in network namespaces if we may.

With the right to make network namespaces (root), each worker lives in one of its own behind a
bridge, so that nothing is reached over a loopback device by accident. Without it, all are on
loopback.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import define, field, frozen

_numbers = itertools.count(os.getpid() % 200 * 256)
ROOT = Path(__file__).parents[3]


@frozen
class Network:
    """Where processes run: the address of the scheduler, and a command prefix for each worker."""

    address: str
    namespaces: tuple[str, ...]

    def prefix(self, worker: int) -> list[str]:
        """What comes before the command line of a worker."""
        names = self.namespaces
        return ["ip", "netns", "exec", names[worker % len(names)]] if names else []


LOOPBACK = Network("127.0.0.1", ())


@contextmanager
def network(workers: int) -> Generator[Network]:
    """A bridge with a namespace for each worker; loopback where that is not allowed."""
    number = next(_numbers) % 65536
    bridge, subnet = f"hsn{number}", f"10.{200 + number % 50}.{number >> 8 & 255}"
    names = [f"hasten-test-{number}-{worker}" for worker in range(workers)]
    try:
        if os.geteuid() != 0 or shutil.which("ip") is None:
            yield LOOPBACK
            return
        try:
            _ip("link", "add", bridge, "type", "bridge")
            _ip("address", "add", f"{subnet}.1/24", "dev", bridge)
            _ip("link", "set", bridge, "up")
            for at, name in enumerate(names):
                _ip("netns", "add", name)
                _ip(
                    "link",
                    "add",
                    f"{bridge}v{at}",
                    "type",
                    "veth",
                    "peer",
                    "name",
                    f"{bridge}p{at}",
                )
                _ip("link", "set", f"{bridge}v{at}", "master", bridge, "up")
                _ip("link", "set", f"{bridge}p{at}", "netns", name)
                within = ("netns", "exec", name, "ip")
                _ip(*within, "address", "add", f"{subnet}.{at + 2}/24", "dev", f"{bridge}p{at}")
                _ip(*within, "link", "set", f"{bridge}p{at}", "up")
                _ip(*within, "link", "set", "lo", "up")
        except subprocess.CalledProcessError:
            yield LOOPBACK
            return
        yield Network(f"{subnet}.1", tuple(names))
    finally:
        for name in names:
            _quietly("netns", "del", name)
        _quietly("link", "del", bridge)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=20)


def _quietly(*words: str) -> None:
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        _ip(*words)


@define
class Processes:
    """A scheduler and its workers. All end with the block that opened them."""

    folder: Path
    network: Network
    scheduler: subprocess.Popen[bytes]
    address: str
    workers: list[subprocess.Popen[bytes]] = field(factory=list[subprocess.Popen[bytes]])

    def add(
        self, environment: Mapping[str, str] | None = None, without: Sequence[Path] = ()
    ) -> int:
        """Start a worker without a nanny, with a cache of its own; returns its number.

        In a namespace of its own, the tools that it is to be `without` can be hidden from it.
        """
        number = len(self.workers)
        hide = [f"mount --bind /dev/null {tool.resolve()}" for tool in without]
        command = [
            *self.network.prefix(number),
            *(["sh", "-c", " && ".join([*hide, 'exec "$@"']), "sh"] if hide else []),
            *(sys.executable, "-m", "dask", "worker", self.address, "--no-nanny"),
            *("--nthreads", "1", "--no-dashboard", "--name", f"w{number}"),
            *("--local-directory", str(self.folder / f"scratch-{number}")),
        ]
        own = {
            "XDG_CACHE_HOME": str(self.folder / f"cache-{number}"),
            "PYTHONPATH": str(ROOT),
            **(environment or {}),
        }
        self.workers.append(_started(command, self.folder / f"worker-{number}.log", own))
        return number

    def kill_at(self, address: str) -> None:
        """Kill the worker at an address as a power cut would."""
        (number,) = [one for one in range(len(self.workers)) if f"{address}\n" in self.log(one)]
        self.workers[number].kill()
        self.workers[number].wait()

    def wait_for_all(self) -> None:
        """Wait until the scheduler knows every worker."""
        every = range(len(self.workers))
        wait_for(lambda: all("Registered" in self.log(one) for one in every), "worker", 100)

    def log(self, worker: int) -> str:
        """What a worker said."""
        return (self.folder / f"worker-{worker}.log").read_text(errors="replace")


@contextmanager
def cluster(folder: Path, where: Network, workers: int = 3) -> Generator[Processes]:
    """A scheduler with workers, killed at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "scheduler.json"
    command = [
        *(sys.executable, "-m", "dask", "scheduler", "--host", where.address, "--port", "0"),
        *("--no-dashboard", "--scheduler-file", str(file)),
    ]
    scheduler = _started(command, folder / "scheduler.log", {})
    made: Processes | None = None
    try:
        wait_for(lambda: file.exists() and file.read_text().rstrip().endswith("}"), "a scheduler")
        address = next(
            word.strip('",') for word in file.read_text().split() if word.startswith('"tcp://')
        )
        made = Processes(folder, where, scheduler, address)
        for _ in range(workers):
            made.add()
        yield made
    finally:
        for process in [scheduler, *(made.workers if made is not None else ())]:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()


def _started(
    command: Sequence[str], log: Path, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
        )


def wait_for(is_so: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
    """Wait until something is so; an AssertionError names it otherwise."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"there was no {what} within {seconds} seconds"
        time.sleep(0.02)
