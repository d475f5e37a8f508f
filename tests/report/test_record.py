import json

from hasten.nouns import Evidence, SearchResult
from hasten.report import record
from hasten_sim.records import from_json


def test_the_search_record_has_the_documented_fields(found: SearchResult) -> None:
    made = json.loads(json.dumps(record.search_record(found)))
    assert made["schema"] == 1
    assert made["target"]["path"] == "/home/me/<src>/sum.cpp"
    assert made["backend"]["name"] == "callgrind"
    assert made["baseline"]["cost"] == 35_720_000
    assert made["baseline"]["floor"] == 270_000
    assert made["baseline"]["unit"] == "weighted instructions"
    assert [one["verdict"] for one in made["trials"]] == [
        "accepted",
        "accepted",
        "compile_error",
        "wrong_output",
        "too_slow",
    ]
    assert made["trials"][2]["cost"] is None


def test_proposals_are_best_first_with_what_it_takes_to_repeat_them(found: SearchResult) -> None:
    made = json.loads(json.dumps(record.search_record(found)))
    speedups = [one["speedup"] for one in made["proposals"]]
    assert speedups == sorted(speedups, reverse=True)
    best = made["proposals"][0]
    assert best["kind"] == "test_guarded"
    assert best["origin"]["rules"] == ["endl", "value-parameter"]
    assert best["diff"].startswith("--- ")
    assert from_json(best["evidence"], Evidence) == found.proposals[0].evidence


def test_an_unusable_original_is_a_record_too(unusable: SearchResult) -> None:
    made = record.search_record(unusable)
    assert made["stopped"] == "baseline"
    assert made["baseline"]["verdict"] == "wrong_output"
    assert (made["backend"], made["baseline"]["cost"], made["proposals"]) == (None, None, [])


def test_a_verification_says_verdict_speedup_and_both_costs(found: SearchResult) -> None:
    made = record.verify_record(found.baseline, found.trials[1], 9.89)
    assert (made["verdict"], made["speedup"]) == ("accepted", 9.89)
    assert (made["original"]["cost"], made["candidate"]["cost"]) == (35_720_000, 3_610_000)


def test_an_error_says_what_happened_and_what_to_do() -> None:
    made = record.error_record("no tests", "write some", 4)
    assert made["error"] == {"message": "no tests", "remedy": "write some", "exit_code": 4}


def test_evidence_is_named_after_file_function_and_rank(found: SearchResult) -> None:
    assert record.evidence_name(found.proposals[0], 2) == "sum.2.evidence.json"
