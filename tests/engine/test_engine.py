"""Whole searches with the real compiler, sandbox and callgrind."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from attrs import evolve

from hasten.engine.engine import Engine
from hasten.engine.events import Event, Progress, ProposalFound, TrialDone
from hasten.engine.replay import replay
from hasten.errors import NoTests
from hasten.nouns import SearchResult
from hasten.settings import Settings, load
from hasten.source.edits import apply
from hasten_sim.nouns import Accepted
from hasten_sim.sandbox_process import guarded_mark
from hasten_sim.sandbox_supervisor import descendants
from hasten_sim.store import Store
from tests.conftest import NewCache
from tests.engine.conftest import SLOW, MakeTarget

SETTINGS = Settings(budget_trials=12)


async def check_unusable(engine: Engine, make_target: MakeTarget, text: str, *words: str) -> None:
    """The original is refused with a message that holds the words, and nothing is offered."""
    result = await engine.optimize(make_target(text, {"1": "1\n"}), SETTINGS)
    assert (result.stopped, result.proposals) == ("baseline", ())
    for word in words:
        assert word in result.message


async def test_a_slow_program_gets_a_faster_correct_version(
    engine: Engine, make_target: MakeTarget
) -> None:
    target = make_target()
    events: list[Event] = []
    result = await engine.optimize(target, SETTINGS, listener=events.append)
    best = result.proposals[0]
    assert best.speedup > 1.1
    assert isinstance(best.trial.verdict, Accepted)
    assert apply(target.text, best.edits) == best.trial.candidate.text
    assert result.baseline.cost is not None
    assert best.trial.cost is not None
    assert best.speedup == pytest.approx(result.baseline.cost / best.trial.cost)
    others = [p.speedup for p in result.proposals[1:]]
    assert others == sorted(others, reverse=True)
    assert best.speedup * 1.005 >= max(p.speedup for p in result.proposals)
    assert sum(isinstance(event, TrialDone) for event in events) == len(result.trials)
    assert any(isinstance(event, ProposalFound) for event in events)
    assert isinstance(events[-1], Progress)
    assert events[-1].stage == "done"


async def test_for_a_function_only_rewrites_inside_it_are_tried(
    engine: Engine, make_target: MakeTarget
) -> None:
    target = make_target(function="fib")
    result = await engine.optimize(target, SETTINGS)
    assert result.trials
    for trial in result.trials:
        assert "while (std::cin >> n) std::cout << fib(n) << std::endl;" in trial.candidate.text


async def test_rules_reach_the_loops_behind_macros(engine: Engine, make_target: MakeTarget) -> None:
    text = """
    #include <cstdio>
    #define rep(i, n) for (int i = 0; i < (n); i++)
    int a[2000];
    int main() {
        bool same = false;
        rep(i, 2000) a[i] = i % 1000;
        rep(i, 2000) {
            rep(j, i) {
                if (a[i] == a[j]) same = true;
            }
        }
        std::printf("%d\\n", same);
    }
    """
    result = await engine.optimize(make_target(text, {"": "1\n"}), SETTINGS)
    assert result.proposals
    assert "rep(i, 2000) a[i] = i % 1000;" in result.proposals[0].trial.candidate.text
    assert result.proposals[0].speedup > 1.3


async def test_the_same_search_twice_finds_the_same_to_the_digit(
    engine: Engine, make_target: MakeTarget, tmp_path: Path, new_cache: NewCache
) -> None:
    target = make_target()
    first = await engine.optimize(target, SETTINGS)
    other_store = Store(new_cache(tmp_path / "other") / "store.sqlite3")
    other = Engine(other_store)
    second = await other.optimize(target, SETTINGS)
    await other.close()
    other_store.close()
    assert costs(first) == costs(second)
    assert [p.trial.candidate for p in first.proposals] == [
        p.trial.candidate for p in second.proposals
    ]


def costs(result: SearchResult) -> list[float | None]:
    return [result.baseline.cost, *(trial.cost for trial in result.trials)]


async def test_evidence_replays_to_the_same_numbers_and_a_false_one_does_not(
    engine: Engine, make_target: MakeTarget
) -> None:
    result = await engine.optimize(make_target(), SETTINGS)
    evidence = result.proposals[0].evidence
    again = await replay(evidence, engine, SETTINGS)
    assert again.identical, again.differences
    first, *rest = evidence.measurement.cases
    flattered = evolve(evidence.measurement, cases=(evolve(first, cost=first.cost - 1000), *rest))
    doubted = await replay(evolve(evidence, measurement=flattered), engine, SETTINGS)
    assert not doubted.identical
    assert "candidate" in doubted.differences[0]


async def test_a_result_is_remembered_after_a_restart_until_text_or_rules_change(
    engine: Engine, make_target: MakeTarget, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = make_target(function="fib")
    result = await engine.optimize(target, SETTINGS)
    restarted = Engine(store)
    known = restarted.remembered(target)
    assert known is not None
    assert [p.speedup for p in known.proposals] == [p.speedup for p in result.proposals]
    assert known.proposals[0].trial.candidate == result.proposals[0].trial.candidate
    assert restarted.finished(target, SETTINGS) is not None
    assert restarted.finished(target, evolve(SETTINGS, budget_trials=3)) is None
    monkeypatch.setattr("hasten.engine.memory._catalogue_digest", lambda: "of other rules")
    assert restarted.finished(target, SETTINGS) is None
    changed = make_target("int fib(int n) { return n; }\nint main() {}\n", function="fib")
    assert restarted.remembered(changed) is None
    await restarted.close()


async def test_two_requests_for_one_function_share_a_search(
    engine: Engine, make_target: MakeTarget
) -> None:
    target = make_target()
    first, second = await asyncio.gather(
        engine.optimize(target, SETTINGS), engine.optimize(target, SETTINGS)
    )
    assert first is second


async def test_a_cancelled_request_leaves_the_search_to_those_who_still_wait(
    engine: Engine, make_target: MakeTarget
) -> None:
    target = make_target()
    impatient = asyncio.create_task(engine.optimize(target, SETTINGS))
    patient = asyncio.create_task(engine.optimize(target, SETTINGS))
    await asyncio.sleep(0.3)
    impatient.cancel()
    assert (await patient).proposals
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_a_request_that_comes_while_a_search_is_being_cancelled_gets_one_of_its_own(
    engine: Engine, make_target: MakeTarget
) -> None:
    target = make_target()
    first = asyncio.create_task(engine.optimize(target, SETTINGS))
    await asyncio.sleep(0.3)
    first.cancel()
    await asyncio.sleep(0)  # the cancellation has begun, and takes a while
    assert (await engine.optimize(target, SETTINGS)).proposals
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_cancelling_the_last_request_ends_every_child_process(
    engine: Engine, make_target: MakeTarget
) -> None:
    endless = "#include <iostream>\nint main() { volatile int x = 0; while (true) x = x + 1; }\n"
    target = make_target(endless, {"1": "1\n"})
    before = descendants_now()
    task = asyncio.create_task(engine.optimize(target, SETTINGS))
    while len(descendants_now()) <= len(before):
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.5)
    started = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - started < 3
    await engine.close()
    assert descendants_now() <= before


def descendants_now() -> set[int]:
    import os

    # The guardian waits for the end of this very process.
    guarded_mark()
    return descendants(os.getpid())


async def test_without_tests_nothing_is_offered_and_the_way_out_is_named(
    engine: Engine, make_target: MakeTarget
) -> None:
    with pytest.raises(NoTests, match="no tests were found") as refusal:
        await engine.optimize(make_target(cases={}), SETTINGS)
    assert "input.1.txt" in refusal.value.remedy


async def test_an_original_that_cannot_be_used_is_refused_with_the_reason(
    engine: Engine, make_target: MakeTarget
) -> None:
    await check_unusable(engine, make_target, "int main() { return x; }\n", "does not compile")
    await check_unusable(engine, make_target, "int main() { }\n", "wrong output", "case")
    await check_unusable(
        engine,
        make_target,
        '#include <cstdio>\nint main() { int x; printf("1 %p", (void*)&x); }\n',
        "",
    )
    await check_unusable(engine, make_target, "int main() { return 3; }\n", "exit status 3")
    await check_unusable(
        engine, make_target, "int main() { __builtin_trap(); }\n", "crashed with SIGILL"
    )


async def test_a_project_is_built_tested_and_measured_by_its_own_commands(
    engine: Engine, tmp_path: Path, make_target: MakeTarget
) -> None:
    target = make_target(function="fib")
    (tmp_path / "Makefile").write_text("slow: slow.cpp\n\tg++ -O2 -static -o slow slow.cpp\n")
    (tmp_path / "hasten.toml").write_text(
        '[project]\nbuild = "make"\n'
        'test = "test $(echo 24 | ./slow) = 46368"\nmeasure = "./slow < tests/slow/input.2.txt"\n'
    )
    before = {path: path.read_bytes() for path in sorted(tmp_path.iterdir()) if path.is_file()}
    result = await engine.optimize(target, evolve(load(target.path), budget_trials=6))
    assert result.stopped != "baseline", result.message
    after = {path: path.read_bytes() for path in sorted(tmp_path.iterdir()) if path.is_file()}
    assert before == after


async def test_a_search_on_a_bench_that_others_used_has_only_its_own_best_to_beat(
    engine: Engine, make_target: MakeTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, settings = make_target(), Settings(budget_trials=1)
    async with engine.workbench(target, settings, None) as workbench:
        told: list[bool] = []
        monkeypatch.setattr(workbench.bench, "discredit", lambda: told.append(True))
        for searches in (1, 2):
            await engine.search_on(workbench, target, settings, lambda _: None)
            assert len(told) == searches


async def test_a_spent_budget_ends_the_search_with_what_was_found(
    engine: Engine, make_target: MakeTarget
) -> None:
    result = await engine.optimize(make_target(), Settings(budget_trials=1))
    assert (len(result.trials), result.stopped) == (1, "budget")
    unknown = make_target(f"{SLOW}// nothing of it is stored\n")
    hurried = await engine.optimize(unknown, Settings(budget_seconds=0.01))
    assert (hurried.trials, hurried.stopped) == ((), "budget")
    assert "budget" in hurried.message
