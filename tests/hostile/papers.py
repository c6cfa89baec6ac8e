"""Hostile PDFs, tables and TOML, made by code."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from hostile.images import Hostile


def pdf(*objects: bytes, root: int = 1, extra: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, with a right cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, extra, table)
    return bytes(out)


def stream(data: bytes, packed: bool = False) -> bytes:
    body = zlib.compress(data, 9) if packed else data
    head = b"<</Length %d%s>>" % (len(body), b"/Filter/FlateDecode" if packed else b"")
    return head + b"\nstream\n" + body + b"\nendstream"


def one_page(content: bytes, *, box: bytes = b"0 0 200 200", packed: bool = False, resources: bytes = b"") -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[" + box + b"]/Contents 4 0 R/Resources<<" + resources + b">>>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream(content, packed))


TEXT = b"BT /F1 24 Tf 20 100 Td (Waybill 0000) Tj ET"
HELVETICA = b"/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"


def encrypted() -> bytes:
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(one_page(TEXT, resources=HELVETICA))) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u", R=6))
    return out.getvalue()


def hostile_pdfs() -> Iterator[Hostile]:
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    good = one_page(TEXT, resources=HELVETICA)
    yield "pdf/空.pdf", b"", "unreadable"
    yield "pdf/只有头.pdf", b"%PDF-1.7\n", "unreadable"
    yield "pdf/截断.pdf", good[:60], "unreadable"
    yield "pdf/加密.pdf", encrypted(), "unreadable"
    yield "pdf/没有页.pdf", pdf(catalog, b"<</Type/Pages/Kids[]/Count 0>>"), "unreadable"
    yield "pdf/页树成环.pdf", pdf(catalog, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"), "unreadable"
    yield "pdf/一万页.pdf", pdf(catalog, b"<</Type/Pages/Kids[%s]/Count 10000>>" % (b"3 0 R " * 10000),
                              b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"), "unreadable"  # fmt: skip
    yield "pdf/巨页.pdf", one_page(TEXT, box=b"0 0 14400000 14400000"), "unreadable"


def odd_pdfs() -> Iterator[Hostile]:
    """PDFs that can be drawn, whatever else they want."""
    script = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1:9/'\\))>>>>"
    launch = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/sh)>>>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<<" + HELVETICA + b">>>>"
    yield "pdf/脚本.pdf", pdf(script, pages, page, stream(TEXT)), "used"
    yield "pdf/启动程序.pdf", pdf(launch, pages, page, stream(TEXT + b" ")), "used"
    unknown = b"/Font<</F1<</Type/Font/Subtype/TrueType/BaseFont/NoSuchFont>>>>"
    yield "pdf/没有字体.pdf", one_page(TEXT + b"  ", resources=unknown), "used"
    yield "pdf/空白页.pdf", one_page(b""), "used"
    yield "pdf/前有杂物.pdf", b"MZ" + b"\0" * 500 + one_page(TEXT + b"   ", resources=HELVETICA), "used"


def workbook(sheet: bytes, *, strings: bytes = b"") -> bytes:
    """An XLSX of one sheet with any XML in it."""
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    form = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{kinds}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            f'relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{form}.sheet.main+xml"/><Override '
            f'PartName="/xl/worksheets/sheet1.xml" ContentType="{form}.worksheet+xml"/></Types>',
        )
        target = "xl/workbook.xml"
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{links}"><Relationship Id="r1" Type="{office}/officeDocument" Target="{target}"/>'
            "</Relationships>",
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{links}"><Relationship Id="r1" Type="{office}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        if strings:
            archive.writestr("xl/sharedStrings.xml", strings)
    return out.getvalue()


def sheet(rows: bytes, head: bytes = b"") -> bytes:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        b"<?xml version='1.0'?>"
        + head
        + b"<worksheet xmlns='"
        + main
        + b"'><sheetData>"
        + rows
        + b"</sheetData></worksheet>"
    )


FORMULAS = '订单编号,买家昵称,商品\n=cmd|\'/c calc\'!A0,+1+1,@SUM(1)\n-2,\t=1,"=HYPERLINK(""http://127.0.0.1:9"")"\n'
LAUGHS = (
    b"<!DOCTYPE l [<!ENTITY a0 'ha'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)


def hostile_tables() -> Iterator[Hostile]:
    """One is an order export, the rest are named with what is wrong; `evidence orders` meets the same files."""
    yield "表/公式.csv", FORMULAS.encode(), "used"
    yield "表/很宽.csv", b"," * 300_000 + b"\n", "unreadable"
    yield "表/一个长字段.csv", b'"' + "订".encode() * 200_000 + b'"\n', "unreadable"
    yield "表/没有收尾.csv", '订单编号,"'.encode() + b"x,\n" * 5000, "unreadable"
    yield "表/乱码.csv", bytes(range(128, 256)) * 20, "unreadable"
    yield "表/压缩炸弹.xlsx", workbook(sheet(b" " * 80_000_000)), "unreadable"
    laugh = sheet(b"<row><c t='inlineStr'><is><t>&a9;</t></is></c></row>", LAUGHS)
    yield "表/实体炸弹.xlsx", workbook(laugh), "unreadable"
    far = b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    yield "表/最远的格.xlsx", workbook(sheet(far)), "unreadable"
    yield "表/只有头.xlsx", b"PK\x03\x04" + b"\0" * 100, "unreadable"
    yield "表/宏.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unreadable"
