"""Which decisions pull the same way: gather them into tensions, name each, say why; and to which side each leans."""

from juncture.engine.tensions.clustering import cluster, label_of
from juncture.engine.tensions.landscape import Id, Kept, Landscape, Params, Statement, Tension
from juncture.engine.tensions.sides import Guess, SideName, Sides, guess_side, sides_in

__all__ = [
    "Guess",
    "Id",
    "Kept",
    "Landscape",
    "Params",
    "SideName",
    "Sides",
    "Statement",
    "Tension",
    "cluster",
    "guess_side",
    "label_of",
    "sides_in",
]
