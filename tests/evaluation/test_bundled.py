from __future__ import annotations

from pathlib import Path

import pytest

from hasten.errors import TargetError
from hasten.evaluation.bundled import sole_use


def test_two_evaluations_do_not_write_into_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "evaluate" / "test"
    with sole_use(folder):
        with pytest.raises(TargetError, match="another evaluation"), sole_use(folder):
            pass
        with sole_use(folder.with_name("train")):
            pass
    with sole_use(folder):
        pass
