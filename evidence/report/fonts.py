"""The pack's fonts: loads the packaged TrueType files once and tells which of them draws a character, and how wide."""

from __future__ import annotations

import struct
from functools import cache
from importlib.resources import as_file, files
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTEncoding, TTFError, TTFont, TTFontFace

from evidence.errors import EvidenceError, Exit

REGULAR, BOLD, EMOJI = "NotoSansSC", "NotoSansSC-Bold", "NotoEmoji"
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf", EMOJI: "NotoEmoji-Regular.ttf"}
_ENTRIES_PER_BLOCK = 100
"""A `beginbfchar` block holds at most 100 entries (Adobe Technical Note 5014, CMap files)."""


class PackFace(TTFontFace):  # type: ignore[misc]  # reportlab has no types
    """A typeface whose tables are read in one go each: number by number, as reportlab does, takes five times as long.

    Reads what the packaged fonts hold: a full Unicode character map (format 12) and long glyph offsets (OpenType 1.9).
    """

    def extractInfo(self, charInfo: int = 1) -> None:  # noqa: N802, N803, D102 - reportlab's names
        super().extractInfo(0)
        data = self._ttf_data
        at, head = self.get_table_pos("cmap")[0], self.get_table_pos("head")[0]
        (count,) = struct.unpack_from(">H", data, at + 2)
        records = struct.iter_unpack(">HHL", data[at + 4 : at + 4 + 8 * count])
        full = [at + offset for platform, encoding, offset in records if (platform, encoding) == (3, 10)]
        if (
            not full
            or struct.unpack_from(">H", data, full[0]) != (12,)
            or struct.unpack_from(">H", data, head + 50) != (1,)
        ):
            raise TTFError(f"{self.filename}: not a font made by tools/make_font.py")
        (groups,) = struct.unpack_from(">L", data, full[0] + 12)
        held: dict[int, int] = {}
        for first, last, glyph in struct.iter_unpack(">LLL", data[full[0] + 16 : full[0] + 16 + 12 * groups]):
            held.update(zip(range(first, last + 1), range(glyph, glyph + last + 1 - first), strict=True))
        (full_metrics,) = struct.unpack_from(">H", data, self.get_table_pos("hhea")[0] + 34)
        at, count = self.get_table_pos("hmtx")[0], self.numGlyphs
        pairs = list(struct.iter_unpack(">HH", data[at : at + 4 * full_metrics]))
        bearings = struct.iter_unpack(">H", data[at + 4 * full_metrics : at + 2 * (full_metrics + count)])
        self.charToGlyph = held
        self.hmetrics = [*pairs, *((pairs[-1][0], bearing) for (bearing,) in bearings)]
        self.defaultWidth = self._pdfScale(pairs[0][0])
        if 0x20 in held:
            held[0xA0] = held[0x20]
        self.charWidths = {char: self._pdfScale(self.hmetrics[glyph][0]) for char, glyph in held.items()}
        self.glyphPos = list(struct.unpack_from(f">{count + 1}L", data, self.get_table_pos("loca")[0]))


class PackFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A font whose text can be copied out again: reportlab 5.1 writes characters beyond U+FFFF wrongly there."""

    def __init__(self, name: str, path: str) -> None:
        """Load the font; what reportlab's own constructor does, with another face."""
        self.fontName, self.face, self.encoding = name, PackFace(path), TTEncoding()
        self.state: Any = WeakKeyDictionary()
        self._asciiReadable, self.shapable = 1, False

    def addObjects(self, doc: Any) -> None:  # noqa: N802, D102 - reportlab's name
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        # The mapping is replaced after reportlab made it, and found by the name that the font object refers to.
        for number, subset in enumerate(subsets):
            font = doc.idToObject["BasicFonts"].dict[self.getSubsetName(number)]
            doc.idToObject[font.ToUnicode.name].content = to_unicode(font.BaseFont, subset)

    def getSubsetName(self, number: int) -> str:  # noqa: N802 - beside reportlab's own names
        """The resource name of a subset, as pages call it."""
        return f"{self._internal}+{number}"

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: N802, D102 - reportlab's name
        name: str = super().getSubsetInternalName(subset, doc)
        self._internal = name[1:].rpartition("+")[0]
        return name


def to_unicode(name: str, subset: list[int]) -> str:
    """The ToUnicode map of a simple font (PDF 32000-1, 9.10.3): codes to UTF-16BE, nothing for unused codes."""
    entries = [
        f"<{code:02X}> <{chr(char).encode('utf-16-be').hex().upper()}>" for code, char in enumerate(subset) if char
    ]
    blocks = [entries[n : n + _ENTRIES_PER_BLOCK] for n in range(0, len(entries), _ENTRIES_PER_BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


@cache
def font(name: str) -> PackFont:
    """The font of this name, loaded and registered once.

    Raises:
        EvidenceError: MISSING (3) when the installation lacks the file or it cannot be embedded.
    """
    try:
        with as_file(files("evidence.report").joinpath("fonts", _FILES[name])) as path:
            loaded = PackFont(name, str(path))
    except (OSError, TTFError) as error:
        raise EvidenceError(Exit.MISSING, "report.font-missing", path=_FILES[name], cause=error) from error
    pdfmetrics.registerFont(loaded)
    return loaded


@cache
def font_for(char: str, bold: bool) -> str | None:
    """Which font draws the character: the weight asked for, the other weight, Noto Emoji, or none."""
    code = ord(char)
    for name in (BOLD, REGULAR, EMOJI) if bold else (REGULAR, EMOJI):
        if code in font(name).face.charToGlyph:
            return name
    return None


@cache
def advance(name: str, char: str) -> float:
    """The character's width in the font, in ems."""
    width: float = font(name).face.getCharWidth(ord(char))
    return width / 1000
