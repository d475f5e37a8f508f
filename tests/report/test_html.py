import base64
import json
import re
from html.parser import HTMLParser

from hasten.nouns import Evidence, SearchResult
from hasten.report import html
from hasten_sim.records import from_json


class Page(HTMLParser):
    """Collects the visible text and every attribute; complains about tags that do not match."""

    VOID = ("meta", "link", "br", "img", "input", "line", "circle", "path")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words, each separated by one space; digits in groups are one word."""
        text = " ".join(self.words).replace("\N{NARROW NO-BREAK SPACE}", "")
        return " ".join(text.split())


def test_the_page_leads_with_the_speedup_the_costs_and_the_guarantee(found: SearchResult) -> None:
    text = Page(html.render(found)).text
    assert "9.89× faster" in text
    assert "35.7 M → 3.61 M weighted instructions" in text
    assert "3 test cases from tests/sum" in text
    assert "test-guarded" in text


def test_every_trial_is_listed_with_its_verdict_in_words(found: SearchResult) -> None:
    text = Page(html.render(found)).text
    for trial in found.trials:
        assert " ".join(trial.verdict.explain().split()) in text


def test_raw_counts_are_shown_with_their_weights(found: SearchResult) -> None:
    text = Page(html.render(found)).text
    assert "Ir instructions executed 28576000 2888000 9.89× 1" in text
    assert "Bm mispredicted branches" in text


def test_the_evidence_can_be_saved_from_the_page_and_read_back(found: SearchResult) -> None:
    page = Page(html.render(found))
    (link,) = [value for _, value in page.attributes if value.startswith("data:")]
    saved = base64.b64decode(link.partition("base64,")[2])
    assert from_json(json.loads(saved), Evidence) == found.proposals[0].evidence
    assert "hasten replay sum.1.evidence.json" in page.text


def test_the_page_loads_nothing_and_runs_nothing(found: SearchResult) -> None:
    text = html.render(found)
    assert not re.search(r"<(script|link|img|iframe|object)\b|@import|url\(", text)
    assert not re.search(r"https?://", text)
    assert "default-src 'none'" in text


def test_names_and_code_are_escaped(found: SearchResult) -> None:
    text = html.render(found)
    assert "/home/me/&lt;src&gt;/sum.cpp" in text
    assert "<sum>" not in text
    assert "3-&lt;edge&gt;" in text


def test_a_search_without_a_find_has_a_page_that_says_so(fruitless: SearchResult) -> None:
    text = Page(html.render(fruitless)).text
    assert "nothing faster" in text
    assert "nothing at least 1.1× faster" in text
    assert "wrong output on case 2-large" in text


def test_an_unusable_original_has_a_page_that_says_why(unusable: SearchResult) -> None:
    text = Page(html.render(unusable)).text
    assert "not measured" in text
    assert "expected 3, got 4" in text
