"""Sets of flags that won elsewhere come first; what pays stays, and is built upon."""

from __future__ import annotations

from random import Random

import pytest
from attrs import evolve

from hasten.passes.flags import FLAGS, Flags, fitting, known, stored_sets
from hasten.passes.plan import Board, Plan, Scored
from hasten_sim.backends.opt_size import Sizes

A, B, C, D1, D2 = "-a", "-b", "-c", "-d=1", "-d=2"
WORTH = {A: -30, B: -20, C: 15, D1: -5, D2: -9}


def start(size: int = 1000) -> Board:
    plan = Scored(Plan(("dce",)), size)
    return Board("text+data", size, ("f",), plan, plan, (plan,))


def search(source: Flags, board: Board, most: int = 100) -> tuple[list[tuple[str, ...]], Board]:
    """What is tried, in order, where each flag is worth so many bytes."""
    tried: list[tuple[str, ...]] = []
    while len(tried) < most and (attempt := source.propose(board, Random(0))) is not None:
        tried.append(attempt.plan.flags)
        size = board.best.size + sum(WORTH[one] for one in attempt.plan.flags)
        board = board.with_result(attempt.plan, size)
        source.learn(attempt, Sizes(size, 0), board)
    return tried, board


def test_stored_sets_are_tried_first_without_flags_that_llc_does_not_have() -> None:
    source = Flags([A, B, C], [(B, "-unknown"), ("-unknown",), (C, A)])
    tried, _ = search(source, start(), most=2)
    assert tried == [(B,), (A, C)]


def test_what_pays_stays_and_the_end_is_where_no_change_of_one_flag_pays() -> None:
    tried, board = search(Flags([A, B, C, D1, D2], [(C, A)]), start())
    assert board.flagged.plan.flags == (A, B, D2)
    assert len(tried) == len(set(tried))
    assert all(not {D1, D2} <= set(flags) for flags in tried)


def test_a_better_plan_is_tried_with_the_flags_that_paid_at_the_end() -> None:
    source = Flags([A, B, C], [(A,)])
    _, board = search(source, start(), most=3)
    assert source.last(board) is None
    board = board.with_result(Plan(("adce",)), 900)
    attempt = source.last(board)
    assert attempt is not None
    assert attempt.plan == Plan(("adce",), flags=(A, B))


def test_once_flags_are_settled_plans_are_measured_and_compared_with_them() -> None:
    source = Flags([A, B, C], [(A,), (C,)])
    _, board = search(source, start(), most=2)
    board = source.settle(board)
    assert (board.flags, board.best.size, board.best.plan.flags) == ((A,), 970, ())
    better = Plan(("adce",))
    assert board.measured(better) == evolve(better, flags=(A,))
    assert board.measured(evolve(better, flags=(B,))).flags == (B,)
    assert board.with_result(better, 980).best.plan != better
    board = board.with_result(better, 960)
    assert board.best.plan == better
    assert (board.flagged.plan, board.flagged.size) == (board.measured(better), 960)
    tried, board = search(source, board, most=1)
    assert tried == [(A, B)]


def test_flags_that_do_not_pay_are_not_settled_on() -> None:
    source = Flags([A, B, C], [(C,)])
    _, board = search(source, start(), most=1)
    assert source.settle(board) == board
    assert source.settle(start()) == start()


def test_flags_are_judged_by_what_they_leave_of_the_plan_that_they_were_tried_with() -> None:
    source = Flags([A, B, C], [(A,), (B,)])
    _, board = search(source, start(), most=1)
    board = board.with_result(Plan(("adce",)), 900)
    _, board = search(source, board, most=1)
    attempt = source.last(board)
    assert board.flagged.plan.flags == (B,)
    assert attempt is not None
    assert attempt.plan.flags == (A,)


def test_flags_that_make_tables_larger_than_what_they_save_are_not_kept() -> None:
    source = Flags([A], [(A,)])
    board = evolve(start(), with_tables=1500)
    attempt = source.propose(board, Random(0))
    assert attempt is not None
    source.learn(attempt, Sizes(900, 0, 700), board)
    better = board.with_result(Plan(("adce",)), 900)
    assert source.last(better) is None
    source.learn(attempt, Sizes(900, 0, 600), board)
    assert source.last(better) is not None


def test_stored_sets_hold_flags_that_are_known() -> None:
    assert {one for flags in stored_sets() for one in flags} <= {*FLAGS}
    assert known("  --enable-ipra  - ...\n  --misched=<value>\n") == (
        "-enable-ipra",
        "-misched=ilpmin",
        "-misched=ilpmax",
    )


MODULE = """\
define i32 @f(i64 %n) {
entry:
  %fixed = alloca [64 x i8], align 64
BEFORE
  br label %next

next:                                             ; preds = %entry
AFTER
  ret i32 0
}

define i32 @g() {
  %own = alloca i32, align 4
  ret i32 0
}
"""


@pytest.mark.parametrize(
    ("before", "after", "fits"),
    [
        ("", "", True),
        ("  %other = alloca [4 x i32], align 4", "", True),
        ("  %dynamic = alloca i8, i64 %n, align 16", "", False),
        ("", "  %dynamic = alloca [4 x i8], align 1", False),
        ("", "  %dynamic = alloca i8, i64 16, align 16", False),
        ("", '  call void asm sideeffect "push %rax", "~{rsp},~{memory}"()', False),
    ],
)
def test_registers_are_not_allocated_across_functions_where_stack_is_reserved_late(
    before: str, after: str, fits: bool
) -> None:
    text = MODULE.replace("BEFORE\n", before + "\n").replace("AFTER\n", after + "\n")
    assert fitting(("-disable-lsr", "-enable-ipra"), text) == (
        ("-disable-lsr", "-enable-ipra") if fits else ("-disable-lsr",)
    )
