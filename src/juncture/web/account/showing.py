"""What the front page shows to somebody who knows nothing yet: an invented board, as people fill it."""

from typing import Any

from django.utils.translation import gettext as _


def example_board() -> dict[str, Any]:
    people = [
        {"name": "Noor", "context": _("Series B · team of one")},
        {"name": "Ilse", "context": _("Foundation · volunteer-run")},
        {"name": "Tade", "context": _("Enterprise · regulated")},
    ]
    answers = [
        (
            _("What made you doubt it?"),
            [
                _("The room was full and I knew nobody’s name in it."),
                _("Eleven of three hundred were still here a year later."),
                _("Legal asked what the evenings were for. I had no answer."),
            ],
        ),
        (
            _("Which way did you go, and what did it cost?"),
            [
                _("Twelve people, every fortnight. The board misses its number."),
                _("We kept the sprint and lost the summer to it."),
                _("Half of each. I write two reports now."),
            ],
        ),
    ]
    return {
        "people": people,
        "rows": [
            {
                "question": question,
                "cells": [{**person, "words": words} for person, words in zip(people, each, strict=True)],
            }
            for question, each in answers
        ],
    }
