"""The exhibits' numbers, and how the pack speaks of them: by 证据 number, never by the program's own ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidence.model import Dossier, Finding, Message, Source, SourceKind
from evidence.report.neutral import neutral
from evidence.report.text import one_line

ORDER: tuple[SourceKind, ...] = (
    "chat", "order", "logistics", "review", "photo", "document", "recording", "table", "other"
)  # fmt: skip
KIND_WORDS: dict[SourceKind, str] = {
    "chat": "聊天截图",
    "review": "评价截图",
    "order": "订单截图",
    "logistics": "物流凭证",
    "photo": "照片",
    "recording": "录音录像",
    "table": "数据表",
    "document": "文件",
    "other": "其他材料",
}
SPEAKER_WORDS = {"buyer": "买家", "seller": "商家", "system": "系统", "unknown": "发言人不明"}
STATUS_WORDS = {"used": "已收录", "duplicate": "重复，未另行收录", "unreadable": "无法读取", "ignored": "未收录"}
PLACES = re.compile(r"(?<![A-Za-z0-9])(S\d{3,6})(?:#\d+)?(?:/([MR]\d{4,6}))?(?![A-Za-z0-9])")
"""A source, or a message in it: `S001/M0003` is one place, not two."""
_IDS = re.compile(r"(?<![A-Za-z0-9])([MRF]\d{3,6})(?![A-Za-z0-9])")


def exhibit_numbers(dossier: Dossier) -> dict[str, int]:
    """The number of every source in use, in the order the pack shows them: the conversation first, then the proofs."""
    return {source.id: number for number, source in enumerate(in_order(dossier), 1)}


def in_order(dossier: Dossier) -> list[Source]:
    """The sources in use in the pack's order: by kind, screenshots of a conversation in its own order."""
    talk = {screen.source: place for place, screen in enumerate(dossier.transcript.screens)}
    for place, message in enumerate(dossier.transcript.messages):
        talk.setdefault(message.source, len(dossier.transcript.screens) + place)
    files = {source.id: place for place, source in enumerate(dossier.case.sources)}
    used = dossier.case.used()
    return sorted(used, key=lambda s: (ORDER.index(s.kind), talk.get(s.id, 1 << 30), files[s.id]))


def caption(source: Source) -> str:
    """What the exhibit is: the seller's own caption where there is one, and the kind."""
    if source.derived_from is not None:
        return f"{KIND_WORDS[source.kind]}，录屏画面"
    return f"{KIND_WORDS[source.kind]}：{source.caption}" if source.caption else KIND_WORDS[source.kind]


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One numbered entry of the key lines: findings that rest on the same messages."""

    number: int
    findings: tuple[Finding, ...]
    messages: tuple[str, ...]

    @property
    def place(self) -> str:
        """The anchor of the entry."""
        return f"key-{self.number}"

    @property
    def from_review(self) -> bool:
        """Whether the words are the review's, not the conversation's."""
        return all(finding.channel == "review" for finding in self.findings)


_GRADES = {"strong": 0, "medium": 1, "weak": 2}


def key_lines(dossier: Dossier) -> tuple[KeyLine, ...]:
    """The lines the appeal rests on first, then what supports it; one entry for each distinct set of messages."""
    ground = dossier.appeal.ground
    held = set(ground.findings) if ground else set()
    place = {finding.id: number for number, finding in enumerate(dossier.judgement.findings)}
    ordered = sorted(
        dossier.judgement.findings, key=lambda f: (f.id not in held, _GRADES[f.grade], place[f.id])
    )  # fmt: skip
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in ordered:
        groups.setdefault(finding.messages, []).append(finding)
    return tuple(
        KeyLine(number, tuple(findings), messages) for number, (messages, findings) in enumerate(groups.items(), 1)
    )


_SEVERAL = re.compile(r"证据\d+(?:\s*[/、，,]\s*证据\d+(?!\d))+")
_SET_OFF = re.compile(
    r"(?<=[\u4e00-\u9fff“”（）、，。：；]) (?=证据\d)|(?<=[\u4e00-\u9fff]) (?=[（“])|(?<=证据\d) (?=[\u4e00-\u9fff])"
)
"""Blanks other rooms set about an id, which a Chinese sentence has no use for."""


_STATED = "卖家在 case.toml 中填写"
"""How other rooms say what the pack's tables call 商家填写: a reviewer knows no case.toml."""

_MARKS = {"O": "官方文本", "N": "法规或新闻", "3": "第三方资料", "C": "公开代码", "M": "未核实"}
_MARK = re.compile(r"\s*[(（\[]([ON3CM])[)）\]]")
_NOT_PUBLIC = re.compile(r"\S+\.(?:md|toml|py)\b")


def sourced(basis: str) -> str:
    """The source of a rule as a reader can follow it: its trust mark in words, nothing that names a working file."""
    if _NOT_PUBLIC.search(basis):
        return ""
    # Where the mark comes first, its words follow.
    basis = re.sub(r"^\[[ON3CM]\]\s*", "", basis)
    return _MARK.sub(lambda match: f"（{_MARKS[match.group(1)]}）", basis)


class References:
    """Says where something stands in the words of the pack."""

    def __init__(self, dossier: Dossier, keys: Iterable[KeyLine] = ()) -> None:
        """Take the dossier and its key lines; `here` and `again` hold each source's own and repeated messages."""
        self.numbers = exhibit_numbers(dossier)
        self.messages: Mapping[str, Message] = {m.id: m for m in dossier.transcript.messages}
        self.here: dict[str, list[Message]] = {}
        self.again: dict[str, list[Message]] = {}
        for message in dossier.transcript.messages:
            self.here.setdefault(message.source, []).append(message)
            for source in dict.fromkeys(repeat.source for repeat in message.repeats):
                self.again.setdefault(source, []).append(message)
        self._files = {s.id: s.path for s in dossier.case.sources}
        self._keys = {finding.id: key.number for key in keys for finding in key.findings}
        self._claims = dossier.appeal.ground is not None

    def exhibit(self, source: str | None) -> str:
        """`证据3`, or what is to be said where there is no exhibit."""
        if source is None:
            return "—"
        number = self.numbers.get(source)
        return f"证据{number}" if number else "未收录的文件"

    def file(self, source: Source, limit: int) -> str:
        """Which file it is; of a picture taken out of a recording, which recording and where in it."""
        if source.derived_from is None or source.offset is None:
            return one_line(source.path, limit)
        minutes, seconds = divmod(source.offset, 60)
        path = one_line(self._files.get(source.derived_from, ""), limit)
        return f"取自{self.exhibit(source.derived_from)} {path}，第 {int(minutes)} 分 {seconds:.1f} 秒处"

    def worded(self, text: str) -> str:
        """The text of another room with its ids replaced by exhibit numbers; neutral where the pack claims nothing."""
        told = PLACES.sub(self._place, text.replace(_STATED, "商家填写"))
        told = _IDS.sub(lambda match: self._word(match.group(1)), told)
        told = _SET_OFF.sub("", _SEVERAL.sub(_once, told))
        return told if self._claims else neutral(told)

    def _place(self, match: re.Match[str]) -> str:
        source = match.group(1)
        if source in self.numbers:
            return self.exhibit(source)
        return f"“{self._files[source]}”" if source in self._files else match.group()

    def _word(self, one: str) -> str:
        if one in self.messages:
            return self.exhibit(self.messages[one].source)
        if one in self._keys:
            return f"关键语句{self._keys[one]}"
        return "评价" if re.fullmatch(r"R\d{4}", one) else one


def _once(match: re.Match[str]) -> str:
    """Several messages of one exhibit come out as the same exhibit: said once."""
    return "、".join(dict.fromkeys(re.findall(r"证据\d+", match.group())))


def exhibit_place(source: str) -> str:
    """The anchor of an exhibit."""
    return f"exhibit-{source}"


def mark_place(key: KeyLine, message: str) -> str:
    """The anchor of a mark beside a key line's message."""
    return f"mark-{key.number}-{message}"
