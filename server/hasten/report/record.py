"""The records that `--json` prints: stable, versioned, for programs.

A field is never renamed or dropped within a schema version; fields may be added. Costs are in the
backend's unit over all cases, so is `floor`; speedup is old cost / new cost.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hasten import __version__
from hasten.nouns import Confirmation, Evidence, Origin, Proposal, SearchResult, Target, Trial
from hasten.predict.model import LEVEL, Forecast, Prediction
from hasten.report.table import unsure
from hasten.rules.rule import Rule
from hasten_sim.nouns import Accepted, Measurement
from hasten_sim.records import to_json

if TYPE_CHECKING:
    from hasten.engine.replay import ReplayResult
    from hasten.models.accounting import Ledger

SCHEMA = 1

Record = dict[str, Any]


def search_record(result: SearchResult) -> Record:
    """What `hasten optimize --json` prints: the baseline, every trial, the proposals best first."""
    return new_record("search") | {
        "target": target_record(result.target),
        "backend": _backend(result.baseline.measurement),
        "baseline": _cost_record(result.baseline),
        "trials": [_trial(trial, result.baseline.cost) for trial in result.trials],
        "untried": [to_json(one) for one in result.untried],
        "proposals": [proposal_record(one) for one in result.proposals],
        "refuted": [proposal_record(one) for one in result.refuted],
        "stopped": result.stopped,
        "seconds": round(result.seconds, 3),
        "first_proposal_seconds": _rounded(result.first_proposal_seconds),
        "message": result.message,
    }


def measure_record(trial: Trial, target: Target) -> Record:
    """What `hasten measure --json` prints."""
    return new_record("measure") | {
        "target": target_record(target),
        "backend": _backend(trial.measurement),
        **_cost_record(trial),
    }


def verify_record(original: Trial, candidate: Trial, speedup: float | None) -> Record:
    """What `hasten verify --json` prints: the candidate's verdict, and both costs."""
    return new_record("verify") | {
        "verdict": candidate.verdict.name,
        "explanation": candidate.verdict.explain(),
        "speedup": speedup,
        "speedup_interval": _interval(candidate),
        "backend": _backend(candidate.measurement or original.measurement),
        "original": _cost_record(original),
        "candidate": _cost_record(candidate),
    }


def replay_record(claimed: Evidence, result: ReplayResult) -> Record:
    """What `hasten replay --json` prints: whether every digit was the same, and what was not."""
    verification = result.verification
    return new_record("replay") | {
        "identical": result.identical,
        "differences": list(result.differences),
        "claimed": {
            "speedup": claimed.speedup,
            "baseline": claimed.baseline.total,
            "candidate": claimed.measurement.total,
            "unit": claimed.unit,
        },
        "speedup": verification.speedup,
        "original": _cost_record(verification.original),
        "candidate": _cost_record(verification.candidate),
    }


def file_record(path: str, result: SearchResult | None, problem: str, reused: bool) -> Record:
    """One file of a batch: its search, or why there is none. `reused`: searched before."""
    return {
        "path": path,
        "problem": problem,
        "reused": reused,
        "search": search_record(result) if result is not None else None,
    }


def batch_record(files: list[Record], usage: Ledger | None = None) -> Record:
    """What `hasten batch --json` prints: a `file_record` for every file, and what models took."""
    return new_record("batch") | {"files": files, "usage": usage_record(usage)}


def usage_record(usage: Ledger | None) -> Record | None:
    """What models took: requests, tokens, and money where prices are known."""
    if usage is None:
        return None
    return {
        "requests": usage.requests,
        "prompt_tokens": usage.prompt_tokens,
        "answer_tokens": usage.answer_tokens,
        "cost": usage.cost,
        "spent": usage.is_spent,
    }


def error_record(message: str, remedy: str = "", exit_code: int = 2) -> Record:
    """What `--json` prints when there is no result: what happened, and what to do."""
    return new_record("error") | {
        "error": {"message": message, "remedy": remedy, "exit_code": exit_code}
    }


def target_record(target: Target) -> Record:
    """Which file and function a record is about."""
    return {
        "path": str(target.path),
        "function": target.name,
        "kind": target.kind,
        "digest": target.digest,
    }


def proposal_record(proposal: Proposal) -> Record:
    """One proposal with its evidence, which `hasten replay` takes when it is in a file."""
    origin = proposal.trial.candidate.origin
    return {
        "speedup": proposal.speedup,
        "speedup_interval": _interval(proposal.trial),
        "function_speedup": proposal.function_speedup,
        "cost": proposal.trial.cost,
        "origin": _origin(origin),
        "kind": origin.guarantee,
        "diff": proposal.diff,
        "confirmation": _confirmation(proposal.evidence.confirmation),
        "evidence": to_json(proposal.evidence),
    }


def _confirmation(found: Confirmation | None) -> Record | None:
    """What a second backend measured, in its own unit; None where it was not asked."""
    if found is None:
        return None
    return {
        "backend": _backend(found.baseline),
        "verdict": found.verdict.name,
        "explanation": found.verdict.explain(),
        "baseline": found.baseline.total,
        "cost": found.measurement.total if found.measurement is not None else None,
        "speedup": found.speedup,
    }


def evidence_name(proposal: Proposal, rank: int = 1) -> str:
    """The file name of a proposal's evidence, such as `parcels.solve.1.evidence.json`."""
    evidence = proposal.evidence
    stem = evidence.path.rpartition("/")[2].rpartition(".")[0] or "program"
    function = "." + evidence.function.replace("::", "-") if evidence.function else ""
    safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in f"{stem}{function}")
    return f"{safe}.{rank}.evidence.json"


def new_record(kind: str) -> Record:
    """What every record begins with."""
    return {"schema": SCHEMA, "kind": kind, "hasten": __version__}


def _trial(trial: Trial, baseline: float | None) -> Record:
    return {
        "origin": _origin(trial.candidate.origin),
        "verdict": trial.verdict.name,
        "explanation": trial.verdict.explain(),
        "cost": trial.cost,
        "speedup": baseline / trial.cost if baseline and trial.accepted and trial.cost else None,
        "speedup_interval": _interval(trial),
        "reused": trial.reused,
    }


def _origin(origin: Origin) -> Record:
    return {
        "name": origin.describe(),
        "generator": origin.generator,
        "rules": list(origin.rules),
        "titles": list(origin.titles),
        "relies_on": [{"path": one.path, "digest": one.digest} for one in origin.relies_on],
        "answer": to_json(origin.answer) if origin.answer is not None else None,
    }


def _cost_record(trial: Trial) -> Record:
    measurement = trial.measurement
    return {
        "verdict": trial.verdict.name,
        "explanation": trial.verdict.explain(),
        "accepted": isinstance(trial.verdict, Accepted),
        "cost": trial.cost,
        "unit": measurement.unit if measurement else None,
        "floor": measurement.floor * len(measurement.cases) if measurement else None,
        "cases": [to_json(case) for case in measurement.cases] if measurement else [],
    }


def _backend(measurement: Measurement | None) -> Record | None:
    if measurement is None:
        return None
    return {
        "name": measurement.backend,
        "version": measurement.version,
        "unit": measurement.unit,
        "deterministic": measurement.deterministic,
        "why": measurement.why,
        "unsure": unsure(measurement),
    }


def _interval(trial: Trial) -> Record | None:
    """Where the speedup lies, from how many pairs of runs; None when it does not vary."""
    if trial.measurement is None or trial.measurement.relative is None:
        return None
    return to_json(trial.measurement.relative)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def rules_record(rules: Iterable[Rule]) -> Record:
    """What `hasten rules --json` prints."""
    return new_record("rules") | {
        "rules": [
            {
                "id": rule.id,
                "title": rule.title,
                "kind": rule.guarantee,
                "category": rule.category,
                "languages": sorted(rule.languages),
                "explanation": rule.explanation,
                "example": {"before": rule.example.before, "after": rule.example.after},
            }
            for rule in rules
        ]
    }


def doctor_record(healthy: bool, checks: list[Record]) -> Record:
    """What `hasten doctor --json` prints."""
    return new_record("doctor") | {"healthy": healthy, "checks": checks}


def forecast_record(forecast: Forecast, target: Target) -> Record:
    """What `hasten predict --json` prints. `measured` is there to be seen: nothing was run."""
    rules = forecast.rules
    return new_record("forecast") | {
        "target": target_record(target),
        "measured": False,
        "level": LEVEL,
        "search": _prediction(forecast.search),
        "by_hand": _prediction(forecast.by_hand),
        "rules": list(rules) if rules is not None else None,
    }


def _prediction(one: Prediction) -> Record:
    neighbours = [{"program": each.name, "speedup": each.speedup} for each in one.neighbours]
    return {"speedup": one.speedup, "low": one.low, "high": one.high, "neighbours": neighbours}


def figures_record(figures: Record, current: bool) -> Record:
    """What `hasten predict train` and `check` print with --json: by target, split and figure."""
    return new_record("predictions") | {"figures": figures, "current": current}
