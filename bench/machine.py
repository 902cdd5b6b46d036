"""What a figure was measured on, so that two figures can be compared."""

from __future__ import annotations

import platform
import resource

import numpy as np

from juncture.engine.grouping.native import kernel


def versions() -> dict[str, str]:
    """The machine and what ran on it."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "kernel": "compiled" if kernel() is not None else "numpy",
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def peak_memory() -> int:
    """The most bytes this process has held at once."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            return next(line.partition(":")[2].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()
