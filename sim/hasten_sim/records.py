"""Nouns to JSON and back: what the store, the evidence and the reports write.

Verdicts are tagged (``{"verdict": "wrong_output", "case": "3", ...}``) and so are suites
(``{"suite": "cases", ...}``). Reading is strict about types and missing fields, and tolerant of
fields it does not know, so that a newer record can be read by an older program.
"""

from __future__ import annotations

import base64
import binascii
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, Union, cast, get_args, get_origin, overload

from cattrs import Converter, transform_error
from cattrs.errors import BaseValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from hasten_sim.errors import RecordError
from hasten_sim.nouns import VERDICTS, CaseSuite, CommandSuite

T = TypeVar("T")

_SUITE_TAGS: dict[type[Any], str] = {CaseSuite: "cases", CommandSuite: "commands"}
_VERDICT_TAGS: dict[type[Any], str] = {verdict: verdict.name for verdict in VERDICTS}


def to_json(obj: Any) -> Any:
    """A noun (or tuple, dict, ... of them) as dictionaries, lists, strings and numbers."""
    return converter.unstructure(obj)


NAMED = 3
"""Problems of a record that are named; a wrong kind of record has one for each field."""


@overload
def from_json(data: Any, cls: type[T]) -> T: ...
@overload
def from_json(data: Any, cls: Any) -> Any: ...
def from_json(data: Any, cls: Any) -> Any:
    """Read back what `to_json` wrote. `cls` may be a class, `Verdict`, or a generic alias.

    Raises RecordError, which names the field that is missing or of the wrong type.
    """
    try:
        return converter.structure(data, cls)
    except (BaseValidationError, ValueError, TypeError, KeyError) as error:
        found = transform_error(error) if _is_group(error) else [str(error)]
        more = [f"and {len(found) - NAMED} more"] if len(found) > NAMED else []
        problems = "; ".join([*found[:NAMED], *more])
        name = getattr(cls, "__name__", "this kind")
        raise RecordError(
            f"This is not a record of {name}: {problems}.",
            "It was damaged, or written by another version: make it anew.",
        ) from error


def _is_group(error: BaseException) -> bool:
    return isinstance(error, BaseValidationError)


def _make() -> Converter:
    made = Converter(unstruct_collection_overrides={tuple: list})
    for kind in (str, int, float, bool):
        made.register_structure_hook(kind, _exactly(kind))
    made.register_structure_hook(Path, lambda value, _: Path(_text(value)))
    made.register_unstructure_hook(Path, str)
    made.register_structure_hook(bytes, lambda value, _: _decode(value))
    made.register_unstructure_hook(bytes, lambda value: base64.b64encode(value).decode("ascii"))
    _register_tagged(made, "verdict", _VERDICT_TAGS)
    _register_tagged(made, "suite", _SUITE_TAGS)
    return made


def _exactly(kind: type[Any]) -> Callable[[Any, Any], Any]:
    """Refuse what cattrs would convert ("5" for a number): it is a sign of a damaged record."""

    def structure(value: Any, _: Any) -> Any:
        fits = type(value) is kind or (kind is float and type(value) is int)
        if not fits:
            raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")
        return kind(value)

    return structure


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected str, got {type(value).__name__}")
    return value


def _decode(value: Any) -> bytes:
    try:
        return base64.b64decode(_text(value), validate=True)
    except binascii.Error as error:
        raise ValueError(f"not base64: {error}") from error


def _register_tagged(made: Converter, tag: str, tags: dict[type[Any], str]) -> None:
    """Write each class with its tag, and read a union of them (with or without None) by it."""
    classes = {name: cls for cls, name in tags.items()}
    readers = {cls: make_dict_structure_fn(cls, made) for cls in tags}

    def structure(value: Any, wanted: Any) -> Any:
        if value is None and type(None) in get_args(wanted):
            return None
        if not isinstance(value, dict):
            raise TypeError(f"expected an object with {tag!r}, got {type(value).__name__}")
        record = cast("dict[str, Any]", value)
        cls = classes.get(record.get(tag, ""))
        if cls is None or (get_origin(wanted) is not None and cls not in get_args(wanted)):
            raise ValueError(f"unknown {tag} {record.get(tag)!r}")
        return readers[cls](record, cls)

    def is_union(wanted: Any) -> bool:
        if get_origin(wanted) not in (Union, types.UnionType):
            return False
        members = [member for member in get_args(wanted) if member is not type(None)]
        return len(members) > 1 and all(member in tags for member in members)

    made.register_structure_hook_func(is_union, structure)
    for cls, name in tags.items():
        plain = make_dict_unstructure_fn(cls, made)
        made.register_unstructure_hook(
            cls, lambda value, plain=plain, name=name: {tag: name, **plain(value)}
        )


converter = _make()
"""The cattrs converter behind `to_json` and `from_json`, for callers that add their own hooks."""
