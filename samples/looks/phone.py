"""The parts of a phone's screen that every app shares."""

from __future__ import annotations

from datetime import datetime


def status_bar(now: datetime, battery: int) -> str:
    """Clock at the left; signal, network and battery at the right."""
    bars = "".join(
        f'<rect x="{nth * 4}" y="{9 - nth * 3}" width="2.600" height="{3 + nth * 3}" rx=".6"/>' for nth in range(4)
    )
    charge = round(battery / 100 * 16)
    return (
        f'<div class="status"><span>{now:%H:%M}</span><div><svg width="16" height="12" fill="#1d2129">'
        f"{bars}</svg>"
        '<span>5G</span><svg width="24" height="12" viewBox="0 0 24 12">'
        '<rect x=".5" y=".5" width="20" height="11" rx="3" '
        f'fill="none" stroke="#1d2129"/><rect x="2.500" y="2.500" width="{charge}" '
        'height="7" rx="1.500" fill="#1d2129"/>'
        '<rect x="21.500" y="4" width="1.800" height="4" rx=".8" fill="#1d2129"/></svg>'
        f"<span>{battery}%</span></div></div>"
    )


def bottom_bar() -> str:
    """The line one swipes up from."""
    return '<div class="home"><i></i></div>'
