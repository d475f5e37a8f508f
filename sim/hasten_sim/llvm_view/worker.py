"""The process that measures: one request a line, one answer a line, both JSON. In the sandbox.

It loads LLVM's library once and copies itself for every module, so that what a list of passes
brings down is a copy; the next recipe gets a new one in some milliseconds. Code-generator flags are
global and can be set once in a process: each recipe that has them gets a copy of the copy.

Requests: `{"module": path, "relocation": "pic"}` names the module of the requests that follow;
`{"steps": [...], "flags": [...], ...}` is a recipe. Answers: sizes, or
`{"ended": {"signal": 11, "status": 0}}`, or `{"refused": message}`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import IO, Any

from hasten_sim.llvm_view.c_api import Api, LlvmFailed
from hasten_sim.llvm_view.workshop import Workshop
from hasten_sim.sandbox_fork import Ended, Fork, limit_processor

WHOLE_COST = "-inline-cost-full"
RECIPES_PER_COPY = 1000
"""LLVM does not give back the memory of types and constants."""


def serve(requests: IO[bytes], answers: IO[bytes], api: Api) -> None:
    """Answer requests until there are no more."""
    copy: Fork | None = None
    loading: dict[str, Any] = {}
    asked = 0
    for line in requests:
        request = json.loads(line)
        if "module" in request:
            loading = request
            copy = _ended(copy)
            _tell(answers, {})
            continue
        if copy is None or asked >= RECIPES_PER_COPY:
            _ended(copy)
            copy = Fork.start(
                lambda theirs, told, loading=loading: _measure(api, loading, theirs, told)
            )
            asked = 0
        asked += 1
        answer = copy.ask(line)
        if isinstance(answer, Ended):
            copy = None
            answer = json.dumps(
                {"ended": {"signal": answer.signal, "status": answer.status}}
            ).encode()
        elif b'"fatal":true' in answer:
            copy = _ended(copy)
        answers.write(answer + b"\n")
        answers.flush()
    _ended(copy)


def _ended(copy: Fork | None) -> None:
    """End a copy, if there is one."""
    if copy is not None:
        copy.end()


def _measure(api: Api, loading: dict[str, Any], requests: IO[bytes], answers: IO[bytes]) -> None:
    """The life of a copy: one module, recipe after recipe."""
    api.on_fatal_error(lambda reason: _tell(answers, {"refused": reason, "fatal": True}))
    path = Path(loading["module"])
    shop: Workshop | None = None
    for line in requests:
        request = json.loads(line)
        limit_processor(request["seconds"])
        before = _processor_seconds()
        try:
            if shop is None:
                shop = Workshop(api, path.read_bytes(), path.name, loading["relocation"])
            answer = _answer(shop, request)
            _tell(answers, {**answer, "cpu": _processor_seconds() - before})
        except LlvmFailed as failure:
            _tell(answers, {"refused": str(failure)})


def _answer(shop: Workshop, request: dict[str, Any]) -> dict[str, Any]:
    wanted = {name: bool(request.get(name)) for name in ("instructions", "functions", "whole")}

    def made() -> int:
        return shop.state(request["steps"], request.get("keep", []))

    if request["flags"]:
        return _with_flags(shop, made(), request, wanted)
    found = shop.sizes(made(), **wanted)
    # What does not add up function by function is measured whole the second time.
    return found if found is not None else shop.sizes(made(), **wanted) or {}


def _with_flags(
    shop: Workshop, module: int, request: dict[str, Any], wanted: dict[str, bool]
) -> dict[str, Any]:
    """The sizes with flags, from a copy that ends afterwards."""

    def once(requests: IO[bytes], answers: IO[bytes]) -> None:
        limit_processor(json.loads(requests.readline())["seconds"])
        shop.api.on_fatal_error(lambda reason: _tell(answers, {"refused": reason}))
        shop.api.set_flags(tuple(request["flags"]))
        shop.machine = shop.api.machine(module, shop.relocation)
        try:
            _tell(answers, shop.sizes(module, **{**wanted, "whole": True}) or {})
        except LlvmFailed as failure:
            _tell(answers, {"refused": str(failure)})

    copy = Fork.start(once)
    answer = copy.ask(json.dumps({"seconds": request["seconds"]}).encode())
    shop.api.dispose(module)
    if isinstance(answer, Ended):
        return {"ended": {"signal": answer.signal, "status": answer.status}}
    copy.end()
    return json.loads(answer)


def _processor_seconds() -> float:
    """What this process and its copies that have ended used."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _tell(answers: IO[bytes], answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, separators=(",", ":")).encode() + b"\n")
    answers.flush()


def main() -> None:
    """Serve standard input, on what was standard output: LLVM may print there.

    The one argument is the path of LLVM's shared library.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        api = Api(Path(sys.argv[1]))
        # The cost that a call tells is looked at last: nothing may end the count before.
        api.set_flags((WHOLE_COST,))
    except (OSError, AttributeError) as problem:
        for _ in sys.stdin.buffer:
            _tell(answers, {"refused": f"{sys.argv[1]}: {problem}"})
        return
    serve(sys.stdin.buffer, answers, api)


if __name__ == "__main__":
    main()
