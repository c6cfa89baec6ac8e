"""Takes pages and third-party PDFs, hands on the order, the parcel and the review: each value with its place.

It reads what stands on order panels, tracking pages and review pages, ties them to one order, and says where the
parcel's track speaks against a claim. It knows nothing of appeals.
"""

from evidence.facts.contradictions import claims_in
from evidence.facts.couriers import Courier, courier_named, courier_of, waybill_of
from evidence.facts.establish import establish
from evidence.facts.numbers import order_number_of
from evidence.facts.pdf import Document, read_document
from evidence.facts.status import is_signed, status_label, status_of
from evidence.facts.times import precision_of, read_time

__all__ = [
    "Courier",
    "Document",
    "claims_in",
    "courier_named",
    "courier_of",
    "establish",
    "is_signed",
    "order_number_of",
    "precision_of",
    "read_document",
    "read_time",
    "status_label",
    "status_of",
    "waybill_of",
]
