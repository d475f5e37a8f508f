"""The commands around a search."""

import subprocess
import sys
from pathlib import Path

import pytest

from hasten import __version__
from hasten.cli.exit_codes import ExitCode

from .conftest import Hasten


def test_the_version_is_printed(hasten: Hasten) -> None:
    ran = hasten("--version")
    assert (ran.code, ran.out) == (0, f"hasten {__version__}\n")


def test_the_help_lists_commands_and_every_exit_code(hasten: Hasten) -> None:
    for arguments in ((), ("--help",)):
        ran = hasten(*arguments)
        assert ran.code == 0
        shown = " ".join(ran.out.split())
        for command in ("optimize", "measure", "verify", "replay", "batch", "doctor", "lsp"):
            assert command in shown
        for code in ExitCode:
            assert f"{int(code)}: {code.explanation.split()[0]}" in shown


def test_every_command_explains_itself(hasten: Hasten) -> None:
    for command in ("optimize", "measure", "verify", "replay", "batch", "demo", "doctor", "rules"):
        ran = hasten(command, "--help")
        assert ran.code == 0
        assert "--json" in ran.out


def test_rules_are_listed_and_shown_with_their_example(hasten: Hasten) -> None:
    listed = hasten("rules", "--json").record["rules"]
    assert len(listed) >= 5
    for rule in listed:
        assert rule["kind"] in ("exact", "test_guarded")
    one = hasten("rules", listed[0]["id"])
    assert one.code == 0
    assert "Before" in one.out
    assert hasten("rules", "no-such-rule").code == 2
    plain = hasten("rules").out
    assert all(rule["id"] in plain for rule in listed)


def test_doctor_examines_the_machine_and_measures_a_program(hasten: Hasten) -> None:
    ran = hasten("doctor", "--json")
    checks = {check["name"]: check for check in ran.record["checks"]}
    assert ran.code == 0
    assert ran.record["healthy"] is True
    for name in ("compiler", "valgrind", "sandbox", "libclang", "cache", "self-test"):
        assert checks[name]["ok"], checks[name]
    assert "weighted instructions" in checks["self-test"]["detail"]


def test_doctor_says_what_to_install(hasten: Hasten, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    ran = hasten("doctor")
    assert ran.code == 5
    assert "apt install" in ran.out


def test_doctor_finds_a_broken_settings_file(hasten: Hasten, tmp_path: Path) -> None:
    (tmp_path / "hasten.toml").write_text("jobs = 'many'\n")
    ran = hasten("doctor")
    assert ran.code == 5
    assert "jobs" in ran.out


def test_the_cache_can_be_cleared(
    hasten: Hasten, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    headers = tmp_path / "cache/hasten/pch/one"
    headers.mkdir(parents=True)
    (headers / "header.gch").write_bytes(b"x" * 1000)
    assert hasten("clear-cache").code == 0
    assert not headers.exists()


def test_a_closed_pipe_is_not_an_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "hasten", "rules"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_the_language_server_refuses_what_is_no_port(capsys: pytest.CaptureFixture[str]) -> None:
    from hasten.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["lsp", "--tcp", "99999"])
    assert ended.value.code == 2
    assert "is not a port" in capsys.readouterr().err


def test_a_bug_is_told_apart_from_a_result(hasten: Hasten, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("hasten.cli.rules.all_rules", broken)
    ran = hasten("rules", "--json")
    assert ran.code == 70
    assert "ZeroDivisionError" in ran.record["error"]["message"]
    assert "Traceback" in ran.err
