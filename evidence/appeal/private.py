"""The seller's own risky lines in, a page for the seller's eyes out: what could cost a penalty and what to say instead.

It lies beside the pack and is never part of it. Nothing here says to delete anything.
"""

from __future__ import annotations

from collections.abc import Sequence

from evidence.appeal.grounds import cites_of
from evidence.appeal.words import long_time
from evidence.model import ChainLink, Gate, Judgement, SellerRisk, Transcript

_OPENING = """# 卖家自查（仅供自己看，不要提交）

这份自查不是证据包的一部分，不要上传给平台，也不要发给买家。它列出聊天里你自己
（含自动回复、卡片）可能带来处罚或使申诉不成立的话，以及今后可以怎么说。

**不要删除、撤回或修改任何聊天记录和截图。** 记录残缺或改动过，比其中任何一句话都更不利；
已经说过的话，如实提交完整记录。
"""

_CLOSING = """
## 今后的做法

- 只在平台的客服工具里沟通，不留微信、电话，不私下转账。
- 不提好评，不以钱物换评价，不请买家改评、删评或更换退款原因。
- 不问“不答应就差评吗”“要多少钱才肯删”一类的话，让买家自己说。
- 不引用、不公开买家的电话、地址、聊天记录；需要时只交给平台。
- 对方言语激烈时只作服务答复，不回骂。
"""


def private_check(transcript: Transcript, judgement: Judgement, chain: Sequence[ChainLink] = ()) -> str:
    """The private self-check as Markdown, in the order of the conversation; honest where nothing was found.

    `chain` are the buyer's claims: for those that no exhibit answers it says what could, which is nobody else's affair.
    """
    parts = [_OPENING]
    if judgement.seller_risks:
        parts.append(f"## 可能有风险的话（{len(judgement.seller_risks)} 句）\n")
        parts += [_risk(number, one, transcript) for number, one in enumerate(judgement.seller_risks, 1)]
    else:
        parts.append("## 可能有风险的话\n\n程序没有在聊天里找到；这不等于没有，请自己再看一遍。\n")
    if judgement.gates:
        parts.append("## 使申诉难以成立之处\n")
        parts += [_gate(g, transcript) for g in judgement.gates]
    open_claims = [link for link in chain if link.look_for]
    if open_claims:
        parts.append("## 还没有材料回应的说法\n")
        parts += [f"- {_plain(link.label)}。可以找：{'；'.join(link.look_for)}\n" for link in open_claims]
    return "\n".join([*parts, _CLOSING.strip(), ""])


def _risk(number: int, one: SellerRisk, transcript: Transcript) -> str:
    where = cites_of((one.message,), transcript) or one.message
    message = next((m for m in transcript.messages if m.id == one.message), None)
    when = f"，{long_time(message.time.value)}" if message is not None and message.time.value else ""
    automatic = "（自动回复或卡片）" if message is not None and message.kind in ("auto", "card") else ""
    lines = [f"{number}. **{one.label}**{automatic}（{where}{when}）", f"   - 原话：{_plain(one.quote)}"]
    lines.append(f"   - 为什么：{_plain(one.why)}")
    if one.instead:
        lines.append(f"   - 今后可以说：{one.instead}")
    return "\n".join(lines) + "\n"


def _gate(gate: Gate, transcript: Transcript) -> str:
    where = cites_of(gate.messages, transcript)
    lines = [f"- {gate.why}" + (f"（{where}）" if where else "")]
    if gate.remedy:
        lines.append(f"  还能做的：{gate.remedy}")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Chat text as Markdown shows it unchanged: one line, its signs escaped, no invisible ones."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|!" else c for c in flat)
