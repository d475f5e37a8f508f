"""Answers written by hand, each with the verdict that is right for it: `judged/*.txt`.

A file holds a program, its test cases and answers to the request to make it faster, one section
after the other. A head is one of

    === program: FILE [FUNCTION]
    === case
    === expects
    === answer: KIND | VERDICT [| why the model ended]

The verdict is one of `VERDICTS`, or "not tried: " and the outcome of the extraction.
`python -m tests.models.judging` prints what becomes of all of them.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve, frozen

from hasten.engine.engine import Engine
from hasten.engine.model_request import ModelRequest
from hasten.model_settings import ModelSettings
from hasten.nouns import SearchResult, Target
from hasten.prompts.extraction import extract
from hasten.retrieval.retriever import Retriever
from hasten.rules.registry import all_rules
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import named_target, program_target
from hasten_sim.store import Store

FOLDER = Path(__file__).parent / "judged"
VERDICTS = {
    "accepted": "not faster",
    "too_slow": "not faster",
    "compile_error": "does not compile",
    "wrong_output": "wrong output",
    "crashed": "crashed",
    "timed_out": "timed out",
    "out_of_memory": "out of memory",
    "output_too_large": "too much output",
    "unmeasurable": "cannot be measured",
}
"""Names of verdicts in words; an accepted answer that is faster is "offered"."""
LIMITS = Settings(
    budget_seconds=600.0,
    limit_seconds=2.0,
    limit_memory=256,
    limit_output=4,
    jobs=2,
    disabled_rules=tuple(rule.id for rule in all_rules()),
)
"""Small ones, since some answers use them up; without rules, which have tests of their own."""


@frozen
class JudgedAnswer:
    """One answer, what kind it is, and the verdict that is right."""

    kind: str
    verdict: str
    text: str
    ended: str = "stop"


@frozen
class Found:
    """The verdict that hasten gave, in the words of the set, and what it says of it."""

    answer: JudgedAnswer
    verdict: str
    why: str


@frozen
class JudgedProgram:
    """A slow program, its cases (input, expected output), and answers about it."""

    name: str
    file: str
    function: str
    text: str
    cases: tuple[tuple[str, str], ...]
    answers: tuple[JudgedAnswer, ...]

    def write(self, folder: Path) -> Target:
        """Put the program and its cases into a folder; what is to be made faster."""
        path = folder / self.file
        path.write_text(self.text)
        cases = folder / "tests" / path.stem
        cases.mkdir(parents=True)
        for number, (given, expected) in enumerate(self.cases, 1):
            (cases / f"input.{number}.txt").write_text(given)
            (cases / f"output.{number}.txt").write_text(expected)
        source = CppSource.parse(self.text)
        if self.function:
            return named_target(source, self.function, path)
        return program_target(source, path)


def judged_programs() -> tuple[JudgedProgram, ...]:
    """All programs, by name."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.txt")))


def _read(path: Path) -> JudgedProgram:
    sections = list(_sections(path.read_text()))
    (file, _, function), text = next(
        (words.partition(" "), body) for what, words, body in sections if what == "program"
    )
    inputs = [body for what, _, body in sections if what == "case"]
    outputs = [body for what, _, body in sections if what == "expects"]
    return JudgedProgram(
        path.stem,
        file,
        function,
        text,
        tuple(zip(inputs, outputs, strict=True)),
        tuple(_answer(words, body) for what, words, body in sections if what == "answer"),
    )


def _sections(text: str) -> Iterator[tuple[str, str, str]]:
    parts = re.split(r"^=== (\w+)(?:: (.*))?\n", text, flags=re.MULTILINE)[1:]
    for at in range(0, len(parts), 3):
        yield parts[at], parts[at + 1] or "", parts[at + 2]


def _answer(words: str, body: str) -> JudgedAnswer:
    kind, verdict, *ended = words.split(" | ")
    return JudgedAnswer(kind, verdict, body, *ended)


def settings_for(answers: Path, settings: Settings = LIMITS) -> Settings:
    """The settings with a model that has given these answers."""
    model = ModelSettings(name="kept", kind="recorded", path=str(answers), strategy="instruction")
    return evolve(settings, models=(model,))


def no_examples() -> Retriever:
    """Pairs to show: the strategy of these tests shows none."""
    raise AssertionError("nothing is retrieved")


def keep(answers: tuple[JudgedAnswer, ...], path: Path) -> Path:
    """Write answers down as those of a model are kept."""
    lines = [
        json.dumps({"text": one.text, "ended": one.ended, "index": index})
        for index, one in enumerate(answers)
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


async def verdicts_on(
    program: JudgedProgram, target: Target, engine: Engine, folder: Path
) -> list[Found]:
    """What becomes of each answer when it is the only one."""
    found: list[Found] = []
    for answer in program.answers:
        path = keep((answer,), folder / "answer.jsonl")
        request = ModelRequest("kept", samples=1)
        result = await engine.optimize(target, settings_for(path), model=request)
        if result.trials:
            found.append(Found(answer, _in_words(result), result.trials[-1].verdict.explain()))
            continue
        outcome = extract(answer.text, target, is_cut=answer.ended != "stop")
        told = outcome.document is None and outcome.problem.rstrip(".") in result.message
        verdict = f"not tried: {outcome.outcome}" if told else "not told"
        found.append(Found(answer, verdict, result.message))
    return found


def _in_words(result: SearchResult) -> str:
    """The verdict on the last trial: the ones before it lack headers."""
    assert len(result.trials) == 1 or {trial.verdict.name for trial in result.trials[:-1]} == {
        "compile_error"
    }
    if result.proposals:
        return "offered"
    return VERDICTS[result.trials[-1].verdict.name]


def table(found: Iterable[Found]) -> str:
    """How many answers of each kind got which verdict, and how many of those are right."""
    rows = Counter(
        (one.answer.kind.partition(",")[0], one.verdict, one.verdict == one.answer.verdict)
        for one in found
    )
    lines = ["| kind of answer | verdict | answers | |", "|---|---|---|---|"]
    for (kind, verdict, is_right), count in sorted(rows.items()):
        lines.append(f"| {kind} | {verdict} | {count} | {'right' if is_right else 'WRONG'} |")
    right = sum(count for (_, _, is_right), count in rows.items() if is_right)
    return "\n".join([*lines, f"\n{right} of {rows.total()} verdicts are right."])


async def _judge_all(folder: Path) -> list[Found]:
    store = Store(folder / "cache" / "store.sqlite3")
    engine = Engine(store, examples=no_examples)
    found: list[Found] = []
    try:
        for program in judged_programs():
            place = folder / program.name
            place.mkdir()
            found += await verdicts_on(program, program.write(place), engine, place)
    finally:
        await engine.close()
        store.close()
    return found


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        print(table(asyncio.run(_judge_all(Path(folder)))))
