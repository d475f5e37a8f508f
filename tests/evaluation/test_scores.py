from __future__ import annotations

import pytest

from hasten.evaluation.report import Evaluation, markdown, record
from hasten.evaluation.scores import (
    Answer,
    CaseResult,
    by,
    fates,
    length_correlation,
    score,
)

RIGHT = Answer("hash table", True, 4.0)
SLOWER = Answer("worse", True, 0.5)
WRONG = Answer("broken", False)


def result(name: str, *answers: Answer, kind: str = "", lines: int = 10) -> CaseResult:
    return CaseResult(name, kind, lines, answers)


def test_the_best_of_the_first_k_answers_counts() -> None:
    one = result("a", WRONG, SLOWER, RIGHT)
    assert [one.best_of(k) for k in (1, 2, 3)] == [1.0, 0.5, 4.0]
    assert [one.is_correct(k) for k in (1, 2)] == [False, True]


def test_nobody_takes_a_slower_or_a_wrong_version() -> None:
    found = score([result("a", SLOWER), result("b", WRONG), result("c", RIGHT)], 1)
    assert found.speedup == pytest.approx((1 + 1 + 4) / 3)
    assert found.optimized == pytest.approx(1 / 3)
    assert found.correct == pytest.approx(2 / 3)


def test_outliers_rule_the_mean_but_not_what_stands_beside_it() -> None:
    results = [result(str(n), Answer("x", True, 1.0)) for n in range(9)]
    found = score([*results, result("huge", Answer("x", True, 1000.0))], 1)
    assert found.speedup == pytest.approx(100.9)
    assert found.capped == pytest.approx(1.9)
    assert found.geometric == pytest.approx(1000 ** (1 / 10))
    assert found.outliers[0] == ("huge", 1000.0)


def test_cases_with_a_problem_do_not_count() -> None:
    unusable = CaseResult("b", "", 3, problem="it fails its own tests")
    assert score([result("a", RIGHT), unusable], 1).cases == 1
    with pytest.raises(ValueError, match="no case"):
        score([unusable], 1)


def test_scores_are_broken_down_by_kind_and_fates_added_up() -> None:
    one = CaseResult("a", "io", 5, (RIGHT,), {"faster": 2, "slower": 1})
    two = CaseResult("b", "io", 5, (SLOWER,), {"slower": 3})
    three = CaseResult("c", "algorithmic", 5, (RIGHT,))
    groups = by([one, two, three], lambda r: r.kind, 1)
    assert [(name, group.cases) for name, group in groups.items()] == [
        ("io", 2),
        ("algorithmic", 1),
    ]
    assert fates([one, two, three]) == {"slower": 4, "faster": 2}


def evaluation(*results: CaseResult) -> Evaluation:
    return Evaluation("set", "rules", "a machine", "hasten evaluate", (1, 8), results)


def test_the_page_has_the_table_every_case_and_what_was_violated() -> None:
    good = CaseResult("good", "io", 20, (RIGHT,), {"faster": 1}, 2.5, fresh="passed")
    bad = CaseResult("b|ad", "io", 30, (RIGHT,), {"faster": 1}, 3.5, fresh="wrong output on 7")
    gone = CaseResult("gone", "io", 30, problem="no <iostream>")
    page = markdown(evaluation(good, bad, gone))
    assert "| 1 | 2 | 100.00% | 4.00 | 100.00% | 4.00 | 4.00 |" in page
    assert "Of 2 offered edits, 1 failed tests that the search had not seen." in page
    assert "| b\\|ad | 4.00 | hash table |" in page
    assert "does not count: no &lt;iostream>" in page
    assert "Median time of a search: 3.0 s." in page
    assert record(evaluation(good, bad))["violations"] == ["b|ad"]


def test_an_evaluation_of_which_nothing_counts_is_still_a_page() -> None:
    page = markdown(evaluation(CaseResult("gone", "", 1, problem="no tests")))
    assert "no tests" in page
    assert record(evaluation())["scores"] == []


def test_length_correlation_leaves_out_what_does_not_count() -> None:
    results = [result(str(n), Answer("x", True, 1.0 + n), lines=10 * n) for n in range(1, 5)]
    assert length_correlation([*results, CaseResult("x", "", 999, problem="no")], 1) == (
        pytest.approx(1)
    )
