from __future__ import annotations

from hasten.source.variation import variations

HARNESS = """
int main() {
    unsigned long long state = 0x123456789ABCDEFULL;
    const int count = 1 << 10, few = 8;
    unsigned long long hash = 14695981039346656037ULL;
    int expected = made(2000u, few);
}
"""
SOLUTION = "unsigned long long first = 14695981039346656037ULL;"


def test_seeds_and_sizes_are_changed_and_what_belongs_to_the_method_is_not() -> None:
    seeds, halves, _ = variations(HARNESS, SOLUTION)
    assert "0x123456789ABCDEF" not in seeds.text
    assert "1 << 10, few = 8" in seeds.text
    assert "count = 513, few = 8" in halves.text
    assert "made(1001u, few)" in halves.text
    for one in (seeds, halves):
        assert "hash = 14695981039346656037ULL" in one.text


def test_another_draw_changes_the_same_numbers_to_others() -> None:
    first, second = (variations(HARNESS, SOLUTION, draw) for draw in (0, 1))
    assert [one.name for one in first] == [one.name for one in second]
    texts = {one.text for one in (*first, *second)}
    assert len(texts) == len(first) + len(second)


def test_a_harness_without_numbers_has_no_variations() -> None:
    assert variations("int main() { return check(); }", "") == ()
