"""What somebody reads who opens a file of ours."""

import io

from django.http import HttpResponse
from pypdf import PdfReader


def pages_of(answer: HttpResponse) -> list[str]:
    """The words of each page of a PDF, in one line with plain spaces."""
    assert answer["Content-Type"] == "application/pdf"
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.content)).pages]


def title_of(answer: HttpResponse) -> str | None:
    metadata = PdfReader(io.BytesIO(answer.content)).metadata
    return metadata.title if metadata else None
