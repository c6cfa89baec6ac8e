"""Checks on the conversation: is it whole, whose, when, who spoke of the review first, and what the seller said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

from evidence.appeal.checks_case import Answer, Bench
from evidence.appeal.platform import Platform, list_platforms, starts_with_client
from evidence.appeal.words import cite, listing, origin_note, short_time
from evidence.chat import known_clients
from evidence.model import CheckState, Finding, Gate, Message

NO_TALK = "没有读到聊天记录"

READABLE = 0.80
"""Mean confidence under which a person should look at a key line again. A convention, not a measurement: RapidOCR
itself drops lines under 0.5."""

# that somebody speaks of a review at all; which of it is pressure is the matching room's question
_REVIEW = re.compile(r"评价|差评|中评|好评|追评|评论|[一1]\s*[颗个]?\s*星|低分|晒图|打分|写评")

_DEMAND_ROLES = ("demand", "amount", "benefit", "money")
_OFF_PLATFORM = ("wechat", "weixin", "wx", "qq", "sms")


def _gate(bench: Bench, *patterns: str) -> Gate | None:
    return next((g for g in bench.judgement.gates if any(fnmatchcase(g.id, p) for p in patterns)), None)


def _risks(bench: Bench, *patterns: str) -> tuple[str, ...]:
    return tuple(r.message for r in bench.judgement.seller_risks if any(fnmatchcase(r.rule, p) for p in patterns))


def _spoken(bench: Bench, speaker: str) -> list[Message]:
    return [m for m in bench.talk if m.speaker == speaker]


def _complete(bench: Bench) -> Answer:
    if not bench.talk:
        return Answer("fail", NO_TALK)
    gaps = bench.transcript.gaps
    if gaps:
        return Answer("fail", f"{len(gaps)} 处断档：{listing((f'{g.after} 与 {g.before} 之间' for g in gaps), 3)}")
    if cut := [m for m in bench.talk if m.partial]:
        return Answer("warn", f"截图之间没有断档，但 {listing(cite(m) for m in cut)} 被截图边缘切断")
    return Answer("pass", f"{len({m.source for m in bench.talk})} 张聊天截图之间没有断档，共 {len(bench.talk)} 条消息")


def _start_and_end(bench: Bench) -> Answer:
    if not bench.spoken:
        return Answer("unknown", NO_TALK)
    ends = (("第一条", bench.spoken[0]), ("最后一条", bench.spoken[-1]))
    said = "，".join(f"{n} {cite(m)}（{_when(m)}）" for n, m in ends)
    if any(m.time.value is None for _, m in ends):
        return Answer("warn", said)
    return Answer("pass", f"{said}；这两条之外是否还有对话，请自行核对")


def _when(message: Message) -> str:
    return f"{short_time(message.time.value)}，{origin_note(message.time)}" if message.time.value else "未显示时间"


def _chrome(bench: Bench) -> Answer:
    screens = bench.transcript.screens
    if not screens:
        return Answer("unknown", "没有聊天截图" if not bench.talk else "看不出截图的范围")
    if cropped := [s.source for s in screens if not s.whole]:
        return Answer("fail", f"{listing(cropped)} 看不到完整的窗口（标题栏或输入框不在图中）")
    return Answer("pass", f"{len(screens)} 张聊天截图都看得到标题栏和输入框")


def _nickname(bench: Bench) -> Answer:
    order = bench.facts.order
    expected = bench.case.file.buyer or (order.buyer.value if order.buyer else "")
    shown = {s.source: s.title for s in bench.transcript.screens if s.title and s.device != "buyer"}
    for message in _spoken(bench, "buyer"):
        if message.name:
            shown.setdefault(message.source, message.name)
    if not shown:
        state: CheckState = "fail" if bench.talk else "unknown"
        return Answer(state, "截图里没有读到买家昵称" + (f"（case.toml 或订单写的是“{expected}”）" if expected else ""))
    names = sorted(set(shown.values()))
    if expected:
        other = [f"{s} 为“{n}”" for s, n in sorted(shown.items()) if not _same_name(n, expected)]
        if other:
            return Answer("fail" if len(other) == len(shown) else "warn", f"应为“{expected}”，但 {listing(other, 3)}")
    elif any(not _same_name(n, names[0]) for n in names):
        return Answer("warn", f"截图里有不同的昵称：{listing((f'“{n}”' for n in names), 3)}")
    bare = sorted({m.source for m in bench.talk} - set(shown))
    if bare:
        return Answer("warn", f"昵称“{names[0]}”；{listing(bare)} 里没有读到昵称")
    return Answer("pass", f"昵称“{names[0]}”，见 {listing(sorted(shown))}")


def _same_name(one: str, other: str) -> bool:
    """Whether two names agree, a platform's masking (景**) counting as any sign."""
    a, b = ("".join(unicodedata.normalize("NFKC", n).split()).casefold() for n in (one, other))
    if a == b:
        return True
    masked, plain = (a, b) if "*" in a else (b, a)
    head = masked.split("*", 1)[0]
    return "*" in masked and bool(head) and plain.startswith(head)


def _times(bench: Bench) -> Answer:
    if not bench.spoken:
        return Answer("unknown", NO_TALK)
    watched = bench.key or bench.spoken
    blank = [m for m in watched if m.time.value is None]
    derived = [m for m in watched if m.time.value is not None and m.time.origin != "printed"]
    what = "关键消息" if bench.key else "消息"
    if blank:
        return Answer("fail" if len(blank) == len(watched) else "warn", f"{listing(cite(m) for m in blank)} 没有时间")
    if derived:
        return Answer("pass", f"{len(watched)} 条{what}都有时间，其中 {len(derived)} 条由截图中的文字推算")
    return Answer("pass", f"{len(watched)} 条{what}的时间都在截图中写明")


def _review_mentioned(bench: Bench) -> Answer:
    if _gate(bench, "review-never-mentioned"):
        return Answer("fail", "买家在整段对话里没有提到评价")
    if not bench.talk:
        return Answer("unknown", NO_TALK)
    if said := _first_mention(bench, "buyer"):
        return Answer("pass", f"买家在 {cite(said)} 提到评价")
    if levers := [s.message for f in _strong(bench) for s in f.spans if s.role == "lever"]:
        return Answer("pass", f"买家在 {bench.cites(tuple(levers))} 提到评价")
    return Answer("fail", "没有读到买家提到评价的话")


def _strong(bench: Bench) -> list[Finding]:
    return [
        f for f in bench.judgement.findings
        if f.category == "extortion" and f.grade == "strong" and f.speaker == "buyer" and f.channel == "chat"
    ]  # fmt: skip


def _first_mention(bench: Bench, speaker: str) -> Message | None:
    return next((m for m in _spoken(bench, speaker) if _REVIEW.search(unicodedata.normalize("NFKC", m.text))), None)


def _buyer_first(bench: Bench) -> Answer:
    if not bench.talk:
        return Answer("unknown", NO_TALK)
    if gate := _gate(bench, "seller-bait*", "paid-praise*"):
        return Answer("fail", f"卖家先提起评价（{bench.cites(gate.messages) or '见聊天'}）")
    places = {m.id: at for at, m in enumerate(bench.talk)}
    tied = [places[i] for f in _strong(bench) for i in f.messages if i in places]
    if not tied:
        return Answer("fail", "没有读到买家把评价与钱或好处连在一起的话")
    first = bench.talk[min(tied)]
    earlier = _first_mention(bench, "seller")
    if earlier is not None and places[earlier.id] < min(tied):
        what = "自动消息" if earlier.kind in ("auto", "card") else "卖家"
        return Answer("warn", f"买家在 {cite(first)} 提出，但{what}在 {cite(earlier)} 更早提到评价，请核对上下文")
    return Answer("pass", f"买家在 {cite(first)} 先提出")


def _explicit(bench: Bench) -> Answer:
    spans = [s for f in _strong(bench) for s in f.spans if s.role in _DEMAND_ROLES]
    known = {m.id: m for m in bench.transcript.messages}
    lines = [(known[s.message], s) for s in spans if s.message in known]
    if lines:
        words = listing((f"“{m.text[s.start : s.end]}”（{cite(m)}）" for m, s in lines), 3)
        return Answer("pass", f"买家写有 {words}")
    if not bench.talk:
        return Answer("unknown", NO_TALK)
    return Answer("fail", "没有读到买家索要金额或好处的话")


def _no_gate(title: str, gates: tuple[str, ...], risks: tuple[str, ...] = ()) -> Callable[[Bench], Answer]:
    """A check that fails on a gate, warns on the seller's own risky lines, and passes where neither was found."""

    def answer(bench: Bench) -> Answer:
        if gate := _gate(bench, *gates):
            where = bench.cites(gate.messages)
            return Answer("fail", f"{title}（{where}）" if where else title)
        if lines := _risks(bench, *risks):
            return Answer("warn", f"卖家的话可能有影响：{bench.cites(lines)}")
        if not bench.talk:
            return Answer("unknown", NO_TALK)
        doubt = "；聊天记录有断档，断档处看不到" if bench.transcript.gaps else ""
        return Answer("warn" if doubt else "pass", f"在 {len(bench.talk)} 条消息中没有发现{doubt}")

    return answer


def _native(bench: Bench) -> Answer:
    clients = {s.source: s.client for s in bench.transcript.screens if s.client}
    away = sorted(s for s, c in clients.items() if c.split("-")[0] in _OFF_PLATFORM)
    if _gate(bench, "off-platform*") or (away and len(away) == len(clients)):
        return Answer("fail", f"聊天在平台之外（{listing(away) or '见聊天'}），没有平台内转往其他软件的记录")
    if away:
        return Answer("warn", f"{listing(away)} 是平台之外的聊天")
    if not clients:
        return Answer("unknown", "看不出是哪个聊天工具")
    foreign = sorted({c for c in clients.values() if _other_platform(c, bench.platform)})
    if foreign:
        return Answer("warn", f"聊天工具 {listing(_names(foreign))} 属于另一平台，请核对平台是否选对")
    return Answer("pass", f"聊天工具：{listing(_names(clients.values()))}")


def _names(ids: Iterable[str]) -> list[str]:
    """What clients are called, for a reader who knows no ids."""
    known = {client.id: client.name for client in known_clients()}
    return sorted({known.get(one, one) for one in ids})


def _other_platform(client: str, platform: Platform) -> bool:
    """Whether the client is known as another platform's, and not as this one's."""
    owners = {p.id for p in list_platforms() if starts_with_client(client, p)}
    return bool(owners) and platform.id not in owners and not starts_with_client(client, platform)


def _readable(bench: Bench) -> Answer:
    unread = [f"{s.id}（{s.path}）" for s in bench.case.sources if s.status == "unreadable"]
    faint = [m for m in bench.key if m.confidence < READABLE or m.partial]
    if faint:
        return Answer(
            "fail" if len(faint) == len(bench.key) else "warn",
            f"关键消息 {listing(cite(m) for m in faint)} 不够清晰或被切断",
        )
    if unread:
        return Answer("warn", f"无法读取：{listing(unread)}")
    if not bench.talk:
        return Answer("unknown", NO_TALK)
    watched = bench.key or bench.talk
    low = min(m.confidence for m in watched)
    return Answer("pass" if low >= READABLE else "warn", f"文字识别的最低置信度 {low:.2f}")


def _unprompted(bench: Bench) -> Answer:
    if _gate(bench, "seller-bait*"):
        return Answer("fail", "买家的话出现在卖家引导之后")
    return Answer("unknown", "程序看不到平台登记的手机号，请在提交时核对")


ANSWERS: dict[str, Callable[[Bench], Answer]] = {
    "complete-conversation": _complete,
    "start-and-end": _start_and_end,
    "window-chrome": _chrome,
    "buyer-nickname": _nickname,
    "times": _times,
    "review-mentioned": _review_mentioned,
    "buyer-first": _buyer_first,
    "explicit-demand": _explicit,
    "seller-bait": _no_gate("卖家先用提问引出了买家的话", ("seller-bait*",), ("bait*",)),
    "paid-praise": _no_gate("卖家先提出好评返现或邀评", ("paid-praise*",), ("paid-praise*", "*solicit*", "*praise*")),
    "failed-negotiation": _no_gate("评价出现在售后协商不成之后", ("after-failed-negotiation", "*failed-negotiation*")),
    "swearing-back": _no_gate(
        "卖家说了骂人的话", ("*swore*", "*swear*"), ("*insult*", "*abuse*", "*swear*", "*swore*")
    ),
    "native-client": _native,
    "readable": _readable,
    "seller-not-prompting": _unprompted,
}
