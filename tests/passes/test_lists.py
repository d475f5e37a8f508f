"""Lists are made, changed, shortened and shared out in ways that can be repeated."""

from __future__ import annotations

from random import Random

import pytest

from hasten.passes.bandit import Bandit
from hasten.passes.lists import Vocabulary, crossed
from hasten.passes.minimise import Minimiser
from hasten.passes.plan import Pipeline, Plan
from hasten.passes.stitching import split
from hasten.passes.stored import Stored, read, stored, usable, write
from hasten_sim.backends.opt_size import Mark, Run, RunOn, Unmark
from hasten_sim.llvm_passes import Pass

PASSES = (
    Pass("globalopt", "module"),
    Pass("gvn", "function"),
    Pass("gvn<no-pre>", "function"),
    Pass("licm", "loop-mssa"),
    Pass("sroa", "function"),
)


def test_words_for_functions_leave_out_what_works_on_modules() -> None:
    assert Vocabulary.of_function(PASSES).words == ("gvn", "gvn<no-pre>", "loop-mssa(licm)", "sroa")
    assert "globalopt" in Vocabulary.of_module(PASSES).words


def test_a_list_is_changed_alike_for_the_same_seed_and_shares_the_beginning() -> None:
    words = Vocabulary.of_module(PASSES)
    for seed in range(200):
        given = words.random_list(Random(seed))
        changed, at = words.changed(given, Random(seed))
        assert (changed, at) == words.changed(given, Random(seed))
        assert changed[:at] == given[:at]
        made, meeting = crossed(given, changed, Random(seed))
        assert made[:meeting] == given[:meeting]
        assert set(changed) <= set(words.words)


@pytest.mark.parametrize(
    ("element", "parts"),
    [
        ("function(sroa)", ["sroa"]),
        (
            "function(gvn<no-pre;pre>,loop(indvars,licm),sroa)",
            ["gvn<no-pre;pre>", "loop(indvars,licm)", "sroa"],
        ),
    ],
)
def test_elements_are_parted_outside_brackets(element: str, parts: list[str]) -> None:
    assert split(element) == parts


def test_a_plan_says_what_is_done_in_order() -> None:
    plan = Plan(
        ("inline",),
        never=("f",),
        stitched=(("f", ("sroa",)), ("g", ("sroa",))),
        tail=("globaldce",),
    )
    assert plan.recipe().steps == (
        Mark("minsize"),
        Mark("optsize"),
        Mark("noinline", ("f",)),
        Run("inline"),
        RunOn(("f", "g"), ("sroa",)),
        Run("globaldce"),
        Unmark("noinline", ("f",)),
    )
    assert plan.pipelines() == (("inline", "function(sroa)", "globaldce"),)


async def minimised(given: Pipeline, needed: set[str], words: tuple[str, ...] = ()) -> Pipeline:
    async def measure(pipeline: Pipeline) -> int | None:
        return 100 - 10 * len(needed & set(pipeline))

    start = await measure(given)
    assert start is not None
    return (await Minimiser(measure, 1000, words).run(given, start)).pipeline


async def test_passes_that_do_not_matter_are_dropped_and_the_others_sorted() -> None:
    given = ("d", "x", "b", "y", "y", "a", "z")
    assert await minimised(given, {"a", "b", "d"}) == ("a", "b", "d")


async def test_passes_that_pay_are_inserted() -> None:
    assert await minimised(("b",), {"a", "b"}, ("c", "a")) == ("a", "b")


async def test_an_order_that_matters_is_kept() -> None:
    async def measure(pipeline: Pipeline) -> int | None:
        return 50 if pipeline == ("b", "a") else 100

    found = await Minimiser(measure, 100).run(("b", "a"), 50)
    assert (found.pipeline, found.complete) == (("b", "a"), True)


async def test_shortening_stops_at_its_budget() -> None:
    async def measure(pipeline: Pipeline) -> int | None:
        return 100

    found = await Minimiser(measure, 3).run(tuple("abcdefgh"), 99)
    assert (found.evaluations, found.complete, found.pipeline) == (3, False, tuple("abcdefgh"))


def test_the_bandit_asks_who_gives_most_and_does_not_forget_the_others() -> None:
    bandit = Bandit({"good": 0.2, "bad": 0.2})
    asked: list[str] = []
    for _ in range(100):
        asked.append(bandit.choose(["good", "bad"]))
        bandit.learn(asked[-1], 1.0 if asked[-1] == "good" else 0.0)
    assert asked.count("good") > 60
    assert asked.count("bad") > 2


def test_stored_lists_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("stored") / "lists.jsonl"
    lists = (Stored("module", ("sroa", "gvn<no-pre>"), 1.5, 3, 2), Stored("tail", ("globaldce",)))
    write(lists, path)
    assert read(path.read_text()) == lists


def test_pipelines_for_few_instructions_have_an_order_of_their_own() -> None:
    passes = [Pass(word, "function") for one in stored() for word in one.passes]
    ranked = [one for one in stored() if one.count_rank]
    first = min(ranked, key=lambda one: one.count_rank)
    assert usable("function", passes, by_count=True)[0] == first.passes
    assert usable("function", passes)[0] != first.passes
    assert {*usable("function", passes, by_count=True)} == {*usable("function", passes)}


def test_words_that_are_not_there_are_left_out_of_stored_lists() -> None:
    everything = usable(
        "function", [Pass(word, "function") for one in stored() for word in one.passes]
    )
    few = usable("function", PASSES)
    assert everything
    assert all(word.startswith(("sroa", "gvn", "loop-mssa(licm")) for one in few for word in one)
