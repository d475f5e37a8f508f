"""What asking a model costs besides the model: the part `models` of `tools/bench`.

Everything is small here on purpose: kept answers cost nothing, and the checkpoint, trained on the
spot to know one answer by heart, costs next to nothing. What is left is hasten's own. Processor
seconds are those of hasten and of all its children.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

from attrs import define, evolve, field

from hasten.engine.engine import Engine
from hasten.engine.events import Event, Progress, TrialDone
from hasten.engine.model_request import ModelRequest
from hasten.model_settings import ModelSettings
from hasten.models.local_process import CheckpointProcess
from hasten.nouns import Target
from hasten.retrieval.retriever import Retriever
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import program_target
from hasten_sim.store import Store

Say = Callable[[str, str], None]

SEARCHES = 5
SLOW = """#include <cstdio>

long long fib(int n) {
    if (n < 2) return n;
    return fib(n - 1) + fib(n - 2);
}

int main() {
    int n;
    while (scanf("%d", &n) == 1) printf("%lld\\n", fib(n));
}
"""
FAST = """#include <cstdio>

int main() {
    int n;
    while (scanf("%d", &n) == 1) {
        long long a = 0, b = 1;
        while (n-- > 0) b += a, a = b - a;
        printf("%lld\\n", a);
    }
}
"""
ANSWER = f"This is faster:\n\n```cpp\n{FAST}```\n"
CASES = {"1 2 10": "1\n1\n55\n", "22 5": "17711\n5\n"}


def figures(folder: Path, say: Say, client: Any) -> None:
    """Print the figures. `client` is the class of a client of the language server."""
    program = _program(folder / "models")
    with tempfile.TemporaryDirectory(prefix="hasten-models-") as place:
        answers = Path(place, "answers.jsonl")
        answers.write_text(json.dumps({"text": ANSWER}) + "\n")
        models = [ModelSettings(name="kept", kind="recorded", path=str(answers))]
        if find_spec("torch") is not None and find_spec("transformers") is not None:
            checkpoint = _trained(program, Path(place, "checkpoint"))
            models.append(
                ModelSettings(name="tiny", kind="local", path=str(checkpoint), answer_tokens=400)
            )
        else:
            say("models: a checkpoint", "left out: needs the extra local")
        for model in models:
            asyncio.run(_verdicts(program, model, say))
        asyncio.run(_memory(program, models, say, client))


def _program(folder: Path) -> Path:
    """A small slow program with tests."""
    tests = folder / "tests" / "slow"
    tests.mkdir(parents=True, exist_ok=True)
    for number, (given, expected) in enumerate(CASES.items(), 1):
        (tests / f"input.{number}.txt").write_text(given)
        (tests / f"output.{number}.txt").write_text(expected)
    path = folder / "slow.cpp"
    path.write_text(SLOW)
    return path


def _target(program: Path) -> Target:
    return program_target(CppSource.parse(SLOW), program)


def _no_examples() -> Retriever:
    raise AssertionError("the strategy `instruction` shows none")


async def _sent(program: Path) -> list[tuple[str, str]]:
    model = ModelSettings(name="kept", kind="recorded", path="/nowhere")
    engine = Engine(Store(), examples=_no_examples)
    try:
        settings = Settings(models=(model,))
        request = ModelRequest("kept", "instruction", 1)
        asks = await engine.prompts(_target(program), settings, request)
        return [(one.role, one.text) for one in asks[0].prompt.messages]
    finally:
        await engine.close()


def _trained(program: Path, folder: Path) -> Path:
    """A checkpoint that knows one answer by heart."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.models.tiny import make_trained

    make_trained(folder, [(tuple(asyncio.run(_sent(program))), ANSWER)])
    return folder


# --- from the first token to the first verdict -------------------------------------------------


@define
class Watch:
    """Notes when a model is asked and when the first verdict on an answer is there."""

    asked: float = 0.0
    verdict: float = 0.0
    processor: float = 0.0
    loaded: list[float] = field(factory=list[float])

    def hear(self, event: Event) -> None:
        """What the search tells."""
        if isinstance(event, Progress) and event.stage == "baseline":
            self.asked, self.processor = time.perf_counter(), _processor()
        if isinstance(event, TrialDone) and not self.verdict:
            self.verdict = time.perf_counter()
            self.processor = _processor() - self.processor


def _processor() -> float:
    """Processor seconds of this process and of its children that have ended."""
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


async def _verdicts(program: Path, model: ModelSettings, say: Say) -> None:
    settings = Settings(models=(model,))
    request = ModelRequest(model.name, "instruction", 1)
    watches: list[Watch] = []
    untimed = _timing_questions(watches)
    store, target = Store(), _target(program)
    engine = Engine(store, examples=_no_examples)
    try:
        for number in range(SEARCHES + 1):
            watches.append(Watch())
            asked = evolve(request, seed=number)
            # Nothing is known of the answer: it is compiled, judged and measured anew.
            store.delete()
            await engine.optimize(target, settings, listener=watches[-1].hear, model=asked)
    finally:
        CheckpointProcess.request = untimed
        await engine.close()
        store.close()
    told = [one for one in watches[1:] if one.verdict]
    name = {"recorded": "kept answers", "local": "a checkpoint of 0.1 M weights"}[model.kind]
    if not told:
        raise RuntimeError(f"{model.name} gave no answer that could be tried")
    first = [one.verdict - one.asked for one in told]
    say(
        f"models: first token to first verdict, {name}, median",
        f"{statistics.median(first):.2f} s "
        f"({statistics.median(one.processor for one in told):.2f} processor seconds)",
    )
    if loads := [load for one in watches for load in one.loaded]:
        what = f"models: loading it, once for {len(watches)} searches"
        say(what, f"{loads[0]:.1f} s ({len(loads)} time)")


def _timing_questions(watches: list[Watch]) -> Any:
    """Have the process of a checkpoint note when it is loaded and when it begins to write."""
    untimed = CheckpointProcess.request

    async def timed(
        self: CheckpointProcess, request: dict[str, Any], seconds: float = 30.0
    ) -> dict[str, Any]:
        started = time.perf_counter()
        answer = await untimed(self, request, seconds)
        if "load" in request:
            watches[-1].loaded.append(time.perf_counter() - started)
        if "begin" in request:
            watches[-1].asked = time.perf_counter()
            watches[-1].processor = _processor()
        return answer

    CheckpointProcess.request = timed
    return untimed


# --- memory ------------------------------------------------------------------------------------


async def _memory(program: Path, models: list[ModelSettings], say: Say, client: Any) -> None:
    """Print the resident set of a language server as it does more and more."""
    lines = ["keepAnswers = false"]
    for model in models:
        lines += ["[[models]]", f'name = "{model.name}"', f'kind = "{model.kind}"']
        lines += [f'path = "{model.path}"', "answerTokens = 400"]
    (program.parent / "hasten.toml").write_text("\n".join(lines) + "\n")
    server = await client.start()
    await server.initialize()
    document = server.open(program, SLOW)
    where = {"textDocument": document, "position": {"line": 2, "character": 12}}
    await server.request("textDocument/hover", where)
    pid = server.process.pid
    say("models: memory of the server, a document open", _megabytes(_resident(pid)))
    params = {"textDocument": document, "scope": "program"}
    await server.request("hasten/optimize", params)
    say("models: memory of the server, after a search by rules", _megabytes(_resident(pid)))
    for model in models:
        asked = {**params, "model": model.name, "strategy": "instruction"}
        answer = await server.request("hasten/optimize", asked)
        if answer["status"] != "proposals":
            raise RuntimeError(f"{model.name}: {answer['message']}")
        what = f"after asking {model.name}"
        say(f"models: memory of the server, {what}", _megabytes(_resident(pid)))
        if model.kind == "local":
            holders = [one for one in _below(pid) if "local_worker" in _command(one)]
            worker = max(map(_resident, holders), default=0)
            say("models: memory of the process with the checkpoint", _megabytes(worker))
    await server.close()


def _resident(pid: int) -> int:
    """Bytes of a process that are in memory."""
    text = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in text.splitlines() if "VmRSS" in line)


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")


def _below(pid: int) -> Iterator[int]:
    """The processes that a process has started, and theirs."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield child
            yield from _below(child)


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.0f} MiB"
