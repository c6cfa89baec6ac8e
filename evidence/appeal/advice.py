"""The soft way where no appeal holds: a public reply and a message to the buyer, polite and within the rules."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from evidence.appeal.grounds import Standing, gate_texts
from evidence.appeal.words import cite, fact_time, listing, neutral
from evidence.model import Case, Facts, Judgement, Message, Transcript

LONGEST_GOODS = 20
"""Characters of a goods title that still reads as a name; longer ones are search words."""

LONGEST_CLAUSE = 24
"""Characters of the review that are taken up in the public reply."""

REPLY, MESSAGE = "评价公开回复（草稿）：", "给买家的消息（草稿）："
"""How the two drafts open; what follows is meant to be copied."""


@dataclass(frozen=True, slots=True)
class _Topic:
    id: str
    name: str
    words: tuple[str, ...]
    reply: str
    ask: str


def soft_way(
    case: Case, transcript: Transcript, judgement: Judgement, facts: Facts, standings: tuple[Standing, ...]
) -> tuple[str, ...]:
    """What to do instead of an appeal: the buyer's demand where it is owed, then the two drafts, then warnings."""
    topic, clause = _topic(case, transcript, facts)
    goods = facts.order.goods.value if facts.order.goods else ""
    thing = f"“{goods}”" if goods and len(goods) <= LONGEST_GOODS and _clean(goods) else "商品"
    bought = fact_time(facts.order.paid) or fact_time(facts.order.created)
    day = f"您{bought.month}月{bought.day}日购买的" if bought else "您购买的"
    about = f"您提到的“{clause}”" if clause else f"您对{topic.name}的意见" if topic.words else topic.name
    reply = f"{REPLY}您好，感谢您的反馈。{about}我们已经看到，很抱歉这次没有让您满意。{topic.reply}"
    reply += "您可以在订单页联系我们，我们会跟进到底。"
    message = f"{MESSAGE}您好，关于{day}{thing}，我们看到了{about}，很抱歉给您带来不便。{topic.ask}"
    message += "需要退换的，可以在订单页提交售后申请。"
    advice = []
    if owed := lawful_demands(transcript):
        cites = listing((cite(m) for m in owed), 3)
        advice.append(f"先处理售后：买家在 {cites} 提到退换货、退款一类的诉求，请先核对是否符合规则，符合的及时处理。")
    advice += [reply, message]
    advice += [_remedy(g.id, g.remedy) for s in standings[:1] for g in s.gates if g.remedy or g.id in gate_texts()]
    advice += safety(judgement)
    advice.append("注意：不要请买家修改或删除评价，不要以钱物换评价，不要把买家引到平台之外；聊天记录不要删除。")
    return tuple(dict.fromkeys(advice))


def safety(judgement: Judgement) -> tuple[str, ...]:
    """What to do about words that touch a person's safety, whatever becomes of the appeal."""
    if not any(f.category == "threat" and f.grade == "strong" and f.speaker == "buyer" for f in judgement.findings):
        return ()
    return ("对话中有疑似涉及人身安全的话：请保留手机或电脑里的原件；担心安全时可报警，由警方判断。",)


def lawful_demands(transcript: Transcript) -> tuple[Message, ...]:
    """The buyer's messages that ask for something a seller may owe: refund, return, replacement, freight."""
    words = _table()[1]
    said = [m for m in transcript.messages if m.speaker == "buyer" and m.channel == "chat" and m.kind == "text"]
    return tuple(m for m in said if any(w in m.text for w in words))


def _remedy(gate: str, remedy: str) -> str:
    says = gate_texts().get(gate, {}).get("says", "")
    later = neutral(remedy) or "已有的对话不能改也不要删，今后避免同样的做法。"
    return f"针对“{says}”：{later}" if says else later


def _topic(case: Case, transcript: Transcript, facts: Facts) -> tuple[_Topic, str]:
    """What the buyer complains of, and the clause of the review that says so where it can be taken up."""
    topics, _, _ = _table()
    review = case.file.review_text or (facts.review.text.value if facts.review.text else "")
    clauses = [c.strip() for c in re.split(r"[，。！？；,.!?;～~…\s]+", review) if c.strip()]
    for topic in topics:
        for clause in clauses:
            if any(w in clause for w in topic.words):
                return topic, clause if len(clause) <= LONGEST_CLAUSE and _clean(clause) else ""
    said = " ".join(m.text for m in transcript.messages if m.speaker == "buyer" and m.channel == "chat")
    return next((t for t in topics if any(w in said for w in t.words)), topics[-1]), ""


def _clean(text: str) -> bool:
    """Whether the words may stand in a draft: printable, and none of those that could break a platform's rules."""
    low = text.lower()
    return text.isprintable() and not any(w.lower() in low for w in _table()[2]) and not re.search(r"\d{5,}|[“”]", text)


@cache
def _table() -> tuple[tuple[_Topic, ...], tuple[str, ...], tuple[str, ...]]:
    table = tomllib.loads(files("evidence.appeal").joinpath("advice.toml").read_text("utf-8"))
    topics = tuple(_Topic(t["id"], t["name"], tuple(t["words"]), t["reply"], t["ask"]) for t in table["topic"])
    return topics, tuple(table["lawful"]), tuple(table["banned"])
