"""All attacks, by heading."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.attacks import (
    channel,
    endless,
    folder,
    lying,
    network,
    notebooks,
    patching,
    poison,
    processes,
    reading,
    remembering,
    resources,
    results,
    writing,
)
from tests.attacks.model import Attack

_MODULES = (
    patching, lying, reading, writing, network, remembering, channel, results, endless, resources, processes, poison,
    folder, notebooks,
)  # fmt: skip
FAMILIES = tuple(module.family for module in _MODULES)
ATTACKS: tuple[Attack, ...] = tuple(attack for family in FAMILIES for attack in family.attacks)
# By heading, of the file that holds its attacks: a result measured before a file was changed is out of date.
DIGESTS = {
    module.family.title: hashlib.sha256(Path(module.__file__).read_bytes()).hexdigest()[:12] for module in _MODULES
}


def named(*names: str) -> list[Attack]:
    """The attacks of these names."""
    found = {attack.name: attack for attack in ATTACKS}
    return [found[name] for name in names]


# At least one of each way, all cheap: what is run on every change. The others take minutes together.
QUICK = named(
    *(
        "input-transformer",
        "strip-asserts",
        "assert-allclose",
        "replaced-import",
        "patched-public-tests",
        "mark-as-result",
    ),
    *("equal-to-all", "lying-float", "lying-array", "lying-frame", "false-class"),
    *("read-source", "read-hidden-tests", "read-gradebook", "read-environment", "read-etc", "read-processes"),
    *("process-vm-readv", "escape-namespaces", "frames", "kernel-keyring"),
    *("write-course", "change-gradebook", "write-packages", "write-temporary"),
    *("tcp-loopback", "unix-socket", "abstract-socket", "netlink"),
    *("behaves-when-watched", "remember-in-temporary", "abstract-accomplice"),
    *("user-expressions", "fake-responder", "forged-messages", "malformed-messages"),
    *("forged-array", "deep-list", "page-of-html", "loop-in-call", "descriptors", "null-pointer"),
    *("os-exit-in-call", "kill-first", "kill-all", "daemon", "forked-kernel"),
    *("patched-numpy", "startup-files", "process-state", "left-in-folders"),
    *("symlinks", "odd-files", "large-notebook", "siblings"),
    *("kernel-program", "forged-record", "tests-emptied", "tests-duplicated", "tests-skipped", "odd-metadata"),
    *("script-in-page", "magics"),
)
