"""Takes a PDF as laid out, opened with pikepdf; declares in it what makes it a PDF/A-3b: colour, metadata, files.

pikepdf's own `pdfa.prepare` does the same for any file, and loads its whole validator for it: a third of a second.
Our pages are made to the rules already, and what is left is written here. The tests hold two judges against it.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from evidence.model import CHINA

if TYPE_CHECKING:
    import pikepdf

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold (section 2.2)."""

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" rdf:about="">
{properties}
      <pdfaid:part>3</pdfaid:part>
      <pdfaid:conformance>B</pdfaid:conformance>
    </rdf:Description>
  </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""

_PROPERTIES = (
    ("/Title", "dc:title", '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'),
    ("/Author", "dc:creator", "<rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq>"),
    ("/Subject", "dc:description", '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'),
    ("/Keywords", "pdf:Keywords", "{}"),
    ("/Creator", "xmp:CreatorTool", "{}"),
    ("/Producer", "pdf:Producer", "{}"),
)
"""Each entry of the document information with its twin in XMP (ISO 19005-3, 6.6.2; XMP part 1, 8)."""


def declare(document: pikepdf.Pdf, generated: datetime) -> None:
    """Make the document's catalogue that of a PDF/A-3b, with the metadata of its document information."""
    import pikepdf

    document.docinfo["/Producer"] = f"pikepdf {pikepdf.__version__}"
    _colour(document)
    _metadata(document, generated)
    _associate(document)


@cache
def _profile() -> bytes:
    return files("evidence.seal").joinpath("srgb.icc").read_bytes()


def _colour(document: pikepdf.Pdf) -> None:
    """The one output intent: what device colours mean (6.2.3)."""
    import pikepdf

    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String("sRGB"),
        Info=pikepdf.String("sRGB"),
        DestOutputProfile=document.make_stream(_profile(), N=3),
    )
    document.Root.OutputIntents = pikepdf.Array([document.make_indirect(intent)])


def _metadata(document: pikepdf.Pdf, generated: datetime) -> None:
    """The XMP packet, uncompressed as the standard wants it (6.6.2.1)."""
    import pikepdf

    lines = []
    for key, name, form in _PROPERTIES:
        words = _NO_XML.sub("", str(document.docinfo.get(key, "")))
        if words:
            lines.append(f"      <{name}>{form.format(escape(words, quote=False))}</{name}>")
    time = generated.astimezone(CHINA).isoformat(timespec="seconds")
    lines += [f"      <xmp:{name}>{time}</xmp:{name}>" for name in ("CreateDate", "ModifyDate", "MetadataDate")]
    packet = _PACKET.format(properties="\n".join(lines)).encode()
    document.Root.Metadata = document.make_stream(packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def _associate(document: pikepdf.Pdf) -> None:
    """List every embedded file with the document, once (6.8)."""
    import pikepdf

    held = [spec.obj for spec in document.attachments.values()]
    if held:
        document.Root.AF = pikepdf.Array(held)
