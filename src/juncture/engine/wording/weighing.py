"""How much a statement reads as an open decision: a weighted sum of signs, weighed on posts by strangers.

The signs are the elements and a few traits of what is asked, so that the weights (model/decision.toml, a number for
each sign) hold for every language that brings the patterns. `tools/weigh_decisions.py` learns them; docs/wording.md
says from what, and how they fare.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from juncture.engine.wording.looking import Seen

_LISTENED = ("torn", "mulling", "verdict", "view", "versus", "bare_help", "proposal", "advising", "telling")
_COUNTED = ("fact", "ask", "trouble")
_MOST = 3


def signs(seen: Seen) -> dict[str, float]:
    """Each between nought and one, or a little more."""
    text, has = seen.plain.text, {name: element.present for name, element in seen.elements.items()}
    found = {f"has_{name}": float(there) for name, there in has.items()}
    found |= {name: float(seen.hits("signs", name) > 0) for name in _LISTENED}
    found |= {name: _times(seen, name) for name in _COUNTED}
    questions = max(1, seen.asked)
    found |= {
        "choice": float(bool(seen.choices)),
        "should": float(bool(seen.should_asked)),
        "which": float(bool(seen.open_questions)),
        "own": float(bool(seen.own_questions)),
        "title": float(seen.title_choice),
        "open_and_options": float(has["options"] and has["open"]),
        "how": min(1.0, seen.how_questions / questions),
        "last_how": float(seen.last_asks_how),
        "closed": float(seen.closed),
        "nothing_asked": float(seen.asked == 0),
        "lean": float(seen.hits("kind_patterns", "leaning") > 0),
        "complaint": float(seen.hits("kind_patterns", "complaint") > 0),
        "length": math.log1p(len(text.split())) / 5,
    }
    return found


def weigh(seen: Seen) -> float:
    """Between 0 and 1; from a half on it reads as an open decision."""
    weights = _weights()
    total = weights["start"] + sum(weights.get(name, 0.0) * value for name, value in signs(seen).items())
    return round(1 / (1 + math.exp(-total)), 3)


def _times(seen: Seen, name: str) -> float:
    hits = sum(len(seen.plain.found(pattern)) for pattern in seen.words.lowered("signs", name))
    return min(hits, _MOST) / _MOST


@cache
def _weights() -> Mapping[str, float]:
    text = (files("juncture.engine.wording") / "model" / "decision.toml").read_text(encoding="utf-8")
    return {name: float(weight) for name, weight in tomllib.loads(text)["weights"].items()}
