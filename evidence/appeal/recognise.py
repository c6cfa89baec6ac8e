"""Which platform a case belongs to: the case file's word, the order number's form, the chat client; with the reason."""

from __future__ import annotations

from collections import Counter

import re2

from evidence.appeal.platform import Platform, list_platforms, starts_with_client
from evidence.model import Case, Facts, Transcript

ASSUMED = "douyin"
"""Taken where nothing tells: its limits are the tightest known, so what is made fits elsewhere."""


def recognise_platform(case: Case, transcript: Transcript, facts: Facts) -> tuple[str, str]:
    """The platform's id and, in Chinese, what says so.

    The case file comes first, then the form of the order number (a form that is only a guess yields to the client),
    then the clients of the screenshots; where nothing tells, `douyin` is assumed and the reason says so. A platform
    named in the case file but known to nobody is handed on as it stands: `load_platform` names the remedy.
    """
    stated = (case.file.platform or "").strip()
    if stated:
        known = next((p.id for p in list_platforms() if stated.lower() in p.names), stated)
        return known, f"case.toml 写明平台为“{stated}”"
    number = _order_number(case, facts)
    sure, guessed = _by_number(number)
    seen = _by_client(transcript)
    if len(sure) == 1:
        other = f"；截图的聊天工具更像{seen[0][0].name}，请核对" if seen and seen[0][0].id != sure[0].id else ""
        return sure[0].id, f"订单号 {number} 符合{sure[0].name}的格式{other}"
    if seen:
        platform, client, count = seen[0]
        return platform.id, f"{count} 张截图的聊天工具为 {client}（{platform.name}）"
    if len(guessed) == 1:
        return guessed[0].id, f"订单号 {number} 像{guessed[0].name}的格式（未核实），请核对"
    return ASSUMED, "材料看不出平台，暂按抖音处理；请在 case.toml 的 [case] 写明 platform，或用 --platform 指定"


def _order_number(case: Case, facts: Facts) -> str:
    read = facts.order.number.value if facts.order.number else ""
    return "".join((case.file.order or read).split())


def _by_number(number: str) -> tuple[list[Platform], list[Platform]]:
    """The platforms whose order numbers look like this one: those of a known form, and those of a guessed one."""
    sure: list[Platform] = []
    guessed: list[Platform] = []
    for platform in list_platforms():
        form = platform.order_number
        if number and form is not None and form.known and re2.fullmatch(form.known, number):
            (guessed if form.source == "M" else sure).append(platform)
    return sure, guessed


def _by_client(transcript: Transcript) -> list[tuple[Platform, str, int]]:
    """Platforms by the screenshots taken in their clients, most first, with the clients' ids."""
    votes: Counter[tuple[str, str]] = Counter()
    platforms = {p.id: p for p in list_platforms()}
    for screen in transcript.screens:
        if screen.client is None:
            continue
        owners = [(named, p.id) for p in list_platforms() if (named := starts_with_client(screen.client, p))]
        if owners:
            votes[(max(owners)[1], screen.client)] += 1
    totals: Counter[str] = Counter()
    for (platform_id, _), count in votes.items():
        totals[platform_id] += count
    ranked = sorted(totals, key=lambda i: (-totals[i], i))
    return [(platforms[i], "、".join(sorted(c for p, c in votes if p == i)), totals[i]) for i in ranked]
