"""A tuned module is run beside the module that it was made of."""

from __future__ import annotations

from pathlib import Path

from hasten.passes.verifying import Checked, Harness, check, harness_of
from hasten.source.llvm_ir import LlvmModule
from hasten_sim.ir_execution import Compared, MainsCompared, compare, compare_mains
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.nouns import Case
from hasten_sim.sandbox import open_sandbox

SOURCE = """
int undefined_elsewhere(int);
struct big { long a[9]; };
unsigned sum(const unsigned char *bytes, unsigned count) {
    unsigned total = 0;
    for (unsigned i = 0; i < count % 64; i++) total += bytes[i] * (i + 3);
    return total;
}
void reverse(char *text) {
    int n = 0;
    while (n < 100 && text[n]) n++;
    for (int i = 0; i < n / 2; i++) {
        char t = text[i];
        text[i] = text[n - 1 - i];
        text[n - 1 - i] = t;
    }
}
double halves(double x, signed char by) { return by > 3 ? x / 2 + by : x - by; }
int crashes(int **p) { return **p; }
int calls(int x) { return undefined_elsewhere(x); }
long large(struct big b, int i) { return b.a[i & 7]; }
static int hidden(int x) { return x + 1; }
int (*pointer)(int) = hidden;
"""
MAIN = """
#include <stdio.h>
int main(void) {
    int n = 0, c;
    while ((c = getchar()) != -1) n = n * 10 + c;
    printf("%d\\n", n & 255);
    return 0;
}
"""


async def unoptimized(llvm: Llvm, folder: Path, source: str) -> bytes:
    (folder / "a.c").write_text(source)
    assert llvm.clang is not None
    words = ("-Oz", "-Xclang", "-disable-llvm-passes", "-S", "-emit-llvm", "a.c", "-o", "a.ll")
    assert (await llvm.run(llvm.clang, words, folder)).ok
    return (folder / "a.ll").read_bytes()


async def tuned(llvm: Llvm, folder: Path, passes: str) -> bytes:
    words = ("-S", f"-passes={passes}", "a.ll", "-o", "b.ll")
    assert (await llvm.run(llvm.opt, words, folder)).ok
    return (folder / "b.ll").read_bytes()


async def checked(llvm: Llvm, original: bytes, other: bytes) -> Checked:
    harness = harness_of(LlvmModule.parse(original.decode()))
    assert harness is not None
    compared = await compare(llvm, original, other, harness.text)
    assert isinstance(compared, Compared)
    return check(harness, compared)


async def test_calls_with_made_up_values_tell_right_from_wrong(tmp_path: Path) -> None:
    llvm = await Llvm.discover(await open_sandbox())
    original = await unoptimized(llvm, tmp_path, SOURCE)
    small = await tuned(llvm, tmp_path, "function(sroa,instcombine<no-verify-fixpoint>,gvn)")
    right = await checked(llvm, original, small)
    assert right.functions == ("sum", "reverse", "halves")
    assert right.different == ()
    assert right.calls == 24
    wrong = await checked(llvm, original, small.replace(b"i32 %1, 63", b"i32 %1, 31"))
    assert wrong.different == ("sum",)
    assert "sum gives other results" in wrong.explain()


async def test_what_is_known_of_the_original_is_not_built_and_run_again(tmp_path: Path) -> None:
    llvm = await Llvm.discover(await open_sandbox())
    original = await unoptimized(llvm, tmp_path, SOURCE)
    harness = harness_of(LlvmModule.parse(original.decode()))
    assert harness is not None
    known = Compared((b"0 0 plain\n", b"0 0 usual\n", b""))
    compared = await compare(llvm, original, original, harness.text, known=known)
    assert isinstance(compared, Compared)
    assert compared.outputs[:2] == known.outputs[:2]
    assert compared.outputs[2]


def test_only_functions_that_can_be_called_are() -> None:
    text = """
define internal i32 @local() { ret i32 0 }
define fastcc i32 @fast() { ret i32 0 }
define { i32, i32 } @pair() { ret { i32, i32 } zeroinitializer }
define i32 @variadic(ptr %0, ...) { ret i32 0 }
define void @large(ptr sret(i32) %0) { ret void }
define <4 x i32> @vector() { ret <4 x i32> zeroinitializer }
define i32 @main() { ret i32 0 }
"""
    assert harness_of(LlvmModule.parse(text)) is None
    module = LlvmModule.parse(
        text + 'define noundef zeroext i1 @"a b"(i8 signext %x, ptr) { ret i1 0 }'
    )
    harness = harness_of(module)
    assert harness is not None
    assert harness.functions == ("a b",)
    assert 'extern _Bool f0(signed char, void *) __asm__("a b");' in harness.text
    assert harness_of(module, ("other",)) is None


def test_calls_count_only_where_plain_and_usual_code_agree() -> None:
    harness = Harness("", ("f", "g"))
    compared = Compared((b"0 0 aa\n0 1 bb\n1 0 cc\n", b"0 0 aa\n0 1 xx\n", b"0 0 aa\n"))
    assert check(harness, compared) == Checked(1, ("f",))
    assert check(harness, Compared((b"0 0 aa\n", b"0 0 aa\n", b""))).different == ("f",)


def test_a_function_that_may_be_dropped_and_was_is_not_missed() -> None:
    module = LlvmModule.parse("""
define linkonce_odr i32 @f(i32 %x) { ret i32 %x }
define i32 @linkonce(i32 %x) { ret i32 %x }
""")
    harness = harness_of(module)
    assert harness is not None
    assert harness.discardable == {"f"}
    outputs = (b"0 0 aa\n1 0 cc\n", b"0 0 aa\n1 0 cc\n", b"1 0 cc\n")
    assert check(harness, Compared(outputs, frozenset({"linkonce"}))) == Checked(1, ("linkonce",))
    assert check(harness, Compared(outputs, frozenset({"f", "linkonce"}))).different == ("f",)
    gone = (outputs[0], outputs[1], b"0 0 aa\n")
    assert check(harness, Compared(gone, frozenset({"f"}))).different == ("linkonce",)


async def test_what_is_left_of_a_tuned_module_is_told(tmp_path: Path) -> None:
    llvm = await Llvm.discover(await open_sandbox())
    original = await unoptimized(llvm, tmp_path, SOURCE)
    harness = harness_of(LlvmModule.parse(original.decode()))
    assert harness is not None
    compared = await compare(llvm, original, original, harness.text)
    assert isinstance(compared, Compared)
    assert compared.defined is not None
    assert compared.defined >= set(harness.functions)


async def test_programs_are_compared_on_the_inputs_of_their_tests(tmp_path: Path) -> None:
    llvm = await Llvm.discover(await open_sandbox())
    original = await unoptimized(llvm, tmp_path, MAIN)
    small = await tuned(llvm, tmp_path, "default<Oz>")
    cases = [Case("empty", b"", b""), Case("letters", b"hz", b"")]
    assert await compare_mains(llvm, original, small, cases) == MainsCompared(2)
    wrong = small.replace(b"255", b"127")
    assert await compare_mains(llvm, original, wrong, cases) == MainsCompared(2, "letters")
