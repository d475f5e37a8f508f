"""Indexes on disk: made once, told when they are damaged or stale, and shared by processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

from hasten.errors import RetrievalError
from hasten.prompts.prompt import Example
from hasten.retrieval.index import MANY, Index, open_index
from hasten.retrieval.pairs import Corpus, Read
from tests.retrieval.material import Letters, corpus, example

EXAMPLES = [example(f"p{n}", "abcdefgh"[n] * (n + 1)) for n in range(8)]


def opened(
    folder: Path, examples: list[Example] = EXAMPLES, embedder: Letters | None = None
) -> tuple[Index, list[str]]:
    told: list[str] = []
    return open_index(corpus(examples), embedder or Letters(), folder, told.append), told


def folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir())


def rows(index: Index) -> list[Example]:
    return [index.example(row) for row in range(len(index))]


def test_an_index_is_made_once_and_then_read(tmp_path: Path) -> None:
    first, _ = opened(tmp_path)
    embedder = Letters()
    second, told = opened(tmp_path, embedder=embedder)
    assert embedder.asked == []
    assert told == []
    assert rows(first) == rows(second) == EXAMPLES
    assert np.array_equal(first.vectors, second.vectors)
    assert isinstance(second.vectors, np.memmap)
    assert not second.vectors.flags.writeable


def test_the_most_similar_row_is_found(tmp_path: Path) -> None:
    index, _ = opened(tmp_path)
    assert int(np.argmax(index.similarities("ccc"))) == 2


@pytest.mark.parametrize("change", ["corpus", "embedder"])
def test_a_stale_index_is_told_made_anew_and_removed(tmp_path: Path, change: str) -> None:
    before, _ = opened(tmp_path)
    examples = [*EXAMPLES, example("p9", "aabb")] if change == "corpus" else EXAMPLES
    after, told = opened(tmp_path, examples, Letters(2 if change == "embedder" else 1))
    assert len(after) == len(examples)
    assert any("made anew" in one for one in told)
    assert len(folders(tmp_path)) == 1
    assert rows(before) == EXAMPLES  # whoever has the old one open keeps it


@pytest.mark.parametrize(
    "name", ["vectors.npy", "learned.npy", "offsets.npy", "rows.json", "examples.jsonl"]
)
@pytest.mark.parametrize("damage", ["cut", "flipped", "gone"])
def test_a_damaged_index_is_told_and_made_anew(tmp_path: Path, name: str, damage: str) -> None:
    opened(tmp_path)
    file = folders(tmp_path)[0] / name
    data = bytearray(file.read_bytes())
    if damage == "gone":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(data[:-1])
    else:
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    again, told = opened(tmp_path)
    assert "damaged" in told[0]
    assert rows(again) == EXAMPLES
    assert opened(tmp_path)[1] == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"checksums": {}}', '{"checksums": 3}'])
def test_a_damaged_manifest_is_told_and_the_index_made_anew(tmp_path: Path, content: str) -> None:
    opened(tmp_path)
    (folders(tmp_path)[0] / "manifest.json").write_text(content, encoding="utf-8")
    again, told = opened(tmp_path)
    assert "damaged" in told[0]
    assert rows(again) == EXAMPLES


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    opened(tmp_path)
    (made,) = folders(tmp_path)
    half = made.with_name(f"{made.name}.abc.new")
    made.rename(half)
    _, told = opened(tmp_path)
    assert told == []
    assert len(folders(tmp_path)) == 1


def test_many_at_once_make_one_index(tmp_path: Path) -> None:
    embedders = [Letters() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        made = [pool.submit(opened, tmp_path, EXAMPLES, one) for one in embedders]
        found = [one.result()[0] for one in made]
    assert all(rows(index) == EXAMPLES for index in found)
    assert sum(bool(one.asked) for one in embedders) == 1
    assert len(folders(tmp_path)) == 1


def test_corpora_and_embedders_do_not_disturb_each_other(tmp_path: Path) -> None:
    told: list[str] = []
    for name in ("one", "two"):
        open_index(corpus(EXAMPLES, name), Letters(), tmp_path, told.append)
        open_index(corpus(EXAMPLES, name), Letters(name="other"), tmp_path, told.append)
    assert len(folders(tmp_path)) == 4
    assert told == []


def test_where_nothing_can_be_written_the_index_is_in_memory(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    index, told = opened(blocked / "below")
    assert rows(index) == EXAMPLES
    assert "cannot be kept" in told[0]


def test_an_empty_corpus_has_an_empty_index(tmp_path: Path) -> None:
    for _ in range(2):
        index, told = opened(tmp_path, [])
        assert len(index) == 0
        assert len(index.similarities("abc")) == 0
        assert told == []


def test_of_the_same_slow_program_only_the_best_pair_is_kept(tmp_path: Path) -> None:
    pairs = [
        example("p", "aab", "slower", speedup=2.0),
        example("p", "aab", "best", speedup=9.0),
        example("p", "aab", "unknown"),
        example("q", "aab", "other problem"),
    ]
    index, _ = opened(tmp_path, pairs)
    assert [one.key for one in rows(index)] == ["p/best", "q/other problem"]


def test_what_cannot_be_used_of_a_corpus_is_told_when_it_is_read(tmp_path: Path) -> None:
    told: list[str] = []
    broken = Corpus("c", "1", lambda: Read(tuple(EXAMPLES), ("line 3: not JSON",)))
    open_index(broken, Letters(), tmp_path, told.append)
    open_index(broken, Letters(), tmp_path, told.append)
    assert told == ["line 3: not JSON"]


def test_what_takes_long_is_told(tmp_path: Path) -> None:
    _, told = opened(tmp_path, [example(f"p{n}", "a" * (n + 1)) for n in range(MANY + 1)])
    assert f"{MANY + 1} texts" in told[0]


def test_a_corpus_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    def read() -> Read:
        raise RetrievalError("nothing there", "Name another.")

    with pytest.raises(RetrievalError, match="nothing there"):
        open_index(Corpus("c", "1", read), Letters(), tmp_path, print)


def test_descriptions_have_an_index_of_their_own(tmp_path: Path) -> None:
    described = [evolve(one, description=one.slow[::-1]) for one in EXAMPLES[:3]] + EXAMPLES[3:]
    index = open_index(corpus(described), Letters(), tmp_path, print, by="description")
    assert len(index) == 3
