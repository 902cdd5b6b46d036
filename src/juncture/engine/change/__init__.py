"""What moved, how sure one can be of it, and what may be shown.

    rate(successes, n)             a share with its 95 % interval
    shift(pairs)                   before and after of the same people, with its 95 % interval
    evenness(amounts)              how evenly turns or words were shared
    shown(cells, rule=Rule())      which cells of a table may be seen without telling on a few

All of it is arithmetic on plain values.
"""

from juncture.engine.change.rates import Rate, rate
from juncture.engine.change.shifting import Shift, shift
from juncture.engine.change.suppressing import DISTRIBUTION, Person, Rule, enough, shown
from juncture.engine.change.voices import evenness

__all__ = [
    "DISTRIBUTION",
    "Person",
    "Rate",
    "Rule",
    "Shift",
    "enough",
    "evenness",
    "rate",
    "shift",
    "shown",
]
