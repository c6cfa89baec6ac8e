"""The soft way where no appeal holds: a public reply and a message to the buyer, polite and within the rules."""

from __future__ import annotations

from evidence.appeal.complaint import Complaint, clean, complaint_of, lawful_demands
from evidence.appeal.grounds import Standing, gate_texts
from evidence.appeal.words import cite, fact_time, listing, neutral
from evidence.model import Case, Facts, Judgement, Transcript

__all__ = ["lawful_demands", "safety", "soft_way"]

LONGEST_GOODS = 20
"""Characters of a goods title that still reads as a name; longer ones are search words."""

REPLY, MESSAGE = "评价公开回复（草稿）：", "给买家的消息（草稿）："
"""How the two drafts open; what follows is meant to be copied."""


def soft_way(
    case: Case, transcript: Transcript, judgement: Judgement, facts: Facts, standings: tuple[Standing, ...]
) -> tuple[str, ...]:
    """What to do instead of an appeal: the buyer's demand where it is owed, then the two drafts, then warnings."""
    complaint = complaint_of(case, transcript, judgement, facts)
    advice = []
    if owed := lawful_demands(transcript):
        cites = listing((cite(m) for m in owed), 3)
        asked = f"（{listing(w.name for w in complaint.wishes)}）" if complaint.wishes else ""
        then = "聊天里已有处理的话，请核对确已办妥" if complaint.done else "请先核对是否符合规则，符合的及时处理"
        advice.append(f"先处理售后：买家在 {cites} 提到退换货、退款一类的诉求{asked}，{then}。")
    if not complaint.known:
        advice.append("没有在材料里看到买家对商品或服务的具体意见，两份草稿只作一般回复，请按实际情况补写。")
    advice += [REPLY + _reply(complaint), MESSAGE + _message(complaint, facts)]
    advice += [_remedy(g.id, g.remedy) for s in standings[:1] for g in s.gates if g.remedy or g.id in gate_texts()]
    advice += safety(judgement)
    advice.append("注意：不要请买家修改或删除评价，不要以钱物换评价，不要把买家引到平台之外；聊天记录不要删除。")
    return tuple(dict.fromkeys(advice))


def _reply(complaint: Complaint) -> str:
    """The public reply: it repeats what the buyer wrote in public, never what he said in the chat."""
    topic = complaint.topic
    if not complaint.known:
        return f"您好，感谢您的反馈，您的评价我们已经看到。{topic.reply}您可以在订单页联系我们，我们会跟进到底。"
    about = f"您提到的“{complaint.reviewed}”" if complaint.reviewed else f"您对{topic.name}的意见"
    parts = [f"您好，感谢您的反馈。{about}我们已经看到，很抱歉这次没有让您满意。"]
    parts.append("我们已为您处理售后，没有解决的部分会继续跟进。" if complaint.done else topic.reply)
    if complaint.refused and not complaint.done:
        parts.append("此前没有谈妥的处理方式，我们会对照规则再核对一遍。")
    parts.append("您可以在订单页联系我们，我们会跟进到底。")
    return "".join(parts)


def _message(complaint: Complaint, facts: Facts) -> str:
    """The message: the buyer's own words, what he asked for, and the next step, without asking twice for pictures."""
    topic = complaint.topic
    goods = facts.order.goods.value if facts.order.goods else ""
    thing = f"“{goods}”" if goods and len(goods) <= LONGEST_GOODS and clean(goods) else "商品"
    bought = fact_time(facts.order.paid) or fact_time(facts.order.created)
    day = f"您{bought.month}月{bought.day}日购买的" if bought else "您购买的"
    if not complaint.known:
        thanks = f"您好，关于{day}{thing}，您的反馈我们已经看到，谢谢您告诉我们。"
        return f"{thanks}{topic.ask}需要退换的，可以在订单页提交售后申请。"
    words = complaint.said or complaint.reviewed
    about = f"您提到的“{words}”" if words else f"您对{topic.name}的意见"
    parts = [f"您好，关于{day}{thing}，我们看到了{about}，很抱歉给您带来不便。"]
    if complaint.done:
        parts.append("我们已按售后为您处理，请您核对是否收到；没有收到或还有问题的，请在这里告诉我们。")
    else:
        parts.append("您发来的图片或视频我们已经看到，会据此核对。" if complaint.shown else topic.ask)
        parts += [wish.say for wish in complaint.wishes]
        if complaint.refused:
            parts.append("之前没有同意的部分，我们会对照规则再核对一遍，并把依据告诉您。")
    if not complaint.done and not any(w.name in ("退货", "换货", "退款") for w in complaint.wishes):
        parts.append("需要退换的，可以在订单页提交售后申请。")
    return "".join(parts)


def safety(judgement: Judgement) -> tuple[str, ...]:
    """What to do about words that touch a person's safety, whatever becomes of the appeal."""
    if not any(f.category == "threat" and f.grade == "strong" and f.speaker == "buyer" for f in judgement.findings):
        return ()
    return ("对话中有疑似涉及人身安全的话：请保留手机或电脑里的原件；担心安全时可报警，由警方判断。",)


def _remedy(gate: str, remedy: str) -> str:
    says = gate_texts().get(gate, {}).get("says", "")
    later = neutral(remedy) or "已有的对话不能改也不要删，今后避免同样的做法。"
    return f"针对“{says}”：{later}" if says else later
