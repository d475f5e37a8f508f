"""Asking a language model on the command line: kept answers, as if the model answered now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from .conftest import SLOW, Hasten, write_tests

FAST = """int count_even(int limit) {
    string text;
    for (int i = 0; i < limit; i++) text += to_string(i) + "\\n";
    cout << text;
    return (limit + 1) / 2;
}
"""
LACKS_A_HEADER = """int count_even(int limit) {
    for (int i = 0; i < limit; i++) printf("%d\\n", i);
    fflush(stdout);
    return int(floor((limit + 1) / 2.0));
}
"""
WRONG = """int count_even(int limit) {
    for (int i = 0; i < limit; i++) cout << i << "\\n";
    return limit + 9;
}
"""


def fenced(code: str) -> str:
    return f"It can be faster:\n\n```cpp\n{code}```\n"


def keep(folder: Path, answers: Sequence[str]) -> None:
    """Set up a model that has answered before."""
    lines = [json.dumps({"text": one, "index": i}) for i, one in enumerate(answers)]
    (folder / "answers.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "hasten.toml").write_text(
        '[[models]]\nname = "kept"\nkind = "recorded"\npath = "answers.jsonl"\n'
    )


def test_answers_are_tried_like_any_other_candidate(hasten: Hasten, slow: Path) -> None:
    keep(slow.parent, [fenced(WRONG), fenced(FAST), "I would rather not.", fenced(LACKS_A_HEADER)])
    asked = ("--model", "kept", "--strategy", "instruction", "--function", "count_even")
    ran = hasten("optimize", slow, *asked, "--json")
    assert ran.code == 0, ran.err
    verdicts = [trial["verdict"] for trial in ran.record["trials"]]
    assert verdicts.count("wrong_output") == 1
    assert verdicts.count("accepted") >= 2
    best = next(one for one in ran.record["proposals"] if one["origin"]["answer"])
    assert best["speedup"] > 1.1
    assert best["origin"]["answer"]["model"] == "kept"
    assert best["origin"]["answer"]["strategy"] == "instruction"
    assert slow.read_text() == SLOW


def test_where_no_answer_can_be_tried_the_rules_are_and_the_reasons_are_told(
    hasten: Hasten, slow: Path
) -> None:
    keep(slow.parent, ["I would rather not.", fenced("int count_even(int limit) {")])
    ran = hasten("optimize", slow, "--model", "kept", "--function", "count_even")
    assert ran.code == 0
    assert "2 of 2 answers of kept could not be tried" in ran.err
    assert "no code in the answer" in ran.err


def test_no_usable_answer_is_told_with_the_reasons(hasten: Hasten, slow: Path) -> None:
    keep(slow.parent, ["I would rather not.", fenced("int main() {")])
    slow.write_text("int main() { return 0; }\n")
    write_tests(slow.parent / "tests" / "slow")
    for path in (slow.parent / "tests" / "slow").glob("output*"):
        path.write_text("")
    ran = hasten("optimize", slow, "--model", "kept")
    assert ran.code == 1
    assert "none of 2 answers of kept could be tried" in ran.out
    assert "no code in the answer" in ran.out


def test_several_models_are_asked_in_one_search(hasten: Hasten, slow: Path) -> None:
    keep(slow.parent, [fenced(FAST)])
    other = slow.parent / "other.jsonl"
    other.write_text(json.dumps({"text": fenced(WRONG)}) + "\n")
    with (slow.parent / "hasten.toml").open("a") as file:
        file.write('[[models]]\nname = "other"\nkind = "recorded"\npath = "other.jsonl"\n')
    asked = ("--model", "other", "--model", "kept", "--strategy", "instruction")
    ran = hasten("optimize", slow, *asked, "--function", "count_even", "--budget", "6t", "--json")
    assert ran.code == 0, ran.err
    answers = [trial["origin"]["answer"] for trial in ran.record["trials"]]
    assert {one["model"] for one in answers if one} == {"kept", "other"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--model", "nobody"), "No model is called"),
        (("--model", "kept", "--strategy", "advise"), "Did you mean 'advised'?"),
        (("--strategy", "advised"), "Name one with --model."),
    ],
)
def test_what_is_misspelled_is_told(
    hasten: Hasten, slow: Path, arguments: tuple[str, ...], said: str
) -> None:
    keep(slow.parent, [fenced(FAST)])
    ran = hasten("optimize", slow, *arguments)
    assert ran.code not in (0, 1)
    assert said in ran.err


def test_without_models_it_says_how_to_add_one(hasten: Hasten, slow: Path) -> None:
    ran = hasten("optimize", slow, "--model", "any")
    assert "No language model is set up." in ran.err


def test_prompt_prints_what_would_be_sent_and_sends_nothing(hasten: Hasten, slow: Path) -> None:
    keep(slow.parent, [])
    asked = ("--model", "kept", "--strategy", "advised", "--function", "count_even")
    ran = hasten("prompt", slow, *asked)
    assert ran.code == 0, ran.err
    assert "found++" in ran.out
    assert "measured on tests" in ran.out
    record = hasten("prompt", slow, *asked, "--json").record
    assert record["asks"][0]["prompt"]["strategy"] == "advised"


def test_answers_can_be_kept_from_one_model_for_another_day(hasten: Hasten, slow: Path) -> None:
    write_tests(slow.parent / "tests", 5)
    keep(slow.parent, [fenced(FAST), fenced(WRONG)])
    asked = ("--model", "kept", "--strategy", "instruction", "--function", "count_even")
    ran = hasten("prompt", slow, *asked, "--record", "again.jsonl")
    assert ran.code == 0, ran.err
    entries = [json.loads(line) for line in Path("again.jsonl").read_text().splitlines()]
    assert [one["text"] for one in entries] == [fenced(FAST), fenced(WRONG)]


def test_a_batch_asks_a_model_about_every_file_and_says_what_it_took(
    hasten: Hasten, slow: Path
) -> None:
    write_tests(slow.parent / "tests" / slow.stem, 3, 400)
    keep(slow.parent, [fenced(FAST)])
    asked = ("--model", "kept", "--strategy", "instruction", "--samples", 1)
    record = hasten("batch", slow.parent, *asked, "--json").record
    (file,) = record["files"]
    assert file["search"]["trials"][0]["origin"]["answer"]["model"] == "kept"
    assert record["usage"]["spent"] is False
    ran = hasten("batch", slow.parent, *asked)
    assert "Models took 0 requests" in ran.out
    assert hasten("batch", slow.parent, "--json").record["usage"] is None


def test_a_batch_that_names_a_strategy_alone_is_told(hasten: Hasten, slow: Path) -> None:
    ran = hasten("batch", slow.parent, "--strategy", "advised")
    assert "Name one with --model." in ran.err
