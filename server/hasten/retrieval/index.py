"""Vectors of a corpus on disk: made once, mapped into memory, searched exactly.

An index is a folder whose name holds its fingerprint (corpus, embedder, format), so one that does
not fit any more is never opened. Folders appear whole, by a rename, and whoever has one open keeps
it when it is removed: several processes can work with the same cache.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from hasten.nouns import Category
from hasten.prompts.prompt import Example
from hasten.retrieval.embedder import Embedder, Vectors
from hasten.retrieval.pairs import Corpus
from hasten_sim.errors import RecordError
from hasten_sim.records import from_json, to_json

FORMAT = 1
BATCH = 256
MANY = 2_000
"""Texts from which on the user is told that they are embedded."""
_MANIFEST = "manifest.json"
_VECTORS, _LEARNED, _OFFSETS = "vectors.npy", "learned.npy", "offsets.npy"
_ROWS, _EXAMPLES = "rows.json", "examples.jsonl"
_HALF_MADE = ".new"
_FILES = (_VECTORS, _LEARNED, _OFFSETS, _ROWS, _EXAMPLES)

By = Literal["code", "description"]
Tell = Callable[[str], None]
Numbers = npt.NDArray[np.int64]


class _Damaged(Exception):
    """What is in a folder is no index, and why."""


@frozen(slots=False, eq=False)
class Index:
    """Pairs with their vectors: one pair for each slow program (or description) of a problem.

    Row i of `vectors` belongs to example i, the problem of number `problems[i]` in `names`, and the
    kind of improvement `categories[i]`.
    """

    embedder: Embedder
    vectors: Vectors = field(repr=False)
    learned: Vectors = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    problems: Numbers = field(repr=False)
    categories: tuple[Category | None, ...] = field(repr=False)
    lines: Callable[[int], bytes] = field(repr=False)

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.vectors)

    def example(self, row: int) -> Example:
        """The pair of a row."""
        return from_json(json.loads(self.lines(row)), Example)

    def similarities(self, text: str) -> Vectors:
        """The cosine of a text and each row. Raises RetrievalError when it cannot be embedded."""
        (vector,) = self.embedder.embed([text], self.learned)
        return similarities(self.vectors, vector)

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The number of each problem."""
        return {name: number for number, name in enumerate(self.names)}


def similarities(vectors: Vectors, vector: Vectors) -> Vectors:
    """The scalar product of each row with a vector."""
    # This reads the rows once, in order; the matrix product of NumPy takes about twice as long.
    return np.einsum("ij,j->i", vectors, vector)


def open_index(
    corpus: Corpus, embedder: Embedder, folder: Path, tell: Tell, *, by: By = "code"
) -> Index:
    """Open the index of a corpus below `folder`, or make it there.

    `tell` hears what could not be used of the corpus and why an index is made anew. Where nothing
    can be written the index is made in memory. Raises RetrievalError when the corpus cannot be read
    or embedded.
    """
    kind = _slug(f"{Path(corpus.name).stem}-{hashlib.sha256(corpus.name.encode()).hexdigest()[:6]}")
    prefix = f"{kind}-{by}-{_slug(embedder.name)}-"
    place = folder / f"{prefix}{fingerprint(corpus, embedder, by)[:20]}"
    found = _opened(place, embedder, tell)
    if found is not None:
        return found
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder / f"{prefix[:-1]}.lock"):
            return _opened(place, embedder, tell) or _made(
                corpus, embedder, by, place, tell, prefix
            )
    except OSError as error:
        tell(f"the index of {corpus.name} cannot be kept in {folder}: {error.strerror or error}")
        return _in_memory(corpus, embedder, by, tell)


def fingerprint(corpus: Corpus, embedder: Embedder, by: By) -> str:
    """Identifies all that an index depends on."""
    parts = [str(FORMAT), corpus.digest, embedder.identity, by]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


# --- making -------------------------------------------------------------------------------------


def _made(
    corpus: Corpus, embedder: Embedder, by: By, place: Path, tell: Tell, prefix: str
) -> Index:
    # Nobody else is at work here: what is half made was left by a process that was killed.
    others = [path for path in place.parent.glob(f"{prefix}*") if path != place]
    if any(path.suffix != _HALF_MADE for path in others):
        tell(f"{corpus.name} or the embedder {embedder.name} has changed: the index is made anew")
    made = _in_memory(corpus, embedder, by, tell)
    scratch = Path(tempfile.mkdtemp(prefix=f"{place.name}.", suffix=_HALF_MADE, dir=place.parent))
    try:
        _write(made, scratch)
        shutil.rmtree(place, ignore_errors=True)
        scratch.rename(place)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    for path in others:
        shutil.rmtree(path, ignore_errors=True)
    return _opened(place, embedder, tell) or made


def _in_memory(corpus: Corpus, embedder: Embedder, by: By, tell: Tell) -> Index:
    read = corpus.read()
    for fault in read.faults:
        tell(fault)
    chosen = _one_for_each(read.examples, by)
    texts = [text_of(one, by) for one in chosen]
    if len(texts) > MANY:
        tell(f"{corpus.name}: {len(texts)} texts are embedded, once; this may take minutes")
    learned = embedder.learn(texts)
    parts = [
        embedder.embed(texts[start : start + BATCH], learned)
        for start in range(0, max(len(texts), 1), BATCH)
    ]
    names = tuple(sorted({one.problem for one in chosen}))
    numbers = {name: number for number, name in enumerate(names)}
    lines = [json.dumps(to_json(one)).encode("utf-8", "surrogatepass") for one in chosen]
    return Index(
        embedder=embedder,
        vectors=np.vstack(parts),
        learned=learned,
        names=names,
        problems=np.array([numbers[one.problem] for one in chosen], dtype=np.int64),
        categories=tuple(one.category for one in chosen),
        lines=lines.__getitem__,
    )


def text_of(example: Example, by: By) -> str:
    """What of an example is embedded."""
    return example.slow if by == "code" else example.description


def _one_for_each(examples: Sequence[Example], by: By) -> list[Example]:
    """For each text of a problem the pair with the highest speedup, by key."""
    best: dict[tuple[str, str], Example] = {}
    for one in sorted(examples, key=lambda one: (-(one.speedup or 0), one.key)):
        if text_of(one, by).strip():
            best.setdefault((one.problem, text_of(one, by)), one)
    return sorted(best.values(), key=lambda one: one.key)


def _write(index: Index, folder: Path) -> None:
    lines = [index.lines(row) + b"\n" for row in range(len(index))]
    np.save(folder / _VECTORS, index.vectors)
    np.save(folder / _LEARNED, index.learned)
    np.save(folder / _OFFSETS, np.cumsum([0, *map(len, lines)], dtype=np.int64))
    (folder / _EXAMPLES).write_bytes(b"".join(lines))
    rows: dict[str, Any] = {
        "names": index.names,
        "problems": index.problems.tolist(),
        "categories": index.categories,
    }
    (folder / _ROWS).write_text(json.dumps(rows), encoding="utf-8")
    sums = {name: _checksum(folder / name) for name in _FILES}
    (folder / _MANIFEST).write_text(json.dumps({"checksums": sums}), encoding="utf-8")


# --- opening ------------------------------------------------------------------------------------


def _opened(place: Path, embedder: Embedder, tell: Tell) -> Index | None:
    if not place.is_dir():
        return None
    try:
        return _read(place, embedder)
    except (_Damaged, OSError, ValueError, KeyError, TypeError, RecordError) as error:
        tell(f"the index {place} is damaged ({error}): it is made anew")
        return None


def _read(place: Path, embedder: Embedder) -> Index:
    sums = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))["checksums"]
    for name in _FILES:
        if sums[name] != _checksum(place / name):
            raise _Damaged(f"{name} is not what was written")
    vectors: Vectors = np.load(place / _VECTORS, mmap_mode="r", allow_pickle=False)
    learned: Vectors = np.load(place / _LEARNED, mmap_mode="r", allow_pickle=False)
    offsets: Numbers = np.load(place / _OFFSETS, allow_pickle=False)
    rows = json.loads((place / _ROWS).read_text(encoding="utf-8"))
    data: npt.NDArray[np.uint8] = np.zeros(0, dtype=np.uint8)
    if len(vectors):
        data = np.memmap(place / _EXAMPLES, dtype=np.uint8, mode="r")

    def line(row: int) -> bytes:
        return data[offsets[row] : offsets[row + 1]].tobytes()

    return Index(
        embedder=embedder,
        vectors=vectors,
        learned=learned,
        names=tuple(rows["names"]),
        problems=np.array(rows["problems"], dtype=np.int64),
        categories=tuple(rows["categories"]),
        lines=line,
    )


def _checksum(path: Path) -> str:
    value = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            value = zlib.crc32(block, value)
    return f"{path.stat().st_size}-{value:08x}"


@contextmanager
def _alone(path: Path) -> Generator[None]:
    """Wait until no other process makes this index; the system ends the wait for a dead one."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()
