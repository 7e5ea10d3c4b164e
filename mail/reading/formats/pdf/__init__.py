"""PDFs: those with text, forms, and the way to recognition for pages that are pictures."""

from mail.reading.formats.pdf.reader import read_pdf

__all__ = ["read_pdf"]
