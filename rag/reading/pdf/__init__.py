"""A PDF to text and blocks: what is printed where, and what of it belongs together.

pdfium gives the characters with their places; everything else is found out here.
"""

from rag.reading.pdf.reader import read_pdf as read

VERSION = 4
"""Counts up where the same file gives another text."""

__all__ = ["VERSION", "read"]
