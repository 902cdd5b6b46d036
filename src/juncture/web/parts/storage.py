"""Static files as they are served: hashed, compressed, and the thirty-odd style files in one."""

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_LIST = "parts/css/all.css"
_IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\)( \w+)?;')


class BundlingStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """A phone would ask 33 times before it paints. In development the files stay apart, as they are written."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Any:
        if _LIST in paths and not dry_run:
            source, path = paths[_LIST]
            with source.open(path) as file:
                whole = bundled(file.read().decode(), lambda name: _read(paths, name))
            self.delete(_LIST)
            self._save(_LIST, ContentFile(whole.encode()))
            # From here on the list is read from among the collected files, not from where it was written.
            paths = paths | {_LIST: (self, _LIST)}
        yield from super().post_process(paths, dry_run, **options)


def bundled(text: str, read: Any) -> str:
    """Every import of the list replaced by what it names, inside the layer it names; comments left out."""

    def inlined(match: re.Match[str]) -> str:
        name, layer, medium = match.groups()
        inside = f"@layer {layer} {{\n{read(name)}\n}}"
        return f"@media{medium} {{\n{inside}\n}}" if medium else inside

    whole = _IMPORT.sub(inlined, text)
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)).strip() + "\n"


def _read(paths: dict[str, Any], name: str) -> str:
    source, path = paths[f"parts/css/{name}"]
    with source.open(path) as file:
        return str(file.read().decode())
