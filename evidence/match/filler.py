"""A review's text in, whether it says nothing at all out: signs only, one thing typed over and over, keys run along.

Words that judge (好好好, 不错不错) are a meaning, however often repeated, until the repetition fills the field.
"""

from __future__ import annotations

import unicodedata

FEWEST_DIGITS = 5
"""666 and 100 are cheers; five digits and more are neither a cheer nor a size."""
FEWEST_LETTERS = 4
KEYS_ALONG = 0.6
"""Share of neighbouring letters that are neighbours on the keyboard or in the alphabet: 0.7 and more in asdfgh and
qwerty, at most 0.3 in the English words and model names of ordinary reviews."""
FEWEST_REPEATS = 3
JUDGING_REPEATS = 8
LONGEST_UNIT = 8

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_ALONG = {a + b for row in _ROWS for a, b in zip(row, row[1:], strict=False)}
_SHORT_RUNS = frozenset({"asd", "qwe", "zxc", "abc", "xyz"})
_NOISES = frozenset(
    "啊阿哈呵嗯恩额呃哦噢喔咯呜嘻嘿略啦呀吧滴嘟噜喵汪哒啪丫哇咦唉哎嘞嗷嘤嗝哼咕咚答嗒叭吱哗啾嘀唰嘭砰咿哟呦唷叮当咔嚓咩哞嗨诶欸"
)
_CHEERS = frozenset("👍❤♥🌹💯😍😊🥰👌👏💪🎉😀😁😄😋🤩💖💕")
_JUDGING = (
    "好",
    "不错",
    "棒",
    "赞",
    "喜欢",
    "满意",
    "可以",
    "差",
    "垃圾",
    "香",
    "爱",
    "行",
    "值",
    "牛",
    "美",
    "快",
    "慢",
    "贵",
)


def is_filler(text: str) -> bool:
    """Whether the text holds no word about anything."""
    bare = [c for c in text if unicodedata.category(c)[0] in "LN"]
    said = "".join(bare).lower()
    if not said:
        return bool(text.strip()) and not _CHEERS.intersection(text)
    if said.isdecimal():
        return len(said) >= FEWEST_DIGITS
    if said.isascii():
        return _keys_along(said)
    return _repeated(said) or (len(said) >= FEWEST_LETTERS and _NOISES.issuperset(said))


def _keys_along(said: str) -> bool:
    letters = "".join(c for c in said if c.isalpha())
    if len(letters) < FEWEST_LETTERS:
        return letters in _SHORT_RUNS
    pairs = [a + b for a, b in zip(letters, letters[1:], strict=False)]
    along = sum(pair in _ALONG or pair[::-1] in _ALONG or pair[0] == pair[1] for pair in pairs)
    if len(letters) == FEWEST_LETTERS:  # yyds and the like are words
        return along == len(pairs)
    return along >= KEYS_ALONG * len(pairs) or not set(letters) & set("aeiouy")


def _repeated(said: str) -> bool:
    for unit in range(1, min(LONGEST_UNIT, len(said) // FEWEST_REPEATS) + 1):
        if all(a == b for a, b in zip(said, said[unit:], strict=False)):
            repeats = len(said) // unit
            judges = any(word in said[:unit] for word in _JUDGING)
            return repeats >= (JUDGING_REPEATS if judges else FEWEST_REPEATS if unit > 1 else FEWEST_LETTERS)
    return False
