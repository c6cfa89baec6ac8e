"""Avatars, goods and icons as SVG, drawn from a name alone: nothing in them is a photograph of anyone."""

from __future__ import annotations

from collections.abc import Callable

_ICONS = {
    "back": '<path d="M15 4l-8 8 8 8"/>',
    "more": '<circle cx="5" cy="12" r="1.4"/><circle cx="12" cy="12" r="1.4"/><circle cx="19" cy="12" r="1.4"/>',
    "face": '<circle cx="12" cy="12" r="9"/><path d="M8 14c1.5 3 6.500 3 8 0"/><path d="M9 9v1M15 9v1"/>',
    "image": '<rect x="3" y="4" width="18" height="16" rx="2"/><circle cx="9" cy="10" r="1.6"/><path d="M4 18l6-5 4 3 3-3 4 4"/>',
    "cut": '<circle cx="6" cy="18" r="2.500"/><circle cx="18" cy="18" r="2.500"/><path d="M8 16L18 4M16 16L6 4"/>',
    "file": '<path d="M3 7c0-1 .5-2 2-2h4l2 2h8c1 0 2 .6 2 2v8c0 1-1 2-2 2H5c-1 0-2-1-2-2z"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l4 2"/>',
    "plus": '<circle cx="12" cy="12" r="9"/><path d="M12 7v10M7 12h10"/>',
    "voice": '<circle cx="12" cy="12" r="9"/><path d="M9 10v4M12 8v8M15 10v4"/>',
    "search": '<circle cx="10.500" cy="10.500" r="6"/><path d="M15 15l5 5"/>',
    "star": '<path d="M12 3l2.700 5.700 6.300.9-4.500 4.400 1 6.200L12 17.300 6.500 20.200l1-6.200L3 9.600l6.300-.9z"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c0-9 16-9 16 0"/>',
    "chat": '<path d="M4 5h16v11H10l-4 4v-4H4z"/>',
    "list": '<path d="M5 4h14v16H5zM8 9h8M8 13h8M8 17h5"/>',
    "chart": '<path d="M4 20h16M7 17v-5M12 17V6M17 17v-8"/>',
    "gear": '<circle cx="12" cy="12" r="3.500"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M6 6l2 2M16 16l2 2M6 18l2-2M16 8l2-2"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.500 1.500h-15zM10 21h4"/>',
    "min": '<path d="M5 12h14"/>',
    "max": '<rect x="5" y="5" width="14" height="14"/>',
    "close": '<path d="M5 5l14 14M19 5L5 19"/>',
    "truck": '<path d="M2 6h12v11H2zM14 10h5l3 4v3h-8z"/><circle cx="6" cy="18" r="2"/><circle cx="17" cy="18" r="2"/>',
    "copy": '<rect x="8" y="8" width="12" height="12" rx="1.500"/><path d="M16 8V4H4v12h4"/>',
}


def icon(name: str, size: int, color: str = "#4e5969", width: float = 1.7) -> str:
    """A line icon."""
    return (
        f'<svg width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="{color}" stroke-width="{width}" '
        f'stroke-linecap="round" stroke-linejoin="round">{_ICONS[name]}</svg>'
    )


def _deer() -> str:
    return (
        '<rect width="48" height="48" fill="#fde6c8"/><path d="M14 6l3 9M34 6l-3 9M14 6l-4 5M34 6l4 5" stroke="#8a5a33" '
        'stroke-width="2.4" fill="none" stroke-linecap="round"/><ellipse cx="24" cy="28" rx="11" ry="14" fill="#c98a52"/>'
        '<ellipse cx="24" cy="35" rx="6" ry="6" fill="#f5d9b5"/><circle cx="19.500" cy="25" r="1.800" fill="#3a2412"/>'
        '<circle cx="28.500" cy="25" r="1.800" fill="#3a2412"/><ellipse cx="24" cy="33" rx="2.600" ry="1.800" fill="#3a2412"/>'
    )


def _sprout() -> str:
    return (
        '<rect width="48" height="48" fill="#e4f3e1"/><path d="M24 40V22" stroke="#4d8a4f" stroke-width="3"/>'
        '<path d="M24 26C12 26 9 17 9 12c9 0 15 5 15 14z" fill="#6bb06c"/>'
        '<path d="M24 22c0-9 6-13 15-13 0 8-5 13-15 13z" fill="#8cc98a"/>'
    )


def _cloud() -> str:
    return (
        '<rect width="48" height="48" fill="#bfe0f7"/><circle cx="36" cy="12" r="6" fill="#ffd36b"/>'
        '<path d="M12 34a7 7 0 0 1 1-14 10 10 0 0 1 19-1 8 8 0 0 1 4 15z" fill="#fff"/>'
    )


def _hill() -> str:
    return (
        '<rect width="48" height="48" fill="#f6d7c3"/><circle cx="15" cy="16" r="6" fill="#f08a5d"/>'
        '<path d="M0 40l16-17 9 9 8-10 15 18v8H0z" fill="#7a8fa6"/><path d="M0 48l20-14 28 14z" fill="#5b6f85"/>'
    )


def _person(coat: str, hair: str, ground: str) -> str:
    return (
        f'<rect width="48" height="48" fill="{ground}"/><path d="M8 48c0-20 32-20 32 0z" fill="{coat}"/>'
        f'<circle cx="24" cy="21" r="9.500" fill="#f3c9a5"/><path d="M14 21c-1-14 21-14 20 0-3-5-8-6-11-6s-6 2-9 6z" fill="{hair}"/>'
        '<circle cx="20.500" cy="21" r="1.100" fill="#333"/><circle cx="27.500" cy="21" r="1.100" fill="#333"/>'
        '<path d="M21 25.500c2 1.600 4 1.600 6 0" stroke="#a5563f" stroke-width="1.200" fill="none"/>'
    )


def _cat(coat: str, ground: str) -> str:
    return (
        f'<rect width="48" height="48" fill="{ground}"/><path d="M11 24V9l8 7h10l8-7v15a13 13 0 0 1-26 0z" fill="{coat}"/>'
        '<circle cx="19" cy="24" r="1.700" fill="#222"/><circle cx="29" cy="24" r="1.700" fill="#222"/>'
        '<path d="M22.500 29h3L24 31z" fill="#d1686b"/>'
    )


_AVATARS: dict[str, Callable[[], str]] = {
    "deer": _deer,
    "sprout": _sprout,
    "cloud": _cloud,
    "hill": _hill,
    "clerk": lambda: _person("#2f6fde", "#3b2a20", "#dbe8ff"),
    "clerk2": lambda: _person("#e06b56", "#20262e", "#ffe9df"),
    "man": lambda: _person("#4b5563", "#1f2937", "#e5e7eb"),
    "girl": lambda: _person("#c2679b", "#5b3a29", "#fbe7f1"),
    "cat": lambda: _cat("#f0a24e", "#fff1dc"),
    "cat2": lambda: _cat("#8a8f99", "#e6ebf2"),
}


def avatar(name: str, size: int, *, square: int = 0) -> str:
    """An avatar by name; round unless `square` gives a corner radius."""
    radius = f"{square}px" if square else "50%"
    return (
        f'<svg width="{size}" height="{size}" viewBox="0 0 48 48" style="border-radius:{radius};flex:none">'
        f"{_AVATARS[name]()}</svg>"
    )


_GOODS = {
    "cardigan": (
        '<rect width="60" height="60" fill="#eee6dc"/><path d="M20 12l-13 9 5 12 5-3v20h12V18z" fill="#a9764f"/>'
        '<path d="M40 12l13 9-5 12-5-3v20H31V18z" fill="#a9764f"/><path d="M20 12c3 6 7 8 10 9 3-1 7-3 10-9-6-2-14-2-20 0z" fill="#8b5d3c"/>'
        '<circle cx="32.500" cy="28" r="1.200" fill="#f3e9dd"/><circle cx="32.500" cy="36" r="1.200" fill="#f3e9dd"/>'
        '<circle cx="32.500" cy="44" r="1.200" fill="#f3e9dd"/>'
    ),
    "quilt": (
        '<rect width="60" height="60" fill="#e7eef4"/><path d="M8 20h44v28H8z" fill="#9db8cf"/><path d="M8 20h44v8H8z" fill="#c7d8e6"/>'
        '<path d="M19 28v20M30 28v20M41 28v20M8 38h44" stroke="#7f9cb5" stroke-width="1"/><rect x="12" y="11" width="16" height="9" rx="3" fill="#fff"/>'
        '<rect x="32" y="11" width="16" height="9" rx="3" fill="#fff"/>'
    ),
    "kettle": (
        '<rect width="60" height="60" fill="#f3efe9"/><path d="M17 20h22l5 28H12z" fill="#5c7f73"/><rect x="20" y="13" width="16" height="7" rx="3" fill="#3d5a50"/>'
        '<path d="M41 23c12-2 12 18 3 20" stroke="#3d5a50" stroke-width="3.500" fill="none"/><path d="M17 24l-9-4 6 12z" fill="#5c7f73"/>'
        '<path d="M30 26l-3 7 5 3-4 9" stroke="#24352f" stroke-width="1.400" fill="none"/>'
    ),
    "mug": (
        '<rect width="60" height="60" fill="#fbeee6"/><path d="M14 18h26v24a6 6 0 0 1-6 6H20a6 6 0 0 1-6-6z" fill="#d98b73"/>'
        '<path d="M40 24c12-1 12 15 0 14" stroke="#d98b73" stroke-width="4" fill="none"/>'
    ),
}


def goods(name: str, size: int, radius: int = 4) -> str:
    """The picture of a thing sold."""
    return (
        f'<svg width="{size}" height="{size}" viewBox="0 0 60 60" style="border-radius:{radius}px;flex:none">'
        f"{_GOODS[name]}</svg>"
    )


def stars(given: int, size: int, of: int = 5) -> str:
    """A row of stars, the given ones filled."""
    shape = _ICONS["star"].split('"')[1]
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
    return f'<svg width="{width}" height="{height}" viewBox="0 0 {at} {height}" preserveAspectRatio="none">{"".join(bars)}</svg>'
