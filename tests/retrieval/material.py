"""Small programs and pairs that the tests of retrieval share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import field, frozen

from hasten.prompts.prompt import Example
from hasten.retrieval.embedder import NOTHING, Vectors, normalised
from hasten.retrieval.pairs import Corpus, corpus_of

LOOPS = """
#include <iostream>
#include <vector>
using namespace std;
int main() {
    int n;
    cin >> n;
    vector<int> values(n);
    for (int i = 0; i < n; i++) cin >> values[i];
    long long pairs = 0;
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            if (values[i] + values[j] == 0) pairs++;
    cout << pairs << endl;
}
"""
FLUSHING = """
#include <iostream>
int main() {
    int total = 0, x;
    while (std::cin >> x) {
        total += x;
        std::cout << total << std::endl;
    }
}
"""
COPYING = """
#include <iostream>
#include <string>
using namespace std;
string padded(string text, int width) {
    while (text.size() < width) text = " " + text;
    return text;
}
int main() {
    string line;
    while (getline(cin, line)) cout << padded(line, 40) << "\\n";
}
"""


def example(problem: str, slow: str, name: str = "a", **more: object) -> Example:
    """A pair of a problem; the fast program does not matter."""
    return Example(f"{problem}/{name}", problem, slow, "int main() {}", **more)  # pyright: ignore[reportArgumentType]


def corpus(examples: Sequence[Example], name: str = "tests") -> Corpus:
    """A corpus of some pairs."""
    return corpus_of(name, examples)


@frozen
class Letters:
    """An embedder that is easy to foresee: counts of the letters a to h. Notes what it is asked."""

    version: int = 1
    asked: list[int] = field(factory=list[int], eq=False)
    name: str = "letters"

    @property
    def identity(self) -> str:
        return f"letters {self.version}"

    def learn(self, texts: Sequence[str]) -> Vectors:
        return NOTHING

    def embed(self, texts: Sequence[str], learned: Vectors) -> Vectors:
        self.asked.append(len(texts))
        rows = [[text.count(letter) for letter in "abcdefgh"] for text in texts]
        return normalised(np.array(rows, dtype=np.float32).reshape(len(texts), 8))
