"""The stream: rooms' events, written once, in order, told to whoever may see them.

It carries text and knows no nouns; what the text means is in the practice's Book.
"""

from . import tickets
from .app import App
from .events import (
    Answer,
    Book,
    Command,
    Draft,
    Event,
    Look,
    Payload,
    Reader,
    Refused,
    State,
    Trouble,
    Unavailable,
)
from .locks import lock_key
from .log import POSTGRES_TABLE, SQLITE_TABLE
from .settings import Settings
from .stream import Stream

__all__ = [
    "POSTGRES_TABLE",
    "SQLITE_TABLE",
    "Answer",
    "App",
    "Book",
    "Command",
    "Draft",
    "Event",
    "Look",
    "Payload",
    "Reader",
    "Refused",
    "Settings",
    "State",
    "Stream",
    "Trouble",
    "Unavailable",
    "lock_key",
    "tickets",
]
