"""The products of all pairs of two long sequences, summed by place, come from transforms."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import element_of
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    child,
    code_of,
    constant_of,
    is_in_block,
    nodes_in,
    operator,
    statements,
)
from hasten.rules.effects import may_change
from hasten.rules.expression_types import WIDE, type_of
from hasten.rules.helpers import helper_edits
from hasten.rules.loops import CountedLoop, counted_loop, is_dead_after, is_invariant
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.shapes import Binding, Shape, first_match, shape_of
from hasten_sim.facts import Declaration

NAME = "add_products"
HELPER = """\
// What is left of products of all pairs, summed by their places, where three primes divide.
template <unsigned Prime>
std::vector<unsigned> products_modulo(std::vector<unsigned> a, std::vector<unsigned> b,
                                      std::size_t size) {
    const auto power = [](unsigned long long base, unsigned exponent) {
        unsigned long long result = 1;
        for (; exponent > 0; exponent /= 2, base = base * base % Prime) {
            if (exponent % 2 == 1) result = result * base % Prime;
        }
        return unsigned(result);
    };
    const auto transform = [&](std::vector<unsigned>& values) {
        for (std::size_t i = 1, j = 0; i < size; i++) {
            std::size_t bit = size / 2;
            for (; (j & bit) != 0; bit /= 2) j ^= bit;
            j ^= bit;
            if (i < j) std::swap(values[i], values[j]);
        }
        std::vector<unsigned> roots(size / 2 + 1);
        for (std::size_t half = 1; half < size; half *= 2) {
            const unsigned root = power(3, (Prime - 1) / unsigned(2 * half));
            roots[0] = 1;
            for (std::size_t k = 1; k < half; k++) {
                roots[k] = unsigned((unsigned long long)roots[k - 1] * root % Prime);
            }
            for (std::size_t start = 0; start < size; start += 2 * half) {
                for (std::size_t k = 0; k < half; k++) {
                    const unsigned one = values[start + k];
                    const unsigned other = unsigned(
                        (unsigned long long)values[start + k + half] * roots[k] % Prime);
                    values[start + k] = one + other >= Prime ? one + other - Prime : one + other;
                    values[start + k + half] = one >= other ? one - other : one + Prime - other;
                }
            }
        }
    };
    for (unsigned& value : a) value %= Prime;
    for (unsigned& value : b) value %= Prime;
    a.resize(size);
    b.resize(size);
    transform(a);
    transform(b);
    const unsigned inverse = power(size % Prime, Prime - 2);
    for (std::size_t i = 0; i < size; i++) {
        a[i] = unsigned((unsigned long long)a[i] * b[i] % Prime * inverse % Prime);
    }
    transform(a);
    std::reverse(a.begin() + 1, a.end());
    return a;
}

// sums[i + j] += a[i] * b[j] for all i < n and j < m; the remainders if there is a modulus.
// Does nothing, and says so, for short sequences, and for numbers that are too large for it.
template <typename A, typename B, typename Sums>
bool add_products(const A& a, long long n, const B& b, long long m, Sums& sums,
                  unsigned long long modulus) {
    if (n < 64 || m < 64 || n + m > 1 << 23 || modulus >= 1ULL << 31) return false;
    const auto fits = [&](unsigned long long value) {
        return value < (modulus != 0 ? modulus : 1ULL << 31);
    };
    std::vector<unsigned> one, other;
    for (long long i = 0; i < n; i++) {
        if (!fits(a[i])) return false;
        one.push_back(unsigned(a[i]));
    }
    for (long long j = 0; j < m; j++) {
        if (!fits(b[j])) return false;
        other.push_back(unsigned(b[j]));
    }
    for (long long k = 0; k + 1 < n + m; k++) {
        if (modulus != 0 && !fits(sums[k])) return false;
    }
    std::size_t size = 1;
    while (size < std::size_t(n + m)) size *= 2;
    const unsigned long long p = 998244353, q = 167772161, r = 469762049;
    const std::vector<unsigned> in_p = products_modulo<998244353>(one, other, size);
    std::vector<unsigned> in_q, in_r;
    if (modulus != p) {
        in_q = products_modulo<167772161>(one, other, size);
        in_r = products_modulo<469762049>(one, other, size);
    }
    for (long long k = 0; k + 1 < n + m; k++) {
        unsigned long long sum = in_p[k];
        if (modulus != p) {
            // 1 / p modulo q, and 1 / (p * q) modulo r.
            const unsigned long long x = (in_q[k] + q - sum % q) % q * 47450712 % q;
            const unsigned long long y =
                (in_r[k] + 2 * r - sum % r - x % r * (p % r) % r) % r * 115990628 % r;
            if (modulus == 0) {
                sum += x * p + y * (p * q);
            } else {
                sum = (sum % modulus + x % modulus * (p % modulus) +
                       y % modulus * (p * q % modulus)) % modulus;
            }
        }
        sum += sums[k];
        sums[k] = static_cast<typename std::decay<decltype(sums[k])>::type>(
            modulus != 0 ? sum % modulus : sum);
    }
    return true;
}
"""
_HEADERS = ("vector", "algorithm", "utility", "type_traits")
_BODIES = (
    "S[i + j] = (S[i + j] + P) % M;",
    "S[i + j] = (S[i + j] + P % M) % M;",
    "{ S[i + j] += P % M; S[i + j] %= M; }",
    "{ S[i + j] += P; S[i + j] %= M; }",
    "{ S[i + j] += P % M; if (S[i + j] >= M) S[i + j] -= M; }",
    "S[i + j] += P;",
)
_PATTERNS = tuple(
    f"for (int i = 0; C; i++) for (int j = 0; D; j++) {body.replace('P', 'F * G')}"
    for body in _BODIES
)


@frozen
class _Products:
    """`for (i = 0; i < n; i++) for (j = 0; j < m; j++) sums[i + j] += one[i] * other[j];`."""

    node: Node
    first: CountedLoop
    second: CountedLoop
    one: Declaration
    other: Declaration
    sums: Declaration
    modulus: str


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double loop over two sequences."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        found = _products(code, node) if code.is_verbatim(node) else None
        helper = helper_edits(code, NAME, HELPER, *_HEADERS) if found is not None else None
        if found is None or helper is None:
            continue
        bounds = code.text(found.first.bound), code.text(found.second.bound)
        asked = (
            f"if (!{NAME}({found.one.name}, {bounds[0]}, {found.other.name}, {bounds[1]}, "
            f"{found.sums.name}, {found.modulus})) "
        )
        start, end = node.byte_range
        edits = [(start, start, asked)]
        if not is_in_block(node):
            edits = [(start, start, f"{{ {asked}"), (end, end, " }")]
        yield RULE.rewrite(
            f"Every element of `{found.one.name}` is multiplied with every one of "
            f"`{found.other.name}`, and the products are summed by their places.",
            Span(start, end),
            (*helper, *edits),
            20.0,
        )


def _products(code: Code, node: Node) -> _Products | None:
    first = counted_loop(code, node)
    inner = statements(first.body) if first is not None else []
    second = counted_loop(code, inner[0]) if len(inner) == 1 else None
    found = first_match(_PATTERNS, shape_of(code, node)) if second is not None else None
    if first is None or second is None or found is None or _is_tried(code, node):
        return None
    bound = found[1]
    one, other = (_factor(code, bound, bound[index]) for index in "ij")
    sums = bound["S"].variable(code)
    if one is None or other is None or sums is None or not _are_fit(code, node, one, other, sums):
        return None
    if not all(_is_whole(code, loop, node) for loop in (first, second)):
        return None
    if any(r.target == first.variable.name_at for r in code.references_in(second.bound)):
        return None
    modulus = _modulus(code, bound, node, sums)
    if modulus is None or not _multiplies_widely(code, second.body, bool(modulus), sums):
        return None
    return _Products(node, first, second, one, other, sums, modulus or "0")


def _factor(code: Code, bound: Binding, index: Shape) -> Declaration | None:
    """The array whose element at the index is a factor, once; all other factors are ones."""
    found: list[Declaration | None] = []
    waiting = [bound["F"], bound["G"]]
    while waiting:
        shape = waiting.pop()
        if shape.kind == "[]" and shape.parts[1] in (bound["i"], bound["j"]):
            if shape.parts[1] == index:
                found.append(shape.parts[0].variable(code))
        elif shape.kind == "*":
            waiting += shape.parts
        elif shape.kind.startswith("cast_expression") and type_of(code, shape.node) in WIDE:
            waiting += shape.parts[-1:]
        elif shape.number != 1:
            return None
    return found[0] if len(found) == 1 else None


def _is_tried(code: Code, node: Node) -> bool:
    """Whether the loop is there only for when the transforms cannot be used."""
    condition = child(node.parent, "condition")
    return condition is not None and NAME in code.text(condition)


def _are_fit(
    code: Code, node: Node, one: Declaration, other: Declaration, sums: Declaration
) -> bool:
    """Whether all hold integers, and what is summed is kept apart from what is multiplied."""
    kinds = [element_of(array) for array in (one, other, sums)]
    if not all(kind in INTEGRAL - {"bool", "char"} for kind in kinds):
        return False
    if sums.name_at in (one.name_at, other.name_at) or sums.is_reference or sums.is_pointer:
        return False
    own = sums.kind == "variable" and not sums.is_static
    return own and not any(may_change(code, array, node) for array in (one, other))


def _is_whole(code: Code, loop: CountedLoop, node: Node) -> bool:
    """Whether a loop counts from 0 up to what is known before."""
    counts = constant_of(loop.start) == 0 and loop.comparison == "<" and loop.step == 1
    plain = type_of(code, loop.bound) in INTEGRAL and is_invariant(code, loop.bound, node)
    return counts and plain and is_dead_after(code, loop.variable, loop.node)


def _modulus(code: Code, bound: Binding, node: Node, sums: Declaration) -> str | None:
    """The text of the modulus, "" when there is none; None when it is no steady integer."""
    if "M" not in bound:
        return ""
    written = bound["M"].node
    if written is None or type_of(code, written) not in INTEGRAL:
        return None
    if any(r.target == sums.name_at for r in code.references_in(written)):
        return None
    return code.text(written) if is_invariant(code, written, node) else None


def _multiplies_widely(code: Code, body: Node, rests: bool, sums: Declaration) -> bool:
    """Whether products do not wrap, unless the sums wrap as they do."""
    for product in code.source.descendants(body, "binary_expression"):
        if operator(product) == "*" and child(product, "left") is not None:
            kind = type_of(code, product)
            wide = kind in WIDE or kind == "int"
            same = kind == "unsigned int" == element_of(sums) and not rests
            return wide or same
    return False


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    const long long modulus = 998244353;
    int n = 500, m = 700;
    std::vector<long long> a(n), b(m), c(n + m - 1);
    for (int i = 0; i < n; i++) a[i] = i * 12345LL % modulus;
    for (int j = 0; j < m; j++) b[j] = j * 54321LL % modulus;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < m; j++) {
            c[i + j] = (c[i + j] + a[i] * b[j]) % modulus;
        }
    }
    long long sum = 0;
    for (int k = 0; k < n + m - 1; k++) sum = (sum * 31 + c[k]) % modulus;
    std::printf("%lld\\n", sum);
}
"""
_OTHER = """\
#include <cstdio>
#include <vector>
int main() {
    int n = 50;
    std::vector<KIND> a(n, 3), b(n, 2), c(2 * n);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < LIMIT; j++) WORK
    std::printf("%d\\n", (int)c[n]);
}
"""


def _other(work: str, kind: str = "long long", limit: str = "n") -> str:
    return _OTHER.replace("KIND", kind).replace("WORK", work).replace("LIMIT", limit)


RULE = Rule(
    id="products-by-transform",
    title="Multiply sequences by transforms",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The products of all pairs of elements of two sequences are summed by the sum of their "
        "places, as polynomials are multiplied. Number theoretic transforms do that in n log n "
        "steps, exactly: modulo three primes, from which the sum follows. The loops stay for short "
        "sequences, and for numbers that are negative or of more than 31 bits."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n",
            "#include <vector>\n#include <algorithm>\n#include <utility>\n#include <type_traits>\n",
        )
        .replace("int main", HELPER + "\nint main")
        .replace(
            "    for (int i = 0; i < n; i++) {\n",
            "    if (!add_products(a, n, b, m, c, modulus)) for (int i = 0; i < n; i++) {\n",
        ),
    ),
    find=find,
    counterexamples=(
        # The places are summed up in another way.
        _other("c[i ^ j] += a[i] * b[j];"),
        # Other than products.
        _other("c[i + j] += a[i] + b[j];"),
        # Not all pairs.
        _other("c[i + j] += a[i] * b[j];", limit="i"),
        # What is multiplied changes meanwhile.
        _other("a[i + j] += a[i] * b[j];", limit="1"),
        # It wraps in the middle.
        _other("c[i + j] = (c[i + j] + a[i] * b[j]) % 9973;", kind="unsigned"),
        # Rounding depends on the order.
        _other("c[i + j] += a[i] * b[j];", kind="double"),
    ),
)
