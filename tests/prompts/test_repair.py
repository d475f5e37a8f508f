from __future__ import annotations

import pytest
from attrs import evolve

from hasten.prompts.question import HotLine, Question
from hasten.prompts.strategies import instruction, performance_mixture, repair
from hasten.prompts.strategy import Ask, Diagnose, Diagnosis, Flow, Request
from hasten_sim.nouns import (
    CompileError,
    Crashed,
    OutOfMemory,
    TimedOut,
    TooSlow,
    Unmeasurable,
    Verdict,
    WrongOutput,
)
from tests.prompts.driving import SLOW, Answered, Driver, accepted, answering, text_of, told

QUESTION = Question(SLOW)
GOOD = accepted("int good();", 3.0)


def repaired(first: Answered, second: Answered = GOOD, **driver: object) -> Driver:
    answers = answering(first, second)
    one = Driver(answers=answers, **driver)  # pyright: ignore[reportArgumentType]
    return one.run(repair.STRATEGY, QUESTION, Request(samples=1))


def test_what_does_not_compile_goes_back_with_the_compilers_words() -> None:
    driver = repaired(told("int bad() {", CompileError("3:1: error: expected '}'")))
    assert len(driver.asked) == 2
    again = text_of(driver.asked[1])
    assert "```cpp\nint bad() {\n```" in again
    assert "```text\n3:1: error: expected '}'\n```" in again
    assert SLOW.rstrip() in again
    assert driver.of(Diagnose) == []


def test_a_wrong_output_goes_back_with_input_expected_and_actual_output() -> None:
    wrong = told("int wrong();", WrongOutput("case 7"))
    driver = repaired(wrong, diagnosis=Diagnosis(input="5 ```", expected="120", actual="24"))
    again = text_of(driver.asked[1])
    assert driver.of(Diagnose) == [Diagnose(wrong)]
    assert "wrong output on case case 7" in again
    assert "````text\n5 ```\n````" in again
    assert again.index("```text\n120\n```") < again.index("```text\n24\n```")


def test_what_is_correct_but_not_faster_goes_back_with_its_costliest_lines() -> None:
    hot = (HotLine(3, "  for (;;) {", 0.81, 10),)
    driver = repaired(accepted("int same();", 1.05), diagnosis=Diagnosis(hot=hot))
    again = text_of(driver.asked[1])
    assert "It is correct, but not faster (1.05 times as fast)." in again
    assert "> 81% in line 3: for (;;) {" in again


@pytest.mark.parametrize(
    "verdict",
    [
        Crashed("1", signal=11),
        TimedOut("1", 10.0),
        OutOfMemory("1", 1 << 30),
        TooSlow("1", 10.0, 5.0),
    ],
)
def test_other_failures_go_back_too(verdict: Verdict) -> None:
    assert len(repaired(told("int bad();", verdict)).asked) == 2


@pytest.mark.parametrize(
    "answered",
    [
        GOOD,
        Answered("I cannot do that.", problem="there is no code in the answer"),
        Answered("int twice();", "int twice();", problem="it was said before"),
        told("int odd();", Unmeasurable("the output differs from run to run")),
        told("int slow_to_compile();", TimedOut("compile", 10.0)),
    ],
)
def test_what_another_try_cannot_mend_does_not_go_back(answered: Answered) -> None:
    assert len(repaired(answered).asked) == 1


def test_there_is_only_one_more_try() -> None:
    bad = told("int bad();", CompileError("no"))
    assert len(repaired(bad, bad).asked) == 2


def test_only_failed_answers_go_back_and_each_has_its_own_reason() -> None:
    answers = answering(
        told("int a();", CompileError("first error")),
        GOOD,
        told("int b();", CompileError("second error")),
        GOOD,
    )
    driver = Driver(answers=answers).run(repair.STRATEGY, QUESTION, Request(samples=3))
    assert ["first error" in text_of(ask) for ask in driver.asked] == [False, True, False]
    assert ["second error" in text_of(ask) for ask in driver.asked] == [False, False, True]


def test_repair_sits_on_top_of_strategies_that_ask_several_things_at_once() -> None:
    bad = told("int bad();", CompileError("no"))
    strategy = repair.with_repair(performance_mixture.STRATEGY)
    driver = Driver(answers=answering(bad)).run(strategy, QUESTION, Request(samples=3))
    assert [ask.prompt.tag for ask in driver.asked] == ["10/10", "9/10", "8/10", "", "", ""]
    assert strategy.name == "performance_mixture+repair"


def test_the_strategy_beneath_sees_the_better_of_both_tries() -> None:
    seen: list[Answered] = []

    def begin(question: Question, request: Request) -> Flow:
        flow = instruction.STRATEGY.begin(question, request)
        seen.extend((yield next(flow)))

    strategy = repair.with_repair(evolve(instruction.STRATEGY, begin=begin))
    bad = told("int bad();", CompileError("no"))
    Driver(answers=answering(bad, GOOD)).run(strategy, QUESTION, Request(samples=1))
    assert seen == [GOOD]
    seen.clear()
    same = accepted("int same();", 1.01)
    Driver(answers=answering(same, bad)).run(strategy, QUESTION, Request(samples=1))
    assert seen == [same]


def test_a_model_that_only_continues_programs_is_not_told_what_failed() -> None:
    bad = told("int bad();", CompileError("no"))
    request = Request(samples=1, form="completion")
    assert len(Driver(answers=answering(bad)).run(repair.STRATEGY, QUESTION, request).asked) == 1


def test_a_report_that_does_not_fit_the_window_is_not_sent() -> None:
    bad = told("x" * 4000, CompileError("no"))
    request = Request(samples=1, window=1800)
    assert len(Driver(answers=answering(bad)).run(repair.STRATEGY, QUESTION, request).asked) == 1


def test_a_long_output_is_cut_in_the_middle() -> None:
    wrong = told("int wrong();", WrongOutput("1"))
    driver = repaired(wrong, diagnosis=Diagnosis(expected="1\n" * 100_000, actual="2"))
    assert isinstance(driver.asked[1], Ask)
    assert len(text_of(driver.asked[1])) < 5000
    assert "characters are left out here" in text_of(driver.asked[1])
