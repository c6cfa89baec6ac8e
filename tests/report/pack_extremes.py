"""Cases at the edges: a very long screenshot, and everything a hostile folder may hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PIL import Image
from report.drawn import BASE, ENGINE, ORDER, TALK, Scene, add_chat, fact, spans_of
from report.pack_scenes import rich

from evidence.model import (
    Case,
    Check,
    Dossier,
    Facts,
    Gap,
    Judgement,
    Order,
    Span,
    Statement,
    Transcript,
)


def tall(root: Path) -> tuple[Dossier, Scene]:
    """One long screenshot of 1080 x 12000 and desktop shots of 1366 x 768, with a key line far down."""
    base, _ = rich(root)
    scene = Scene(root)
    talk = [(speaker, f"{text}（第{n + 1}轮）") for n in range(6) for speaker, text in TALK]
    add_chat(scene, "长图.png", talk, BASE, size=(1080, 12000))
    for number in range(2):
        add_chat(
            scene, f"电脑{number}.png", TALK[:4], BASE + timedelta(hours=1), size=(1366, 768), em=19, panel=number == 0
        )
    key = next(m for m in scene.messages if "十点前" in m.text and "第5轮" in m.text)
    finding = replace(
        base.judgement.findings[1],
        messages=(key.id,),
        quote=key.text,
        spans=tuple(spans_of(key, demand="八十块", lever="一星差评")),
    )
    findings = (replace(finding, id="F001"),)
    transcript = Transcript(ENGINE, tuple(scene.sources), tuple(scene.messages), (), (), tuple(scene.screens))
    facts = Facts(order=Order(number=fact(ORDER, scene.sources[1], 1, scene)))
    appeal = replace(base.appeal, timeline=(), runners_up=())
    return replace(
        base,
        case=Case(root, tuple(scene.sources)),
        pages=tuple(scene.pages),
        transcript=transcript,
        judgement=Judgement(findings),
        facts=facts,
        appeal=appeal,
        second=(),
    ), scene


EVIL = (
    "<img src=\"chat/01.png\"/><b>粗</b> & <a href='x'>链</a> \u202e反转\u200b零宽\x07 𠮷野家 𠂇 😂👨‍👩‍👧 ☎ עברית ✗ "
    + "长" * 900
    + "A1" * 700
)


def hostile(root: Path) -> tuple[Dossier, Scene]:
    """Markup, emoji, rare characters, endless words and names, a hundred files."""
    base, scene = rich(root)
    name = "很" * 80 + "x" * 11 + ".png"
    small = Image.new("RGB", (320, 240), "#CCDDEE")
    for number in range(100):
        path = name if not number else f"照片/{number:03d}.png"
        scene.add(path, "photo" if number % 2 else "other", small, caption="<b>标题</b>" * (30 if number == 1 else 1))
    messages = [
        replace(m, text=EVIL, name="<font color=red>甲</font>😂") if m.id == "M0005" else m for m in scene.messages
    ]
    judgement = replace(
        base.judgement,
        findings=(
            replace(
                base.judgement.findings[0],
                quote=EVIL,
                why=EVIL,
                label="<i>换钱</i>",
                spans=(Span("M0005", 3, 2000, "lever"), Span("M0005", 10, 99999, "demand")),
            ),
        ),
    )
    order = replace(
        base.facts.order, goods=replace(base.facts.order.goods, value=EVIL, shown=EVIL), shop=fact("店" * 300)
    )
    review = replace(base.facts.review, text=replace(base.facts.review.text, value=EVIL * 3, shown=EVIL))
    transcript = replace(
        base.transcript, messages=tuple(messages), sources=tuple(scene.sources), gaps=(Gap("S001", "S002", EVIL),)
    )
    appeal = replace(
        base.appeal,
        why=EVIL,
        statement=Statement(EVIL, 100, EVIL * 2),
        timeline=tuple(replace(e, what=EVIL) for e in base.appeal.timeline),
        checklist=(*base.appeal.checklist, Check("x", EVIL, "fail", EVIL * 4, EVIL, EVIL)),
    )
    return replace(
        base,
        case=Case(root, tuple(scene.sources)),
        pages=tuple(scene.pages),
        transcript=transcript,
        judgement=judgement,
        facts=replace(base.facts, order=order, review=review),
        appeal=appeal,
    ), scene
