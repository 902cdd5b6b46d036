"""What can go wrong with people, named for what the caller will do about it.

PeopleTrouble
├── TakenAddress      another member of this community has the address
├── UnknownValue      a value that is none of its dimension's, or two where one is asked for
├── LinkIsTheirs      a personal link whose member has come by it is shown to nobody else
├── LastHost          the only host of a community can't go
└── UnreadableFile    the upload can't be read as a table; says what to change
"""


class PeopleTrouble(Exception):
    """Its text is meant for the person who can mend it."""


class TakenAddress(PeopleTrouble):
    pass


class UnknownValue(PeopleTrouble):
    pass


class LinkIsTheirs(PeopleTrouble):
    pass


class LastHost(PeopleTrouble):
    pass


class UnreadableFile(PeopleTrouble):
    pass
