from __future__ import annotations

from pathlib import Path

import pytest

from hasten.cli.exit_codes import ExitCode
from tests.cli.conftest import SLOW, Hasten

FAST = SLOW.replace("endl", "'\\n'").replace("using", "static const int unused = 0;\nusing")


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Two cases, of which one fails its own tests."""
    for name, printed in (("good", "0\n1\n2\n2\n"), ("bad", "7\n")):
        for tests, given, expected in (("tests", "3\n", printed), ("fresh", "1\n", "0\n1\n")):
            folder = tmp_path / "set" / name / tests
            folder.mkdir(parents=True)
            (folder / "1.in").write_text(given)
            (folder / "1.out").write_text(expected)
        (tmp_path / "set" / name / "slow.cpp").write_text(SLOW)
        (tmp_path / "set" / name / "fast.cpp").write_text(FAST)
    return tmp_path / "set"


def test_a_data_set_is_scored_and_the_page_written(
    hasten: Hasten, dataset: Path, tmp_path: Path
) -> None:
    page = tmp_path / "RESULTS.md"
    ran = hasten("evaluate", "--dataset", str(dataset), "--json", "--save", str(page))
    assert ran.code == ExitCode.OK, ran.err
    first, *_ = ran.record["scores"]
    assert (first["k"], first["cases"], first["correct"]) == (1, 1, 1.0)
    good = next(case for case in ran.record["cases"] if case["name"] == "good")
    assert good["fresh"] in ("passed", "")
    assert first["speedup"] == max(1.0, good["answers"][0]["speedup"])
    bad = next(case for case in ran.record["cases"] if case["name"] == "bad")
    assert "case 1" in bad["problem"]
    assert ran.record["violations"] == []
    assert "does not count" in page.read_text()
    human = hasten("evaluate", "--dataset", str(dataset), "--engine", "human", "--k", "1")
    assert human.code == ExitCode.OK, human.err
    assert "human" in human.err
    assert "bad does not count" in human.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--dataset", "nowhere"), "there is no nowhere"),
        (("--dataset", ".", "--engine", "magic"), "no engine 'magic'"),
        (("--dataset", ".", "--k", "one"), "not a list of counts"),
        (("--dataset", ".", "--k", "0"), "not a list of counts"),
        (("--dataset", "."), "holds no cases"),
    ],
)
def test_what_is_wrong_with_the_question_is_said(
    hasten: Hasten, arguments: tuple[str, ...], words: str
) -> None:
    ran = hasten("evaluate", *arguments)
    assert ran.code == ExitCode.USAGE
    assert words in ran.err
