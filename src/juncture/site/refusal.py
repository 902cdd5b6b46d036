"""The one way a command says no."""


class Refusal(Exception):
    """What stands in the way, and its cure. Printed as it is, without a traceback."""

    def __init__(self, what: str, cure: str = "") -> None:
        super().__init__(f"{what}\n  Cure: {cure}" if cure else what)
