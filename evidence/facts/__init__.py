"""Takes pages and third-party PDFs, hands on the order, the parcel and the review: each value with its place.

It reads what stands on order panels, tracking pages and review pages, ties them to one order, and says where the
parcel's track speaks against a claim. It knows nothing of appeals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.lazy import lazily

if TYPE_CHECKING:
    from evidence.facts.codes import codes_in
    from evidence.facts.contradictions import claims_in
    from evidence.facts.couriers import Courier, courier_named, courier_of, waybill_of
    from evidence.facts.established import establish
    from evidence.facts.numbers import order_number_of
    from evidence.facts.pdf import Document, read_document
    from evidence.facts.recorded import recordings
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

_HOMES = {
    "Courier": "couriers",
    "Document": "pdf",
    "Tables": "tables",
    "Texts": "texts",
    "claims_in": "contradictions",
    "codes_in": "codes",
    "courier_named": "couriers",
    "courier_of": "couriers",
    "establish": "established",
    "is_signed": "status",
    "order_number_of": "numbers",
    "precision_of": "times",
    "read_document": "pdf",
    "read_tables": "tables",
    "read_texts": "texts",
    "read_time": "times",
    "recordings": "recorded",
    "status_label": "status",
    "status_of": "status",
    "waybill_of": "couriers",
}

__getattr__ = lazily(__name__, _HOMES)
