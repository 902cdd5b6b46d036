"""The import map: every ES module any screen brings, found once, under the name `<folder>/<file>`.

A browser takes one import map a page, and the manifest storage renames files, so relative imports would break.
"""

import json
from functools import cache
from pathlib import Path

from django.apps import apps
from django.templatetags.static import static


@cache
def import_map() -> str:
    modules = {f"{folder}/{file.stem}": static(f"{folder}/js/{file.name}") for folder, file in _modules()}
    # In a <script>, "<" is the one character that could end it early.
    return json.dumps({"imports": modules}, separators=(",", ":")).replace("<", "\\u003c")


def _modules() -> list[tuple[str, Path]]:
    return sorted(
        (file.parent.parent.name, file)
        for app in apps.get_app_configs()
        if app.name.startswith("juncture.web.")
        for file in Path(app.path).glob("static/*/js/*.js")
    )
