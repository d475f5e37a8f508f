"""The process that holds a checkpoint: reads one request a line, answers one line, both JSON.

It sees the checkpoint and nothing else of the user's, and no network. Only here are torch and
transformers imported. Requests:

    {"load": PATH, "precision": "auto" | "8bit" | "4bit"}     once, first
    {"begin": {"messages": [[role, text]] or "text": ..., "samples": [[index, seed]], "stop": [],
               "temperature": ..., "top_p": ..., "tokens": most of an answer or null}}
    {"next": seconds to wait for}     samples that have ended since, and whether all have
    {"stop": true}                    end what is under way; answers what it has of it

A failure is `{"error": KIND, "message": ...}`, see `hasten.models.local`.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, cast

ASSUMED_TOKENS = 2048
"""Most tokens of an answer, where neither the request nor the model's window says less."""
TAIL_TOKENS = 48
"""So many of the last tokens are looked at for a stop text; the longest of them must fit."""

SMALL = 30_000_000
"""Weights below which threads wait for one another longer than they work."""


class Failure(Exception):
    """What cannot be done, by a word that `hasten.models.local` has a message for."""

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(message)
        self.kind = kind


class Row:
    """One sample that is being written."""

    def __init__(self, index: int, seed: int | None) -> None:
        self.index = index
        self.seed = seed
        self.ended = ""
        self.text = ""
        self.tokens = 0
        self.seconds = 0.0

    def report(self) -> dict[str, Any]:
        """The sample as it is answered."""
        names = ("index", "text", "ended", "tokens", "seconds")
        return {name: getattr(self, name) for name in names}


class Generation:
    """One `begin`, written in a thread of its own."""

    def __init__(self, holder: Holder, ids: Any, request: Mapping[str, Any], room: int) -> None:
        self.holder = holder
        self.ids = ids
        self.rows = [Row(index, seed) for index, seed in request["samples"]]
        self.stops: list[str] = [stop for stop in request["stop"] if stop]
        self.temperature = float(request["temperature"])
        self.top_p = float(request["top_p"])
        self.most = min(room, request["tokens"] or min(room, ASSUMED_TOKENS))
        self.asked_to_stop = threading.Event()
        self.changed = threading.Condition()
        self.ready: list[Row] = []
        self.failure: Failure | None = None
        self.is_done = False
        self.started = time.monotonic()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def wait(self, seconds: float) -> dict[str, Any]:
        """What is new; comes back as soon as anything is, at the latest after so many seconds."""
        with self.changed:
            if not self.ready and not self.is_done:
                self.changed.wait(seconds)
            samples = [row.report() for row in self.ready]
            self.ready.clear()
            if self.failure is not None and not samples:
                raise self.failure
            return {"samples": samples, "done": self.is_done and not self.failure}

    def stop(self) -> dict[str, Any]:
        """End the thread, soon; the samples that had begun come as broken ones."""
        self.asked_to_stop.set()
        self.thread.join()
        with self.changed:
            begun = [row for row in self.rows if row.ended == "broken" and row.text]
            return {"samples": [row.report() for row in [*self.ready, *begun]], "done": True}

    def end(self, row: Row, how: str, text: str, tokens: int) -> None:
        """Take a sample as ended."""
        row.ended, row.text, row.tokens = how, text, tokens
        row.seconds = time.monotonic() - self.started
        if how != "broken":
            with self.changed:
                self.ready.append(row)
                self.changed.notify_all()

    def _run(self) -> None:
        try:
            self._write(self.rows)
        except Failure as failure:
            self.failure = failure
        except BaseException as problem:
            self.failure = _failure(problem)
        with self.changed:
            self.is_done = True
            self.changed.notify_all()

    def _write(self, rows: Sequence[Row]) -> None:
        """Write samples together; where there is no room for all, one half after the other."""
        try:
            self.holder.write(self, rows)
        except self.holder.torch.OutOfMemoryError:
            if len(rows) == 1:
                raise
            half = len(rows) // 2
            for part in (rows[:half], rows[half:]):
                self._write([row for row in part if not row.ended])


class Holder:
    """A loaded checkpoint."""

    def __init__(self, path: str, precision: str) -> None:
        started = time.monotonic()
        self.torch: Any = _imported("torch")
        _repeat_exactly(self.torch)
        self.transformers: Any = _imported("transformers")
        self.transformers.logging.set_verbosity_error()
        self.tokenizer: Any = self._tokenizer(path)
        self.model: Any = self._model(path, precision)
        self.model.eval()
        if sum(one.numel() for one in self.model.parameters()) < SMALL:
            self.torch.set_num_threads(1)
        self.seconds = time.monotonic() - started
        self.generation: Generation | None = None

    def describe(self) -> dict[str, Any]:
        """What is loaded, and where to."""
        parameters = sum(one.numel() for one in self.model.parameters())
        return {
            "device": str(self.model.device),
            "type": str(self.model.dtype).removeprefix("torch."),
            "parameters": parameters,
            "window": self.window,
            "seconds": self.seconds,
        }

    @property
    def window(self) -> int:
        """Tokens of a prompt and its answer together."""
        found = getattr(self.model.config, "max_position_embeddings", None)
        return found if isinstance(found, int) and found > 0 else 1 << 30

    def _tokenizer(self, path: str) -> Any:
        try:
            return self.transformers.AutoTokenizer.from_pretrained(
                path, trust_remote_code=False, local_files_only=True
            )
        except Exception as problem:
            raise Failure("tokenizer", str(problem)) from problem

    def _model(self, path: str, precision: str) -> Any:
        torch = self.torch
        options: dict[str, Any] = {"dtype": "auto"}
        has_gpu = torch.cuda.is_available()
        if precision != "auto":
            _imported("bitsandbytes")
            bits = {f"load_in_{precision}": True}
            options["quantization_config"] = self.transformers.BitsAndBytesConfig(**bits)
        if has_gpu or precision != "auto":
            _imported("accelerate")
            options["device_map"] = "auto"
        model = self.transformers.AutoModelForCausalLM.from_pretrained(
            path, trust_remote_code=False, local_files_only=True, **options
        )
        # Half precision is for GPUs; a processor has to imitate it.
        return model.to(torch.bfloat16) if not has_gpu and model.dtype == torch.float16 else model

    def begin(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Start to write samples."""
        if self.generation is not None:
            self.generation.stop()
        ids = self._ids(request).to(self.model.device)
        length = int(ids.shape[1])
        room = self.window - length
        if room < 1:
            raise Failure("too long", f"{length} tokens of {self.window}")
        self.generation = Generation(self, ids, request, room)
        return {"prompt_tokens": length}

    def _ids(self, request: Mapping[str, Any]) -> Any:
        if "text" in request:
            return self.tokenizer(request["text"], return_tensors="pt").input_ids
        if not getattr(self.tokenizer, "chat_template", None):
            raise Failure("no chat")
        turns = [{"role": role, "content": text} for role, text in request["messages"]]
        try:
            return self._templated(turns)
        except Exception:
            # Some templates know no system role.
            if len(turns) < 2 or turns[0]["role"] != "system":
                raise
            first, second, *others = turns
            joined = {"role": "user", "content": f"{first['content']}\n\n{second['content']}"}
            return self._templated([joined, *others])

    def _templated(self, turns: list[dict[str, str]]) -> Any:
        found = self.tokenizer.apply_chat_template(
            turns, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        return found["input_ids"]

    def write(self, generation: Generation, rows: Sequence[Row]) -> None:
        """Write samples in one batch; each is told of as it ends."""
        ids = generation.ids.repeat(len(rows), 1)
        watch = Watch(self, generation, rows)
        drawing = Drawing(self.torch, generation, rows)
        ends = self.ends()
        with self.torch.inference_mode():
            written = self.model.generate(
                input_ids=ids,
                attention_mask=self.torch.ones_like(ids),
                max_new_tokens=generation.most,
                do_sample=False,
                logits_processor=self.transformers.LogitsProcessorList([drawing]),
                stopping_criteria=self.transformers.StoppingCriteriaList([watch]),
                pad_token_id=ends[0] if ends else 0,
                eos_token_id=ends or None,
            )
        watch.finish(written)

    def ends(self) -> list[int]:
        """The tokens that end an answer."""
        found: Any = self.model.generation_config.eos_token_id
        own = cast("list[object]", found if isinstance(found, list) else [found])
        return [one for one in [*own, self.tokenizer.eos_token_id] if isinstance(one, int)]

    def text(self, tokens: Any) -> str:
        """Tokens as text."""
        return self.tokenizer.decode(tokens, skip_special_tokens=True)


class Drawing:
    """Draws the next token of each sample with the sample's own chance.

    One number per sample and token, whatever else is in the batch: so the sample with a seed is
    the same one wherever it is written, as far as the arithmetic of the device allows.
    """

    def __init__(self, torch: Any, generation: Generation, rows: Sequence[Row]) -> None:
        self.torch = torch
        self.temperature = generation.temperature
        self.top_p = generation.top_p
        self.chances = [_generator(torch, row.seed) for row in rows]

    def __call__(self, _: Any, scores: Any) -> Any:
        """The scores after which the drawn tokens are the most likely ones."""
        if self.temperature == 0:
            return scores
        torch = self.torch
        likely = torch.softmax(scores.float() / self.temperature, dim=-1)
        sorted_ones, order = likely.sort(dim=-1, descending=True, stable=True)
        sums = sorted_ones.double().cumsum(dim=-1)
        kept = (sums - sorted_ones) < self.top_p
        total = torch.where(kept, sums, 0.0).amax(dim=-1, keepdim=True)
        drawn = [torch.rand(1, generator=chance, dtype=torch.float64) for chance in self.chances]
        places = torch.searchsorted(sums, torch.stack(drawn).to(sums.device) * total)
        tokens = order.gather(-1, places.clamp(max=scores.shape[-1] - 1))
        return torch.full_like(scores, float("-inf")).scatter(-1, tokens, 0.0)


def _generator(torch: Any, seed: int | None) -> Any:
    chance = torch.Generator(device="cpu")
    if seed is None:
        chance.seed()
    else:
        chance.manual_seed(seed % (1 << 63))
    return chance


class Watch:
    """Sees each token come: tells of samples that end, ends them at stop texts or on demand."""

    def __init__(self, holder: Holder, generation: Generation, rows: Sequence[Row]) -> None:
        self.holder = holder
        self.generation = generation
        self.rows = rows
        self.length = int(generation.ids.shape[1])
        self.ends = set(holder.ends())

    def __call__(self, input_ids: Any, _: Any, **__: object) -> Any:
        """Which samples are to end here."""
        stopping = self.generation.asked_to_stop.is_set()
        for row, tokens in zip(self.rows, input_ids[:, self.length :], strict=True):
            if not row.ended:
                self._look(row, tokens)
        ended = [bool(row.ended) or stopping for row in self.rows]
        return self.holder.torch.tensor(ended, device=input_ids.device)

    def _look(self, row: Row, tokens: Any) -> None:
        stops = self.generation.stops
        if int(tokens[-1]) in self.ends:
            self.generation.end(row, "stop", *self._cut(tokens))
        elif stops:
            tail = self.holder.text(tokens[-TAIL_TOKENS:])
            if any(stop in tail for stop in stops):
                self.generation.end(row, "stop", *self._cut(tokens))

    def _cut(self, tokens: Any) -> tuple[str, int]:
        text = self.holder.text(tokens)
        places = [place for stop in self.generation.stops if (place := text.find(stop)) >= 0]
        return (text[: min(places)] if places else text), int(tokens.shape[0])

    def finish(self, written: Any) -> None:
        """End the samples that have not ended by themselves."""
        how = "broken" if self.generation.asked_to_stop.is_set() else "length"
        for row, tokens in zip(self.rows, written[:, self.length :], strict=True):
            if not row.ended:
                self.generation.end(row, how, *self._cut(tokens))


def _repeat_exactly(torch: Any) -> None:
    """Let the same seeds give the same answers on a GPU, too, where that can be had."""
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.utils.deterministic.fill_uninitialized_memory = False
    # On some GPUs, with cuDNN's attention one of eight answers differs from time to time.
    torch.backends.cuda.enable_cudnn_sdp(False)


def _imported(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as problem:
        raise Failure("missing", f"{name}: {problem}") from problem


def _failure(problem: BaseException) -> Failure:
    """The failure that an exception of torch or transformers stands for."""
    said = f"{type(problem).__name__}: {problem}"
    if isinstance(problem, MemoryError) or "out of memory" in said.lower() or "alloc" in said:
        return Failure("memory", said)
    if "trust_remote_code" in said:
        return Failure("own code", said)
    return Failure("failed", said)


def _answer(request: Mapping[str, Any], holder: Holder | None) -> tuple[dict[str, Any], Holder]:
    if "load" in request:
        holder = Holder(request["load"], request["precision"])
        return holder.describe(), holder
    assert holder is not None, "load comes first"
    if "begin" in request:
        return holder.begin(request["begin"]), holder
    assert holder.generation is not None, "begin comes first"
    if "stop" in request:
        return holder.generation.stop(), holder
    return holder.generation.wait(float(request["next"])), holder


def main() -> None:
    """Answer requests until there are no more."""
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    holder: Holder | None = None
    for line in sys.stdin.buffer:
        try:
            answer, holder = _answer(json.loads(line), holder)
        except Exception as problem:
            failure = problem if isinstance(problem, Failure) else _failure(problem)
            answer = {"error": failure.kind, "message": str(failure)[:2000]}
        answers.write(json.dumps(answer).encode("ascii") + b"\n")


if __name__ == "__main__":
    main()
