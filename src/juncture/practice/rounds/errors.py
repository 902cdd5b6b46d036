"""What can stand against a change of the groups. Every message is meant for the host.

RoundTrouble
├── NoSeat         a rule that never gives way; says which, but never tells of a block
├── GroupsMoved    somebody changed the groups since the page was opened
├── StillSearching a search for groups of this round goes on already
└── NotHere        the person, group or time is not part of this round
"""


class RoundTrouble(Exception):
    """Its text can be shown as it is."""


class NoSeat(RoundTrouble):
    pass


class GroupsMoved(RoundTrouble):
    pass


class StillSearching(RoundTrouble):
    pass


class NotHere(RoundTrouble):
    pass
