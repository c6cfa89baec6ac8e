"""Kinds of tampering, each caught with the right exit code; what nobody touched passes.

A pack is checked by someone who trusts the tests' authority. `list_again` is what a forger does who knows of the
`.sha256` file: it is written anew, so that only what is inside the PDF or out of reach tells.
"""

from __future__ import annotations

import io
import json
import shutil
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from report import pack_scenes
from seal.packs import CASE, MADE, copied, list_again, make_pack
from seal.tsa import PASSWORD, Authority, identity, running
from support import Run

from evidence.custody import LOG
from evidence.errors import EvidenceError, Exit
from evidence.seal import Authority as Address
from evidence.seal import SealPlan, load_signer, put_seal, seal_pack, sidecars_of, verify_pack

CHANGED, SEAL = Exit.CHANGED, Exit.SEAL
PackOf = Callable[[str], Path]


@dataclass
class Place:
    """Where a forger is at work: the pack, and another pack with all that belongs to it."""

    pack: Path
    other: Path
    tmp: Path

    @property
    def case(self) -> Path:
        return self.pack.parent / CASE

    def data(self) -> bytes:
        return self.pack.read_bytes()


@pytest.fixture(scope="session")
def other_pack(tmp_path_factory: pytest.TempPathFactory, tsa: Authority) -> Path:
    """Another case's pack, sealed by the same authority."""
    pack = make_pack(tmp_path_factory.mktemp("other"), pack_scenes.rich)
    seal_pack(pack, SealPlan(Address.at(tsa.url)))
    return pack


# --- what a forger does -----------------------------------------------------------------------------------------------


def flip_in(place: Place, where: Callable[[pikepdf.Pdf], pikepdf.Stream]) -> None:
    """Turn one bit in the middle of a stream's data as it lies in the file."""
    with pikepdf.open(place.pack) as document:
        raw = where(document).read_raw_bytes()
    data = bytearray(place.data())
    at = bytes(data).find(raw)
    assert at > 0
    data[at + len(raw) // 2] ^= 4
    place.pack.write_bytes(data)


def page_stream(document: pikepdf.Pdf) -> pikepdf.Stream:
    contents = document.pages[0].Contents
    return contents[0] if isinstance(contents, pikepdf.Array) else contents


def picture(document: pikepdf.Pdf) -> pikepdf.Stream:
    images = [o for o in document.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
    return max(images, key=lambda i: len(i.read_raw_bytes()))


def attachment(document: pikepdf.Pdf) -> pikepdf.Stream:
    return next(iter(document.attachments.values())).get_file().obj


def metadata(document: pikepdf.Pdf) -> pikepdf.Stream:
    return document.Root.Metadata


def appended(place: Place) -> None:
    place.pack.write_bytes(place.data() + b"\n% nothing to see\n")


def paint(place: Place) -> None:
    """A red box over the first page, as an incremental update that leaves every earlier byte alone."""
    writer = IncrementalPdfFileWriter(io.BytesIO(place.data()))
    box = writer.add_object(generic.StreamObject(stream_data=b"q 1 0 0 rg 60 600 300 80 re f Q"))
    writer.add_stream_to_page(0, box)
    target = io.BytesIO()
    writer.write(target)
    assert target.getvalue().startswith(place.data())
    place.pack.write_bytes(target.getvalue())


def add_page(place: Place) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(place.data()))
    page = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Page"),
            generic.pdf_name("/MediaBox"): generic.ArrayObject(generic.NumberObject(n) for n in (0, 0, 595, 842)),
            generic.pdf_name("/Resources"): generic.DictionaryObject(),
            generic.pdf_name("/Contents"): writer.add_object(generic.StreamObject(stream_data=b"")),
        }
    )
    writer.insert_page(page)
    target = io.BytesIO()
    writer.write(target)
    place.pack.write_bytes(target.getvalue())


def rewritten(place: Place, change: Callable[[pikepdf.Pdf], None]) -> None:
    with pikepdf.open(place.pack, allow_overwriting_input=True) as document:
        change(document)
        document.save(place.pack)


def drop_page(document: pikepdf.Pdf) -> None:
    del document.pages[1]


def swap_attachment(document: pikepdf.Pdf) -> None:
    name, held = next(iter(document.attachments.items()))
    forged = pikepdf.AttachedFileSpec(document, b"another picture", filename=name, description=held.description)
    document.attachments[name] = forged


def add_attachment(document: pikepdf.Pdf) -> None:
    document.attachments["new.png"] = pikepdf.AttachedFileSpec(document, b"new", filename="new.png")


def edit_document(place: Place) -> None:
    path = sidecars_of(place.pack).document
    told = json.loads(path.read_text("utf-8"))
    told["manifest"][0]["sha256"] = "0" * 64
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")


def replace_document(place: Place) -> None:
    shutil.copy(sidecars_of(place.other).document, sidecars_of(place.pack).document)


def replace_reply(place: Place) -> None:
    shutil.copy(sidecars_of(place.other).reply, sidecars_of(place.pack).reply)


def flip_reply(place: Place) -> None:
    path = sidecars_of(place.pack).reply
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)


def replace_everything(place: Place) -> None:
    for ours, theirs in zip(sidecars_of(place.pack).every, sidecars_of(place.other).every, strict=True):
        if theirs.exists():
            shutil.copy(theirs, ours)


def drop_reply_and_list(place: Place) -> None:
    sidecars_of(place.pack).reply.unlink()


def seal_contents(data: bytes) -> tuple[int, int]:
    """Where the hex digits of the seal lie."""
    at = data.rindex(b"/Contents <") + len(b"/Contents <")
    return at, data.index(b">", at)


def zero_seal(place: Place) -> None:
    data = place.data()
    start, end = seal_contents(data)
    place.pack.write_bytes(data[:start] + b"0" * (end - start) + data[end:])


def flip_seal(place: Place) -> None:
    """Turn a bit of the signature value, the last thing in a token."""
    data = bytearray(place.data())
    start, end = seal_contents(bytes(data))
    last = len(bytes(data[start:end]).rstrip(b"0")) - 6
    data[start + last] = ord("1") if data[start + last] != ord("1") else ord("2")
    place.pack.write_bytes(data)


def hide_behind_seal(place: Place) -> None:
    """Words in the room that is left behind the seal, the only bytes it does not cover."""
    data = place.data()
    _, end = seal_contents(data)
    words = b"hidden".hex().encode()
    place.pack.write_bytes(data[: end - 40] + words + data[end - 40 + len(words) :])


def narrow_seal(place: Place) -> None:
    """Have the seal cover less than there is."""
    data = place.data()
    at = data.rindex(b"/ByteRange")
    inner = data[at : data.index(b"]", at)]
    parts = inner.split()
    shorter = str(int(parts[-1]) - 7).encode()
    narrowed = inner[: inner.rindex(parts[-1])] + shorter.rjust(len(parts[-1]), b"0")
    assert len(narrowed) == len(inner)
    place.pack.write_bytes(data.replace(inner, narrowed))


def back_to_before(place: Place) -> None:
    """Cut the seal off: what is left is the pack as it was before it was sealed."""
    data = place.data()
    place.pack.write_bytes(data[: data.index(b"%%EOF") + 6])


def log_lines(place: Place) -> list[str]:
    return (place.case / LOG).read_text("utf-8").splitlines(keepends=True)


def write_log(place: Place, rows: list[str]) -> None:
    (place.case / LOG).write_text("".join(rows), "utf-8")


def rewrite_log(place: Place) -> None:
    """Begin the log anew with other times: every line good, but not the log the pack was made under."""
    from evidence.custody import Custody

    (place.case / LOG).unlink()
    log = Custody(place.case, MADE + timedelta(days=1))
    log.note("collected", files=[])
    log.built(place.pack, "0" * 64, 1)


def original(place: Place) -> Path:
    return sorted(p for p in place.case.rglob("*.png"))[0]


def then_list(change: Callable[[Place], None]) -> Callable[[Place], None]:
    def both(place: Place) -> None:
        change(place)
        list_again(place.pack)

    return both


TAMPERING: list[tuple[str, str, Callable[[Place], None], Exit]] = [
    ("a bit turned in a page", "plain", lambda p: flip_in(p, page_stream), CHANGED),
    ("a bit turned in a picture", "plain", lambda p: flip_in(p, picture), CHANGED),
    ("a bit turned in an attachment", "plain", lambda p: flip_in(p, attachment), CHANGED),
    ("a bit turned in the metadata", "plain", lambda p: flip_in(p, metadata), CHANGED),
    ("bytes appended", "plain", appended, CHANGED),
    ("the end cut off", "plain", lambda p: p.pack.write_bytes(p.data()[:-900]) and None, CHANGED),
    ("emptied", "plain", lambda p: p.pack.write_bytes(b"") and None, CHANGED),
    ("a page added", "plain", add_page, CHANGED),
    ("a page painted over, listed again", "plain", then_list(paint), CHANGED),
    ("a page added, listed again", "plain", then_list(add_page), CHANGED),
    ("a page taken out, listed again", "plain", then_list(lambda p: rewritten(p, drop_page)), CHANGED),
    ("a bit turned in an attachment, listed again", "plain", then_list(lambda p: flip_in(p, attachment)), CHANGED),
    ("an attachment swapped, listed again", "plain", then_list(lambda p: rewritten(p, swap_attachment)), CHANGED),
    ("an attachment added, listed again", "plain", then_list(lambda p: rewritten(p, add_attachment)), CHANGED),
    ("the document edited", "plain", edit_document, CHANGED),
    ("the document edited, listed again", "plain", then_list(edit_document), CHANGED),
    ("the document of another pack, listed again", "plain", then_list(replace_document), CHANGED),
    ("the document taken away", "plain", lambda p: sidecars_of(p.pack).document.unlink(), SEAL),
    ("the hashes taken away", "plain", lambda p: sidecars_of(p.pack).hashes.unlink(), SEAL),
    ("the hashes emptied", "plain", lambda p: sidecars_of(p.pack).hashes.write_text("", "utf-8") and None, SEAL),
    ("the hashes garbled", "plain", lambda p: sidecars_of(p.pack).hashes.write_bytes(b"\xff\xfe") and None, SEAL),
    (
        "a wrong hash",
        "plain",
        lambda p: sidecars_of(p.pack).hashes.write_text(f"{'0' * 64}  {p.pack.name}\n", "utf-8") and None,
        CHANGED,
    ),
    (
        "the hashes of a pack of another name",
        "plain",
        lambda p: sidecars_of(p.pack).hashes.write_text(f"{'0' * 64}  别的.pdf\n", "utf-8") and None,
        SEAL,
    ),
    ("another pack in its place", "time", replace_everything, CHANGED),
    ("an original edited", "plain", lambda p: original(p).open("ab").write(b"x") and None, CHANGED),
    ("an original taken away", "plain", lambda p: original(p).unlink(), CHANGED),
    ("an original swapped", "plain", lambda p: original(p).write_bytes(b"another") and None, CHANGED),
    ("sealed: a bit turned in a page, listed again", "time", then_list(lambda p: flip_in(p, page_stream)), CHANGED),
    ("sealed: a bit turned in a picture, listed again", "key", then_list(lambda p: flip_in(p, picture)), CHANGED),
    ("sealed: bytes appended, listed again", "time", then_list(appended), CHANGED),
    ("signed: bytes appended, listed again", "key", then_list(appended), CHANGED),
    ("sealed: painted over, listed again", "time", then_list(paint), CHANGED),
    ("signed: painted over, listed again", "both", then_list(paint), CHANGED),
    ("sealed: a page added, listed again", "time", then_list(add_page), CHANGED),
    ("sealed: written anew, listed again", "time", then_list(lambda p: rewritten(p, drop_page)), CHANGED),
    ("the seal covers less, listed again", "time", then_list(narrow_seal), CHANGED),
    ("words behind the seal, listed again", "key", then_list(hide_behind_seal), CHANGED),
    ("the seal wiped, listed again", "time", then_list(zero_seal), CHANGED),
    ("the seal forged, listed again", "key", then_list(flip_seal), SEAL),
    ("the seal cut off", "time", back_to_before, CHANGED),
    ("the seal cut off, listed again", "time", then_list(back_to_before), CHANGED),
    ("the reply taken away", "time", lambda p: sidecars_of(p.pack).reply.unlink(), SEAL),
    ("the reply of another pack", "time", replace_reply, SEAL),
    ("the reply of another pack, listed again", "time", then_list(replace_reply), CHANGED),
    ("a bit turned in the reply", "time", flip_reply, SEAL),
    ("a bit turned in the reply, listed again", "time", then_list(flip_reply), SEAL),
    ("the reply is something else, listed again", "time",
     then_list(lambda p: sidecars_of(p.pack).reply.write_bytes(b"{}") and None), SEAL),
    ("the log's words edited", "plain",
     lambda p: write_log(p, [r.replace("rapidocr", "another") for r in log_lines(p)]), CHANGED),
    ("the log's end cut", "plain", lambda p: write_log(p, log_lines(p)[:-1]), CHANGED),
    ("the log cut to its beginning", "plain", lambda p: write_log(p, log_lines(p)[:1]), CHANGED),
    ("an entry taken out of the log", "plain", lambda p: write_log(p, log_lines(p)[1:]), CHANGED),
    ("the log begun anew", "plain", rewrite_log, CHANGED),
    ("the log taken away", "plain", lambda p: (p.case / LOG).unlink(), CHANGED),
    ("the log of another case", "plain",
     lambda p: shutil.copy(p.other.parent / CASE / LOG, p.case / LOG) and None, CHANGED),
]  # fmt: skip


OUTSIDE = ("an original", "another pack", "the log", "an entry")
"""What only the case folder can tell."""


@pytest.mark.parametrize(("name", "how", "tamper", "code"), TAMPERING, ids=[t[0] for t in TAMPERING])
def test_tampering_is_caught(
    run: Runner, pack_of: PackOf, other_pack: Path, tsa: Authority, tmp_path: Path,
    name: str, how: str, tamper: Callable[[Place], None], code: Exit,
) -> None:  # fmt: skip
    place = Place(pack_of(how), other_pack, tmp_path)
    tamper(place)
    ran = run("verify", place.pack, "--originals", place.case, "--trust", tsa.ca)
    assert ran.code == code, ran.out + ran.err
    assert len(ran.out.splitlines()) >= 2, "the answer comes with what speaks against the pack"
    assert "Traceback" not in ran.err
    if not name.startswith(OUTSIDE):
        assert verify_pack(place.pack, trust=tsa.ca).exit_code == code, "the pack and its sidecars alone must tell"


Runner = Callable[..., Run]


@pytest.mark.parametrize("how", ["plain", "time", "key", "both"])
def test_what_nobody_touched_passes_with_and_without_its_originals(
    run: Runner, pack_of: PackOf, tsa: Authority, how: str
) -> None:
    pack = pack_of(how)
    for more in ([], ["--originals", pack.parent / CASE]):
        ran = run("verify", pack, "--trust", tsa.ca, *more)
        assert ran.code == Exit.DONE, ran.out
        assert ran.out.splitlines()[0].startswith("未改动")
    assert ("Test Authority" in ran.out.splitlines()[0]) == (how in ("time", "both"))


def test_a_pack_made_to_be_sealed_and_without_its_seal_is_stripped(tmp_path: Path, tsa: Authority) -> None:
    pack = make_pack(tmp_path, sealing="timestamp")
    assert verify_pack(pack, trust=tsa.ca).exit_code is SEAL
    seal_pack(pack, SealPlan(Address.at(tsa.url)))
    assert verify_pack(pack, trust=tsa.ca).exit_code is Exit.DONE


def test_a_time_before_the_pack_itself_is_not_believed(tmp_path: Path, tsa: Authority) -> None:
    pack = make_pack(tmp_path, made=MADE.replace(year=2100))
    seal_pack(pack, SealPlan(Address.at(tsa.url)))
    verdict = verify_pack(pack, trust=tsa.ca)
    assert verdict.exit_code is SEAL
    assert "seal.too-early" in {i.notice.key for i in verdict.items}


@pytest.mark.parametrize("kind", ["foreign", "expired", "purpose"])
def test_an_authority_that_cannot_be_trusted_is_not(pack_of: PackOf, tsa: Authority, tmp_path: Path, kind: str) -> None:
    """Another root; a certificate that ran out before it was used; one that was never made for dating."""
    long_ago = datetime.now(UTC) - timedelta(days=900)
    stamping = ExtendedKeyUsageOID.TIME_STAMPING
    ours = {
        "foreign": lambda: (identity("Foreign Root"), None),
        "expired": lambda: (tsa.root, identity("Expired", tsa.root, usage=stamping, start=long_ago, days=30)),
        "purpose": lambda: (tsa.root, identity("Purpose", tsa.root, usage=ExtendedKeyUsageOID.CODE_SIGNING)),
    }
    root, signer = ours[kind]()
    pack = pack_of("plain")
    with running(tmp_path / "tsa", root=root, signer=signer) as authority:
        if kind == "purpose":  # openssl itself refuses to date with such a key
            with pytest.raises(EvidenceError) as caught:
                seal_pack(pack, SealPlan(Address.at(authority.url)))
            assert caught.value.exit_code is SEAL
            return
        seal_pack(pack, SealPlan(Address.at(authority.url)))
    verdict = verify_pack(pack, trust=tsa.ca)
    assert verdict.exit_code is SEAL
    keys = {i.notice.key for i in verdict.items if i.speaks_against}
    assert keys == {"seal.untrusted-unknown" if kind == "foreign" else "seal.untrusted-expired"}


def test_the_signature_of_someone_else_is_not_the_shops(pack_of: PackOf, tsa: Authority, tmp_path: Path) -> None:
    stranger = identity("Stranger")
    (tmp_path / "x.p12").write_bytes(stranger.p12())
    pack = pack_of("plain")
    seal_pack(pack, SealPlan(None, load_signer(tmp_path / "x.p12", PASSWORD)))
    assert verify_pack(pack, trust=tsa.ca).exit_code is SEAL
    (tmp_path / "x.pem").write_bytes(stranger.pem())
    assert verify_pack(pack, trust=tmp_path / "x.pem").exit_code is Exit.DONE


def test_a_second_seal_over_a_painted_page_does_not_make_it_whole(
    pack_of: PackOf, other_pack: Path, tsa: Authority, tmp_path: Path
) -> None:
    place = Place(pack_of("plain"), other_pack, tmp_path)
    paint(place)
    put_seal(place.pack, SealPlan(Address.at(tsa.url)))
    list_again(place.pack)
    assert verify_pack(place.pack, trust=tsa.ca).exit_code is CHANGED


def test_a_sealed_pack_is_known_to_a_log_that_was_not_told_of_the_seal(pack_of: PackOf, tsa: Authority) -> None:
    pack = pack_of("plain")
    seal_pack(pack, SealPlan(Address.at(tsa.url)))
    assert verify_pack(pack, pack.parent / CASE, trust=tsa.ca).exit_code is Exit.DONE


def test_originals_handed_over_without_their_log_are_compared_all_the_same(pack_of: PackOf) -> None:
    pack = pack_of("plain")
    shutil.rmtree(pack.parent / CASE / ".evidence")
    verdict = verify_pack(pack, pack.parent / CASE)
    assert verdict.exit_code is Exit.DONE
    assert "seal.log-none" in {i.notice.key for i in verdict.items}


def test_a_moved_original_and_a_later_file_do_not_change_the_verdict(pack_of: PackOf) -> None:
    pack = pack_of("plain")
    case = pack.parent / CASE
    first = sorted(case.rglob("*.png"))[0]
    first.rename(first.with_name("改名.png"))
    (case / "后来的.png").write_bytes(b"later")
    verdict = verify_pack(pack, case)
    assert verdict.exit_code is Exit.DONE
    assert {i.state for i in verdict.items} >= {"moved", "unexpected"}


def test_a_manifest_of_the_wrong_form_is_not_taken_for_an_empty_one(pack_of: PackOf) -> None:
    pack = pack_of("plain")
    sidecars_of(pack).document.write_text('{"manifest": [{"path": 1}]}', "utf-8")
    list_again(pack)
    assert verify_pack(pack, pack.parent / CASE).exit_code is CHANGED


def test_a_renamed_pack_says_what_is_the_matter(run: Runner, pack_of: PackOf, tmp_path: Path) -> None:
    pack = copied(pack_of("plain"), tmp_path / "renamed")
    ran = run("verify", pack.rename(pack.with_name("新名.pdf")))
    assert ran.code == SEAL
    assert ".sha256" in ran.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["gone.pdf"], Exit.FILE),
        (["{pack}", "--originals", "gone"], Exit.FILE),
        (["{pack}", "--trust", "gone.pem"], Exit.FILE),
        (["{pack}", "--trust", "{pack}"], Exit.UNUSABLE),
    ],
)
def test_what_cannot_be_read_is_no_verdict(run: Runner, pack_of: PackOf, arguments: list[str], code: Exit) -> None:
    pack = pack_of("plain")
    assert run("verify", *(a.format(pack=pack) for a in arguments)).code == code


def hostile(extra: bytes, *objects: bytes, trailer: bytes = b"") -> bytes:
    """A small PDF by hand, with what an adversary may put into its catalogue and after its page."""
    every = (
        b"<</Type/Catalog/Pages 2 0 R " + extra + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        *objects,
    )
    data, places = b"%PDF-1.7\n", []
    for number, held in enumerate(every, 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + held + b"\nendobj\n"
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(every) + 1) + rows
    end = b"trailer\n<</Size %d/Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(every) + 1, trailer, len(data))
    return data + table + end


PACKED = zlib.compress(bytes(64 << 20), 9)
HOSTILE = {
    "a form that holds itself": hostile(b"/AcroForm<</Fields[4 0 R]>>", b"<</T(a)/Kids[4 0 R]>>"),
    "a signature that is none": hostile(b"/AcroForm<</Fields[4 0 R]>>", b"<</FT/Sig/T(a)/V<</Type/Sig>>>>"),
    "a table that follows itself": hostile(b"", trailer=b"/Prev 0"),
    "brackets without end": hostile(b"/X " + b"[" * 50000 + b"]" * 50000),
    "a list of files that holds itself": hostile(b"/Names<</EmbeddedFiles 4 0 R>>", b"<</Kids[4 0 R]>>"),
    "an attachment that bursts": hostile(
        b"/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(PACKED), PACKED),
        b"<</Type/Filespec/F(a)/EF<</F 4 0 R>>>>",
    ),
    "no PDF": b"%PDF-1.7 and nothing more",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_pdf_gets_a_verdict_not_a_crash(run: Runner, tmp_path: Path, name: str) -> None:
    pack = tmp_path / "p.pdf"
    pack.write_bytes(HOSTILE[name])
    ran = run("verify", pack)
    assert ran.code in (CHANGED, SEAL)
    assert "Traceback" not in ran.err and "缺陷" not in ran.err
