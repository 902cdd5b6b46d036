"""The compiled kernel, where it can be had: built from `kernel.c` once and kept in the user's cache.

Without a compiler, or with JUNCTURE_KERNEL=off, `kernel()` is None and the searches run their Python twins.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("kernel.c")
# No fused multiply-add: the Python twins round after every step, and both must agree.
FLAGS = (
    "-O3",
    "-march=native",
    "-ffp-contract=off",
    "-fno-math-errno",
    "-fvisibility=hidden",
    "-shared",
    "-fPIC",
)
COMPILERS = ("cc", "gcc", "clang")
LONGEST_BUILD = 120.0


class CannotBuild(RuntimeError):
    """There is no compiler, or it refused; the message says which."""


@cache
def kernel() -> ctypes.CDLL | None:
    """The kernel, built now if it has to be; None where it can't be."""
    if os.environ.get("JUNCTURE_KERNEL") == "off":
        return None
    try:
        return _load(build())
    except (CannotBuild, OSError):
        return None


def build() -> Path:
    """The path of the built kernel. Two processes may build at once: the last to finish wins, both are whole."""
    compiler = next((path for name in COMPILERS if (path := shutil.which(name))), None)
    target = _cache() / f"kernel-{_fingerprint()}.so"
    if target.exists():
        return target
    if compiler is None:
        raise CannotBuild(f"None of {', '.join(COMPILERS)} is here; composing runs without, only slower.")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = Path(folder) / target.name
        _run([compiler, *FLAGS, "-o", str(made), str(SOURCE), "-lm"])
        os.replace(made, target)
    return target


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_BUILD, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotBuild(f"The compiler could not be run: {error}") from error
    if done.returncode:
        raise CannotBuild(f"The compiler refused: {done.stderr.strip()[-500:]}")


def _fingerprint() -> str:
    """Changes with the source, the flags and the processor, so that a stale or foreign build is never loaded."""
    parts = (SOURCE.read_bytes(), " ".join(FLAGS).encode(), _processor().encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:20]


def _processor() -> str:
    """-march=native makes code for this processor only; a home on a network share may meet another one."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as info:
            lines = [line for line in info if line.startswith(("model name", "flags", "Features"))]
            return platform.machine() + "".join(lines[:2])
    except OSError:
        return platform.machine() + platform.processor()


def _cache() -> Path:
    """A folder only this user can write to: what is loaded from it runs with the user's rights."""
    chosen = os.environ.get("JUNCTURE_KERNEL_DIR")
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(chosen) if chosen else base / "juncture"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    about = folder.stat()
    if about.st_uid != os.getuid() or about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise CannotBuild(f"{folder} can be written by others; nothing is loaded from there.")
    return folder


def _load(path: Path) -> ctypes.CDLL:
    library = ctypes.CDLL(str(path))
    pointer, whole = ctypes.c_void_p, ctypes.c_int64
    state, counter = ctypes.POINTER(ctypes.c_uint64), ctypes.POINTER(ctypes.c_int64)
    library.block_rows.argtypes = [pointer, whole, ctypes.c_float, state, ctypes.POINTER(ctypes.c_double)]
    library.seat_moves.argtypes = [pointer, whole, ctypes.c_double, state]
    library.golf_moves.argtypes = [pointer, whole, ctypes.c_double, whole, state, counter]
    library.starter_moves.argtypes = [pointer, whole, ctypes.c_double, whole, state, counter]
    for name in ("block_rows", "seat_moves", "golf_moves", "starter_moves"):
        getattr(library, name).restype = whole
    return library


def main() -> int:
    """`python -m juncture.engine.grouping.native`: build the kernel ahead of its first use."""
    try:
        sys.stdout.write(f"The composer's kernel is at {build()}\n")
    except (CannotBuild, OSError) as reason:
        sys.stdout.write(f"No compiled kernel: {reason}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
