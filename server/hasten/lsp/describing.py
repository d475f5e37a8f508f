"""What the hover says, in Markdown: matches before a search, measurements after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from hasten import numbers
from hasten.lsp.matching import Matched
from hasten.lsp.results import Known
from hasten.nouns import Proposal, SearchResult, Trial
from hasten.report.table import caption
from hasten.source.cpp import CppSource

if TYPE_CHECKING:
    from hasten.predict.model import Forecast, Prediction

CASES = 6
MATCHES = 8
WORTH_SAYING = 1.1
"""A predicted speedup below this is none, as a measured one would not be offered."""

KINDS = {
    "exact": "exact: preserves behaviour where it fires",
    "test_guarded": "right if the tests say so",
}


Link = Callable[[str, str], str]
"""Writes a text as a link to a command of the server, where the client follows such links."""

OPTIMIZE = "hasten.optimize"
EVIDENCE = "hasten.showEvidence"


def matches(name: str, matched: Matched | None, source: CppSource, clang: str, link: Link) -> str:
    """Say what could be tried, and what may come of it; None while that is being looked for.

    `clang` tells why there may be more, "" when there is not.
    """
    lines = [f"**hasten**: `{name}` has not been measured yet."]
    rewrites = matched.rewrites if matched is not None else ()
    if matched is not None and matched.forecast is not None:
        lines += ["", *_predicted(matched.forecast, name)]
    if rewrites:
        lines += ["", "Rewrites that match, none of them tried:"]
        lines += [
            f"- line {source.line_of(one.at.start) + 1}: **{one.title}**, {_sentence(one.reason)} "
            f"*({KINDS[one.guarantee]})*"
            for one in rewrites[:MATCHES]
        ]
        if len(rewrites) > MATCHES:
            lines.append(f"- and {len(rewrites) - MATCHES} more")
    if clang:
        lines += ["", clang]
    action = link("Optimize this function", OPTIMIZE)
    lines += ["", f"The code action {action} tries and measures them."]
    return "\n".join(lines)


def measured(known: Known, link: Link) -> str:
    """Say what a search has measured, and how to get the edit."""
    result = known.result
    if known.applied is not None:
        return "\n".join(_applied(result, known.applied, link))
    if not result.proposals:
        return "\n".join(_nothing(result))
    return "\n".join(_found(known, link))


def command_link(argument: object) -> Link:
    """Return links as VS Code follows them, if the client has said that it does."""
    arguments = quote(json.dumps([argument]))
    return lambda text, command: f"[{text}](command:{command}?{arguments})"


def plain_link(text: str, command: str) -> str:
    """Name the command for people who type it; the action is enough for the search."""
    return f"*{text}*" if command == OPTIMIZE else f"{text}: command `{command}`."


def _predicted(forecast: Forecast, name: str) -> Iterator[str]:
    """What is expected, from what; in words that nobody takes for a measurement."""
    search, by_hand = forecast.search, forecast.by_hand
    judged = "its text alone" if forecast.rules is None else "the rewrites that match"
    where = "" if name == "main" else " if the time is spent here"
    if search.speedup < WORTH_SAYING:
        yield (
            "*Predicted, not measured:* a search finds little here, in four cases of five at most "
            f"{numbers.speedup(search.high)}; judged by {judged}{_like(search)}."
        )
    else:
        yield (
            f"*Predicted, not measured:* a search makes it about {numbers.speedup(search.speedup)} "
            f"faster{where}, in four cases of five {numbers.between(search.low, search.high)}; "
            f"judged by {judged}{_like(search)}."
        )
    if by_hand.speedup >= WORTH_SAYING:
        yield (
            f"Programs like it became about {numbers.speedup(by_hand.speedup)} faster when people "
            f"rewrote them ({numbers.between(by_hand.low, by_hand.high)})."
        )


def _like(one: Prediction) -> str:
    """The programs of the corpus that a prediction rests on."""
    if not one.neighbours:
        return ""
    names = ", ".join(f"`{each.name}`" for each in one.neighbours)
    return f" and by bundled programs like it ({names})"


def _found(known: Known, link: Link) -> Iterator[str]:
    best = known.result.proposals[0]
    what, sure = _what(known.result), _certainty(best)
    speedup = numbers.speedup(best.speedup)
    yield f"**hasten**: {what}{speedup} faster{sure}, measured: {_name(best)}."
    yield ""
    yield from _table(known.result.baseline, best)
    yield ""
    yield _basis(best)
    if not known.same_text:
        yield "Other lines of the file have changed since."
    yield ""
    if known.offers:
        yield f"The code action *Apply verified edit* applies it. {link('Evidence', EVIDENCE)}"
    else:
        yield "The lines of the edit have changed since: search again."


def _applied(result: SearchResult, proposal: Proposal, link: Link) -> Iterator[str]:
    speedup = numbers.speedup(proposal.speedup)
    what = _what(result)
    sure = _certainty(proposal)
    yield f"**hasten**: {what}measured {speedup} faster than before{sure}: {_name(proposal)}."
    yield ""
    yield from _table(result.baseline, proposal)
    yield ""
    yield f"{_basis(proposal)} {link('Evidence', EVIDENCE)}"


def _nothing(result: SearchResult) -> Iterator[str]:
    yield f"**hasten**: {_what(result)}{result.message}."
    if result.baseline.measurement is not None:
        cost = numbers.cost(result.baseline.cost)
        yield ""
        yield f"It costs {cost} as it is ({caption(result.baseline.measurement)})."


def _table(baseline: Trial, proposal: Proposal) -> Iterator[str]:
    before = baseline.measurement.cases if baseline.measurement else ()
    after = proposal.trial.measurement.cases if proposal.trial.measurement else ()
    yield "| test | before | after | speedup |"
    yield "|:--|--:|--:|--:|"
    for old, new in list(zip(before, after, strict=False))[:CASES]:
        yield _row(old.case, old.cost, new.cost)
    if len(before) > CASES:
        yield f"| … {len(before) - CASES} more | | | |"
    yield _row("**all**", baseline.cost, proposal.trial.cost)


def _row(name: str, old: float | None, new: float | None) -> str:
    ratio = old / new if old and new else None
    shown = name.replace("|", "\\|")
    return f"| {shown} | {numbers.cost(old)} | {numbers.cost(new)} | {numbers.speedup(ratio)} |"


def _basis(proposal: Proposal) -> str:
    evidence = proposal.evidence
    kind = KINDS[evidence.origin.guarantee]
    cases = numbers.count(evidence.cases, "test case")
    inner = ""
    if proposal.function_speedup is not None:
        inner = f" The function alone: {numbers.speedup(proposal.function_speedup)}."
    condition = f" {evidence.origin.condition}" if evidence.origin.condition else ""
    return (
        f"{caption(proposal.trial.measurement)}. Passed {cases}; {kind}.{inner}{condition} "
        f"Compiled by {evidence.compiler} with `{' '.join(evidence.flags)}`."
    )


def _what(result: SearchResult) -> str:
    return "" if result.target.name else "the whole program, "


def _certainty(proposal: Proposal) -> str:
    """Where the speedup lies, when it varies from run to run."""
    compared = proposal.evidence.measurement.relative
    return f" ({numbers.interval(compared)})" if compared is not None else ""


def _name(proposal: Proposal) -> str:
    return proposal.trial.candidate.origin.describe()


def _sentence(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".") if text[:2].istitle() else text.rstrip(".")
