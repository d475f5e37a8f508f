"""Answers that were kept from a model, given as if it answered now; and what writes them down.

They are in a JSONL file, a folder of such, or a folder of texts:

    {"target": "two_sum", "strategy": "few_shot", "prompt": "", "model": "...", "text": "..."}
    answers/two_sum/1.md        answers/two_sum/few_shot/1.md        answers/two_sum.md

`target` is the digest of a `Target`, the name of its file with or without its suffix, the name of
its function, or both as "file:function". What an entry does not say, it does not ask for: one
without a strategy answers all of them. An entry with the digest of a prompt answers that prompt
alone; the others are given one after the other, each once in a search.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any, cast

from attrs import field, frozen

from hasten.errors import ModelError
from hasten.models.answerer import Answerer, Reply, Sampling, Usage
from hasten.nouns import Target
from hasten.prompts.prompt import Prompt

TEXTS = frozenset({".md", ".txt", ".c", ".cc", ".cpp", ".cxx"})
LARGEST_FILE = 64 << 20


@frozen
class Entry:
    """One kept answer, and what it answers; "" fits everything."""

    text: str = field(repr=False)
    target: str = ""
    strategy: str = ""
    prompt: str = ""
    model: str = ""
    index: int = 0
    ended: str = "stop"
    usage: Usage = Usage()
    seconds: float = 0.0


class RecordedAnswerer:
    """Gives the kept answers about one target. One that has none is a ModelError that says so."""

    def __init__(self, name: str, path: Path, target: Target | None = None) -> None:
        self.name = name
        self._path = path
        self._target = target
        self._entries: tuple[Entry, ...] | None = None
        self._given: dict[tuple[str, int | None], tuple[Entry, ...]] = {}
        self._used: set[int] = set()

    async def answers(
        self, prompt: Prompt, samples: int, sampling: Sampling
    ) -> AsyncGenerator[Reply, None]:
        """Yield as many as there are, at most `samples`; the sampling was that of long ago.

        The same prompt with the same seed has the same answers, with another seed the next ones.
        """
        if self._entries is None:
            self._entries = await asyncio.to_thread(read_entries, self._path)
        key = (prompt.digest, sampling.seed)
        found = self._given.get(key, ())
        if len(found) < samples:
            found += self._next(prompt, self._entries, samples - len(found))
            self._given[key] = found
        if not found:
            raise self._nothing(prompt, self._entries)
        for index, entry in enumerate(found[:samples]):
            yield Reply(index, entry.text, entry.ended, entry.usage, entry.seconds)

    def count_tokens(self, text: str) -> int | None:
        """Not known."""
        del text
        return None

    async def close(self) -> None:
        """Nothing is open."""

    def _next(self, prompt: Prompt, entries: tuple[Entry, ...], count: int) -> tuple[Entry, ...]:
        """The next entries for a prompt that were not given yet, the most fitting ones first."""
        names = names_of(self._target)
        fitting = [
            (number, entry)
            for number, entry in enumerate(entries)
            if number not in self._used
            and entry.strategy in ("", prompt.strategy)
            and (not entry.target or entry.target in names)
            and entry.prompt in ("", prompt.digest)
        ]
        fitting.sort(key=lambda one: (not one[1].prompt, not one[1].strategy, one[1].index))
        self._used |= {number for number, _ in fitting[:count]}
        return tuple(entry for _, entry in fitting[:count])

    def _nothing(self, prompt: Prompt, entries: tuple[Entry, ...]) -> ModelError:
        about = next(iter(names_of(self._target)[1:]), "this target")
        targets = sorted({entry.target for entry in entries if len(entry.target) != 64})
        has = f" It has answers about: {', '.join(targets[:8])}." if targets else ""
        return ModelError(
            f"{self._path} holds no (further) answer of {self.name} about {about} for the "
            f"strategy {prompt.strategy}.",
            f"Record one: hasten prompt FILE --strategy {prompt.strategy} --record.{has}",
        )


def names_of(target: Target | None) -> tuple[str, ...]:
    """What an entry may call a target, its digest first."""
    if target is None:
        return ()
    stem, name = target.path.stem, target.path.name
    functions = (f"{stem}:{target.name}", target.name) if target.name else ()
    return (target.digest, stem, name, *functions)


def read_entries(path: Path) -> tuple[Entry, ...]:
    """All entries of a file or folder, in a fixed order. Raises ModelError for what is no entry."""
    if not path.exists():
        raise ModelError(
            f"There are no kept answers at {path}.", "Set `path` of the model to their place."
        )
    if not path.is_dir():
        return tuple(_lines(path))
    found: list[Entry] = []
    for file in sorted(path.rglob("*"), key=_natural):
        if file.suffix == ".jsonl" and file.is_file():
            found += _lines(file)
        elif file.suffix in TEXTS and file.is_file():
            found.append(_text(file, file.relative_to(path)))
    return tuple(found)


def _natural(path: Path) -> list[tuple[int, str]]:
    """Orders 2.md before 10.md."""
    return [(int(part or 0), text) for text, part in re.findall(r"(\D*)(\d{0,9})", str(path))]


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ModelError(f"{path} is too large for kept answers.")
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror or error}.") from error


def _text(path: Path, place: Path) -> Entry:
    target, strategy = (*place.parts[:-1], "", "")[:2]
    return Entry(_read(path), target or path.stem, strategy)


def _lines(path: Path) -> Iterator[Entry]:
    for number, line in enumerate(_read(path).split("\n"), 1):
        if line.strip():
            yield _entry(line, f"{path}:{number}")


def _entry(line: str, place: str) -> Entry:
    wrong = ModelError(f"{place} is no kept answer: a JSON object with a `text` is wanted.")
    try:
        value: object = json.loads(line)
        if not isinstance(value, dict):
            raise wrong
        given = cast("dict[str, Any]", value)
        text = given["text"]
        words = {name: given.get(name, "") for name in ("target", "strategy", "prompt", "model")}
        ended, usage = given.get("ended", "stop"), Usage(**given.get("usage", {}))
        index, seconds = int(given.get("index", 0)), float(given.get("seconds", 0.0))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise wrong from None
    if not all(isinstance(one, str) for one in (text, ended, *words.values())):
        raise wrong
    return Entry(text, **words, index=index, ended=ended, usage=usage, seconds=seconds)


class RecordingAnswerer:
    """Writes down what a model answers, each answer as it comes, and passes it on."""

    def __init__(self, inner: Answerer, path: Path, target: Target | None = None) -> None:
        self.name = inner.name
        self._inner = inner
        self._path = path
        self._target = target

    async def answers(
        self, prompt: Prompt, samples: int, sampling: Sampling
    ) -> AsyncGenerator[Reply, None]:
        """Yield what the model answers; see `Answerer`. Raises ModelError for a bad path, too."""
        fresh = self._inner.answers(prompt, samples, sampling)
        try:
            async for reply in fresh:
                await asyncio.to_thread(self._write, prompt, reply)
                yield reply
        finally:
            await fresh.aclose()

    def count_tokens(self, text: str) -> int | None:
        """What the model behind it counts."""
        return self._inner.count_tokens(text)

    async def close(self) -> None:
        """Close the model behind it."""
        await self._inner.close()

    def _write(self, prompt: Prompt, reply: Reply) -> None:
        usage = reply.usage
        entry = {
            "target": self._target.digest if self._target is not None else "",
            "file": self._target.path.name if self._target is not None else "",
            "function": self._target.name if self._target is not None else "",
            "model": self.name,
            "strategy": prompt.strategy,
            "tag": prompt.tag,
            "template": prompt.template,
            "prompt": prompt.digest,
            "index": reply.index,
            "ended": reply.ended,
            "usage": {"prompt_tokens": usage.prompt_tokens, "answer_tokens": usage.answer_tokens},
            "seconds": round(reply.seconds, 3),
            "text": reply.text,
        }
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="ascii") as file:
                file.write(json.dumps(entry) + "\n")
        except OSError as error:
            raise ModelError(
                f"Answers cannot be recorded in {self._path}: {error.strerror or error}."
            ) from error
