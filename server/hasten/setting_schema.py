"""How a setting is declared: its key, its sentence of documentation, its JSON schema, its check."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

import attrs
from attrs import Attribute

from hasten.errors import SettingsError

_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "array": (tuple, list),
}


def setting(default: object, key: str, doc: str, *, trusted: bool = False, **schema: object) -> Any:
    """Declare one setting: its dotted key, its one-sentence documentation, its JSON schema.

    `trusted` settings count only in a workspace that the user trusts.
    """
    metadata = {"key": key, "doc": doc, "trusted": trusted, "schema": schema}
    return attrs.field(default=default, metadata=metadata)


def declared(settings: type[Any]) -> tuple[Attribute[Any], ...]:
    """The fields of a class that are settings, in their order."""
    fields = cast("tuple[Attribute[Any], ...]", attrs.fields(settings))
    return tuple(one for one in fields if one.metadata)


def check(one: Attribute[Any], value: object, prefix: str = "") -> None:
    """Check a value against its own JSON schema; raises SettingsError."""
    schema: Mapping[str, Any] = one.metadata["schema"]
    key = prefix + one.metadata["key"]
    is_stray_boolean = isinstance(value, bool) and schema["type"] != "boolean"
    if not isinstance(value, _KINDS[schema["type"]]) or is_stray_boolean:
        raise refuse(key, value, f"must be of type {schema['type']}")
    if "enum" in schema and value not in schema["enum"]:
        raise refuse(key, value, "must be one of " + ", ".join(schema["enum"]))
    if isinstance(value, str):
        _check_text(key, value, schema)
    if schema["type"] == "array" and schema["items"]["type"] == "string":
        items = cast("tuple[object, ...]", value)
        if not all(isinstance(item, str) for item in items):
            raise refuse(key, value, "must be a list of strings")
    if isinstance(value, int | float):
        if "minimum" in schema and value < schema["minimum"]:
            raise refuse(key, value, f"must be at least {schema['minimum']}")
        if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
            raise refuse(key, value, f"must be more than {schema['exclusiveMinimum']}")


def _check_text(key: str, value: str, schema: Mapping[str, Any]) -> None:
    if schema.get("format") == "regex":
        try:
            re.compile(value)
        except re.error as error:
            raise refuse(key, value, f"must be a regular expression: {error}") from error
    if "pattern" in schema and not re.search(schema["pattern"], value):
        raise refuse(key, value, f"must look like {schema['pattern']}")


def refuse(key: str, value: object, why: str) -> SettingsError:
    """The error about a value that cannot be used."""
    return SettingsError(
        f"setting {key} = {value!r}: {why}", "`hasten.toml` is described in README."
    )


def properties(settings: type[Any]) -> dict[str, Any]:
    """The JSON schema of each setting of a class, by its key."""
    found: dict[str, Any] = {}
    for one in declared(settings):
        default: object = one.default
        if isinstance(default, tuple):
            default = list(cast("tuple[object, ...]", default))
        found[one.metadata["key"]] = {
            **one.metadata["schema"],
            **({} if default is attrs.NOTHING else {"default": default}),
            "description": one.metadata["doc"],
        }
    return found
