"""Measurements of the composer that anyone can repeat. Run from the repository's root: `python -m bench.grouping …`."""

import importlib.util
import sys
from pathlib import Path

if importlib.util.find_spec("juncture") is None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
