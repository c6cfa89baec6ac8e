"""One bubble's normalised text in, the places out where the same act is asked for (or promised) and refused.

转了…不转…, 你点同意…不同意…, 到账…不到账…: whoever sets the two side by side makes a condition, whatever follows.
"""

from __future__ import annotations

CONTRAST = "contrast"
"""The name of these hits among those of the vocabularies: of no rule file, yet part of the reasons."""

NEGATIONS = "不没未唔勿冇"
NO_ACTS = frozenset("是能会有在知好太多行错对可得就都也还用说了的么吗一只这那什够少大小很")
"""What follows a negation without being an act that could be done or withheld."""

THEN = ("就", "的话", "那", "我", "咱", "俺", "它", "他", "她", "你", "星", "差", "评", "=", "→", "➡", ":")

REACHES = "进来到见看收拿回凑掏付转补退过抹减免给赔返打寄送办做"
"""Acts that are refused as not possible, the negation between them and what they reach: 进来 and 进不来."""

REACH = 60
"""Characters over which the two halves still belong together: two clauses of a long bubble."""


def contrasts(text: str) -> list[tuple[int, int]]:
    """The refused halves (`不转`) of such pairs, as ranges of `text`; questions of the form 买不买 are none."""
    found = []
    for at, char in enumerate(text[:-1]):
        if char not in NEGATIONS:
            continue
        act = text[at + 1]
        before = text[at - 1 : at]
        if at >= 2 and text[at - 2 : at] == text[at + 1 : at + 3]:
            continue  # 正常不正常
        if char == "不" and before and before in REACHES and act not in (before, "是", "就", "要"):
            if _asked(text, before, at - 1):
                found.append((at, at + 2))
            continue
        if char in "没未" and not any(word in text[at + 2 : at + 8] for word in THEN) and not _opens(text, at):
            continue  # 答应的还没返: what has not been done yet is no condition by itself
        if act in NO_ACTS or not "一" <= act <= "鿿":
            continue
        if before != act and _asked(text, act, at + 1):
            found.append((at, at + 2))
    return found


def _opens(text: str, refused: int) -> bool:
    """Whether both halves open a clause and say more: 退了六条都是夸 没退六条都是睡着了."""
    act = text[refused + 1]
    if text[refused - 1 : refused].strip(" ,。!;") or not text[refused + 2 : refused + 5].strip(" ,。!?了呢吗的"):
        return False
    return any(
        text[at : at + 2] == act + "了" and not text[at - 1 : at].strip(" ,。!;") and len(text[at + 2 : refused]) > 3
        for at in range(max(0, refused - REACH), refused - 1)
    )


def _asked(text: str, act: str, refused: int) -> bool:
    """Whether the act stands elsewhere near, neither refused nor within a question."""
    for at in range(max(0, refused - REACH), min(len(text), refused + REACH)):
        if at == refused or text[at] != act or text[at - 1 : at] in (*NEGATIONS, "别", "甭"):
            continue
        if text[at + 1 : at + 3] in tuple(n + act for n in NEGATIONS):
            continue
        return True
    return False
