"""The finished pack is read back before it is handed over: its pages are all there and its words can be found."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from evidence.errors import EvidenceError, Exit

_LONG = 200
"""Characters from which on a quote may run over the end of a page, with the page's foot and head in between."""
_PIECE = 20


def self_check(pdf: Path, *, name: str, pages: int, words: Sequence[str]) -> None:
    """Read the pack back with another library than the one that wrote it.

    Args:
        pdf: the finished file.
        name: what to call it in a message: it still lies under a temporary name.
        pages: how many pages were laid out.
        words: texts that must be found (quotes, order number, waybill), compared without spaces.

    Raises:
        EvidenceError: SELF_CHECK (10), naming what is missing.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as error:
        raise EvidenceError(Exit.SELF_CHECK, "seal.check-unreadable", path=name, cause=error) from error
    try:
        if len(document) != pages:
            raise EvidenceError(Exit.SELF_CHECK, "seal.check-pages", path=name, want=pages, got=len(document))
        text = "".join(_folded(_page_text(document, n)) for n in range(len(document)))
    finally:
        document.close()
    missing = [word for word in words if not _is_found(_folded(word), text)]
    if missing:
        shown = "；".join(word if len(word) <= _LONG else word[:_PIECE] + "…" for word in missing[:3])
        raise EvidenceError(Exit.SELF_CHECK, "seal.check-words", path=name, words=shown)


def _is_found(word: str, text: str) -> bool:
    """Whether the word stands in the text; of a very long one nine pieces in ten must, for pages end within it."""
    if word in text:
        return True
    if len(word) <= _LONG:
        return False
    pieces = [word[at : at + _PIECE] for at in range(0, len(word), _PIECE)]
    return sum(piece in text for piece in pieces) >= 0.9 * len(pieces)


def _page_text(document: object, number: int) -> str:
    page = document[number]  # type: ignore[index]  # pypdfium2 has no types
    text_page = page.get_textpage()
    text: str = text_page.get_text_range()
    text_page.close()
    page.close()
    return text


def _folded(text: str) -> str:
    """The text without what layout may change: spaces, control characters, emoji and compatibility forms."""
    kept = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] in "LNP")
    return "".join(kept)
