"""The settings: one schema for `hasten.toml`, the editor's configuration and the documentation.

Precedence, strongest first: command-line flags, the nearest `hasten.toml` upwards from the file,
the editor's configuration (section `hasten`), the defaults. The project's file beats the editor
because editors send their defaults as if they had been chosen.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

import attrs
from attrs import Attribute, frozen

from hasten.errors import SettingsError
from hasten_sim.nouns import Comparison

FILE_NAME = "hasten.toml"


def _setting(
    default: object, key: str, doc: str, *, trusted: bool = False, **schema: object
) -> Any:
    """Declare one setting: its dotted key, its one-sentence documentation, its JSON schema."""
    metadata = {"key": key, "doc": doc, "trusted": trusted, "schema": schema}
    return attrs.field(default=default, metadata=metadata)


@frozen
class Settings:
    """All settings of one search. Times are seconds, sizes are MiB."""

    tests: str = _setting(
        "",
        "tests",
        "Folder with the test cases, relative to the file or to hasten.toml; empty: found by "
        "the usual conventions.",
        type="string",
    )
    budget_seconds: float = _setting(
        60.0,
        "budget.seconds",
        "A search ends after this many seconds, with the best found so far.",
        type="number",
        exclusiveMinimum=0,
    )
    budget_trials: int = _setting(
        64,
        "budget.trials",
        "A search ends after this many candidates have been tried.",
        type="integer",
        minimum=1,
    )
    jobs: int = _setting(
        0,
        "jobs",
        "Programs that are compiled or run at the same time; 0 is the number of processors.",
        type="integer",
        minimum=0,
    )
    minimum_speedup: float = _setting(
        1.1,
        "minimumSpeedup",
        "An edit is offered from this speedup on (old cost / new cost).",
        type="number",
        minimum=1,
    )
    disabled_rules: tuple[str, ...] = _setting(
        (),
        "rules.disable",
        "Identifiers of rewrites that are never tried (`hasten rules` lists them).",
        type="array",
        items={"type": "string"},
    )
    comparison: Comparison = _setting(
        "tokens",
        "comparison.mode",
        "How the output is compared with the expected one: by tokens, exactly, by tokens with "
        "numbers up to a tolerance, or by a checker program.",
        type="string",
        enum=["tokens", "exact", "float", "checker"],
    )
    tolerance: float = _setting(
        1e-9,
        "comparison.tolerance",
        "Relative or absolute difference that the mode `float` allows.",
        type="number",
        minimum=0,
    )
    checker: str = _setting(
        "",
        "comparison.checker",
        "Program that is called with input, output and answer file in the mode `checker`; exit "
        "status 0 accepts.",
        trusted=True,
        type="string",
    )
    limit_seconds: float = _setting(
        10.0,
        "limits.seconds",
        "Longest native run of one test case.",
        type="number",
        exclusiveMinimum=0,
    )
    limit_memory: int = _setting(
        1024,
        "limits.memory",
        "Largest address space of a program under test, in MiB.",
        type="integer",
        minimum=16,
    )
    limit_output: int = _setting(
        64,
        "limits.output",
        "Most that a program under test may print, in MiB.",
        type="integer",
        minimum=1,
    )
    compiler: str = _setting(
        "",
        "compiler",
        "The C++ compiler, a name or a path; empty: g++, then clang++. C files are compiled by the "
        "C compiler that comes with it.",
        trusted=True,
        type="string",
    )
    flags: tuple[str, ...] = _setting(
        (),
        "flags",
        "Compiler flags; empty: the file's own from compile_commands.json, else -O3 -std=c++17 (C: "
        "-O3 -std=gnu17). A standard of the other language is left out.",
        trusted=True,
        type="array",
        items={"type": "string"},
    )
    backend: Literal["auto", "callgrind", "native"] = _setting(
        "auto",
        "backend",
        "What measures: `callgrind` counts instructions, the same every time; `native` compares "
        "the processor time of whole runs, and claims nothing within the noise; `auto` is "
        "callgrind where that takes no longer than ten seconds for the original, else native.",
        type="string",
        enum=["auto", "callgrind", "native"],
    )
    sandbox: Literal["bubblewrap", "off"] = _setting(
        "bubblewrap",
        "sandbox",
        "Where programs run: in a bubblewrap sandbox, or `off` to run them unprotected.",
        trusted=True,
        type="string",
        enum=["bubblewrap", "off"],
    )
    project_build: str = _setting(
        "",
        "project.build",
        "Shell command that builds the project, run in the folder of hasten.toml.",
        trusted=True,
        type="string",
    )
    project_test: str = _setting(
        "",
        "project.test",
        "Shell command that tests the project; exit status 0 means that all is well.",
        trusted=True,
        type="string",
    )
    project_measure: str = _setting(
        "",
        "project.measure",
        "Command line of the one program run whose cost counts; empty: the test command's.",
        trusted=True,
        type="string",
    )
    project_time_pattern: str = _setting(
        "",
        "project.time_pattern",
        "Regular expression for a time that the measured program prints, its first group or all "
        "of it: what counts in place of the whole run's. Not with the backend `callgrind`.",
        trusted=True,
        type="string",
        format="regex",
    )
    code_lens: bool = _setting(
        False, "codeLens", "Show a lens above functions that can be optimized.", type="boolean"
    )
    root: Path | None = attrs.field(default=None, metadata={})
    """Folder of the `hasten.toml` that was read, None without one. Not a setting."""

    def __attrs_post_init__(self) -> None:
        for one in FIELDS:
            _validate(one, getattr(self, one.name))


def _settings_fields() -> tuple[Attribute[Any], ...]:
    fields = cast("tuple[Attribute[Any], ...]", attrs.fields(Settings))
    return tuple(one for one in fields if one.metadata)


def _validate(one: Attribute[Any], value: object) -> None:
    """Check a value against its own JSON schema; raises SettingsError."""
    schema: dict[str, Any] = one.metadata["schema"]
    key = one.metadata["key"]
    kinds: dict[str, tuple[type, ...]] = {
        "string": (str,),
        "number": (int, float),
        "integer": (int,),
        "boolean": (bool,),
        "array": (tuple, list),
    }
    wanted = kinds[schema["type"]]
    is_stray_boolean = isinstance(value, bool) and schema["type"] != "boolean"
    if not isinstance(value, wanted) or is_stray_boolean:
        raise _refuse(key, value, f"must be of type {schema['type']}")
    if "enum" in schema and value not in schema["enum"]:
        raise _refuse(key, value, "must be one of " + ", ".join(schema["enum"]))
    if schema.get("format") == "regex":
        try:
            re.compile(cast("str", value))
        except re.error as error:
            raise _refuse(key, value, f"must be a regular expression: {error}") from error
    if schema["type"] == "array":
        items = cast("tuple[object, ...]", value)
        if not all(isinstance(item, str) for item in items):
            raise _refuse(key, value, "must be a list of strings")
    if isinstance(value, int | float):
        if "minimum" in schema and value < schema["minimum"]:
            raise _refuse(key, value, f"must be at least {schema['minimum']}")
        if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
            raise _refuse(key, value, f"must be more than {schema['exclusiveMinimum']}")


def _refuse(key: str, value: object, why: str) -> SettingsError:
    return SettingsError(
        f"setting {key} = {value!r}: {why}", "`hasten.toml` is described in README."
    )


def find_file(path: Path) -> Path | None:
    """Return the nearest `hasten.toml` in the folder of `path` or above it."""
    start = path.resolve()
    for folder in (start, *start.parents) if start.is_dir() else start.parents:
        candidate = folder / FILE_NAME
        if candidate.is_file():
            return candidate
    return None


def read_file(path: Path) -> dict[str, Any]:
    """Read a `hasten.toml` into a flat mapping; raises SettingsError that names the line."""
    try:
        return flatten(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from error


def flatten(mapping: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Turn nested tables into dotted keys; nulls (unset in an editor) are left out."""
    flat: dict[str, Any] = {}
    for key, value in mapping.items():
        if isinstance(value, Mapping):
            flat |= flatten(cast("Mapping[str, Any]", value), f"{prefix}{key}.")
        elif value is not None:
            flat[f"{prefix}{key}"] = value
    return flat


def from_flat(
    flat: Mapping[str, Any], source: str, *, root: Path | None = None, strict: bool = True
) -> Settings:
    """Build settings from dotted keys.

    Unknown keys raise SettingsError with a suggestion when `strict`; else they are ignored (an
    editor's section may hold settings of its client).
    """
    by_key = {one.metadata["key"]: one for one in FIELDS}
    values: dict[str, Any] = {}
    for key, value in flat.items():
        one = by_key.get(key)
        if one is None:
            if strict:
                near = difflib.get_close_matches(key, by_key, 1)
                hint = f"Did you mean `{near[0]}`?" if near else "README lists the settings."
                raise SettingsError(f"{source}: there is no setting `{key}`", hint)
            continue
        is_list = one.metadata["schema"]["type"] == "array" and isinstance(value, list)
        values[one.name] = tuple(cast("list[object]", value)) if is_list else value
    return Settings(**values, root=root)


def load(
    path: Path,
    *,
    editor: Mapping[str, Any] | None = None,
    flags: Mapping[str, Any] | None = None,
    trusted: bool = True,
) -> Settings:
    """Settings for the file at `path`, from all sources by precedence.

    In a workspace that is not trusted, settings that name programs or weaken the sandbox are taken
    from neither `hasten.toml` nor the editor. Raises SettingsError.
    """
    known = {one.metadata["key"] for one in FIELDS}
    merged = {k: v for k, v in flatten(editor or {}).items() if k in known}
    root = None
    found = find_file(path)
    if found is not None:
        root = found.parent
        from_file = read_file(found)
        from_flat(from_file, str(found))
        merged |= from_file
    if not trusted:
        guarded = {one.metadata["key"] for one in FIELDS if one.metadata["trusted"]}
        merged = {key: value for key, value in merged.items() if key not in guarded}
    merged |= flatten(flags or {})
    return from_flat(merged, "settings", root=root)


def schema() -> dict[str, Any]:
    """Return the JSON schema of all settings, keyed `hasten.<key>`, as VS Code contributes it."""
    properties: dict[str, Any] = {}
    for one in FIELDS:
        default: object = one.default
        if isinstance(default, tuple):
            default = list(cast("tuple[str, ...]", default))
        properties[f"hasten.{one.metadata['key']}"] = {
            **one.metadata["schema"],
            "default": default,
            "description": one.metadata["doc"],
            "scope": "machine-overridable" if one.metadata["trusted"] else "resource",
        }
    return properties


FIELDS: tuple[Attribute[Any], ...] = _settings_fields()
