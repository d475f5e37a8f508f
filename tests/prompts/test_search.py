from __future__ import annotations

from attrs import evolve

from hasten.prompts.edit_kinds import kind_of_edit
from hasten.prompts.prompt import Prompt
from hasten.prompts.question import Advice, HotLine, Question
from hasten.prompts.strategies import search
from hasten.prompts.strategies.search import STRATEGY
from hasten.prompts.strategy import Polish, Request, Retrieve
from hasten_sim.nouns import CompileError
from tests.prompts.driving import SLOW, Answered, Driver, accepted, answering, text_of, told

QUESTION = Question(SLOW)
IO = SLOW.replace("std::cin >> n", 'scanf("%d", &n)')
BAD = told("int bad();", CompileError("no"))
HASHED = SLOW.replace("int n;", "int n; std::unordered_map<int, int> seen;")


def searched(answers: object, samples: int = 9, **driver: object) -> Driver:
    one = Driver(answers=answers, **driver)  # pyright: ignore[reportArgumentType]
    return one.run(STRATEGY, QUESTION, Request(samples=samples))


def improving(prompt: Prompt, number: int) -> Answered:
    return accepted(f"int version{number}();", 1.0 + number / 2)


def test_each_round_builds_on_the_best_answer_so_far() -> None:
    driver = searched(improving)
    assert "The program to be made faster:\n\n```cpp\n#include" in text_of(driver.asked[0])
    assert "```cpp\nint version3();\n```" in text_of(driver.asked[1])
    assert "It is 2.50 times as fast" in text_of(driver.asked[1])


def test_examples_are_looked_for_anew_for_what_is_asked_about() -> None:
    retrieved = [effect.text for effect in searched(improving).of(Retrieve)]
    assert retrieved[0] == SLOW
    assert "int version3();" in retrieved


def test_no_more_programs_are_asked_for_than_may_be() -> None:
    for samples in (1, 2, 3, 5, 8, 9, 20, 64):
        assert searched(improving, samples).programs_asked == samples


def test_the_search_ends_after_two_rounds_that_improve_nothing_in_the_beginning() -> None:
    driver = searched(answering(BAD), 16)
    assert driver.programs_asked == 8


def test_the_search_ends_when_a_later_round_improves_nothing() -> None:
    driver = searched(answering(*[accepted("int fast();", 3.0)] * 30), 16)
    assert driver.programs_asked == 8


def test_two_parents_that_were_changed_differently_are_combined() -> None:
    driver = searched(answering(accepted(IO, 2.0), accepted(HASHED, 1.5), BAD))
    combined = [text_of(ask) for ask in driver.asked if "Two faster versions" in text_of(ask)]
    assert len(combined) >= 1
    assert "The first is 2.00 times as fast:" in combined[0]
    assert "unordered_map" in combined[0]


def test_parents_that_were_changed_alike_count_once() -> None:
    def node(code: str, speedup: float) -> search._Node:  # pyright: ignore[reportPrivateUsage]
        return search._Node(code, speedup, kind_of_edit(SLOW, code))  # pyright: ignore[reportPrivateUsage]

    nearly = IO.replace("int n;", "int n = 0;")
    nodes = [node(IO, 2.0), node(nearly, 1.9), node(HASHED, 1.2), node(SLOW, 1.0)]
    assert [one.speedup for one in search.pick_parents(nodes, 2)] == [2.0, 1.2]


def test_rules_are_tried_on_the_best_answers_and_what_they_make_is_built_upon() -> None:
    def polish(answered: Answered) -> Answered:
        return accepted(f"{answered.code} // polished", (answered.speedup or 1) * 2)

    driver = searched(improving, polish=polish)
    assert driver.of(Polish)[0].answered.code == "int version3();"
    assert "// polished" in text_of(driver.asked[1])


def test_wrong_answers_are_never_built_upon() -> None:
    def half_wrong(prompt: Prompt, number: int) -> Answered:
        return BAD if number % 2 else improving(prompt, number)

    assert not any("int bad();" in text_of(ask) for ask in searched(half_wrong, 16).asked)


def test_advice_about_the_original_is_not_told_of_other_programs() -> None:
    advice = Advice(hot=(HotLine(1, "#include <iostream>", 0.5, 1),))
    own = (
        ("next_edit", '{% call turn("user") %}{{ code }}|{{ advice.hot | length }}{% endcall %}'),
    )
    driver = Driver(answers=improving)
    driver.run(STRATEGY, evolve(QUESTION, advice=advice), Request(samples=9, templates=own))
    told_of = {ask.prompt.text.endswith("|1") for ask in driver.asked if SLOW in ask.prompt.text}
    assert told_of == {True}
    assert any(ask.prompt.text.endswith("|0") for ask in driver.asked)


def test_a_version_that_grew_too_long_for_the_model_is_not_asked_about() -> None:
    def growing(prompt: Prompt, number: int) -> Answered:
        return accepted(f"// {number} {'x' * 20_000}", 1.0 + number)

    driver = Driver(answers=growing).run(STRATEGY, QUESTION, Request(samples=9, window=4000))
    assert driver.programs_asked >= 3
    assert all("xxxx" not in ask.prompt.text for ask in driver.asked)


def test_what_kind_of_change_was_made_is_read_off_the_words() -> None:
    assert kind_of_edit(SLOW, IO).categories == {"io"}
    assert kind_of_edit(SLOW, HASHED).categories == {"data_structure"}
    assert kind_of_edit(SLOW, SLOW.replace("int n;", "for (;;) {}")).categories == {"algorithmic"}
    assert kind_of_edit(SLOW, SLOW).categories == {"miscellaneous"}
