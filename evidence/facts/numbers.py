"""Takes text, hands on the order number in it, joined where spaces or a line break part its digits."""

from __future__ import annotations

import re
from functools import cache

from evidence.facts import data
from evidence.facts.times import narrow

# Beside a label any number of this shape is taken as the order's, whatever the platform.
_LABELLED = re.compile(r"(?<![A-Za-z0-9])[A-Z]{0,2}\d(?:[\d-]{8,26})\d(?![A-Za-z0-9])")
_BREAK = re.compile(r"(?<=[\d-])[ \t\n]+(?=[\d-])")
_HYPHENS = str.maketrans("‐‑–—−－", "------")


@cache
def _forms(*, bare: bool) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"(?<![A-Za-z0-9-])(?:{form.pattern})(?![A-Za-z0-9-])")
        for form in data.panel().number
        if form.bare or not bare
    )


def order_number_of(text: str, *, labelled: bool = False) -> str | None:
    """The order number in the text, or None.

    Without a label only forms that are no other number's count (抖音 69 and 17 digits, 拼多多 YYMMDD-15 digits). Digits
    parted by a space or a line break are joined where the sum has a platform's form.
    """
    plain = narrow(text).translate(_HYPHENS)
    joined = _BREAK.sub("", plain)
    for candidate in (plain, joined):
        for form in _forms(bare=not labelled):
            if match := form.search(candidate):
                return match.group()
    if labelled and (match := _LABELLED.search(plain)):
        return match.group()
    return None


def order_numbers_in(text: str) -> tuple[str, ...]:
    """Every order number that needs no label, in the order of the text, each once."""
    plain = narrow(text).translate(_HYPHENS)
    hits = [(m.start(), m.group()) for form in _forms(bare=True) for m in form.finditer(plain)]
    return tuple(dict.fromkeys(number for _, number in sorted(hits)))


def may_go_on(text: str) -> bool:
    """Whether the text ends in the beginning of an order number, so that the next line may bring the rest."""
    plain = narrow(text).translate(_HYPHENS).rstrip()
    tail = re.search(r"(?<![A-Za-z0-9])(?:69\d{5,16}|\d{6}-\d{0,14})$", plain)
    return tail is not None


def platforms_with_form(number: str) -> tuple[str, ...]:
    """The ids of the platforms for which an order number of this form is known."""
    return tuple(form.platform for form in data.panel().number if re.fullmatch(form.pattern, number))
