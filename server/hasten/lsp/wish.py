"""What a client asks to be made faster, read from the JSON of a command or a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from attrs import frozen
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from hasten.errors import TargetError
from hasten.lsp.documents import Document, Snapshot
from hasten.nouns import Target, text_digest
from hasten.source.cpp import Function

Scope = Literal["function", "program"]


class Changed(TargetError):
    """What was asked about is no longer in the document."""


@frozen
class Wish:
    """A document, and which part of it.

    A function is named by `function` (qualified) with the `digest` of its text, or stands at
    `position`. `version` is the one that the client saw when it asked. `proposal` is the digest of
    a candidate that is already known. `model` is a language model to ask, "" for none, and
    `strategy` how.
    """

    uri: str
    scope: Scope = "function"
    version: int | None = None
    position: types.Position | None = None
    function: str = ""
    digest: str = ""
    proposal: str = ""
    model: str = ""
    strategy: str = ""

    @classmethod
    def read(cls, raw: object) -> Wish:
        """Read the arguments of a command or a request; raises JsonRpcInvalidParams."""
        given = _mapping(raw, "the argument")
        document = _mapping(given.get("textDocument") or given, "textDocument")
        uri = document.get("uri")
        scope = given.get("scope", "function")
        version = document.get("version")
        if not isinstance(uri, str):
            raise JsonRpcInvalidParams("`uri` of a document is missing")
        if scope not in ("function", "program"):
            raise JsonRpcInvalidParams('`scope` is "function" or "program"')
        if version is not None and not isinstance(version, int):
            raise JsonRpcInvalidParams("`version` is a whole number")
        return cls(
            uri=uri,
            scope=scope,
            version=version,
            position=_position(given.get("position")),
            function=str(given.get("function") or ""),
            digest=str(given.get("digest") or ""),
            proposal=str(given.get("proposal") or ""),
            model=str(given.get("model") or ""),
            strategy=str(given.get("strategy") or ""),
        )

    def argument(self) -> dict[str, Any]:
        """Return the argument of a command that asks for this."""
        return {
            "uri": self.uri,
            "version": self.version,
            "scope": self.scope,
            "function": self.function or None,
            "position": self.position,
            "digest": self.digest,
            "proposal": self.proposal or None,
            "model": self.model or None,
            "strategy": self.strategy or None,
        }

    def find(self, document: Document, snapshot: Snapshot) -> Function | None:
        """Return the function that is meant, None for the program; raises TargetError."""
        if self.scope == "program":
            return None
        if self.digest:
            return self._unchanged(snapshot)
        if self.function:
            return self._named(snapshot)
        if self.position is None:
            raise TargetError("no function was named", "Give `function` or `position`.")
        if self.version is not None and self.version != document.version:
            raise Changed(
                f"{snapshot.path.name} has changed since the question was asked", "Ask again."
            )
        if (function := self._at_position(snapshot)) is None:
            raise TargetError(
                f"there is no function at line {self.position.line + 1} of {snapshot.path.name}",
                "Put the cursor inside a function, or optimize the whole program.",
            )
        return function

    def _unchanged(self, snapshot: Snapshot) -> Function:
        for function in snapshot.source.function_named(self.function):
            if digest_of(snapshot, function) == self.digest:
                return function
        raise Changed(f"{self.function} has changed since the question was asked", "Ask again.")

    def _named(self, snapshot: Snapshot) -> Function:
        named = snapshot.source.function_named(self.function)
        here = self._at_position(snapshot)
        if len(named) > 1 and here in named:
            return here
        if len(named) != 1:
            what = "is not" if not named else "is more than one function"
            raise TargetError(
                f"{self.function} {what} in {snapshot.path.name}",
                "Give the position of the function.",
            )
        return named[0]

    def _at_position(self, snapshot: Snapshot) -> Function | None:
        if self.position is None:
            return None
        return snapshot.source.function_at(snapshot.offset(self.position))


def wish_for(snapshot: Snapshot, function: Function | None, *, proposal: str = "") -> Wish:
    """Return the wish for a function of a document (the whole program without one)."""
    if function is None:
        return Wish(
            snapshot.uri,
            "program",
            snapshot.version,
            digest=text_digest(snapshot.text),
            proposal=proposal,
        )
    return Wish(
        snapshot.uri,
        "function",
        snapshot.version,
        position=snapshot.position(function.name_span.start),
        function=function.qualified,
        digest=digest_of(snapshot, function),
        proposal=proposal,
    )


def digest_of(snapshot: Snapshot, function: Function) -> str:
    """Identify a function's text."""
    return text_digest(snapshot.source.slice(function.span))


def target_of(snapshot: Snapshot, function: Function | None) -> Target:
    """Return the function, or the whole program, as a target."""
    return snapshot.function_target(function) if function else snapshot.program_target()


def _mapping(raw: object, what: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise JsonRpcInvalidParams(f"{what} is not a JSON object")
    return cast("Mapping[str, Any]", raw)


def _position(raw: object) -> types.Position | None:
    if raw is None:
        return None
    given = _mapping(raw, "`position`")
    line, character = given.get("line"), given.get("character")
    if not isinstance(line, int) or not isinstance(character, int):
        raise JsonRpcInvalidParams("`position` needs `line` and `character`")
    return types.Position(line, character)
