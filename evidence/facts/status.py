"""Takes the words of one parcel scan, hands on its 快递100 state and who signed."""

from __future__ import annotations

import re
from functools import cache

from evidence.facts import data
from evidence.facts.times import narrow

# Longer than any scan seen (the longest, with two phone numbers and an address, has 160 signs); hostile text is cut.
_LONGEST = 400
_SIGNER = re.compile(
    r"(?:(?:签收人|代签人|取件人)(?:是|为|:|：|(?=[\[【(「]))+|签收:)[\[【(「]?"
    r"([一-鿿A-Za-z*·]{1,12}?)[\]】)」]?(?=[,，。;；!！、～]|已签收|签收|$)"
)
_NO_SIGNER = ("已签收", "签收", "成功", "时间", "凭", "已")


@cache
def _rules() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    return tuple((s.code, tuple(re.compile(p) for p in s.any)) for s in data.status().state)


@cache
def _quiet() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in data.status().quiet)


def status_of(text: str) -> str:
    """The 快递100 state the words report (`301` signed by the buyer, `304` signed at a locker …); empty where none.

    What a scan only asks, announces or denies (请凭码签收, 待签收, 未签收) is not taken for what happened.
    """
    plain = re.sub(r"\s+", "", narrow(text))[:_LONGEST]
    for pattern in _quiet():
        plain = pattern.sub("～", plain)
    for code, patterns in _rules():
        if any(pattern.search(plain) for pattern in patterns):
            return code
    return ""


def status_label(code: str) -> str:
    """The state in words; empty for an unknown code."""
    return next((s.label for s in data.status().state if s.code == code), "")


def status_code(label: str) -> str:
    """The code of a state given in the words of `status_label`; empty where it is none of them."""
    return next((s.code for s in data.status().state if s.label == label), "")


def is_signed(code: str) -> bool:
    """Whether the state says that the parcel was signed for (3, 301 … 304; not 退签)."""
    return code in ("3", "301", "302", "303", "304")


def is_collected(code: str) -> bool:
    """Whether the state shows that the courier has the parcel or had it."""
    return code in ("103", "0", "1001", "1002", "1003", "5", "501", "2", "7") or is_signed(code)


def is_returned(code: str) -> bool:
    """Whether the state says refused, returned, or signed for by the sender."""
    return code in ("14", "4", "6")


def signer_of(text: str, code: str) -> str | None:
    """Who signed, in words: the name the scan gives, else what its state says; None where it says nothing of it."""
    if not is_signed(code) and code != "4":
        return None
    match = _SIGNER.search(re.sub(r"\s+", "", narrow(text))[:_LONGEST])
    if match is not None and not match.group(1).startswith(_NO_SIGNER):
        return match.group(1)
    return {"301": "本人", "303": "他人代签", "304": "驿站或快递柜", "4": "寄件人"}.get(code)
