"""Which decisions pull the same way: gather them into tensions, name each, say why."""

from juncture.engine.tensions.clustering import cluster, label_of
from juncture.engine.tensions.landscape import Id, Kept, Landscape, Params, Statement, Tension

__all__ = ["Id", "Kept", "Landscape", "Params", "Statement", "Tension", "cluster", "label_of"]
