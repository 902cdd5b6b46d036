"""One verb of the `juncture` command a file."""

import argparse
from typing import TypeAlias

# What add_to() gets. In quotes: argparse's own class can be subscripted by the type checker only.
Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
