"""Avatars, goods and icons as SVG, drawn from a name alone: nothing in them is a photograph of anyone."""

from __future__ import annotations

import tomllib
from pathlib import Path

DRAWN: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("art.toml").read_text("utf-8"))


def icon(name: str, size: int, color: str = "#4e5969", width: float = 1.7) -> str:
    """A line icon."""
    return (
        f'<svg width="{size}" height="{size}" viewBox="0 '
        f'0 24 24" fill="none" stroke="{color}" stroke-width="{width}" '
        f'stroke-linecap="round" stroke-linejoin="round">{DRAWN["icons"][name]}</svg>'
    )


def avatar(name: str, size: int, *, square: int = 0) -> str:
    """An avatar by name; round unless `square` gives a corner radius."""
    radius = f"{square}px" if square else "50%"
    return (
        f'<svg width="{size}" height="{size}" viewBox="0 0 48 48" style="border-radius:{radius};flex:none">'
        f"{DRAWN['avatars'][name]}</svg>"
    )


def goods(name: str, size: int, radius: int = 4) -> str:
    """The picture of a thing sold."""
    return (
        f'<svg width="{size}" height="{size}" viewBox="0 0 60 60" style="border-radius:{radius}px;flex:none">'
        f"{DRAWN['goods'][name]}</svg>"
    )


def stars(given: int, size: int, of: int = 5) -> str:
    """A row of stars, the given ones filled."""
    shape = DRAWN["icons"]["star"].split('"')[1]
    row = "".join(
        f'<svg width="{size}" height="{size}" viewBox="0 0 24 24"><path d="{shape}" '
        f'fill="{"#ff9a2e" if nth < given else "#e5e6eb"}"/></svg>'
        for nth in range(of)
    )
    return f'<span style="display:inline-flex;gap:2px;vertical-align:middle">{row}</span>'


def barcode(digits: str, width: int, height: int) -> str:
    """Bars that look like a label's code; made from the digits, not meant to be scanned."""
    bars, at = [], 0
    for nth, sign in enumerate(digits * 2):
        wide = 1 + (ord(sign) + nth) % 3
        bars.append(f'<rect x="{at}" width="{wide}" height="{height}"/>')
        at += wide + 1 + (ord(sign) * 3 + nth) % 2
    return (
        f'<svg width="{width}" height="{height}" viewBox="0 0 {at} {height}" '
        f'preserveAspectRatio="none">{"".join(bars)}</svg>'
    )
