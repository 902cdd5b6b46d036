"""What can be wrong with what came in. Each message names what came in and how to mend it.

GroupingError
├─ ProblemError          the question itself can't be asked
│  ├─ UnknownName        a rule, context or pair names somebody or something that isn't there
│  ├─ DuplicatePerson    one id, two people
│  ├─ ImpossibleSizes    no group can have such a size
│  └─ BadNumber          NaN, negative, asymmetric, out of range
├─ CannotMove            a what-if that would break a hard rule
├─ TableError            a row of a table can't be read; `row` is its line
├─ PlainError            a plain value (JSON) can't be read; `at` is its place
└─ ClusterTrouble        the machines that were to help can't be reached
"""

from __future__ import annotations


class GroupingError(ValueError):
    """Anything this package refuses."""


class ProblemError(GroupingError):
    """The question can't be asked like this."""


class UnknownName(ProblemError):
    """Somebody or something is named that isn't part of the problem."""


class DuplicatePerson(ProblemError):
    """Two people came with the same id."""


class ImpossibleSizes(ProblemError):
    """No group can have the sizes asked for."""


class BadNumber(ProblemError):
    """A number is missing, negative, out of range, or differs from its mirror image."""


class CannotMove(GroupingError):
    """The change would break a hard rule; the message says which, for whom."""


class TableError(GroupingError):
    """A row can't be read. `row` counts as a spreadsheet does: the heading is row 1."""

    def __init__(self, message: str, row: int | None = None) -> None:
        super().__init__(message if row is None else f"Row {row}: {message}")
        self.row = row


class PlainError(GroupingError):
    """A plain value can't be read. `at` is its place, as in `people[3].slots`; empty for the whole."""

    def __init__(self, message: str, at: str = "") -> None:
        super().__init__(message)
        self.at = at


class ClusterTrouble(GroupingError):
    """The scheduler that was named isn't there, or what is needed to talk to it isn't installed."""
