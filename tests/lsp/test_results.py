"""What is known of a text, how long it stays known, and how the hover puts it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hasten.lsp import describing
from hasten.lsp.documents import Snapshot
from hasten.lsp.matching import Matched
from hasten.lsp.results import Known, Results
from hasten.nouns import SearchResult, Target
from hasten.predict.model import Forecast, Neighbour, Prediction
from hasten.source.cpp import CppSource
from hasten.source.edits import apply
from hasten.source.positions import LineIndex

from .made import search_result

PATH = Path("/home/someone/a.cpp")
BEFORE = """\
#include <iostream>

int twice(int n) {
    return n + n;
}

int main() {
    int n;
    std::cin >> n;
    std::cout << twice(n) << std::endl;
}
"""
AFTER = BEFORE.replace("n + n", "2 * n")
BETTER = BEFORE.replace("n + n", "n << 1")


def snapshot(text: str) -> Snapshot:
    return Snapshot(PATH.as_uri(), PATH, 1, CppSource.parse(text), LineIndex(text), "utf-16")


def known_of(results: Results, text: str, name: str = "") -> Known | None:
    shot = snapshot(text)
    function = shot.source.function_named(name)[0] if name else None
    return results.known(shot, function)


def results_with(*found: SearchResult) -> Results:
    results = Results()
    for result in found:
        results.add(result)
    return results


def test_a_result_is_known_of_its_function_only() -> None:
    results = results_with(search_result(PATH, BEFORE, AFTER, BETTER, function="twice"))
    known = known_of(results, BEFORE, "twice")
    assert known is not None
    assert [offer.name for offer in known.offers] == ["Rewrite 2", "Rewrite 1"]
    assert apply(BEFORE, known.offers[0].edits) == BETTER
    assert known.same_text
    assert known_of(results, BEFORE, "main") is None
    assert known_of(results, BEFORE) is None


def test_a_function_takes_its_result_along_when_it_moves() -> None:
    results = results_with(search_result(PATH, BEFORE, AFTER, function="twice"))
    moved = BEFORE.replace("#include <iostream>\n", "#include <iostream>\n\n// ä\nint other;\n")
    known = known_of(results, moved, "twice")
    assert known is not None
    assert not known.same_text
    assert apply(moved, known.offers[0].edits) == moved.replace("n + n", "2 * n")


def test_a_function_that_has_changed_has_no_result() -> None:
    results = results_with(search_result(PATH, BEFORE, AFTER, function="twice"))
    assert known_of(results, BEFORE.replace("n + n", "n + n + 0"), "twice") is None


def test_an_applied_edit_is_known_as_such() -> None:
    results = results_with(search_result(PATH, BEFORE, AFTER, function="twice"))
    known = known_of(results, AFTER, "twice")
    assert known is not None
    assert known.applied is not None
    assert known.offers == ()


def test_a_later_result_of_the_same_text_takes_the_place_of_the_earlier() -> None:
    results = results_with(search_result(PATH, BEFORE, AFTER), search_result(PATH, BEFORE, BETTER))
    known = known_of(results, BEFORE)
    assert known is not None
    assert [apply(BEFORE, offer.edits) for offer in known.offers] == [BETTER]


def test_earlier_runs_are_asked_once_about_a_text() -> None:
    asked: list[str] = []

    class Memory:
        def remembered(self, target: Target) -> SearchResult | None:
            asked.append(target.name)
            return search_result(PATH, BEFORE, AFTER, function="twice") if target.name else None

    results = Results()
    targets: Sequence[Target] = [
        snapshot(BEFORE).function_target(snapshot(BEFORE).source.functions[0]),
        snapshot(BEFORE).program_target(),
    ]
    assert results.recall(Memory(), targets) is True
    assert results.recall(Memory(), targets) is False
    assert asked == ["twice", ""]
    assert known_of(results, BEFORE, "twice") is not None
    results.clear()
    assert known_of(results, BEFORE, "twice") is None


def test_the_hover_shows_the_measured_table() -> None:
    known = known_of(results_with(search_result(PATH, BEFORE, AFTER)), BEFORE)
    assert known is not None
    text = describing.measured(known, describing.plain_link)
    assert "the whole program, 2.00× faster, measured: Rewrite 1" in text
    assert "| case\\|1 | 1.00 M | 500 k | 2.00× |" in text
    assert "| **all** | 31.0 M | 15.5 M | 2.00× |" in text
    assert "callgrind 3.19, instructions; 2 test cases" in text
    assert "gcc 12.2.0" in text
    assert "preserves behaviour" in text
    assert "Apply verified edit" in text


def test_the_hover_says_when_nothing_was_found() -> None:
    known = known_of(results_with(search_result(PATH, BEFORE)), BEFORE)
    assert known is not None
    text = describing.measured(known, describing.plain_link)
    assert "nothing at least 1.1× faster was found" in text
    assert "31.0 M" in text


def test_a_long_table_is_cut() -> None:
    costs = tuple(1000.0 * number for number in range(1, 21))
    known = known_of(results_with(search_result(PATH, BEFORE, AFTER, costs=costs)), BEFORE)
    assert known is not None
    text = describing.measured(known, describing.plain_link)
    assert "| … 14 more |" in text
    assert text.count("\n| case") == 6


def test_links_are_written_for_clients_that_follow_them() -> None:
    known = known_of(results_with(search_result(PATH, BEFORE, AFTER)), BEFORE)
    assert known is not None
    text = describing.measured(known, describing.command_link({"uri": "file:///a b.cpp"}))
    assert "[Evidence](command:hasten.showEvidence?%5B%7B%22uri%22" in text
    assert "(command:" not in describing.measured(known, describing.plain_link)


def forecast(speedup: float, *, rules: tuple[str, ...] | None) -> Forecast:
    near = (Neighbour("word_count/slow", 3.0),)
    search = Prediction(speedup, 1.0, speedup * 2, near)
    return Forecast(search, Prediction(8.0, 2.0, 30.0), rules)


def matches_of(found: Forecast | None, clang: str = "") -> str:
    source = snapshot(BEFORE).source
    return describing.matches("f", Matched((), found), source, clang, describing.plain_link)


def test_the_hover_says_that_a_prediction_is_none_of_the_measurements() -> None:
    text = matches_of(forecast(2.5, rules=("endl-to-newline",)))
    assert "has not been measured yet" in text
    assert "*Predicted, not measured:* a search makes it about 2.50× faster" in text
    assert "1.00–5.00×" in text
    assert "judged by the rewrites that match and by bundled programs like it" in text
    assert "`word_count/slow`" in text
    assert "8.00× faster when people rewrote them (2.00–30.0×)" in text


def test_the_hover_says_when_only_the_text_was_judged() -> None:
    assert "judged by its text alone" in matches_of(forecast(2.5, rules=None), "More may be found.")


def test_the_hover_promises_nothing_that_would_not_be_offered() -> None:
    text = matches_of(forecast(1.05, rules=("endl-to-newline",)))
    assert "a search finds little here, in four cases of five at most 2.10×" in text


def test_the_hover_does_without_a_prediction() -> None:
    assert "redicted" not in matches_of(None)
