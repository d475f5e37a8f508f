"""What is expected of a module: told from its text, learned from labels, kept in a file."""

from __future__ import annotations

import math
from pathlib import Path
from random import Random

import numpy as np
import pytest
from attrs import evolve

from hasten.errors import PolicyUnusable
from hasten.passes import labelling, policy, tuning
from hasten.passes.labelling import BARE, OZ, Frame, Labels, Lesson
from hasten.passes.plan import Board, Plan, Scored
from hasten.passes.policy import Policy
from hasten.passes.policy_taught import bytes_by_count, complements, usual
from hasten.passes.policy_training import (
    Example,
    Schooling,
    example_of,
    fit,
    grade,
    loss_of,
    merged,
)
from hasten.passes.predicted import AtOnce, Predicted
from hasten_sim.backends.opt_size import Sizes
from hasten_sim.backends.opt_size.module import Module, module_of

LESSON = Lesson(
    (Frame(("mem2reg",)), Frame(("inline",))),
    ((), ("gvn",), ("sroa", "dce")),
    ("globaldce",),
)
SCHOOL = Schooling(hidden=24, middle=16, epochs=80, dropout=0.0)


def function(name: str, adds: int, loads: int) -> str:
    lines = [f"  %{at} = add i32 %a, {at}" for at in range(1, adds + 1)]
    lines += [f"  %l{at} = load i32, ptr %p, align 4" for at in range(loads)]
    body = "\n".join(lines)
    return f"define i32 @{name}(i32 %a, ptr %p) #0 {{\n{body}\n  ret i32 %a\n}}\n"


def module(seed: int) -> Module:
    random = Random(seed)
    functions = [
        function(f"f{at}", random.randint(1, 30), random.randint(1, 30)) for at in range(4)
    ]
    text = "\n".join(functions) + "\nattributes #0 = { minsize optsize }\n"
    return module_of(text, text.encode(), f"{seed}.ll")


def labels(given: Module) -> dict[int, Labels]:
    """A world in which gvn makes loads small, and sroa additions; inlining helps nobody."""
    names, rows = policy.rows_of(given.text)
    adds = np.rint(np.expm1(rows[:, policy.NAMES.index("opcode add")])).astype(int)
    loads = np.rint(np.expm1(rows[:, policy.NAMES.index("opcode load")])).astype(int)

    def sizes(adding: int, loading: int, more: int) -> tuple[int, ...]:
        return tuple(int(one) for one in adding * adds + loading * loads + 3 + more)

    def row(frame: int, found: dict[str, tuple[int, ...]]) -> Labels:
        data = dict.fromkeys(found, 0)
        return Labels(given.digest, "made", given.name, frame, tuple(names), found, data)

    def framed(more: int) -> dict[str, tuple[int, ...]]:
        return {"": sizes(3, 3, more), "gvn": sizes(3, 1, more), "sroa,dce": sizes(1, 3, more)}

    return {
        -1: row(-1, {BARE: sizes(4, 5, 0), OZ: sizes(3, 3, 0)}),
        0: row(0, framed(0)),
        1: row(1, framed(20)),
    }


def example(seed: int) -> Example:
    made = module(seed)
    found = example_of(LESSON, labels(made), policy.rows_of(made.text))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def learned() -> Policy:
    return fit(LESSON, [example(seed) for seed in range(40)], SCHOOL)


def test_what_was_learned_holds_for_modules_that_were_not_seen(learned: Policy) -> None:
    unseen = [example(seed) for seed in range(100, 120)]
    found = grade(learned, unseen, usual(unseen))
    assert found.chosen > 0.9 * found.oracle > found.best_pipeline
    assert max(found.before, found.oz, found.after) < 0.1


def test_each_function_is_given_what_suits_it(learned: Policy) -> None:
    text = function("adds", 25, 2) + function("loads", 2, 25)
    found = learned.predict(module_of(text, text.encode(), "two.ll"))
    assert found is not None
    chosen = dict(found.plan.stitched)
    assert chosen["adds"] == ("sroa", "dce")
    assert chosen["loads"] == ("gvn",)
    assert found.plan.passes == ("mem2reg",)
    assert found.plan.tail == ("globaldce",)
    assert found.after < found.oz < found.before
    assert 0 < found.gain < 1
    assert set(found.pool) == set(LESSON.pool)


def test_lists_that_need_a_missing_pass_are_not_named(learned: Policy) -> None:
    text = function("loads", 2, 25)
    given = module_of(text, text.encode(), "one.ll")
    found = learned.predict(given, {"mem2reg", "sroa", "dce"})
    assert found is not None
    assert set(found.pool) == {(), ("sroa", "dce")}
    assert found.plan.tail == ()
    assert learned.predict(given, {"gvn"}) is None


def test_a_module_without_functions_has_no_prediction(learned: Policy) -> None:
    assert learned.predict(module_of("@a = global i32 1\n", b"", "data.ll")) is None


def test_weights_come_back_from_their_file(learned: Policy, tmp_path: Path) -> None:
    path = tmp_path / "policy.safetensors"
    learned.save(path)
    again = Policy.load(path)
    assert again.lesson == LESSON
    rows = example(7).rows
    assert np.allclose(again.outputs(rows), learned.outputs(rows), atol=0.05)


def test_weights_that_are_damaged_or_foreign_are_told(learned: Policy, tmp_path: Path) -> None:
    path = tmp_path / "policy.safetensors"
    with pytest.raises(PolicyUnusable, match="cannot be read"):
        Policy.load(path)
    learned.save(path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(PolicyUnusable, match="cannot be read"):
        Policy.load(path)
    evolve(learned, lesson=evolve(LESSON, pool=LESSON.pool[:2])).save(path)
    with pytest.raises(PolicyUnusable, match="other weights than it says"):
        Policy.load(path)
    learned.save(path)
    path.write_bytes(path.read_bytes().replace(policy.FORMAT.encode(), b"x" * len(policy.FORMAT)))
    with pytest.raises(PolicyUnusable, match="another version"):
        Policy.load(path)


def test_without_usable_weights_the_search_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def unusable(*_: object) -> None:
        raise PolicyUnusable("the weights are damaged", policy.ADVICE)

    monkeypatch.setattr(tuning, "predicted", unusable)
    request = tuning.Request(module(1), tuning.SizePipeline("default<Oz>", ""), ())
    assert tuning.expected(request) is None
    assert all(one.name != "policy" for one in tuning.sources_of(request, None))


def test_the_shipped_weights_are_small_and_answer_quickly() -> None:
    path = Path(policy.__file__).with_name(policy.FILE)
    assert path.stat().st_size < 5_000_000
    found = policy.predicted(module(3))
    assert found is not None
    assert found.before > 0


def test_bytes_before_any_pass_are_told_by_what_instructions_there_are(
    learned: Policy, tmp_path: Path
) -> None:
    found = bytes_by_count([example(seed) for seed in range(40)])
    exact = evolve(learned, tensors={**learned.tensors, policy.BYTES: found})
    unseen = [example(seed) for seed in range(100, 120)]
    grades = [grade(one, unseen, usual(unseen)) for one in (learned, exact)]
    assert grades[1].before < min(0.01, grades[0].before)
    assert grades[1].chosen == grades[0].chosen
    path = tmp_path / "policy.safetensors"
    exact.save(path)
    again = Policy.load(path)
    rows = unseen[0].rows
    assert np.allclose(again.tensors[policy.BYTES], found, rtol=0.01, atol=0.01)
    assert np.allclose(again.before(rows, again.outputs(rows)), unseen[0].before, rtol=0.05)
    evolve(learned, tensors={**learned.tensors, policy.BYTES: found[:-1]}).save(path)
    with pytest.raises(PolicyUnusable, match="other weights than it says"):
        Policy.load(path)


def test_several_networks_answer_with_their_mean(learned: Policy) -> None:
    other = fit(LESSON, [example(seed) for seed in range(8)], evolve(SCHOOL, seed=1, epochs=2))
    same = Policy(LESSON, {**other.tensors, "mean": learned.tensors["mean"]})
    same = Policy(LESSON, {**same.tensors, "scale": learned.tensors["scale"]})
    rows = example(3).rows
    mean = (learned.outputs(rows) + same.outputs(rows)) / 2
    assert np.allclose(merged([learned, same]).outputs(rows), mean, atol=1e-3)


def test_the_slope_is_that_of_the_loss() -> None:
    one = example(5)
    random = np.random.default_rng(1)
    outputs = random.normal(0, 0.3, (len(one.rows), policy.width_of(LESSON))).astype(np.float32)
    # Which pipeline is chosen, and what it gives, are held fixed where sizes are told by them.
    for column in range(policy.columns(LESSON, 0).start, outputs.shape[1]):
        _, slopes = loss_of(LESSON, one, outputs)
        assert math.isfinite(float(slopes[0, column]))
    column = policy.BEFORE
    _, slopes = loss_of(LESSON, one, outputs)
    moved = outputs.copy()
    moved[0, column] += 0.01
    change = loss_of(LESSON, one, moved)[0] - loss_of(LESSON, one, outputs)[0]
    assert change == pytest.approx(0.01 * float(slopes[0, column]), rel=0.1)


def test_pipelines_follow_that_add_most_to_the_first_choices(learned: Policy) -> None:
    found = complements(learned, [example(seed) for seed in range(8)])
    assert len(found) == len(LESSON.frames)
    assert all(sorted(one) == [0, 1, 2] for one in found)
    text = function("adds", 25, 2) + function("loads", 2, 25)
    given = evolve(learned, complements=found)
    predicted = given.predict(module_of(text, text.encode(), "two.ll"))
    assert predicted is not None
    assert predicted.further == tuple(LESSON.pool[at] for at in found[0])


def test_numbers_of_pipelines_that_there_are_not_are_told(learned: Policy, tmp_path: Path) -> None:
    path = tmp_path / "policy.safetensors"
    evolve(learned, complements=((0, 3), (1,))).save(path)
    with pytest.raises(PolicyUnusable, match="other weights than it says"):
        Policy.load(path)
    evolve(learned, complements=((0, 2), (1,))).save(path)
    assert Policy.load(path).complements == ((0, 2), (1,))


FURTHER = (("gvn",), ("sroa", "dce"))


def tried(learned: Policy, sizes: list[tuple[int, dict[str, int]]]) -> list[Plan]:
    """The plans that are tried where these are the sizes, of the module and of functions."""
    found = learned.predict(module(9))
    assert found is not None
    assert found.other is not None
    other = evolve(found.other, further=FURTHER)
    source = Predicted(evolve(found, further=FURTHER, other=other))
    start = Scored(Plan(("default<Oz>",), attributes=False), 100)
    board = Board("text+data", 100, ("f0", "f1", "f2", "f3"), start, start, (start,))
    plans: list[Plan] = []
    for text, own in sizes:
        attempt = source.propose(board, Random(0))
        if attempt is None:
            break
        plans.append(attempt.plan)
        given = Sizes(text, 0, functions={"f2": 1, "f3": 1, **own})
        board = board.with_result(attempt.plan, text)
        source.learn(attempt, given, board)
    return plans


def test_first_choices_are_tried_then_others_then_the_best_of_them(learned: Policy) -> None:
    sizes: list[tuple[int, dict[str, int]]] = [
        (50, {"f0": 9, "f1": 9}),
        (55, {"f0": 5, "f1": 12}),
        (70, {"f0": 20, "f1": 7}),
        (44, {"f0": 5, "f1": 7}),
        (90, {"f0": 20, "f1": 20}),
        (90, {"f0": 20, "f1": 20}),
    ]
    plans = tried(learned, sizes)
    assert [one.passes for one in plans] == [*[("mem2reg",)] * 4, ("inline",)]
    assert {pipeline for _, pipeline in plans[1].stitched} == {FURTHER[0]}
    best = dict(plans[3].stitched)
    assert (best["f0"], best["f1"]) == FURTHER
    assert best["f2"] == dict(plans[0].stitched)["f2"]


def test_the_first_choices_are_tried_once_with_flags(learned: Policy) -> None:
    found = learned.predict(module(9))
    assert found is not None
    source = AtOnce(found, ("-disable-lsr",))
    start = Scored(Plan(("default<Oz>",), attributes=found.plan.attributes), 100)
    board = Board("text+data", 100, ("f0",), start, start, (start,))
    attempt = source.propose(board, Random(0))
    assert attempt is not None
    assert attempt.plan == evolve(found.plan, flags=("-disable-lsr",))
    assert source.propose(board, Random(0)) is None


def test_a_beginning_that_is_far_behind_is_given_up(learned: Policy) -> None:
    plans = tried(learned, [(120, {}), (90, {}), (90, {}), (90, {}), (90, {})])
    assert [one.passes for one in plans] == [("mem2reg",), *[("inline",)] * 3]


def test_labels_are_kept_and_joined(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    rows = labels(module(1))
    labelling.write(rows.values(), path)
    first = rows[0]
    more = evolve(first, sizes={"loop(licm)": (1, 2, 3, 4)}, data={"loop(licm)": 0})
    labelling.write([more], path)
    path.write_text(path.read_text() + '{"module": "cut')
    found = labelling.read(path)[module(1).digest]
    assert set(found) == {-1, 0, 1}
    assert set(found[0].sizes) == {"", "gvn", "sroa,dce", "loop(licm)"}
    lesson = labelling.labelled(LESSON, [found, found])
    assert set(lesson.pool) == {*LESSON.pool, ("loop(licm)",)}


def test_every_folder_has_its_turn(tmp_path: Path) -> None:
    for package, count in (("a", 3), ("b", 1)):
        (tmp_path / package).mkdir()
        for at in range(count):
            (tmp_path / package / f"{at}.ll").write_text("x" * 10)
    (tmp_path / "b" / "large.ll").write_text("x" * 1000)
    files = labelling.in_turn(sorted(tmp_path.rglob("*.ll")), 100, 1)
    assert [one.parent.name for one in files] == ["a", "b", "a", "a"]
    assert labelling.in_turn(reversed(files), 100, 1) == files
