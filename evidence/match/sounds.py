"""A word's pinyin in, a pattern of every way to write those sounds out: 差平, 查萍, 叉苹 all sound like 差评."""

from __future__ import annotations

from functools import cache


@cache
def _by_syllable() -> dict[str, str]:
    """The characters of the simplified standard set (GB 2312) under their toneless reading."""
    from pypinyin import Style, pinyin

    found: dict[str, list[str]] = {}
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                char = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            # The commonest reading only: 土 read "cha" is in the dictionaries and in nobody's message.
            found.setdefault(pinyin(char, style=Style.NORMAL)[0][0], []).append(char)
    return {syllable: "".join(sorted(set(chars))) for syllable, chars in found.items()}


def sound_pattern(sound: str) -> str:
    """A pattern for the syllables of `sound` parted by spaces; a syllable that is not pinyin stands for itself."""
    table = _by_syllable()
    return "".join(f"[{table[s]}]" if s in table else s for s in sound.split())
