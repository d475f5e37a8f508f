"""Ways to show a project to its commands without writing to it: overlays, or copies.

See `hasten_sim.project`, which is all that uses them.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Protocol

from attrs import define, frozen

from hasten_sim.errors import SuiteError
from hasten_sim.sandbox_types import Job, Limits, Mount, Overlay, Sandbox

COPY_LIMITS = Limits(wall_seconds=600.0, cpu_seconds=600.0, output_bytes=1 << 40)
_TOLD_BYTES = 1000


@frozen
class World:
    """What a job is shown of the project."""

    mounts: tuple[Mount, ...] = ()
    overlays: tuple[Overlay, ...] = ()


class View(Protocol):
    """A copy-on-write view: a state that builds share, and throw-away states on top of it."""

    async def begin(self) -> None:
        """Make the state that builds share."""
        ...

    def build(self) -> World:
        """The state that builds share."""
        ...

    async def fresh(self, name: str) -> World:
        """A state of its own, as the last build left it; replaces the last one of that name."""
        ...

    def write(self, relative: Path, content: bytes) -> None:
        """Put a file into the state that builds share."""
        ...

    def find(self, relative: Path, name: str) -> Path:
        """Where a file of the fresh state of that name lies."""
        ...

    def changed(self) -> Path:
        """A directory with at least what the builds have made."""
        ...


@define
class Layers(View):
    """Overlays of the project itself: nothing is copied but what is written."""

    root: Path
    scratch: Path

    async def begin(self) -> None:
        """See `View`."""
        (self.scratch / "build" / "changes").mkdir(parents=True, exist_ok=True)

    def build(self) -> World:
        """See `View`."""
        return World(overlays=(Overlay((self.root,), str(self.root), self.scratch / "build"),))

    async def fresh(self, name: str) -> World:
        """See `View`."""
        place = self.scratch / name
        await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)
        layers = (self.scratch / "build" / "changes", self.root)
        return World(overlays=(Overlay(layers, str(self.root), place),))

    def write(self, relative: Path, content: bytes) -> None:
        """See `View`."""
        changes = self.scratch / "build" / "changes"
        for parent in reversed(relative.parents[:-1]):
            if not (changes / parent).is_dir():
                (changes / parent).mkdir()
                shutil.copystat(self.root / parent, changes / parent)
        _replace(changes / relative, content, self.root / relative)

    def find(self, relative: Path, name: str) -> Path:
        """See `View`."""
        for layer in (self.scratch / name / "changes", self.scratch / "build" / "changes"):
            if (layer / relative).is_file():
                return layer / relative
        return self.root / relative

    def changed(self) -> Path:
        """See `View`."""
        return self.scratch / "build" / "changes"


@define
class Copies(View):
    """Whole copies (by reference, where the file system can)."""

    root: Path
    scratch: Path
    sandbox: Sandbox

    async def begin(self) -> None:
        """See `View`."""
        await self._copy(self.root, "build")

    def build(self) -> World:
        """See `View`."""
        return self._shown("build")

    async def fresh(self, name: str) -> World:
        """See `View`."""
        await self._copy(self.scratch / "build", name)
        return self._shown(name)

    def write(self, relative: Path, content: bytes) -> None:
        """See `View`."""
        _replace(self.scratch / "build" / relative, content, self.root / relative)

    def find(self, relative: Path, name: str) -> Path:
        """See `View`."""
        return self.scratch / name / relative

    def changed(self) -> Path:
        """See `View`."""
        return self.scratch / "build"

    def _shown(self, name: str) -> World:
        return World(mounts=(Mount(self.scratch / name, str(self.root), writable=True),))

    async def _copy(self, source: Path, name: str) -> None:
        """Copy a tree with its times and links; what may not be read is not there."""
        place = self.scratch / name
        await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)
        await asyncio.to_thread(place.mkdir, parents=True)
        kept = "--preserve=mode,timestamps,links"
        job = Job(
            ("/bin/cp", "-R", "-P", kept, "--reflink=auto", "--", "/from/.", "/to"),
            self.scratch / "copy.out",
            self.scratch / "copy.err",
            cwd="/",
            mounts=(Mount(source, "/from"), Mount(place, "/to", writable=True)),
            limits=COPY_LIMITS,
        )
        finished = await self.sandbox.run(job)
        if finished.ending != "exit":
            raise SuiteError(f"{self.root} could not be copied: {_complaint(job.stderr)}")


def _replace(path: Path, content: bytes, original: Path) -> None:
    """Write a file anew (a name of its own, if it had several), as accessible as the original."""
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    path.chmod(original.stat().st_mode & 0o777 | 0o600)


def _complaint(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_TOLD_BYTES).decode(errors="replace")
