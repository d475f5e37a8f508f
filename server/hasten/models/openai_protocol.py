"""The OpenAI protocol as values: the body of a request, the events of an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from attrs import define, field, frozen

from hasten.models.answerer import Sampling
from hasten.prompts.prompt import Prompt

LARGEST_ANSWER = 4 << 20
"""Characters. No program is longer; a server that never ends is not read for ever."""
LARGEST_LINE = 16 << 20
COMPLETION_TOKENS = 2048
"""Servers end a completion after 16 tokens when they are not told otherwise."""

OPTIONAL = ("stream_options", "seed", "top_p", "temperature", "stop", "n", "max_tokens")
"""Parts of a request that some server or other does not know."""

_ENDS = {"length": "length", "max_tokens": "length", "content_filter": "broken"}


class NotTheProtocol(ValueError):
    """The server said something that no OpenAI-compatible server says."""


def body(
    model: str,
    prompt: Prompt,
    sampling: Sampling,
    *,
    samples: int,
    tokens: int | None,
    without: frozenset[str] = frozenset(),
) -> bytes:
    """The JSON of a request for some samples of at most so many tokens each.

    `without` names what this server does not know. One that does not know `max_tokens` is told
    `max_completion_tokens`, as the newer models of OpenAI want it.
    """
    asked: dict[str, Any] = {"model": model, "stream": True}
    asked["stream_options"] = {"include_usage": True}
    asked["temperature"] = sampling.temperature
    if prompt.form == "chat":
        asked["messages"] = [{"role": one.role, "content": one.text} for one in prompt.messages]
    else:
        asked["prompt"] = prompt.text
        tokens = tokens or COMPLETION_TOKENS
    if samples > 1:
        asked["n"] = samples
    if sampling.top_p < 1.0:
        asked["top_p"] = sampling.top_p
    if sampling.seed is not None:
        asked["seed"] = sampling.seed
    if prompt.stop:
        asked["stop"] = list(prompt.stop)
    if tokens is not None:
        asked["max_tokens"] = tokens
    for name in without:
        dropped = asked.pop(name, None)
        if name == "max_tokens" and dropped is not None:
            asked["max_completion_tokens"] = dropped
    # Escaped to ASCII: source text may hold surrogates, which UTF-8 cannot.
    return json.dumps(asked).encode("ascii")


@define
class Lines:
    """Cuts a stream of bytes into the data of its server-sent events."""

    _rest: bytes = b""
    _data: list[bytes] = field(factory=list[bytes])

    def feed(self, piece: bytes) -> Iterator[str]:
        """The data of each event that is complete with this piece."""
        # Not str.splitlines: a program may hold U+2028 and other things that it takes for ends.
        *lines, self._rest = (self._rest + piece).split(b"\n")
        if len(self._rest) > LARGEST_LINE:
            raise NotTheProtocol("a line without end")
        for line in lines:
            yield from self._line(line.rstrip(b"\r"))

    def end(self) -> Iterator[str]:
        """The last event, of a server that does not end it."""
        yield from self._line(self._rest.rstrip(b"\r"))
        yield from self._line(b"")

    def _line(self, line: bytes) -> Iterator[str]:
        if line.startswith(b"data:"):
            self._data.append(line[5:].removeprefix(b" "))
        elif not line and self._data:
            data, self._data = b"\n".join(self._data), []
            yield data.decode("utf-8", "replace")


@define
class Written:
    """One sample as far as it has come. `ended` is "" until the server says that it is done."""

    text: list[str] = field(factory=list[str])
    length: int = 0
    pieces: int = 0
    thought: bool = False
    ended: str = ""

    def add(self, text: str) -> None:
        """Take the next piece; more than the largest answer is not kept."""
        self.pieces += 1
        self.length += len(text)
        if self.length <= LARGEST_ANSWER:
            self.text.append(text)
        else:
            self.ended = "length"

    def whole(self, stops: Sequence[str]) -> str:
        """What was written, up to the first stop text (not every server knows them)."""
        text = "".join(self.text)
        ends = [end for end in (text.find(stop) for stop in stops if stop) if end >= 0]
        return text[: min(ends)] if ends else text


@frozen
class Counted:
    """The tokens of a request as its server counted them."""

    prompt_tokens: int
    answer_tokens: int


@define
class Answer:
    """What has come of one request: its samples by their index, and what it took."""

    asked: int = 1
    samples: dict[int, Written] = field(factory=dict[int, Written])
    counted: Counted | None = None

    @property
    def still_open(self) -> int:
        """How many of the samples that were asked for have not ended."""
        return self.asked - sum(bool(one.ended) for one in self.samples.values())

    @property
    def has_text(self) -> bool:
        """Whether anything was written: then asking again would be paying twice."""
        return any(one.length for one in self.samples.values())

    def take(self, data: str) -> list[int]:
        """Take an event; returns the samples that it ends. Raises NotTheProtocol, ServerError."""
        event = parsed(data)
        if "error" in event:
            raise ServerError(event)
        self._count(event.get("usage"))
        ended: list[int] = []
        for choice in objects(event.get("choices")):
            index = choice.get("index", 0)
            if not isinstance(index, int):
                raise NotTheProtocol("a sample without a number")
            written = self.samples.setdefault(index, Written())
            was_open = not written.ended
            _write(written, choice)
            if was_open and written.ended:
                ended.append(index)
        return ended

    def _count(self, usage: object) -> None:
        if isinstance(usage, Mapping):
            counts = cast("Mapping[str, Any]", usage)
            asked, answered = counts.get("prompt_tokens"), counts.get("completion_tokens")
            if isinstance(asked, int) and isinstance(answered, int):
                self.counted = Counted(asked, answered)


class ServerError(Exception):
    """The server said in the middle of its answer that it cannot go on."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        super().__init__("the server reports an error")
        self.event = event


def parsed(data: str) -> dict[str, Any]:
    """A JSON object. Raises NotTheProtocol for any other text."""
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        raise NotTheProtocol(data[:80]) from None
    if not isinstance(value, dict):
        raise NotTheProtocol(data[:80])
    return cast("dict[str, Any]", value)


def objects(value: object) -> list[dict[str, Any]]:
    """The objects in a JSON list, none in anything else."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("dict[str, Any]", one) for one in items if isinstance(one, dict)]


def _write(written: Written, choice: Mapping[str, Any]) -> None:
    """Take one choice of an event: a piece of a chat, a whole message, or a piece of a text."""
    part: object = choice.get("delta") or choice.get("message") or {}
    text: object = choice.get("text")
    if isinstance(part, dict):
        message = cast("dict[str, Any]", part)
        text = message.get("content") if text is None else text
        thinking = ("reasoning_content", "reasoning")
        written.thought |= any(bool(message.get(name)) for name in thinking)
    if isinstance(text, str) and text and not written.ended:
        written.add(text)
    reason = choice.get("finish_reason")
    if isinstance(reason, str) and not written.ended:
        written.ended = _ENDS.get(reason, "stop")
