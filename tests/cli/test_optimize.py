"""The way of a search through the command line, on a real program with the real tools."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import SLOW, Hasten


def test_a_faster_version_is_found_shown_and_not_applied(hasten: Hasten, slow: Path) -> None:
    ran = hasten("optimize", slow, "--report", "page.html", "--evidence", "proofs")
    assert ran.code == 0
    assert slow.read_text() == SLOW
    assert "faster" in ran.out
    assert "-        cout << i << endl;" in ran.out
    assert "an empty program costs" in ran.out
    assert "2 test cases" in ran.out
    assert "faster</span>" in (slow.parent / "page.html").read_text()
    assert (slow.parent / "proofs/slow.1.evidence.json").exists()


def test_progress_in_a_pipe_is_a_line_for_each_stage_and_best(hasten: Hasten, slow: Path) -> None:
    lines = hasten("optimize", slow).err.splitlines()
    assert any("measuring the original" in line for line in lines)
    assert any("× faster: " in line for line in lines)
    assert "\x1b" not in "".join(lines)


def test_the_diff_alone_is_a_patch(hasten: Hasten, slow: Path) -> None:
    ran = hasten("optimize", slow, "--diff")
    assert ran.code == 0
    assert ran.out.startswith("--- ")
    patched = subprocess.run(
        ["git", "apply", "-p1", "--unsafe-paths", f"--directory={slow.parent}", "-"],
        input=ran.out,
        text=True,
        cwd=slow.parent,
        capture_output=True,
    )
    assert patched.returncode == 0, patched.stderr
    assert "endl" not in slow.read_text()


def test_apply_keeps_permissions_line_ends_and_the_byte_order_mark(
    hasten: Hasten, slow: Path
) -> None:
    slow.write_bytes(b"\xef\xbb\xbf" + SLOW.replace("\n", "\r\n").encode())
    slow.chmod(0o640)
    ran = hasten("optimize", slow, "--apply")
    assert ran.code == 0
    data = slow.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"endl" not in data
    assert data.count(b"\n") == data.count(b"\r\n")
    assert slow.stat().st_mode & 0o7777 == 0o640
    assert [path.name for path in slow.parent.glob(".*")] == []


def test_a_latin_1_comment_survives(hasten: Hasten, slow: Path) -> None:
    comment = "// zählt gerade Zahlen\n".encode("latin-1")
    slow.write_bytes(comment + SLOW.encode())
    assert hasten("optimize", slow, "--apply").code == 0
    assert slow.read_bytes().startswith(comment)
    assert b"endl" not in slow.read_bytes()


def test_the_record_is_alone_on_standard_output_and_its_evidence_replays(
    hasten: Hasten, slow: Path
) -> None:
    record = hasten("optimize", slow, "--json").record
    best = record["proposals"][0]
    assert best["speedup"] >= 1.1
    assert best["cost"] * best["speedup"] == pytest.approx(record["baseline"]["cost"])
    assert record["baseline"]["floor"] < best["cost"]
    (slow.parent / "e.json").write_text(json.dumps(best["evidence"]))
    replayed = hasten("replay", "e.json", "--json")
    assert (replayed.code, replayed.record["differences"]) == (0, [])
    assert replayed.record["identical"] is True


def test_a_claim_that_is_false_does_not_replay(hasten: Hasten, slow: Path) -> None:
    evidence = hasten("optimize", slow, "--json").record["proposals"][0]["evidence"]
    evidence["measurement"]["cases"][0]["cost"] += 1
    (slow.parent / "e.json").write_text(json.dumps(evidence))
    ran = hasten("replay", "e.json")
    assert ran.code == 1
    assert "not identical" in ran.out


def test_one_function_can_be_improved_alone(hasten: Hasten, slow: Path) -> None:
    ran = hasten("optimize", slow, "--function", "count_even", "--json")
    assert ran.code == 0
    assert ran.record["target"]["function"] == "count_even"
    assert "-        cout << i << endl;" in ran.record["proposals"][0]["diff"]


def test_a_program_with_nothing_to_gain_ends_with_status_1(hasten: Hasten, slow: Path) -> None:
    slow.write_text(
        "#include <unistd.h>\n#include <cstdlib>\n#include <string>\nint main() {\n"
        "  char line[99] = {};\n  if (read(0, line, 98) < 1) return 1;\n"
        "  int n = std::atoi(line);\n  std::string all;\n"
        "  for (int i = 0; i < n; i++) all += std::to_string(i) + '\\n';\n"
        "  all += std::to_string((n + 1) / 2);\n"
        "  return write(1, all.data(), all.size()) < 0;\n}\n"
    )
    ran = hasten("optimize", slow)
    assert ran.code == 1
    assert hasten("optimize", slow, "--diff").out == ""


def test_a_budget_of_one_trial_ends_after_one_trial(hasten: Hasten, slow: Path) -> None:
    record = hasten("optimize", slow, "--budget", "1t", "--json").record
    assert len(record["trials"]) == 1


def test_a_version_of_ones_own_is_verified(hasten: Hasten, slow: Path) -> None:
    better = slow.with_name("better.cpp")
    better.write_text(SLOW.replace("endl", "'\\n'"))
    ran = hasten("verify", slow, better)
    assert ran.code == 0
    assert "faster" in ran.out
    better.write_text(SLOW.replace("i % 2 == 0", "i % 3 == 0"))
    record = hasten("verify", slow, better, "--json")
    assert (record.code, record.record["verdict"]) == (1, "wrong_output")
    assert record.record["speedup"] is None


def test_a_measurement_lists_every_test_case(hasten: Hasten, slow: Path) -> None:
    record = hasten("measure", slow, "--json").record
    assert [case["case"] for case in record["cases"]] == ["1", "2"]
    assert sum(case["cost"] for case in record["cases"]) == record["cost"]
    assert hasten("measure", slow).code == 0


def test_a_batch_lists_what_it_found_and_goes_on_where_it_stopped(
    hasten: Hasten, slow: Path
) -> None:
    slow.with_name("alone.cpp").write_text(SLOW)
    ran = hasten("batch", slow.parent)
    assert ran.code == 0
    assert slow.read_text() == SLOW
    assert "slow.cpp" in ran.out
    assert "alone.cpp" not in ran.out
    assert "Nothing was applied" in ran.out
    (again,) = hasten("batch", slow.parent, "--json").record["files"]
    assert again["reused"] is True
    assert again["search"]["proposals"]
    assert hasten("batch", slow.parent, "--diff").out.startswith("--- a/slow.cpp")


def test_an_interrupted_search_leaves_no_process_and_ends_with_status_130(
    slow: Path, cache: Path
) -> None:
    environment = os.environ | {"XDG_CACHE_HOME": str(cache), "HASTEN_MARK": str(slow)}
    # Long enough to be interrupted, and unknown to the cache.
    endless = "volatile long busy = 0; while (busy < 400000000) busy = busy + 1; int limit;"
    slow.write_text(SLOW.replace("int limit;", endless))
    with subprocess.Popen(
        [sys.executable, "-m", "hasten", "optimize", slow, "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Shells start what runs in the background with the signal ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stderr is not None
        while "measuring the original" not in process.stderr.readline():
            pass
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in json.loads(out)["error"]["message"]
    assert members_of(process.pid) == []


def members_of(session: int) -> list[str]:
    """The command lines of all processes in a session."""
    found: list[str] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                found.append((stat.parent / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found
