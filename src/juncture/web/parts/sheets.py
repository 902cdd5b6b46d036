"""A list as a CSV that a spreadsheet can open without running anything in it."""

import csv
from collections.abc import Iterable, Sequence

from defusedcsv import csv as safe_csv
from django.http import HttpResponse
from django.utils.text import slugify

# defusedcsv looks at the first sign alone; white space and control characters in front would hide a formula.
_HIDES_A_FORMULA = "".join(map(chr, range(33)))


def sheet(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "sheet"}.csv"'
    writer = safe_csv.writer(response, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell.lstrip(_HIDES_A_FORMULA) for cell in row])
    return response
