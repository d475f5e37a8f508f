"""Code by its shape: what one's own names, comments and layout change, and what they do not."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hasten.retrieval.hashing import DIMENSIONS
from hasten.retrieval.structural import LONGEST, Structural, families
from hasten.retrieval.tokens import NUMBER, OWN, TEXT, read
from hasten.retrieval.traits import traits
from hasten.source.cpp import CppSource
from tests.retrieval.material import COPYING, FLUSHING, LOOPS

PROGRAMS = [LOOPS, FLUSHING, COPYING]


def traits_of(text: str) -> set[str]:
    return {name for name, count in traits(CppSource.parse(text)).items() if count > 0}


def tokens_of(text: str) -> tuple[str, ...]:
    return read(CppSource.parse(text)).tokens


def test_vectors_are_of_length_one_and_single_precision() -> None:
    embedder = Structural()
    vectors = embedder.embed(PROGRAMS, embedder.learn(PROGRAMS))
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, DIMENSIONS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_ones_own_names_comments_and_layout_do_not_count() -> None:
    renamed = LOOPS.replace("values", "numbers").replace("pairs", "found")
    renamed = renamed.replace(";\n", ";  // !\n/* ... */")
    embedder = Structural()
    learned = embedder.learn(PROGRAMS)
    one, other = embedder.embed([LOOPS, re.sub(r" +", "  ", renamed)], learned)
    assert one @ other == pytest.approx(1, abs=1e-5)


def test_names_of_the_library_stay() -> None:
    tokens = tokens_of(
        "#include <vector>\nint mine(int size) { std::vector<int> v; v.push_back(7); }"
    )
    assert {"<vector>", "std", "vector", "push_back"} <= set(tokens)
    assert {"mine", "v", "size"}.isdisjoint(tokens)
    assert OWN in tokens
    assert NUMBER in tokens


@pytest.mark.parametrize(
    "declaration",
    [
        "int mine = 1;",
        "int *mine[3];",
        "int mine(3);",
        "auto &mine = x;",
        "auto [mine, other] = x;",
        "for (auto &&mine : x) {}",
        "struct mine {};",
        "using mine = int;",
        "typedef int mine;",
        "#define mine 1\n",
        "int f(const int &mine);",
        "template <class mine> void f();",
        "enum colours { mine };",
    ],
)
def test_whatever_a_text_declares_is_its_own(declaration: str) -> None:
    assert "mine" not in tokens_of(f"void g() {{}}\n{declaration}\n")


def test_literals_do_not_count_by_their_value_but_for_telling_ones() -> None:
    assert TEXT in tokens_of('auto x = "nobody";')
    assert tokens_of("int x = 17;") == tokens_of("int x = 23;")
    assert tokens_of("int x = 1;") != tokens_of("int x = 2;")


def test_programs_with_the_same_trouble_are_nearer_than_others() -> None:
    other = """
    #include <cstdio>
    #include <iostream>
    int main() {
        double sum = 0;
        for (double y; std::cin >> y;) { sum = sum + y; std::cout << sum << std::endl; }
    }
    """
    embedder = Structural()
    learned = embedder.learn(PROGRAMS)
    (vector,) = embedder.embed([other], learned)
    similar = embedder.embed(PROGRAMS, learned) @ vector
    assert int(np.argmax(similar)) == PROGRAMS.index(FLUSHING)


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("int f(std::vector<int> v); void g() {} int h(std::string s) { return 1; }", "by value"),
        (
            "int f(std::string v) { return v[0]; } void g() { for (;;) f(v); }",
            "by value in loops",
        ),
        ("void f() { s = s + 'x'; }", "x = x +"),
        ("void f() { s = 'x' + s; }", "x = ... + x"),
        ("void f() { v.erase(v.begin()); }", "shifts all elements"),
        ("bool f() { return find(v.begin(), v.end(), x) == it; }", "searches all elements"),
        ("int f(int n) { return f(n - 1) + f(n - 2); }", "recursion that branches"),
        ("int f(int n) { return n ? f(n - 1) : 0; }", "recursion"),
        ("void f() { for (;;) std::cout << 1; }", "only loops that read or write"),
        ("void f() { for (;;) for (;;) x++; }", "quiet depth 2"),
        ("void f() { for (;;) std::cout << std::endl; }", "endl@1"),
        ("void f() { try { g(); } catch (...) {} }", "exceptions"),
        ("void f() { for (int i = 0; i < n; i++) for (int j = i + 1; j < n; j++) ; }",
         "inner loop begins at the outer"),
        ("void f() { for (;;) { std::map<std::string, int> m; } }", "trees in loops"),
        ("std::map<std::string, int> m;", "key string"),
        ("void f() { std::stringstream s; }", "streams for text"),
        ("void f() { a[i][j] = a[i - 1][j]; }", "element before"),
        ("void f() { for (std::string s : words) g(s); }", "elements copied"),
        ("bool f(int n) { return n % 3 == 0; }", "divisible"),
    ],
)  # fmt: skip
def test_a_trait_is_seen(text: str, trait: str) -> None:
    assert trait in traits_of(text)


def test_traits_that_are_not_there_are_not_seen() -> None:
    calm = "int f(const std::vector<int> &v) { int s = 0; for (int x : v) s += x; return s; }"
    for trait in ("by value", "x = x +", "recursion", "exceptions", "shifts all elements"):
        assert trait not in traits_of(calm)


@pytest.mark.parametrize(
    "text", ["", " \n", "{{{{", "int main( {", "\0\0", "ä" * 50, "for (" * 3000, "#define", '"']
)
def test_what_does_not_parse_has_a_vector_as_well(text: str) -> None:
    embedder = Structural()
    vectors = embedder.embed([text, LOOPS], embedder.learn(PROGRAMS))
    assert np.isfinite(vectors).all()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_features(text: str) -> None:
    assert all(value > 0 for family in families(text) for value in family.values())


def test_of_a_huge_text_only_the_beginning_counts() -> None:
    long = LOOPS + "int filler;\n" * (LONGEST // 12)
    embedder = Structural()
    learned = embedder.learn(PROGRAMS)
    one, other = embedder.embed([long, long + FLUSHING], learned)
    assert np.array_equal(one, other)


@pytest.mark.parametrize("opening", ["a[", "x = x + ", "(", "f(", "a == ", "v<", "{", "-"])
def test_code_that_nests_without_end_takes_no_longer_than_other_code(opening: str) -> None:
    text = "int main() { " + opening * (100_000 // len(opening))
    started = time.process_time()
    families(text)
    assert time.process_time() - started < 4


def test_vectors_are_the_same_in_every_process() -> None:
    probe = (
        "from hasten.retrieval.structural import Structural as S\n"
        "from tests.retrieval.material import LOOPS, FLUSHING\n"
        "e = S(); v = e.embed([LOOPS], e.learn([LOOPS, FLUSHING])); print(v.tobytes().hex())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", probe],
            env={"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
