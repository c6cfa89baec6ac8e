"""Takes a marketplace's order export as it is, hands on its orders and those of them that stand out."""

from evidence.facts.exports.document import as_csv, as_document, as_json, as_text
from evidence.facts.exports.groups import Group, related
from evidence.facts.exports.records import Export, OrderRecord, Parcel, combined, find, read_export
from evidence.facts.exports.screening import Reason, Risk, Screening, screen
from evidence.facts.exports.signs import Signs, load_signs

__all__ = [
    "Export",
    "Group",
    "OrderRecord",
    "Parcel",
    "Reason",
    "Risk",
    "Screening",
    "Signs",
    "as_csv",
    "as_document",
    "as_json",
    "as_text",
    "combined",
    "find",
    "load_signs",
    "read_export",
    "related",
    "screen",
]
