"""The settings: one schema for `hasten.toml`, the editor's configuration and the documentation.

Precedence, strongest first: command-line flags, the nearest `hasten.toml` upwards from the file,
the editor's configuration (section `hasten`), the defaults. The project's file beats the editor
because editors send their defaults as if they had been chosen. Models of both are there, each by
its name.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

import attrs
from attrs import Attribute, frozen

from hasten.errors import SettingsError
from hasten.model_settings import ModelSettings, models_from, models_schema
from hasten.setting_schema import check, declared, properties, refuse, setting
from hasten.settings_files import FILE_NAME, find_file, flatten, read_file
from hasten_sim.nouns import Comparison

__all__ = ["FIELDS", "FILE_NAME", "Settings", "find_file", "flatten", "from_flat", "load", "schema"]


@frozen
class Settings:
    """All settings of one search. Times are seconds, sizes are MiB."""

    tests: str = setting(
        "",
        "tests",
        "Folder with the test cases, relative to the file or to hasten.toml; empty: found by "
        "the usual conventions.",
        type="string",
    )
    budget_seconds: float = setting(
        60.0,
        "budget.seconds",
        "A search ends after this many seconds, with the best found so far.",
        type="number",
        exclusiveMinimum=0,
    )
    budget_trials: int = setting(
        64,
        "budget.trials",
        "A search ends after this many candidates have been tried.",
        type="integer",
        minimum=1,
    )
    jobs: int = setting(
        0,
        "jobs",
        "Programs that are compiled or run at the same time; 0 is the number of processors.",
        type="integer",
        minimum=0,
    )
    minimum_speedup: float = setting(
        1.1,
        "minimumSpeedup",
        "An edit of C++ or C is offered from this speedup on (old cost / new cost).",
        type="number",
        minimum=1,
    )
    disabled_rules: tuple[str, ...] = setting(
        (),
        "rules.disable",
        "Identifiers of rewrites that are never tried (`hasten rules` lists them).",
        type="array",
        items={"type": "string"},
    )
    comparison: Comparison = setting(
        "tokens",
        "comparison.mode",
        "How the output is compared with the expected one: by tokens, exactly, by tokens with "
        "numbers up to a tolerance, or by a checker program.",
        type="string",
        enum=["tokens", "exact", "float", "checker"],
    )
    tolerance: float = setting(
        1e-9,
        "comparison.tolerance",
        "Relative or absolute difference that the mode `float` allows.",
        type="number",
        minimum=0,
    )
    checker: str = setting(
        "",
        "comparison.checker",
        "Program that is called with input, output and answer file in the mode `checker`; exit "
        "status 0 accepts.",
        trusted=True,
        type="string",
    )
    limit_seconds: float = setting(
        10.0,
        "limits.seconds",
        "Longest native run of one test case.",
        type="number",
        exclusiveMinimum=0,
    )
    limit_memory: int = setting(
        1024,
        "limits.memory",
        "Largest address space of a program under test, in MiB.",
        type="integer",
        minimum=16,
    )
    limit_output: int = setting(
        64,
        "limits.output",
        "Most that a program under test may print, in MiB.",
        type="integer",
        minimum=1,
    )
    compiler: str = setting(
        "",
        "compiler",
        "The C++ compiler, a name or a path; empty: g++, then clang++. C files are compiled by the "
        "C compiler that comes with it.",
        trusted=True,
        type="string",
    )
    flags: tuple[str, ...] = setting(
        (),
        "flags",
        "Compiler flags; empty: the file's own from compile_commands.json, else -O3 -std=c++17 (C: "
        "-O3 -std=gnu17). A standard of the other language is left out.",
        trusted=True,
        type="array",
        items={"type": "string"},
    )
    llvm: str = setting(
        "",
        "llvm",
        "The LLVM for work on LLVM IR: a version (`19`), or the folder that holds opt; empty: the "
        "newest of 16 to 22 that is installed.",
        trusted=True,
        type="string",
    )
    backend: str = setting(
        "auto",
        "backend",
        "What measures: `callgrind` counts instructions, the same every time; `native` compares "
        "the processor time of whole runs, and claims nothing within the noise; `perf` does so "
        "with cycles that the processor counts, where it may; `gem5` simulates a processor in "
        "detail, the same every time; `auto` is callgrind where that takes no longer than ten "
        "seconds for the original, else perf or native. Packages may bring others.",
        type="string",
    )
    confirm: str = setting(
        "",
        "confirm.backend",
        "A second backend, such as `gem5`, that measures the best proposals again, in half of the "
        "budget; what it measures to be too slow is not offered. Empty: none.",
        type="string",
    )
    confirm_best: int = setting(
        3,
        "confirm.best",
        "How many of the best proposals are confirmed.",
        type="integer",
        minimum=1,
    )
    gem5: str = setting(
        "",
        "gem5",
        "The gem5 of the backend `gem5`, a path; empty: `gem5.fast`, `gem5.opt` or `gem5` on PATH.",
        trusted=True,
        type="string",
    )
    simulation_processor: str = setting(
        "x86-skylake",
        "simulation.processor",
        "What gem5 simulates: `x86-skylake`, the core of the PIE paper; `pie`, the same with "
        "dynamic linking, as the paper did it; `arm` or `riscv`, with a cross compiler.",
        type="string",
    )
    simulation_instructions: float = setting(
        200.0,
        "simulation.instructions",
        "Most million instructions that are simulated of one test case.",
        type="number",
        exclusiveMinimum=0,
    )
    simulation_seconds: float = setting(
        600.0,
        "simulation.seconds",
        "Longest simulation of one test case, in seconds of this machine: a safety net.",
        type="number",
        exclusiveMinimum=0,
    )
    simulation_warm_up: bool = setting(
        False,
        "simulation.warmUp",
        "Measure from `main` on: what comes before is run by a simple model of the processor.",
        type="boolean",
    )
    sandbox: Literal["bubblewrap", "off"] = setting(
        "bubblewrap",
        "sandbox",
        "Where programs run: in a bubblewrap sandbox, or `off` to run them unprotected.",
        trusted=True,
        type="string",
        enum=["bubblewrap", "off"],
    )
    project_build: str = setting(
        "",
        "project.build",
        "Shell command that builds the project, run in the folder of hasten.toml.",
        trusted=True,
        type="string",
    )
    project_test: str = setting(
        "",
        "project.test",
        "Shell command that tests the project; exit status 0 means that all is well.",
        trusted=True,
        type="string",
    )
    project_measure: str = setting(
        "",
        "project.measure",
        "Command line of the one program run whose cost counts; empty: the test command's.",
        trusted=True,
        type="string",
    )
    project_time_pattern: str = setting(
        "",
        "project.time_pattern",
        "Regular expression for a time that the measured program prints, its first group or all "
        "of it: what counts in place of the whole run's. Not with the backend `callgrind`.",
        trusted=True,
        type="string",
        format="regex",
    )
    project_inputs: tuple[str, ...] = setting(
        (),
        "project.inputs",
        "Files of the project that make the inputs of its tests, such as a harness with seeds and "
        "sizes, relative to hasten.toml: what a model answers must also be right when these are "
        "changed.",
        trusted=True,
        type="array",
        items={"type": "string"},
    )
    models: tuple[ModelSettings, ...] = setting(
        (),
        "models",
        "Language models that may be asked: a list of tables, `[[models]]`.",
        trusted=True,
        type="array",
        items=models_schema(),
    )
    prompt_templates: str = setting(
        "",
        "prompts.templates",
        "Folder with prompt templates of your own (NAME.jinja), relative to hasten.toml: each is "
        "a strategy of that name, or takes the place of the template that hasten brings.",
        trusted=True,
        type="string",
    )
    keep_answers: bool = setting(
        False,
        "keepAnswers",
        "Keep the answers of models on this machine: the same question is not asked twice.",
        type="boolean",
    )
    budget_tokens: int = setting(
        0,
        "budget.tokens",
        "Most tokens, of prompts and answers, that models may use in one search; 0: no limit.",
        type="integer",
        minimum=0,
    )
    budget_cost: float = setting(
        0.0,
        "budget.cost",
        "Most that models may cost in one search, in the currency of their prices; 0: no limit.",
        type="number",
        minimum=0,
    )
    budget_batch_tokens: int = setting(
        0,
        "budget.batchTokens",
        "Most tokens that models may use in one run over many files; 0: no limit.",
        type="integer",
        minimum=0,
    )
    budget_batch_cost: float = setting(
        0.0,
        "budget.batchCost",
        "Most that models may cost in one run over many files; 0: no limit.",
        type="number",
        minimum=0,
    )
    cluster: str = setting(
        "",
        "cluster",
        "Where commands on many programs have them done: `local:N` (N processes here), "
        "`tcp://HOST:PORT` or `tls://HOST:PORT` (a scheduler of Dask), or its scheduler file; "
        "empty: in this process.",
        trusted=True,
        type="string",
    )
    code_lens: bool = setting(
        False, "codeLens", "Show a lens above functions that can be optimized.", type="boolean"
    )
    root: Path | None = attrs.field(default=None, metadata={})
    """Folder of the `hasten.toml` that was read, None without one. Not a setting."""

    def __attrs_post_init__(self) -> None:
        for one in FIELDS:
            check(one, getattr(self, one.name))
        _check_backend("backend", self.backend)
        if self.confirm:
            _check_backend("confirm.backend", self.confirm)

    @property
    def backend_options(self) -> dict[str, str | int | float | bool]:
        """What backends are opened with: the settings that are theirs, by their keys."""
        own = {one.metadata["key"]: one.name for one in FIELDS}
        return {
            key: getattr(self, name)
            for key, name in own.items()
            if key == "gem5" or key.startswith("simulation.")
        }

    def tests_folder(self, path: Path) -> Path | None:
        """The folder that `tests` names for a file, None where none is named."""
        if not self.tests:
            return None
        beside = path.parent / self.tests
        return self.root / self.tests if self.root is not None and not beside.exists() else beside


def _check_backend(key: str, name: str) -> None:
    """Refuse a backend that no installed package brings."""
    if name in ("auto", "callgrind", "native"):
        return
    # Not at the top: a language server answers before any backend is needed.
    from hasten_sim.backends.registry import all_backends, find_backend

    if find_backend(name) is None:
        known = ", ".join(["auto", *(one.name for one in all_backends())])
        raise refuse(key, name, f"must be one of {known}")


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
                if key.startswith("models."):
                    hint = "Models are a list: each begins with [[models]]."
                raise SettingsError(f"{source}: there is no setting `{key}`", hint)
            continue
        if key == "models":
            values[one.name] = models_from(value)
        elif one.metadata["schema"]["type"] == "array" and isinstance(value, list):
            values[one.name] = tuple(cast("list[object]", value))
        else:
            values[one.name] = value
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
        of_project = from_flat(from_file, str(found)).models
        of_editor = models_from(merged.get("models", ()))
        merged |= from_file
        names = {one.name for one in of_project}
        merged["models"] = [*of_project, *(one for one in of_editor if one.name not in names)]
    if not trusted:
        guarded = {one.metadata["key"] for one in FIELDS if one.metadata["trusted"]}
        merged = {key: value for key, value in merged.items() if key not in guarded}
    merged |= flatten(flags or {})
    return from_flat(merged, "settings", root=root)


def schema() -> dict[str, Any]:
    """Return the JSON schema of all settings, keyed `hasten.<key>`, as VS Code contributes it."""
    trusted = {one.metadata["key"] for one in FIELDS if one.metadata["trusted"]}
    return {
        f"hasten.{key}": one | {"scope": "machine-overridable" if key in trusted else "resource"}
        for key, one in properties(Settings).items()
    }


FIELDS: tuple[Attribute[Any], ...] = declared(Settings)
