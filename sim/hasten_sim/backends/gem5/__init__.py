"""gem5: simulated time on a detailed model of a processor.

`discovery` finds gem5, `processors` says what is simulated, `configuration` runs inside gem5,
`running` starts it, `parsing` reads what it leaves, `objects` sees what it would do wrongly, and
`backend` puts all together.
"""

from __future__ import annotations

from hasten_sim.backends import Backend, BackendKind, Opening


async def _open(opening: Opening) -> Backend:
    from hasten_sim.backends.gem5.backend import Gem5

    return await Gem5.open(opening)


BACKEND = BackendKind("gem5", "simulated time on a detailed model of a processor", _open)
