"""Each function keeps the attributes that make it smallest, and those that do not pay go."""

from __future__ import annotations

from random import Random

from hasten.passes.attributes import Attributes, less, without_idle
from hasten.passes.plan import Board, Changes, Plan, Scored
from hasten_sim.backends.opt_size import Dress, Run, Sizes

FRAME: Changes = ("frame-pointer=all",)
LESS: Changes = ("-minsize",)
BYTES: dict[str, dict[Changes, int]] = {
    "f": {(): 10, FRAME: 8, LESS: 9},
    "g": {(): 20, FRAME: 25, LESS: 20},
}


def measured(plan: Plan) -> Sizes:
    dressed = dict(plan.dressed)
    sizes = {name: by_change[dressed.get(name, ())] for name, by_change in BYTES.items()}
    return Sizes(sum(sizes.values()), 0, functions=sizes)


def board_of(plan: Plan) -> Board:
    sizes = measured(plan)
    scored = Scored(plan, sizes.text, sizes.functions)
    return Board("text+data", 100, ("f", "g"), scored, scored, (scored,))


def test_a_change_is_tried_on_all_functions_and_kept_by_those_it_makes_smaller() -> None:
    source, board = Attributes((FRAME, LESS)), board_of(Plan(("inline",)))
    tried: list[Plan] = []
    while (attempt := source.propose(board, Random(0))) is not None:
        found = measured(attempt.plan)
        board = board.with_result(attempt.plan, found.text, found.functions)
        source.learn(attempt, found, board)
        tried.append(attempt.plan)
    assert len(tried) == 3
    assert board.best.plan.dressed == (("f", FRAME),)
    assert board.best.size == 28
    assert board.top[0].plan == Plan(("inline",))


def test_attributes_are_changed_after_all_passes_and_make_a_plan_longer() -> None:
    plan = Plan(("inline",), attributes=False, tail=("dce",), dressed=(("f", FRAME), ("g", ())))
    assert plan.recipe().steps == (Run("inline"), Run("dce"), Dress(FRAME, ("f",)))
    assert plan.length == plan.undressed.length + 1


def test_a_change_that_does_not_pay_is_dropped() -> None:
    dressed = {"f": FRAME, "g": FRAME}
    assert without_idle(dressed, {"f": 8, "g": 20}, {}, {"f": 10, "g": 20}) == (("f", FRAME),)


def test_a_change_is_left_without_the_part_that_does_not_pay() -> None:
    both = {"f": (*FRAME, *LESS), "g": FRAME}
    assert less(both, 1) == (("f", FRAME), ("g", FRAME))
    fewer = dict(less(both, 0))
    assert fewer == {"f": LESS}
    sizes = {"f": 8, "g": 18}
    assert without_idle(both, sizes, fewer, {"f": 8, "g": 20}) == (("f", LESS), ("g", FRAME))
