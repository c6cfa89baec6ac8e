"""Takes pages and third-party PDFs, hands on the order, the parcel and the review: each value with its place.

It reads what stands on order panels, tracking pages and review pages, ties them to one order, and says where the
parcel's track speaks against a claim. It knows nothing of appeals.
"""

from evidence.facts.codes import codes_in
from evidence.facts.contradictions import claims_in
from evidence.facts.couriers import Courier, courier_named, courier_of, waybill_of
from evidence.facts.establish import establish
from evidence.facts.numbers import order_number_of
from evidence.facts.pdf import Document, read_document
from evidence.facts.recordings import recordings
from evidence.facts.status import is_signed, status_label, status_of
from evidence.facts.tables import Tables, read_tables
from evidence.facts.texts import Texts, read_texts
from evidence.facts.times import precision_of, read_time

__all__ = [
    "Courier",
    "Document",
    "Tables",
    "Texts",
    "claims_in",
    "codes_in",
    "courier_named",
    "courier_of",
    "establish",
    "is_signed",
    "order_number_of",
    "precision_of",
    "read_document",
    "read_tables",
    "read_texts",
    "read_time",
    "recordings",
    "status_label",
    "status_of",
    "waybill_of",
]
