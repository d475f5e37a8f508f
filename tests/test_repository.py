"""What holds of the repository as a whole: nothing stale, nothing imported where it must not be."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted([*ROOT.glob("server/**/*.py"), *ROOT.glob("sim/**/*.py")])
NETWORK = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "httpx", "requests"}
SLOW = {
    "dask",
    "distributed",
    "torch",
    "numpy",
    "transformers",
    "httpx",
    "typer",
    "click",
    "rich",
    "jinja2",
    "clang",
    "hasten.engine.engine",
}


@cache
def imported_by(path: Path) -> set[str]:
    """The modules that a file names in import statements, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def importers_of(*modules: str) -> set[str]:
    """The files that import any of the modules, or something inside one."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if any(
            name == module or name.startswith(f"{module}.")
            for name in imported_by(path)
            for module in modules
        )
    }


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Every text file that git knows, with its name."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listing.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (data := path.read_bytes()):
            yield name, data.decode("utf-8", "replace")


def test_generated_files_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools/generate", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_store_touches_the_database() -> None:
    assert importers_of("sqlite3") == {"sim/hasten_sim/store.py"}


def test_only_models_open_network_connections() -> None:
    # The sandbox speaks with its children over socket pairs; the server listens with asyncio.
    paired = {"sim/hasten_sim/sandbox.py", "sim/hasten_sim/sandbox_session.py"}
    others = importers_of(*NETWORK) - paired
    assert others
    assert all(name.startswith("server/hasten/models/") for name in others)
    for name in paired:
        source = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"\.connect\(|create_connection|AF_INET", source), name


def test_the_server_never_imports_what_runs_checkpoints() -> None:
    # The worker imports them by name, when it is told to load one.
    assert importers_of("torch", "transformers", "tokenizers", "accelerate") == set()


def test_dask_is_imported_by_name_when_a_cluster_is_opened_and_by_nothing_else() -> None:
    assert importers_of("dask", "distributed") == set()


def test_only_the_command_line_knows_the_terminal() -> None:
    assert {
        name for name in importers_of("typer", "rich") if not name.startswith("server/hasten/cli/")
    } == set()


def test_the_language_server_starts_without_what_is_slow_to_load() -> None:
    probe = "import sys, hasten.cli, hasten.cli.lsp, hasten.lsp.server; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60
    )
    assert SLOW & set(done.stdout.split()) == set()


@pytest.mark.parametrize("folder", ["server", "sim"])
def test_every_package_says_what_it_is(folder: str) -> None:
    for path in ROOT.glob(f"{folder}/**/__init__.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(module), path


def test_no_file_promises_work_that_was_not_done() -> None:
    marks = re.compile(r"\b([T]ODO|[F]IXME|[X]XX)\b|[N]otImplementedError")
    assert [name for name, text in tracked_texts() if marks.search(text)] == []


def test_links_between_documents_lead_somewhere() -> None:
    for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/RULES.md"):
        page = ROOT / name
        text = re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert (page.parent / target).exists(), f"{name} links to {target}"
