"""Verdicts on models' answers beside somebody else's, and the page that shows both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve

from hasten.errors import TargetError
from hasten.evaluation.agreement import Told, agreement, read_reference
from hasten.evaluation.answers import AnswerRow
from hasten.evaluation.model_searches import RULES, TOGETHER, SearchRow
from hasten.evaluation.models_page import ModelEvaluation, markdown, record, strongest_first


def row(
    task: str,
    model: str,
    given: str,
    speedup: float | None = None,
    *,
    verdict: str = "",
    fresh: str = "",
    why: str = "",
) -> AnswerRow:
    return AnswerRow(
        task=task,
        target=f"target of {task}",
        model=model,
        sample=0,
        answer=f"{model} on {task}",
        given=given,
        why=why,
        verdict=verdict or given,
        reason="",
        mended=bool(verdict),
        speedup=speedup,
        cpu_seconds=2.0,
        fresh=fresh,
    )


ROWS = (
    row("sum", "strong", "accepted", 8.0, fresh="passed"),
    row("sum", "weak", "compile_error", 2.0, verdict="accepted", fresh="passed"),
    row("sort", "strong", "accepted", 2.0, fresh="another seed: crashed with SIGSEGV"),
    row("sort", "weak", "wrong_output", why="wrong output on case 1"),
    row("find", "weak", "unusable", why="There is no code in the answer."),
)
SEARCHES = (
    SearchRow("sum", "t", RULES, (), 40.0, speedup=4.0, what="a rule", trials=1),
    SearchRow("sum", "t", "weak", ("weak",), 40.0, 8.0, "weak + a rule", 8.0, 3, "exhausted", 9.0),
    SearchRow("sum", "t", TOGETHER, ("strong", "weak"), 40.0, 16.0, "strong + a rule", 16.0, 5),
)
TASKS = ("sum", "sort", "find")


def evaluation(*told: Told) -> ModelEvaluation:
    return ModelEvaluation(
        dataset="set",
        command="hasten models evaluate",
        title="hasten on a machine.",
        tasks=TASKS,
        models=strongest_first(ROWS, TASKS),
        rows=ROWS,
        searches=SEARCHES,
        agreements=(agreement(ROWS, told, "theirs"),) if told else (),
    )


def test_only_answers_that_both_have_seen_are_compared_as_they_stand() -> None:
    found = agreement(
        ROWS,
        [
            Told("sum", "strong", True, 4.0),
            Told("sum", "weak", False),
            Told("sort", "strong", True),
            Told("sort", "weak", True, note="it reads past the end"),
            Told("find", "strong", True),
        ],
    )
    assert (found.compared, len(found.disagreements), found.explained) == (4, 1, 1)
    assert found.share == pytest.approx(0.75)
    assert [one.kind for one in found.disagreements] == ["we reject"]
    assert [(one.row.task, one.kind) for one in found.beyond] == [("sort", "wrong on other inputs")]
    assert found.middle_ratio == pytest.approx(2.0)


def test_the_table_has_models_alone_then_with_headers_then_with_rules() -> None:
    lines = {(one.who, one.how): one for one in evaluation().lines}
    alone = lines["weak", "as answered"]
    assert (alone.tasks, alone.correct, alone.geomean) == (3, 0.0, 1.0)
    mended = lines["weak", "missing headers added"]
    assert (mended.correct, mended.optimized) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert mended.geomean == pytest.approx(2 ** (1 / 3))
    strong = lines["strong", "as answered"]
    assert (strong.wrong, strong.tried) == (1, 2)
    assert strongest_first(ROWS, TASKS) == ("strong", "weak")


def test_searches_are_compared_on_the_tasks_that_all_of_them_were_made_for() -> None:
    found = evaluation()
    assert found.searched_tasks == ("sum",)
    assert TOGETHER in {line.who for line in found.lines}
    assert RULES not in {line.who for line in found.lines}
    lines = {(line.who, line.how): line for line in found.searched_lines}
    assert {line.tasks for line in found.searched_lines} == {1}
    assert lines[RULES, "alone"].geomean == pytest.approx(4.0)
    assert lines["weak", "rules on its best answer"].geomean == pytest.approx(8.0)
    together = [line for line in found.searched_lines if line.who == TOGETHER]
    assert [line.geomean for line in together] == pytest.approx([8.0, 8.0, 16.0, 16.0])
    assert evolve(found, tasks=("sum",)).searched_lines == ()


def test_where_a_model_has_no_answer_there_are_the_rules() -> None:
    silent = SearchRow("sum", "t", "weak", ("weak",), 40.0, stopped="no answer about sum")
    found = evolve(evaluation(), searches=(SEARCHES[0], silent))
    lines = [line for line in found.searched_lines if line.who == "weak"]
    assert [line.geomean for line in lines[-2:]] == pytest.approx([1.0, 4.0])


def test_the_page_shows_every_task_and_why_verdicts_differ() -> None:
    page = markdown(evaluation(Told("sort", "weak", True, note="it reads | past the end")))
    assert "| sum | 8.00 | 2.00 (headers) | 4.00 | 8.00 | 16.00 |" in page
    assert "| sort | ~~2.00~~ | wrong | – | – | – |" in page
    assert "| find | – | no program | – | – | – |" in page
    assert "theirs: of 1 answers as they stand, 0 (0.0%)" in page
    assert "| we reject | 1 | sort: weak | it reads \\| past the end |" in page
    assert "by geometric mean: weak 1.00 → 8.00, all together 8.00 → 16.00. Of 0 offers" in page
    assert "5 verdicts with measurements in 10 processor seconds: 0.50 a second" in page


def test_the_page_says_what_the_offers_of_the_rules_have_in_common() -> None:
    found = evaluation()
    assert "What the rules alone offer" not in markdown(found)
    more = SearchRow("sort", "s", RULES, (), 40.0, speedup=2.0, what="another + a rule", trials=1)
    page = markdown(evolve(found, searches=(*found.searches, more)))
    assert "What the rules alone offer for 2 tasks: a rule (2)." in page


def test_a_record_of_the_evaluation_is_json() -> None:
    told = record(evaluation(Told("sum", "strong", False, why="exit status 1")))
    again = json.loads(json.dumps(told))
    (difference,) = again["agreements"][0]["disagreements"]
    assert (difference["kind"], difference["reason"]) == (
        "we accept",
        "the reference: exit status 1",
    )
    assert "text" not in again["answers"][0]


def test_a_reference_is_a_line_for_each_answer(tmp_path: Path) -> None:
    path = tmp_path / "reference.jsonl"
    path.write_text(
        '{"task": "a", "model": "m", "correct": true, "speedup": 2}\n\n'
        '{"task": "b", "model": "m", "correct": false, "why": "crashes", "note": "a leak"}\n'
    )
    first, second = read_reference(path)
    assert (first, second) == (
        Told("a", "m", True, 2),
        Told("b", "m", False, why="crashes", note="a leak"),
    )


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"task": "a", "model": "m"}',
        '{"task": 1, "model": "m", "correct": true}',
        '{"task": "a", "model": "m", "correct": true, "speedup": "x"}',
        '{"task": "a", "model": "m", "correct": true, "why": 3}',
    ],
)
def test_what_is_no_reference_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "reference.jsonl"
    path.write_text(line)
    with pytest.raises(TargetError, match="says nothing of an answer"):
        read_reference(path)
    with pytest.raises(TargetError, match="cannot be read"):
        read_reference(tmp_path / "nowhere.jsonl")
