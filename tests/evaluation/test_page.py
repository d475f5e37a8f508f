from __future__ import annotations

from hasten.evaluation.page import with_section


def test_a_page_holds_a_section_for_each_command_and_replaces_its_own() -> None:
    page = with_section("", "hasten evaluate --dataset a", "old a\n")
    page = with_section(page, "hasten evaluate --dataset b", "b\n")
    page = with_section(page, "hasten evaluate --dataset a", "new a\n")
    assert "old a" not in page
    assert page.index("new a") < page.index("b\n")
    assert page.count("# Results") == 1
    assert with_section(page, "hasten evaluate --dataset a", "new a\n") == page
