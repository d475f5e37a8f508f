"""From a search with a model to the answers that Best@k counts."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from hasten.evaluation.run import answers_of_model
from hasten.nouns import (
    Answer,
    Candidate,
    Origin,
    SearchResult,
    Span,
    Target,
    Trial,
    Untried,
)
from hasten_sim.nouns import Accepted, CaseCost, CompileError, Measurement, TooSlow, Verdict

SLOW = "int main() {}\n"
TARGET = Target(SLOW, Path("a.cpp"), Span(0, len(SLOW)))


def tried(text: str, origin: Origin, cost: float | None, verdict: Verdict | None = None) -> Trial:
    measurement = None
    if cost is not None:
        measurement = Measurement("counted", "1", "events", (CaseCost("1", cost),), True)
    return Trial(Candidate(text, origin), verdict or Accepted(1), measurement)


def by_model(sample: int, prompt: str = "p", rules: tuple[str, ...] = ()) -> Origin:
    answer = Answer("m", "instruction", "t", prompt, sample)
    return Origin("model", rules=rules, titles=(f"{prompt}{sample}", *rules), answer=answer)


def result_of(*trials: Trial, untried: tuple[Untried, ...] = ()) -> SearchResult:
    baseline = tried(SLOW, Origin("original"), 100.0)
    return SearchResult(TARGET, baseline, trials, (), "exhausted", 1.0, untried=untried)


def test_each_sample_is_one_answer_in_the_order_of_the_samples() -> None:
    answers = answers_of_model(
        result_of(
            tried("c", by_model(2), 50.0),
            tried("a", by_model(0), None, CompileError("x.cpp:1:1: error: no")),
            tried("d", by_model(0, "q"), 200.0),
            tried("e", by_model(1, "q"), None, TooSlow("1", 9.0, 3.0)),
            untried=(Untried(by_model(1).answer or Answer("", "", "", ""), "no code"),),
        )
    )
    assert [one.correct for one in answers] == [False, False, True, True, True]
    assert [one.speedup for one in answers] == [None, None, 2.0, 0.5, None]
    assert answers[1].what == "no code"


def test_what_was_mended_or_made_better_by_rules_is_the_same_answer() -> None:
    (answer,) = answers_of_model(
        result_of(
            tried("a", by_model(0), None, CompileError("x.cpp:1:1: error: no")),
            tried("b", by_model(0), 50.0),
            tried("c", by_model(0, rules=("quick",)), 25.0),
        )
    )
    assert (answer.speedup, answer.rules) == (4.0, ("quick",))


def test_without_answers_there_are_none() -> None:
    assert not answers_of_model(result_of(tried("a", Origin("rules", rules=("quick",)), 50.0)))
    assert not answers_of_model(evolve(result_of(), message="nothing"))
