"""Takes words and numbers, hands on couriers and waybill numbers; a courier is never inferred from bare digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from evidence.facts import data
from evidence.facts.times import narrow

# What may be a waybill number at all: the forms in couriers.toml lie between 8 and 17 signs, at least 8 of them digits.
_NUMBER = re.compile(r"(?<![A-Za-z0-9*])(?:[A-Z]{1,4}[0-9A-Z]?\d{8,15}(?:[A-Z]{2})?|\d{8,17})(?![A-Za-z0-9*])")
_PHONE = re.compile(r"(?:1[3-9]\d{9}|0\d{9,11}|[48]00\d{7}|95\d{3,6})")
_BROKEN = re.compile(r"(?<=[0-9A-Z])[ \t\n]+(?=[0-9])")
_BESIDE = r"[\s:：\]】)）,，(（|/-]{0,3}"


@dataclass(frozen=True, slots=True)
class Courier:
    """A courier: its 快递100 code, its name, and what in the text named it."""

    code: str
    name: str
    shown: str


def courier_of(text: str, *, labelled: bool = False) -> Courier | None:
    """The courier the text names, the first one named; None where none is.

    A short name (顺丰) counts only in a `labelled` value, in brackets or directly before a waybill number: goods carry
    it too (顺丰包邮). Digits never name a courier.
    """
    plain = narrow(text)
    best: tuple[int, int, Courier] | None = None
    for one in data.couriers().courier:
        for word, short in [(w, False) for w in one.names] + [(w, True) for w in one.short]:
            at = _place_of(word, plain, short=short and not labelled)
            if at is not None and (best is None or (at, -len(word)) < best[:2]):
                best = (at, -len(word), Courier(one.code, one.name, text[at : at + len(word)]))
    return None if best is None else best[2]


def _place_of(word: str, plain: str, *, short: bool) -> int | None:
    match = re.search(re.escape(word) if not short else _beside_a_number(word), plain)
    return None if match is None else match.start()


@cache
def _beside_a_number(word: str) -> str:
    quoted = re.escape(word)
    return rf"(?:(?<=[\[【]){quoted}(?=[\]】])|{quoted}(?={_BESIDE}(?:[A-Z]{{2,4}}\d|\d{{8}}))|^\s*{quoted}\s*$)"


def courier_named(name: str) -> Courier | None:
    """The courier with this name, short name or 快递100 code, as a person writes it; None where it is not known."""
    wanted = narrow(name).strip()
    for one in data.couriers().courier:
        if wanted in (one.code, one.name, *one.names, *one.short):
            return Courier(one.code, one.name, name)
    return courier_of(name, labelled=True)


def courier_by_letters(number: str) -> Courier | None:
    """The courier whose own letters a waybill number carries (YT…, SF…); None for bare digits and shared letters."""
    if number.isdigit():
        return None
    found = [one for one in data.couriers().courier if any(re.fullmatch(pattern, number) for pattern in one.lettered)]
    return Courier(found[0].code, found[0].name, number) if len(found) == 1 else None


def fits(number: str, code: str) -> bool | None:
    """Whether a waybill number has a form known for this courier; None where no form of it is known."""
    form = _forms().get(code)
    return None if form is None else form.fullmatch(number) is not None


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    """For each courier with known forms all of them as one pattern."""
    return {
        one.code: re.compile("|".join(f"(?:{pattern})" for pattern in one.lettered + one.digits))
        for one in data.couriers().courier
        if one.lettered + one.digits
    }


def couriers_with_form(number: str) -> tuple[str, ...]:
    """The names of the couriers for which a number of this form is known, in the order of the data file."""
    names = {one.code: one.name for one in data.couriers().courier}
    return tuple(names[code] for code, form in _forms().items() if form.fullmatch(number))


def waybill_of(text: str, *, labelled: bool = False) -> str | None:
    """The waybill number in the text: one beside a courier's name, after a label, or with a courier's own letters.

    Without any of these a run of digits is no waybill (it may be an order number, a phone number or a price). Spaces
    and line breaks inside the digits are closed where the whole then has a form of the courier named.
    """
    plain = narrow(text)
    courier = courier_of(plain, labelled=labelled)
    apart = plain if courier is None else plain.replace(courier.shown, " " * len(courier.shown))
    for candidate in _numbers(apart):
        if courier_by_letters(candidate) is not None:
            return candidate
        if not (labelled or (courier is not None and _stands_beside(plain, courier.shown, candidate))):
            continue
        if _PHONE.fullmatch(candidate) and not (courier and fits(candidate, courier.code)):
            continue
        return candidate
    return None


def _numbers(plain: str) -> list[str]:
    """The numbers of the text, those closed over a break first where only the closed form is a courier's."""
    apart = [m.group() for m in _NUMBER.finditer(plain)]
    closed = [m.group() for m in _NUMBER.finditer(_BROKEN.sub("", plain))]
    joined = [c for c in closed if c not in apart and couriers_with_form(c)]
    if joined and not any(couriers_with_form(a) for a in apart):
        return joined + apart
    return apart + joined


def _stands_beside(plain: str, name: str, number: str) -> bool:
    at = plain.find(name)
    loose = r"\s*".join(re.escape(sign) for sign in number)
    return at >= 0 and re.match(rf"[^0-9]{{0,12}}{loose}", plain[at + len(name) :]) is not None


def check_number(number: str, courier: Courier) -> str | None:
    """What to warn of where a waybill number does not fit the courier named beside it; None where it fits."""
    known = fits(number, courier.code)
    if known:
        return None
    lettered = courier_by_letters(number)
    if lettered is not None and lettered.code != courier.code:
        return f"标注为{courier.name}，但单号 {number} 的字母前缀属于{lettered.name}，请核对"
    if known is False:
        others = couriers_with_form(number)
        like = f"（与{'、'.join(others)}的形式相符）" if others else ""
        return f"标注为{courier.name}，但单号 {number} 不符合其已知单号形式{like}，请核对"
    return None
