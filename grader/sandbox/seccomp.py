"""The system calls that a submission is refused, as a filter for the kernel (classic BPF).

Namespaces already keep a submission from the files, processes and network of the machine. This closes what they leave
open: ways into another process, shared memory that would outlive its owner or escape the count of memory, new
namespaces, and parts of the kernel that no notebook needs. A refused call fails with an error; nothing is killed.
"""

from __future__ import annotations

import errno
import platform
import struct

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
PROCESSORS = tuple(_ARCHITECTURES)  # as `platform.machine()` calls them

# name: (number on x86_64, number on aarch64)
_REFUSED = {
    # into other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "move_pages": (279, 239), "migrate_pages": (256, 238),
    "setpriority": (141, 140), "ioprio_set": (251, 30),
    # memory that no process's size shows, or that outlives its maker
    "memfd_secret": (447, 447), "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # other namespaces and mounts
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    # parts of the kernel with a history of holes
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "fanotify_init": (300, 262),
    "syslog": (103, 116), "quotactl": (179, 60), "acct": (163, 89), "reboot": (169, 142), "kexec_load": (246, 104),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
}  # fmt: skip
_ABSENT = {  # "no such call" makes libraries fall back to an older one
    "clone3": (435, 435), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "memfd_create": (319, 279),
}  # fmt: skip
_NOT_ONE = {  # refused for the main thread of process 1, the parent of all here, which must not be slowed down
    "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274),
}  # fmt: skip
_CLONE, _PRLIMIT, _SOCKET, _IOCTL, _SETSOCKOPT = (56, 220), (302, 261), (41, 198), (16, 29), (54, 208)

_NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
# unix, the two internets (of an empty network), netlink; not vsock, which knows no namespaces
_FAMILIES = (1, 2, 10, 16)
_SOL_SOCKET, _BUFFERS = 1, (7, 8)  # SO_SNDBUF and SO_RCVBUF
_TERMINAL = (0x5412, 0x541C)  # TIOCSTI and TIOCLINUX type into a terminal

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW = (_RETURN, 0, 0, 0x7FFF0000)


def _fail(number: int) -> tuple[int, int, int, int]:
    return (_RETURN, 0, 0, 0x00050000 | number)


def _argument(index: int, high: bool = False) -> tuple[int, int, int, int]:
    return (_LOAD, 0, 0, 16 + 8 * index + 4 * high)


def _call(number: int, *rules: tuple[int, int, int, int]) -> list[tuple[int, int, int, int]]:
    """Rules for one call, which they must decide."""
    return [(_EQUAL, 0, len(rules), number), *rules]


def program(machine: str | None = None) -> bytes | None:
    """The filter as the kernel reads it; None for a processor it does not know.

    Parameters
    ----------
    machine : str, optional
        `platform.machine()` by default.
    """
    machine = platform.machine() if machine is None else machine
    if machine not in _ARCHITECTURES:
        return None
    nth = PROCESSORS.index(machine)
    refuse = _fail(errno.EPERM)
    code = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, _ARCHITECTURES[machine]), _fail(errno.ENOSYS), (_LOAD, 0, 0, 0)]
    if machine == "x86_64":
        code += [(_AT_LEAST, 0, 1, 0x40000000), _fail(errno.ENOSYS)]  # the x32 numbers of the same calls
    for numbers in _REFUSED.values():
        code += _call(numbers[nth], refuse)
    for numbers in _ABSENT.values():
        code += _call(numbers[nth], _fail(errno.ENOSYS))
    for numbers in _NOT_ONE.values():
        code += _call(numbers[nth], _argument(0), (_EQUAL, 0, 1, 1), refuse, _ALLOW)
    code += _call(_CLONE[nth], _argument(0), (_ANY_BIT, 0, 1, _NEW_NAMESPACES), refuse, _ALLOW)
    # Setting another process's limits: only who asks, or changes its own, may go on.
    code += _call(
        _PRLIMIT[nth], _argument(0), (_EQUAL, 4, 0, 0), _argument(2), (_EQUAL, 0, 3, 0),
        _argument(2, high=True), (_EQUAL, 0, 1, 0), _ALLOW, refuse,
    )  # fmt: skip
    families = [(_EQUAL, len(_FAMILIES) - i, 0, family) for i, family in enumerate(_FAMILIES)]
    code += _call(_SOCKET[nth], _argument(0), *families, _fail(errno.EAFNOSUPPORT), _ALLOW)
    terminal = [(_EQUAL, len(_TERMINAL) - i, 0, request) for i, request in enumerate(_TERMINAL)]
    code += _call(_IOCTL[nth], _argument(1), *terminal, _ALLOW, refuse)
    # How much a socket holds stays as it is. Nobody is told, as nobody is whose wish is larger than the machine allows.
    code += _call(
        _SETSOCKOPT[nth], _argument(1), (_EQUAL, 0, 4, _SOL_SOCKET), _argument(2), (_EQUAL, 1, 0, _BUFFERS[0]),
        (_EQUAL, 0, 1, _BUFFERS[1]), _fail(0), _ALLOW,
    )  # fmt: skip
    code.append(_ALLOW)
    return b"".join(struct.pack("=HBBI", *step) for step in code)
