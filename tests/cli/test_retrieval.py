"""`hasten retrieval`: the pairs nearest to a program, of the bundled corpus or of a file."""

import json
from pathlib import Path

from hasten.cli.exit_codes import ExitCode
from hasten.corpus.problem import find_problem
from tests.cli.conftest import Hasten


def test_the_nearest_pairs_are_shown_with_what_is_known_of_them(hasten: Hasten, slow: Path) -> None:
    pairs = hasten("retrieval", "nearest", slow, "--count", "3", "--json").record["pairs"]
    assert len({one["problem"] for one in pairs}) == 3
    assert all(one["speedup"] > 1 and one["explanation"] and one["fast"] for one in pairs)
    said = hasten("retrieval", "nearest", slow, "--count", "3").out
    assert all(one["key"] in said and one["description"] in said for one in pairs)


def test_a_program_of_the_corpus_is_not_shown_its_own_problem(
    hasten: Hasten, tmp_path: Path
) -> None:
    file = tmp_path / "program.cpp"
    file.write_text(find_problem("spell_check").slowest.text, encoding="utf-8")
    pairs = hasten("retrieval", "nearest", file, "--count", "20", "--json").record["pairs"]
    assert "spell_check" not in {one["problem"] for one in pairs}


def test_pairs_come_from_a_file_and_its_faults_are_told(
    hasten: Hasten, slow: Path, tmp_path: Path
) -> None:
    row = {"problem_id": "p1", "src_code": "int a() { return 1; }", "tgt_code": "int a();"}
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text(f"{json.dumps(row)}\nno json\n", encoding="utf-8")
    ran = hasten("retrieval", "nearest", slow, "--pairs", pairs)
    assert "p1/1" in ran.out
    assert "line 2" in ran.err
    assert hasten("retrieval", "nearest", slow, "--pairs", slow).code == ExitCode.USAGE


def test_an_encoder_that_is_not_there_is_refused(hasten: Hasten, slow: Path) -> None:
    ran = hasten("retrieval", "nearest", slow, "--codebert", "nowhere")
    assert ran.code == ExitCode.USAGE
    assert "config.json" in ran.err
