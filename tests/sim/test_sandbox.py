"""What a hostile child can and cannot do, and that none is ever left."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen

from hasten_sim import sandbox as sandbox_module
from hasten_sim.errors import FrontendError, SandboxUnavailable
from hasten_sim.sandbox import Bubblewrap, Unsandboxed, open_sandbox, python_mounts
from hasten_sim.sandbox_types import Finished, Job, Limits, Mount, Sandbox

PYTHON = str(Path(sys.executable))


@frozen
class Told:
    """How a child ended, and what it said."""

    finished: Finished
    out: str
    err: str


Run = Callable[..., Coroutine[Any, Any, Told]]
ORDINARY = Limits()


def runner(sandbox: Sandbox, tmp_path: Path) -> Run:
    """Run a command, given as words, or as one text that is a Python program."""

    async def run(
        *words: str,
        python: str = "",
        limits: Limits = ORDINARY,
        may_fork: bool = True,
        mounts: tuple[Mount, ...] = (),
        env: dict[str, str] | None = None,
        stdin: Path | None = None,
        cwd: str = "/tmp",
        devices: tuple[Path, ...] = (),
    ) -> Told:
        if python:
            words = (PYTHON, "-I", "-c", textwrap.dedent(python))
            mounts = (*mounts, *python_mounts())
        job = Job(
            words,
            tmp_path / "stdout",
            tmp_path / "stderr",
            stdin=stdin,
            cwd=cwd,
            mounts=mounts,
            devices=devices,
            env=env or {},
            limits=limits,
            may_fork=may_fork,
        )
        finished = await sandbox.run(job)
        out, err = (path.read_bytes()[:100_000] for path in (job.stdout, job.stderr))
        return Told(finished, out.decode(errors="replace"), err.decode(errors="replace"))

    return run


@pytest.fixture
async def box(tmp_path: Path) -> Run:
    """Run in the real sandbox."""
    return runner(await open_sandbox(), tmp_path)


@pytest.fixture(params=["bubblewrap", "off"])
async def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    """Run in the sandbox and, in a second test, without it."""
    return runner(await open_sandbox(request.param), tmp_path)


def alive(mark: str) -> list[int]:
    """Processes on this machine whose command line or title holds `mark`, zombies too."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if mark.encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


async def gone(mark: str, seconds: float = 3.0) -> bool:
    """Whether no process with `mark` is left, or none soon."""
    for _ in range(int(seconds / 0.02)):
        if not alive(mark):
            return True
        await asyncio.sleep(0.02)
    return False


async def there(mark: str, number: int, seconds: float = 20.0) -> bool:
    """Whether that many processes with `mark` are seen soon."""
    for _ in range(int(seconds / 0.05)):
        if len(alive(mark)) >= number:
            return True
        await asyncio.sleep(0.05)
    return False


def descriptors() -> int:
    """How many files this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> list[str]:
    """The states of this process's children, as in /proc/PID/stat."""
    pids = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [Path(f"/proc/{pid}/stat").read_text() for pid in pids]


def zombies() -> list[str]:
    """Children that have ended but have not been waited for."""
    return [state for state in children() if ") Z " in state]


# --- ordinary ends ------------------------------------------------------------------------------


async def test_a_child_gets_its_arguments_input_and_environment_and_nothing_else(
    anywhere: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    (tmp_path / "input").write_text("words\n")
    told = await anywhere("/bin/cat", stdin=tmp_path / "input")
    assert (told.finished.ok, told.out) == (True, "words\n")
    told = await anywhere("/usr/bin/env", env={"A": "1", "B": "two words"})
    assert sorted(told.out.splitlines()) == ["A=1", "B=two words"]
    told = await anywhere("/usr/bin/env")
    assert told.out == ""


@pytest.mark.skipif(not Path("/dev/fuse").exists(), reason="needs a device to show")
async def test_a_device_is_there_only_when_it_is_asked_for(tmp_path: Path) -> None:
    sandbox = await open_sandbox()
    listing = ("/bin/sh", "-c", "test -c /dev/fuse")
    job = Job(listing, tmp_path / "stdout", tmp_path / "stderr")
    assert not (await sandbox.run(job)).ok
    gone = Path("/dev/no-such-device")
    assert (await sandbox.run(evolve(job, devices=(Path("/dev/fuse"), gone)))).ok


async def test_without_an_input_a_child_reads_an_empty_one(anywhere: Run) -> None:
    told = await anywhere("/bin/cat")
    assert (told.finished.ok, told.out) == (True, "")


@pytest.mark.parametrize("status", [0, 1, 3, 127])
async def test_an_exit_status_is_reported_as_it_was(anywhere: Run, status: int) -> None:
    finished = (await anywhere("/bin/sh", "-c", f"exit {status}")).finished
    assert (finished.ending, finished.status, finished.ok) == ("exit", status, status == 0)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGFPE, signal.SIGKILL])
async def test_a_signal_is_told_from_an_exit(anywhere: Run, number: signal.Signals) -> None:
    finished = (await anywhere("/bin/sh", "-c", f"kill -{number.value} $$")).finished
    assert (finished.ending, finished.status) == ("signal", number.value)


async def test_a_program_that_does_not_exist_is_an_exit_with_127(anywhere: Run) -> None:
    told = await anywhere("/usr/bin/no-such-program")
    assert (told.finished.ending, told.finished.status) == ("exit", 127)
    assert "no-such-program" in told.err


async def test_processor_time_and_memory_of_the_whole_tree_are_counted(anywhere: Run) -> None:
    told = await anywhere(
        python="""
        import os, time
        for _ in range(2):
            if os.fork() == 0:
                block = bytearray(b"x" * (80 << 20))
                while time.process_time() < 0.3: pass
                os._exit(0)
        os.wait(), os.wait()
        """
    )
    assert told.finished.ok
    assert 0.5 <= told.finished.cpu_seconds < 3.0
    assert 80 << 20 <= told.finished.peak_bytes < 300 << 20


# --- limits -------------------------------------------------------------------------------------


async def test_a_busy_loop_ends_at_its_processor_time(anywhere: Run) -> None:
    told = await anywhere(python="while True: pass", limits=Limits(cpu_seconds=1.0))
    assert told.finished.ending == "time"
    assert 0.5 <= told.finished.cpu_seconds < 3.0


async def test_a_sleeper_that_ignores_signals_ends_at_its_wall_time(anywhere: Run) -> None:
    told = await anywhere(
        python="""
        import signal, time
        for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP}:
            try: signal.signal(number, signal.SIG_IGN)
            except OSError: pass
        time.sleep(1000)
        """,
        limits=Limits(wall_seconds=0.7),
    )
    assert told.finished.ending == "time"
    assert told.finished.wall_seconds < 5.0


async def test_a_busy_loop_that_ignores_the_warning_ends_at_its_processor_time(
    anywhere: Run,
) -> None:
    told = await anywhere(
        python="""
        import signal
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        while True: pass
        """,
        limits=Limits(cpu_seconds=1.0),
    )
    assert told.finished.ending == "time"


@pytest.mark.parametrize("stream", [1, 2])
async def test_a_flood_of_output_is_cut_off(anywhere: Run, stream: int, tmp_path: Path) -> None:
    told = await anywhere(
        "/bin/sh", "-c", f"exec yes >&{stream}", limits=Limits(output_bytes=1_000_000)
    )
    assert told.finished.ending == "output"
    assert (tmp_path / ("stdout", "stderr")[stream - 1]).stat().st_size <= 1_000_000


async def test_output_cut_off_is_told_from_a_clean_exit(anywhere: Run) -> None:
    told = await anywhere(
        python="""
        import os, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            while True: os.write(1, b"x" * 1000)
        except OSError: pass
        """,
        limits=Limits(output_bytes=100_000),
    )
    assert told.finished.ending == "output"


async def test_a_hundred_gigabytes_are_not_to_be_had(anywhere: Run) -> None:
    told = await anywhere(
        python="""
        import mmap, os, sys
        try:
            mmap.mmap(-1, 100 << 30)
        except OSError as problem:
            sys.exit(os.strerror(problem.errno))
        """
    )
    assert told.finished.ending == "memory"
    assert "Cannot allocate memory" in told.err


async def test_memory_filled_bit_by_bit_ends_at_the_limit(anywhere: Run) -> None:
    limit = 300 << 20
    told = await anywhere(
        python="""
        import sys
        sys.set_int_max_str_digits(0)
        blocks = []
        try:
            while True: blocks.append(b"x" * (1 << 20))
        except MemoryError:
            sys.exit(9)
        """,
        limits=Limits(memory_bytes=limit),
    )
    assert told.finished.ending == "memory"
    assert told.finished.peak_bytes <= limit


async def test_a_fork_bomb_is_ended_and_leaves_nothing(anywhere: Run) -> None:
    """A bomb with a bound of its own: one that is not ended must not take the machine along."""
    mark = f"bomb-{os.getpid()}"
    told = await anywhere(
        python=f"""
        import os, time
        for _ in range(400):
            try:
                if os.fork() == 0:
                    os.execv("/bin/sh", ["sh", "-c", "sleep 30; :", {mark!r}])
            except BlockingIOError:
                break  # where the kernel counts, the limit is reached
        time.sleep(30)
        """,
        limits=Limits(wall_seconds=20.0, processes=32),
    )
    assert told.finished.ending == "memory"
    assert not alive(mark)


async def test_a_slow_crowd_of_processes_is_ended_at_the_limit(anywhere: Run) -> None:
    mark = f"crowd-{os.getpid()}"
    script = "for i in $(seq 200); do sh -c 'sleep 60; :' $0 & sleep 0.01; done; sleep 60"
    limits = Limits(wall_seconds=60.0, processes=20)
    told = await anywhere("/bin/sh", "-c", script, mark, limits=limits, env={"PATH": "/usr/bin"})
    assert told.finished.ending == "memory"
    assert not alive(mark)


async def test_a_program_under_test_makes_no_process(box: Run) -> None:
    told = await box(
        python="""
        import ctypes, errno, os
        libc = ctypes.CDLL(None, use_errno=True)
        def refused(call):
            try: call()
            except OSError as problem: return problem.errno == errno.EPERM
        assert refused(os.fork)
        assert refused(lambda: os.posix_spawn("/bin/true", ["true"], {}))
        for number, arguments in (57, ()), (58, ()), (56, (17, 0, 0, 0, 0)):
            result = libc.syscall(number, *arguments)
            if result == 0: os._exit(1)
            assert result == -1 and ctypes.get_errno() == errno.EPERM, number
        assert libc.syscall(435, 0, 0) == -1 and ctypes.get_errno() == errno.ENOSYS
        """,
        may_fork=False,
    )
    assert told.finished.ok, told.err


async def test_a_program_under_test_may_use_threads(box: Run) -> None:
    told = await box(
        python="""
        import threading
        found = []
        workers = [threading.Thread(target=found.append, args=(i,)) for i in range(8)]
        for worker in workers: worker.start()
        for worker in workers: worker.join()
        print(sorted(found))
        """,
        may_fork=False,
        limits=Limits(memory_bytes=4 << 30, stack_bytes=8 << 20),
    )
    assert told.out.strip() == str(list(range(8)))


async def test_valgrind_works_where_no_process_may_be_made(box: Run) -> None:
    told = await box(
        "/usr/bin/valgrind",
        "--tool=callgrind",
        "--callgrind-out-file=/dev/null",
        "/bin/true",
        may_fork=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
    )
    assert told.finished.ok, told.err
    assert "Collected :" in told.err


# --- isolation ----------------------------------------------------------------------------------


async def test_the_network_is_not_there(box: Run) -> None:
    told = await box(
        python="""
        import errno, socket
        try:
            socket.create_connection(("127.0.0.1", 22), timeout=2)
        except OSError as problem:
            print(errno.errorcode[problem.errno])
        with open("/proc/net/dev") as file:
            print([line.split(":")[0].strip() for line in file if ":" in line])
        """
    )
    assert told.out.splitlines()[1] == "['lo']"
    assert told.out.splitlines()[0] in ("ECONNREFUSED", "ENETUNREACH")


async def test_a_program_under_test_gets_no_socket(box: Run) -> None:
    told = await box(
        python="""
        import errno, socket
        for family in socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK:
            try:
                socket.socket(family, socket.SOCK_DGRAM)
            except OSError as problem:
                assert problem.errno == errno.EPERM, problem
            else:
                raise SystemExit("a socket was made")
        """,
        may_fork=False,
    )
    assert told.finished.ok, told.err


async def test_the_home_folder_and_the_rest_of_the_machine_are_not_there(box: Run) -> None:
    told = await box(
        python=f"""
        import os
        home = {str(Path.home())!r}
        shown = os.path.join(home, ".bashrc"), os.path.join(home, ".ssh"), "/var", "/etc/passwd"
        print([path for path in shown if os.path.exists(path)])
        """
    )
    assert told.out == "[]\n"


async def test_nothing_outside_can_be_written(box: Run, tmp_path: Path) -> None:
    readable = tmp_path / "readable"
    readable.mkdir()
    (readable / "file").write_text("kept")
    told = await box(
        "/bin/sh",
        "-c",
        "for path in /x /usr/x /usr/bin/x /etc/x /dev/x /proc/x /given/x /given/file; do"
        " (echo bad > $path) 2> /dev/null && echo $path; done; rm -f /given/file; true",
        mounts=(Mount(readable, "/given"),),
    )
    assert told.out == ""
    assert (readable / "file").read_text() == "kept"


async def test_the_input_cannot_be_written_by_its_reader(box: Run, tmp_path: Path) -> None:
    """An open file leads, by /proc/self/fd, out of every read-only mount."""
    (tmp_path / "input").write_text("kept")
    told = await box(
        python="""
        import os
        try: os.chmod("/proc/self/fd/0", 0o666)
        except OSError: pass
        for path in "/proc/self/fd/0", "/dev/stdin":
            for mode in "r+b", "wb", "ab":
                try:
                    with open(path, mode) as file: file.write(b"bad")
                except OSError: pass
        """,
        stdin=tmp_path / "input",
    )
    assert told.finished.ok, told.err
    assert (tmp_path / "input").read_text() == "kept"


async def test_the_input_is_a_file_that_can_be_sought_and_mapped(box: Run, tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(b"word " * 1_000_000)
    told = await box(
        python="""
        import mmap, os
        print(os.lseek(0, 0, os.SEEK_END), os.lseek(0, 5, os.SEEK_SET), os.read(0, 4))
        for kind in mmap.MAP_SHARED, mmap.MAP_PRIVATE:
            print(mmap.mmap(0, 0, kind, mmap.PROT_READ)[-5:])
        """,
        stdin=tmp_path / "input",
    )
    assert told.out.splitlines() == ["5000000 5 b'word'", "b'word '", "b'word '"]


async def test_no_descriptor_is_open_but_the_standard_streams(box: Run) -> None:
    told = await box(python="import os; print(sorted(os.listdir('/proc/self/fd'))[:-1])")
    assert told.out == "['0', '1', '2']\n"


async def test_kernel_settings_cannot_be_written_even_by_root(box: Run) -> None:
    told = await box(
        "/bin/sh",
        "-c",
        "for path in /proc/sys/kernel/core_pattern /proc/sys/vm/swappiness /proc/sysrq-trigger; do"
        ' (exec 3>> "$path") 2> /dev/null && echo "$path"; done; true',
    )
    assert told.out == ""


async def test_a_job_with_a_device_writes_about_itself_in_proc_and_nowhere_else(box: Run) -> None:
    """CUDA does not start where it cannot write below /proc/self."""
    told = await box(
        devices=(Path("/dev/null"),),
        python="""
        import os
        open("/proc/self/comm", "w").write("driver")
        for folder, folders, files in os.walk("/proc"):
            if folder == "/proc":
                folders[:] = [one for one in folders if not one.isdecimal()]
            for path in (os.path.join(folder, one) for one in files):
                if not os.path.islink(path) and os.access(path, os.W_OK):
                    print(path)
        """,
    )
    assert (told.out, told.err) == ("", "")


async def test_no_privilege_is_left_and_none_can_be_made(box: Run) -> None:
    told = await box(
        python="""
        import ctypes, errno
        lines = [line.split() for line in open("/proc/self/status") if ":" in line]
        print([line[1] for line in lines if line[0] in ("CapEff:", "CapPrm:", "CapBnd:")])
        print([line[1] for line in lines if line[0] == "NoNewPrivs:"])
        libc = ctypes.CDLL(None, use_errno=True)
        for flag in 0x10000000, 0x40000000, 0x00020000:
            print(libc.unshare(flag), errno.errorcode[ctypes.get_errno()])
        """
    )
    zero = "0" * 16
    assert told.out.splitlines()[:2] == [str([zero] * 3), "['1']"]
    assert told.out.splitlines()[2:] == ["-1 EPERM"] * 3


async def test_other_processes_cannot_be_seen(box: Run) -> None:
    told = await box(
        python="import os; print(sorted(p for p in os.listdir('/proc') if p.isdigit()))"
    )
    assert told.out.strip() in ("['1', '2']", "['1', '2', '3']")


async def test_temporary_files_are_private_and_bounded(box: Run) -> None:
    await box("/bin/sh", "-c", "echo left > /tmp/left; echo left > /dev/shm/left")
    told = await box("/bin/sh", "-c", "ls /tmp /dev/shm")
    assert "left" not in told.out
    told = await box(
        python="""
        import errno
        number = 0
        try:
            while True:
                number += 1
                with open(f"/tmp/{number}", "wb") as file: file.write(b"x" * (4 << 20))
        except OSError as problem:
            print(errno.errorcode[problem.errno], number)
        """,
        limits=Limits(memory_bytes=200 << 20),
    )
    assert told.out.split()[0] == "ENOSPC"
    assert int(told.out.split()[1]) <= 51


async def test_writable_mounts_are_written_and_nested_mounts_hide_what_is_below(
    box: Run, tmp_path: Path
) -> None:
    outer, inner = tmp_path / "outer", tmp_path / "inner"
    outer.mkdir()
    (outer / "file").write_text("below")
    inner.write_text("above")
    told = await box(
        "/bin/sh",
        "-c",
        "cat file; echo made > made",
        cwd="/place",
        mounts=(Mount(outer, "/place", writable=True), Mount(inner, "/place/file")),
    )
    assert told.out == "above"
    assert (outer / "file").read_text() == "below"
    assert (outer / "made").read_text() == "made\n"


# --- nothing is left ----------------------------------------------------------------------------


async def test_a_daemon_does_not_outlive_the_program_that_made_it(anywhere: Run) -> None:
    mark = f"daemon-{os.getpid()}"
    told = await anywhere(
        python=f"""
        import os, time
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.execv("/bin/sh", ["sh", "-c", "while :; do sleep 1; done", {mark!r}])
            os._exit(0)
        os.wait()
        time.sleep(0.2)
        """
    )
    assert told.finished.ok
    assert not alive(mark)


async def test_background_jobs_do_not_hold_up_the_end(anywhere: Run) -> None:
    mark = f"background-{os.getpid()}"
    told = await anywhere("/bin/sh", "-c", f"sh -c 'sleep 1000; :' {mark} & exit 5")
    assert (told.finished.ending, told.finished.status) == ("exit", 5)
    assert told.finished.wall_seconds < 10
    assert not alive(mark)


@pytest.mark.parametrize("after", [0.0, 0.001, 0.004, 0.01, 0.3])
async def test_cancelling_kills_the_whole_tree_within_a_second(anywhere: Run, after: float) -> None:
    mark = f"cancelled-{os.getpid()}-{after}"
    script = "trap '' TERM INT HUP; sh -c 'while :; do sleep 1; done' $0 & while :; do :; done"
    task = asyncio.create_task(anywhere("/bin/sh", "-c", script, mark))
    await asyncio.sleep(after)
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 3.0
    assert not alive(mark)


async def test_many_cancelled_at_once_leave_no_child_zombie_or_descriptor(
    anywhere: Run, tmp_path: Path
) -> None:
    mark = f"many-{os.getpid()}"
    await anywhere("/bin/true")
    before, of_others = descriptors(), zombies()
    tasks = [
        asyncio.create_task(anywhere("/bin/sh", "-c", "while :; do sleep 1; done", mark))
        for _ in range(12)
    ]
    for number, task in enumerate(tasks):
        await asyncio.sleep(0.002 * number)
        task.cancel()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ends)
    assert not alive(mark)
    assert descriptors() == before
    assert len(zombies()) <= len(of_others)


RUNNING = """
import asyncio, sys
from pathlib import Path
from hasten_sim.sandbox import open_sandbox
from hasten_sim.sandbox_types import Job
async def main():
    mode, here, mark = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    sandbox = await open_sandbox(mode)
    script = "sh -c 'while :; do sleep 1; done' $0 & while :; do sleep 1; done"
    print("now", flush=True)
    await sandbox.run(Job(("/bin/sh", "-c", script, mark), here / "o", here / "e"))
asyncio.run(main())
"""


@pytest.mark.parametrize("mode", ["bubblewrap", "off"])
async def test_a_killed_hasten_takes_its_children_with_it(mode: str, tmp_path: Path) -> None:
    mark = f"orphan-{mode}-{os.getpid()}"
    words = ("-c", RUNNING, mode, str(tmp_path), mark)
    parent = await asyncio.create_subprocess_exec(PYTHON, *words, stdout=subprocess.PIPE)
    assert await there(mark, 3)
    parent.kill()
    await parent.wait()
    assert await gone(mark)


@pytest.mark.parametrize("mode", ["bubblewrap", "off"])
async def test_nothing_is_left_when_hasten_is_killed_while_it_starts_a_job(
    mode: str, tmp_path: Path
) -> None:
    for milliseconds in range(0, 16, 3):
        mark = f"early-{mode}-{milliseconds}-{os.getpid()}"
        words = ("-c", RUNNING, mode, str(tmp_path), mark)
        parent = await asyncio.create_subprocess_exec(PYTHON, *words, stdout=subprocess.PIPE)
        assert parent.stdout is not None
        await parent.stdout.readline()
        await asyncio.sleep(milliseconds / 1000)
        parent.kill()
        await parent.wait()
        assert await gone(mark), f"killed after {milliseconds} ms"


# --- a sandbox that is not there ----------------------------------------------------------------


@pytest.fixture
def unprobed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget which sandboxes have been found to work."""
    monkeypatch.setattr(sandbox_module, "_probed", {})


@pytest.mark.usefixtures("unprobed")
async def test_a_missing_bwrap_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxUnavailable) as refusal:
        await open_sandbox()
    assert "not installed" in refusal.value.message
    assert "apt install bubblewrap" in refusal.value.remedy
    assert 'sandbox = "off"' in refusal.value.remedy


@pytest.mark.usefixtures("unprobed")
async def test_a_forbidden_bwrap_is_refused_with_how_to_permit_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(SandboxUnavailable) as refusal:
        await open_sandbox()
    assert "setting up uid map" in refusal.value.message
    for word in ("AppArmor", "apparmor_restrict_unprivileged_userns", 'sandbox = "off"'):
        assert word in refusal.value.remedy


@pytest.mark.usefixtures("unprobed")
async def test_a_working_bwrap_is_probed_once() -> None:
    assert await open_sandbox() is await open_sandbox()
    assert isinstance(await open_sandbox(), Bubblewrap)
    assert isinstance(await open_sandbox("off"), Unsandboxed)


async def test_a_mount_that_does_not_exist_is_a_broken_sandbox_not_a_verdict(
    box: Run, tmp_path: Path
) -> None:
    with pytest.raises(SandboxUnavailable, match="no-such-source"):
        await box("/bin/true", mounts=(Mount(tmp_path / "no-such-source", "/given"),))


# --- without a sandbox --------------------------------------------------------------------------


async def test_without_a_sandbox_arguments_name_sources_in_place_of_targets(
    tmp_path: Path,
) -> None:
    run = runner(await open_sandbox("off"), tmp_path)
    given = tmp_path / "given"
    given.mkdir()
    (given / "file").write_text("here")
    mounts = (Mount(given, "/given/at"),)
    told = await run(
        "/bin/sh",
        "-c",
        'cat "$0"; cat </given/at/file; echo $1; pwd; echo $V $W; ls /tmp',
        "/given/at/file",
        "-I/given/at",
        mounts=mounts,
        cwd="/given/at",
        env={"V": "/given/at:/given/at2", "W": "--x=/given/at/y"},
    )
    lines = told.out.splitlines()
    assert lines[0] == f"herehere-I{given}"
    assert lines[1] == str(given)
    assert lines[2] == f"{given}:/given/at2 --x={given}/y"
    assert lines[3:] == []


# --- sessions -----------------------------------------------------------------------------------

WORKER = """
import sys, time, os
for line in sys.stdin.buffer:
    word = line.strip()
    if word == b"die": os._exit(3)
    if word == b"hang": time.sleep(1000)
    if word == b"flood":
        while True: sys.stdout.buffer.write(b"x" * 65536)
    sys.stdout.buffer.write(word.upper() + b"\\n")
    sys.stdout.buffer.flush()
"""


@pytest.fixture(params=["bubblewrap", "off"])
async def opened(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[sandbox_module.Session]:
    sandbox = await open_sandbox(request.param)
    job = Job(
        (PYTHON, "-I", "-c", WORKER),
        tmp_path / "stdout",
        tmp_path / "stderr",
        mounts=python_mounts(),
    )
    session = await sandbox.open_session(job)
    yield session
    await session.close()


async def test_a_session_answers_in_turn(opened: sandbox_module.Session) -> None:
    words = [f"word{i}".encode() for i in range(20)]
    answers = await asyncio.gather(*(opened.request(word, 20.0) for word in words))
    assert answers == [word.upper() for word in words]
    long = b"x" * 3_000_000
    assert await opened.request(long, 20.0) == long.upper()


@pytest.mark.parametrize("word", [b"die", b"hang"])
async def test_a_session_that_fails_says_so_and_stays_ended(
    opened: sandbox_module.Session, word: bytes
) -> None:
    assert await opened.request(b"hello", 60.0) == b"HELLO"
    with pytest.raises(FrontendError):
        await opened.request(word, 0.5)
    assert not opened.alive
    with pytest.raises(FrontendError):
        await opened.request(b"hello", 60.0)


async def test_a_cancelled_request_ends_its_session(opened: sandbox_module.Session) -> None:
    assert await opened.request(b"hello", 60.0) == b"HELLO"
    task = asyncio.create_task(opened.request(b"hang", 100.0))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not opened.alive


async def test_closing_a_session_leaves_no_child(opened: sandbox_module.Session) -> None:
    await opened.request(b"hello", 60.0)
    before = children()
    await opened.close()
    await opened.close()
    assert len(children()) == len(before) - 1
    assert not opened.alive


async def test_a_sandboxed_python_sees_its_packages(box: Run) -> None:
    paths = os.pathsep.join(path for path in sys.path if path)
    told = await box(
        PYTHON,
        "-c",
        "import attrs, hasten_sim; print(hasten_sim.__file__)",
        mounts=python_mounts(),
        env={"PYTHONPATH": paths},
    )
    assert told.out.strip().endswith("hasten_sim/__init__.py"), told.err


def test_a_worker_sees_an_environment_behind_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / ".venv").symlink_to(tmp_path / "real")
    monkeypatch.setattr("sys.prefix", str(tmp_path / "project" / ".venv"))
    monkeypatch.setattr("sys.path", [str(tmp_path / "project"), *sys.path])
    assert {tmp_path / "real", tmp_path / "project"} <= {m.source for m in python_mounts()}
