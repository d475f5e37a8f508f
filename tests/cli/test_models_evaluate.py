"""`hasten models evaluate`: answers judged one by one, resumable, and written into a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hasten.cli.exit_codes import ExitCode
from tests.cli.conftest import SLOW, Hasten, write_tests

FAST = SLOW.replace("cout << i << endl", "cout << i << '\\n'")
HALF = FAST.replace("#include <iostream>\n", "")
WRONG = SLOW.replace("found++", "found += 2")
SHORT = FAST.replace("i < limit", "i < limit && i < 300")
pytestmark = pytest.mark.models


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    root = tmp_path / "set"
    write_tests(root / "even" / "tests", 300)
    write_tests(root / "even" / "fresh", 500)
    (root / "even" / "slow.cpp").write_text(SLOW)
    answers = {"right": FAST, "without_header": HALF, "wrong": WRONG, "by_heart": SHORT}
    tables: list[str] = []
    for name, code in answers.items():
        kept = {"text": f"```cpp\n{code}```"}
        (root / f"{name}.jsonl").write_text(json.dumps(kept) + "\n")
        tables.append(
            f'[[models]]\nname = "{name}"\nkind = "recorded"\npath = "{root / name}.jsonl"\n'
            'strategy = "instruction"\n'
        )
    (root / "hasten.toml").write_text("\n".join(tables))
    return root


def test_each_answer_gets_a_verdict_and_none_is_judged_twice(
    hasten: Hasten, dataset: Path, tmp_path: Path
) -> None:
    page, kept, reference = (tmp_path / name for name in ("M.md", "kept.jsonl", "theirs.jsonl"))
    reference.write_text('{"task": "even", "model": "wrong", "correct": true}\n')
    asked = ("models", "evaluate", "--dataset", str(dataset), "--results", str(kept), "--json")
    ran = hasten(*asked, "--reference", str(reference), "--save", str(page))
    assert ran.code == ExitCode.OK, ran.err
    answers = {row["model"]: row for row in ran.record["answers"]}
    verdicts = {name: (row["given"], row["verdict"]) for name, row in answers.items()}
    assert verdicts == {
        "right": ("accepted", "accepted"),
        "without_header": ("compile_error", "accepted"),
        "wrong": ("wrong_output", "wrong_output"),
        "by_heart": ("accepted", "accepted"),
    }
    assert answers["without_header"]["mended"]
    assert answers["right"]["fresh"] == "passed"
    assert "wrong output on case 1" in answers["by_heart"]["fresh"]
    (told,) = ran.record["agreements"]
    assert (told["compared"], len(told["disagreements"])) == (1, 1)
    assert "wrong on other inputs" in page.read_text()

    lines = kept.read_text()
    again = hasten(*asked)
    assert again.record["answers"] == ran.record["answers"]
    assert kept.read_text() == lines
    shown = hasten(*asked, "--show")
    assert shown.record["answers"] == ran.record["answers"]
    nothing = hasten("models", "evaluate", "--dataset", str(dataset), "--show", "--json")
    assert nothing.code == ExitCode.NOTHING
    assert nothing.record["problems"] == ["even: not judged yet"]


def test_searches_come_after_the_answers_when_they_are_asked_for(
    hasten: Hasten, dataset: Path, tmp_path: Path
) -> None:
    asked = ("models", "evaluate", "--dataset", str(dataset), "--json", "--budget", "20t")
    ran = hasten(*asked, "-m", "wrong", "-m", "right", "--search", "all", "--search", "rules")
    assert ran.code == ExitCode.OK, ran.err
    together, rules = ran.record["searches"]
    assert (together["who"], together["models"]) == ("all together", ["wrong", "right"])
    assert together["speedup"] >= max(together["on_answers"], 1.1)
    assert together["fresh"] == rules["fresh"] == "passed"
    assert rules["who"] == "rules"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--model", "nobody"), "no model is called 'nobody'"),
        (("--search", "nobody"), "no model is called 'nobody'"),
        (("--only", "x*"), "no task's name matches x*"),
        (("--budget", "soon"), "not a budget"),
    ],
)
def test_what_is_wrong_with_the_question_is_said(
    hasten: Hasten, dataset: Path, arguments: tuple[str, ...], words: str
) -> None:
    ran = hasten("models", "evaluate", "--dataset", str(dataset), *arguments)
    assert ran.code == ExitCode.USAGE
    assert words in ran.err
