"""The system-call filters that a sandboxed child runs under, as kernel (BPF) programs.

Two filters, both refusing with an error code rather than killing, so that valgrind and ordinary
programs carry on:

- every job: no new namespaces, no mounts, no tracing, no io_uring (it can do what a filter
  forbids), no kernel keyrings, no BPF;
- a program under test (`may_fork` False): besides, no new process and no socket of any kind.
"""

from __future__ import annotations

import errno
import functools
import tempfile
from typing import Any

from hasten_sim.errors import SandboxUnavailable

CLONE_THREAD = 0x0001_0000
CLONE_NEW_NAMESPACES = (
    0x0002_0000,  # mount
    0x0200_0000,  # cgroup
    0x0400_0000,  # host name
    0x0800_0000,  # interprocess communication
    0x1000_0000,  # user
    0x2000_0000,  # process ids
    0x4000_0000,  # network
)

_NEVER = (
    "unshare",
    "setns",
    "mount",
    "umount2",
    "pivot_root",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsmount",
    "mount_setattr",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "pidfd_getfd",
    "bpf",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "add_key",
    "request_key",
    "keyctl",
    "kexec_load",
    "kexec_file_load",
    "init_module",
    "finit_module",
    "delete_module",
)
_COUNTERS = ("perf_event_open",)
_NOT_UNDER_TEST = (
    "fork",
    "vfork",
    "socket",
    "socketpair",
    "connect",
    "bind",
    "listen",
    "accept",
    "accept4",
    "sendto",
    "sendmsg",
    "sendmmsg",
)


@functools.cache
def filter_program(may_fork: bool, may_count: bool = False) -> bytes:
    """The filter as the bytes that `bwrap --seccomp` reads.

    `may_count` allows the processor's counters.

    clone3 passes its flags in memory, where a filter cannot look: it answers ENOSYS, and C
    libraries fall back to clone. Raises SandboxUnavailable when libseccomp is not installed.
    """
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError) as problem:
        raise SandboxUnavailable(
            f"the system-call filter cannot be built: {problem}",
            "Install libseccomp (Debian, Ubuntu: apt install libseccomp2; Fedora: dnf install "
            'libseccomp), or set sandbox = "off" in hasten.toml to run tests without protection.',
        ) from problem
    rules: Any = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    forbidden = pyseccomp.ERRNO(errno.EPERM)
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    for flag in CLONE_NEW_NAMESPACES:
        rules.add_rule(forbidden, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    names = _NEVER + (() if may_count else _COUNTERS) + (() if may_fork else _NOT_UNDER_TEST)
    for name in names:
        _forbid(rules, forbidden, name)
    if not may_fork:
        not_a_thread = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0)
        rules.add_rule(forbidden, "clone", not_a_thread)
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _forbid(rules: Any, action: int, name: str) -> None:
    """Forbid one call; calls that this architecture or libseccomp does not have are left out."""
    import pyseccomp

    if pyseccomp.resolve_syscall(pyseccomp.system_arch(), name) >= 0:
        rules.add_rule(action, name)
