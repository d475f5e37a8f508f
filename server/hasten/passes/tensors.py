"""Named arrays in a file of the safetensors format, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hasten.errors import PolicyUnusable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

ADVICE = "The search goes on without it; hasten has to be installed anew."


def read_tensors(path: Path) -> tuple[dict[str, str], dict[str, Array]]:
    """The metadata and the arrays of a file. Raises PolicyUnusable when it cannot be read."""
    import numpy as np
    import safetensors

    try:
        file: Any = safetensors.safe_open(str(path), framework="numpy")
        with file:
            said: dict[str, str] = dict(file.metadata() or {})
            names: list[str] = list(file.keys())
            found = {name: np.asarray(file.get_tensor(name), np.float32) for name in names}
    except (OSError, ValueError, safetensors.SafetensorError) as problem:
        raise PolicyUnusable(f"{path} cannot be read: {problem}", ADVICE) from problem
    return said, found


def write_tensors(tensors: Mapping[str, Array], said: dict[str, str], path: Path) -> None:
    """Write arrays as half-precision numbers, which is as exact as what was learned."""
    import numpy as np
    import safetensors.numpy

    library: Any = safetensors.numpy
    library.save_file(
        {name: one.astype(np.float16) for name, one in tensors.items()}, str(path), said
    )
