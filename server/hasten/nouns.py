"""The nouns of optimizing: targets, candidates, trials, proposals, evidence. Frozen plain data.

Offsets are bytes into the UTF-8 encoding of a text, everywhere outside `hasten.lsp`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from attrs import field, frozen, validators

from hasten_sim.nouns import Accepted, Language, Measurement, Suite, Verdict

Guarantee = Literal["exact", "test_guarded"]
"""exact: preserves behaviour where the rule fires; test_guarded: right if the tests say so."""

Category = Literal["algorithmic", "io", "data_structure", "miscellaneous"]
"""The kinds of change of the PIE paper, section 5 (its table of edits)."""


def text_digest(text: str) -> str:
    """SHA-256 of a text, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@frozen
class Span:
    """Half-open byte range [start, end)."""

    start: int = field(validator=validators.ge(0))
    end: int

    def __attrs_post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"span ends before it starts: {self.start}..{self.end}")

    def contains(self, offset: int) -> bool:
        """Whether the offset is inside."""
        return self.start <= offset < self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a byte."""
        return self.start < other.end and other.start < self.end


@frozen
class Target:
    """What is to be improved: a whole program, or one function of it.

    `text` is the whole document; `span` the function's exact range (the whole document for a
    program). `name` is the qualified function name, "" for a program. `version` is the editor's
    document version, None for a file.
    """

    text: str = field(repr=False)
    path: Path
    span: Span
    name: str = ""
    uri: str = ""
    version: int | None = None
    language: Language = "cpp"

    @property
    def kind(self) -> Literal["function", "program"]:
        """Whether a function or the whole program is to be optimized."""
        return "function" if self.name else "program"

    @property
    def function_text(self) -> str:
        """The text of the span."""
        return self.text.encode("utf-8")[self.span.start : self.span.end].decode("utf-8")

    @property
    def digest(self) -> str:
        """Identifies the question: document text, span and language."""
        return text_digest(f"{self.language}\0{self.span.start}\0{self.span.end}\0{self.text}")


@frozen
class Edit:
    """Replace the bytes [start, end) by `text`."""

    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """The range that is replaced."""
        return Span(self.start, self.end)


@frozen
class Reliance:
    """Another file that something is right because of: its path, and its SHA-256 at the time."""

    path: str
    digest: str


@frozen(cache_hash=True)
class Rewrite:
    """One place where one rule can change one text: the edits, and why they help.

    `key` identifies the place among the rule's others (stable for the same text). `at` is the
    place to show. `gain` is the rule's own prior for the speedup, used only to order the search.
    `subsumes` names rules whose rewrites are pointless beside this one. `relies_on` are the other
    files that the rewrite was found in: it is right as long as they stay as they are.
    """

    rule: str
    guarantee: Guarantee
    category: Category
    title: str
    reason: str
    at: Span
    edits: tuple[Edit, ...] = field(validator=validators.min_len(1))
    key: str = ""
    gain: float = 1.2
    subsumes: tuple[str, ...] = ()
    relies_on: tuple[Reliance, ...] = ()


@frozen
class Answer:
    """Which answer of which model a candidate is.

    `template` and `prompt` are SHA-256 of the templates and of all that was sent; `sample` is the
    number of the answer, drawn by `seed`. `tag` is the score that was asked for, `examples` the
    keys of the pairs that were shown.
    """

    model: str
    strategy: str
    template: str
    prompt: str
    sample: int = 0
    seed: int | None = None
    tag: str = ""
    examples: tuple[str, ...] = ()


@frozen
class Origin:
    """Where a candidate came from. `rules` are rule identifiers in the order of application.

    `relies_on` are the other files that it is right because of, see `Rewrite`. `answer` is there
    where a model wrote it, or wrote what the rules were applied to.
    """

    generator: str
    rules: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    guarantee: Guarantee = "test_guarded"
    relies_on: tuple[Reliance, ...] = ()
    answer: Answer | None = None

    def describe(self) -> str:
        """A short name for tables and menus."""
        return " + ".join(self.titles or self.rules) or self.generator

    @property
    def condition(self) -> str:
        """What must stay as it is for the candidate to be right, as a sentence; "" if nothing."""
        names = sorted(Path(one.path).name for one in self.relies_on)
        if not names:
            return ""
        listed = " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
        return f"Right as long as {listed} {'stay as they are' if names[1:] else 'stays as it is'}."


@frozen
class Candidate:
    """A whole new text for the target's document, and where it came from."""

    text: str = field(repr=False)
    origin: Origin

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return text_digest(self.text)


@frozen
class Trial:
    """A candidate, the verdict on it, and what it cost (when it was measured in full)."""

    candidate: Candidate
    verdict: Verdict
    measurement: Measurement | None = None
    seconds: dict[str, float] = field(factory=dict[str, float])
    reused: bool = False

    @property
    def accepted(self) -> bool:
        """Whether every test passed and a cost is known."""
        return isinstance(self.verdict, Accepted) and self.measurement is not None

    @property
    def cost(self) -> float | None:
        """Cost over all cases, None when it was not measured in full."""
        return self.measurement.total if self.measurement is not None else None


@frozen
class Confirmation:
    """What a second backend says of a proposal: both programs as it measured them.

    `measurement` and `speedup` are None where the `verdict` on the candidate is another than
    accepted: what is right may still be more than a simulator can do.
    """

    baseline: Measurement
    verdict: Verdict
    measurement: Measurement | None
    speedup: float | None


@frozen
class Evidence:
    """Everything needed to repeat a proposal's numbers: `hasten replay` must get the same.

    `schema` versions this record. `suite` says where the tests came from; `tests` are the tests
    themselves, None when they are too large to be copied (then they are read again from
    `suite_path` and must have the same digest). `commands` are the exact command lines of compiling
    and measuring, as a person could type them. `settings` are the limits that the run had.
    `confirmation` is there when a second backend has measured both programs.
    """

    schema: int
    hasten: str
    created: str
    path: str
    function: str
    original: str = field(repr=False)
    candidate: str = field(repr=False)
    original_digest: str
    candidate_digest: str
    origin: Origin
    suite: str
    suite_path: str
    suite_digest: str
    tests: Suite | None = field(repr=False)
    cases: int
    settings: dict[str, float]
    compiler: str
    flags: tuple[str, ...]
    commands: tuple[str, ...]
    backend: str
    backend_version: str
    weights: dict[str, float]
    unit: str
    sandbox: str
    baseline: Measurement
    measurement: Measurement
    speedup: float
    confirmation: Confirmation | None = None


@frozen
class Proposal:
    """An accepted trial that is at least 10% better than the measured baseline.

    `speedup` is baseline cost / candidate cost over all cases. `edits` turn the target's document
    into the candidate's; `diff` is the same as a unified diff.
    """

    trial: Trial
    speedup: float
    edits: tuple[Edit, ...]
    diff: str = field(repr=False)
    evidence: Evidence = field(repr=False)
    function_speedup: float | None = None


@frozen
class Untried:
    """An answer of a model that there was nothing to try of; `problem` says why, as a sentence."""

    answer: Answer
    problem: str


@frozen
class SearchResult:
    """What one search found. `proposals` are best first; `stopped` says why the search ended.

    Where a model was asked, each of its answers is in `trials` or in `untried`; `problems` say why
    it has not answered all that it was asked.
    """

    target: Target
    baseline: Trial
    trials: tuple[Trial, ...]
    proposals: tuple[Proposal, ...]
    stopped: Literal["exhausted", "budget", "baseline"]
    seconds: float
    first_proposal_seconds: float | None = None
    message: str = ""
    refuted: tuple[Proposal, ...] = ()
    untried: tuple[Untried, ...] = ()
    problems: tuple[str, ...] = ()
