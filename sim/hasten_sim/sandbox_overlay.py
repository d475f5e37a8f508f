"""Copy-on-write views of directories inside the sandbox: the two ways to have one made."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from hasten_sim.sandbox_types import Overlay

Maker = Literal["", "bwrap", "unshare"]


def overlay_arguments(overlays: Sequence[Overlay], maker: Maker) -> tuple[list[str], list[str]]:
    """The command words that go before bwrap, and bwrap's own, for these overlays.

    bwrap makes overlays itself from 0.11 on. Before, unshare(1) makes a user and a mount
    namespace in which mount(8) may make them, and bwrap is started there; it then maps the
    user's own id back, for what unshare gives is root. Raises OSError when the directories that
    the overlays need cannot be made.
    """
    before: list[str] = []
    options: list[str] = []
    mounts: list[str] = []
    for overlay in overlays:
        work, merged = overlay.place / "work", overlay.place / "merged"
        for directory in (overlay.changes, work, merged):
            directory.mkdir(parents=True, exist_ok=True)
        if maker == "bwrap":
            for layer in reversed(overlay.layers):
                options += ["--overlay-src", str(layer)]
            options += ["--overlay", str(overlay.changes), str(work), overlay.target]
        else:
            lower = ":".join(map(_escaped, overlay.layers))
            where = f"lowerdir={lower},upperdir={_escaped(overlay.changes)}"
            where += f",workdir={_escaped(work)},userxattr"
            mounts.append(shlex.join(["mount", "-t", "overlay", "-o", where, "none", str(merged)]))
            options += ["--bind", str(merged), overlay.target]
    if mounts:
        script = " && ".join([*mounts, 'exec "$@"'])
        before = [*("/usr/bin/unshare", "--user", "--map-root-user", "--mount", "--")]
        before += ["/bin/sh", "-c", f"PATH=/usr/sbin:/usr/bin:/sbin:/bin; {script}", "sh"]
        options = ["--uid", str(os.getuid()), "--gid", str(os.getgid()), *options]
    return before, options


def unlock(overlay: Overlay) -> None:
    """Let the owner remove what the kernel has put into the overlay's work directory."""
    with contextlib.suppress(OSError):
        (overlay.place / "work" / "work").chmod(0o700)


def _escaped(path: Path) -> str:
    """A path as mount options want it: they end at commas, and layers at colons."""
    text = str(path)
    for special in ("\\", ":", ","):
        text = text.replace(special, f"\\{special}")
    return text
