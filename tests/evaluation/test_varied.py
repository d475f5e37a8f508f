from __future__ import annotations

from pathlib import Path

import pytest

from hasten.engine.engine import Engine
from hasten.evaluation.dataset import read_dataset
from hasten.evaluation.run import on_other_inputs
from hasten.evaluation.scores import PASSED
from hasten.evaluation.varied import varied_cases
from hasten.settings import Settings
from hasten_sim.store import Store
from tests.evaluation.test_harness import BUILD, write

HARNESS = """
int main() {
    unsigned long long state = 0x123456789ABCDEFULL;
    const int count = 1 << 10, few = 8;
    unsigned long long hash = 14695981039346656037ULL;
    int expected = made(2000u, few);
}
"""


def test_each_variation_is_a_task_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "tasks").mkdir()
    task = write(tmp_path / "tasks" / "task", BUILD)
    (task / "harness").mkdir()
    (task / "harness" / "main.cpp").write_text(HARNESS)
    (case,) = read_dataset(tmp_path / "tasks")
    found = list(varied_cases(case, tmp_path / "varied"))
    assert len(found) == 3
    for _, varied in found:
        assert varied.harness is not None
        assert varied.path.read_text() == case.slow
        assert varied.path.is_relative_to(tmp_path / "varied")
        assert (varied.harness.root / "harness" / "main.cpp").read_text() != HARNESS


SUMMING = """
long total(const long* values, int count) {
    long sum = 0;
    for (int i = 0; i < count; ++i) sum += values[i];
    return sum;
}
"""
CHECKED = r"""
#include <chrono>
#include <cstdio>
long total(const long* values, int count);
int main() {
    unsigned long long state = 0x123456789ABCDEFULL;
    const int count = 1000;
    static long values[1000];
    long expected = 0;
    for (int i = 0; i < count; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        expected += values[i] = state >> 40;
    }
    const auto start = std::chrono::steady_clock::now();
    long actual = total(values, count);
    const auto taken = std::chrono::steady_clock::now() - start;
    std::printf("{\"ok\":%d,\"elapsed_ns\":%lld}\n", actual == expected, (long long)taken.count());
    return actual == expected ? 0 : 1;
}
"""


@pytest.mark.slow
async def test_an_edit_must_be_right_on_other_inputs_of_its_harness(tmp_path: Path) -> None:
    (tmp_path / "tasks").mkdir()
    task = write(tmp_path / "tasks" / "task", BUILD)
    (task / "harness").mkdir()
    (task / "harness" / "main.cpp").write_text(CHECKED)
    (task / "baseline" / "solution.cpp").write_text(SUMMING)
    (case,) = read_dataset(tmp_path / "tasks")
    store = Store(tmp_path / "store.sqlite3")
    engine = Engine(store)
    try:
        found = await on_other_inputs(case, SUMMING.replace("++i", "i++"), engine, Settings())
        assert found == PASSED
        short = SUMMING.replace("i < count", "i < 1000 && i < count - (count < 100)")
        found = await on_other_inputs(case, short, engine, Settings())
        assert found.startswith("another seed, a fraction of the size: wrong output")
    finally:
        await engine.close()
        store.close()
