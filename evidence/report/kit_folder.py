"""The upload kit's files: takes the chosen pictures, hands on the originals, a list of them and the statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from evidence.model import Dossier, Message, Source
from evidence.report.exhibits import KIND_WORDS, PLACES, References, key_lines
from evidence.report.kit import Choice, KitLimits, choose, shows_in_words
from evidence.report.style import when
from evidence.report.text import one_line

LIST, STATEMENT, JOINED = "上传清单.txt", "申诉说明.txt", "备选-拼接长图（由工具制作）"
_FORM_MEDIA = {"image/png": ".png", "image/jpeg": ".jpg"}
_UNSTATED = 5_000_000
"""Bytes a picture may have where the platform does not say: the limit that the platforms which do say name most."""
_TALLEST = 30_000
"""Rows of a joined picture at most; JPEG holds 65,500, and forms scale taller ones down."""
_QUALITIES = (92, 85, 75, 65)
_RULE = 14
_ONE, _SEVERAL = re.compile(r"图\d+"), re.compile(r"图\d+(?:[/、，,]*图\d+)+")

Pictures = Callable[[str, int], Path]


@dataclass(frozen=True, slots=True)
class KitFile:
    """One file of the kit; `unchanged` where it is the original byte for byte."""

    name: str
    data: bytes
    unchanged: bool
    source: Source | None = None


def kit_files(dossier: Dossier, limits: KitLimits, *, picture: Pictures) -> Iterator[tuple[str, bytes]]:
    """Name and data of every file of the kit; nothing where there is no ground to appeal on."""
    if dossier.appeal.ground is None:
        return
    choice = choose(dossier, limits)
    most = limits.bytes or _UNSTATED
    pictures = [
        made
        for number, source in enumerate(choice.sources, 1)
        if (made := _picture(number, source, dossier, most, picture)) is not None
    ]
    joined = _joined(dossier, choice, most, picture) if choice.beyond else None
    statement = statement_text(dossier, choice)
    yield from ((one.name, one.data) for one in pictures)
    if joined is not None:
        yield joined.name, joined.data
    yield STATEMENT, statement.encode("utf-8")
    yield LIST, _list(dossier, limits, choice, pictures, joined, statement).encode("utf-8")


def statement_text(dossier: Dossier, choice: Choice) -> str:
    """The statement as it is pasted: it names the pictures by their place in the form, and only those uploaded."""
    statement = dossier.appeal.statement
    if statement.own:
        return statement.text
    place = {s.id: number for number, s in enumerate(choice.sources, 1)}
    lines = {n.id: place[s.id] for s in reversed(choice.sources) for n in choice.shows.get(s.id, ())}
    messages = {m.id: m for m in dossier.transcript.messages}

    def picture(match: re.Match[str]) -> str:
        source, message = match.group(1), match.group(2)
        number = lines.get(f"line-{message}") if message else place.get(source)
        if number is None and not message:
            # The screenshot named is not among those chosen: another one shows the same line.
            held = sorted(n for key, n in lines.items() if _source_of(messages, key) == source)
            number = held[0] if held else None
        return f"图{number}" if number else ""

    told = PLACES.sub(picture, statement.text)
    told = re.sub(
        r"图\d+(?:[/、，,]*图\d+)+", lambda m: "、".join(dict.fromkeys(re.findall(r"图\d+", m.group()))), told
    )
    told = re.sub(r"（[、，/ ]*）", "", told)
    return References(dossier, key_lines(dossier)).worded(told)


def _source_of(messages: Mapping[str, Message], need: str) -> str | None:
    message = messages.get(need.removeprefix("line-")) if need.startswith("line-") else None
    return message.source if message else None


def _picture(number: int, source: Source, dossier: Dossier, most: int, picture: Pictures) -> KitFile | None:
    try:
        path = picture(source.id, 1)
    except KeyError:
        return None
    stem = f"{number:02d}-{KIND_WORDS[source.kind]}-{_plain(_called(source, dossier))}"
    if source.media in _FORM_MEDIA and source.bytes <= most:
        return KitFile(stem + _FORM_MEDIA[source.media], path.read_bytes(), True, source)
    data, ending = _encoded(_opened(path), most)
    return KitFile(stem + ending, data, False, source)


def _called(source: Source, dossier: Dossier) -> str:
    """The file's name without its ending; of a picture out of a recording, the recording's and the place in it."""
    if source.derived_from is None:
        return Path(source.path).stem
    return f"{Path(dossier.case.source(source.derived_from).path).stem[:28]}-{source.offset or 0:.1f}秒".replace(
        ".", "_"
    )


def _plain(name: str) -> str:
    """A file name that every system and form takes."""
    return "".join(c for c in one_line(name, 40) if c.isalnum() or c in "-_ ") or "图片"


def _opened(path: Path) -> Any:
    from PIL import Image

    from evidence.case import open_picture

    return Image.fromarray(open_picture(path).pixels)


def _encoded(image: Any, most: int) -> tuple[bytes, str]:
    """The picture within the limit: PNG where that fits, JPEG of falling quality, then of falling size."""
    target = BytesIO()
    image.save(target, "PNG", optimize=True)
    if target.tell() <= most:
        return target.getvalue(), ".png"
    while True:
        for quality in _QUALITIES:
            target = BytesIO()
            image.save(target, "JPEG", quality=quality, optimize=True)
            if target.tell() <= most:
                return target.getvalue(), ".jpg"
        if min(image.size) < 200:
            return target.getvalue(), ".jpg"
        image = image.resize((int(image.width * 0.8), int(image.height * 0.8)))


def _joined(dossier: Dossier, choice: Choice, most: int, picture: Pictures) -> KitFile | None:
    """All chat screenshots that are needed below each other, uncut, with a rule between: a second choice."""
    from PIL import Image

    held = {s.id for s in (*choice.sources, *choice.beyond)}
    chats = [s for s in dossier.case.used("chat") if s.id in held]
    order = {s.id: n for n, s in enumerate((*choice.sources, *choice.beyond))}
    images = [_opened(picture(s.id, 1)) for s in sorted(chats, key=lambda s: order[s.id])]
    if len(images) < 2:
        return None
    width = min(max(i.width for i in images), 1080)
    sized = [i if i.width == width else i.resize((width, max(1, round(i.height * width / i.width)))) for i in images]
    height = sum(i.height for i in sized) + _RULE * (len(sized) - 1)
    if height > _TALLEST:
        return None
    page = Image.new("RGB", (width, height), (154, 42, 27))
    top = 0
    for one in sized:
        page.paste(one, (0, top))
        top += one.height + _RULE
    data, ending = _encoded(page, most)
    return KitFile(JOINED + ending, data, False)


def _list(
    dossier: Dossier, limits: KitLimits, choice: Choice, pictures: Sequence[KitFile], joined: KitFile | None,
    statement: str,
) -> str:  # fmt: skip
    appeal = dossier.appeal
    refs = References(dossier, key_lines(dossier))
    ground = appeal.ground
    lines = [
        f"上传清单：{appeal.platform_name}，申诉理由“{ground.label if ground else ''}”",
        f"生成于 {when(dossier.generated)}，evidence {dossier.version}",
        "",
        f"一、图片（{_allowed(limits)}；本清单 {len(pictures)} 张）",
    ]
    for number, one in enumerate(pictures, 1):
        if one.source is None:
            continue
        shows = shows_in_words(one.source, choice.shows.get(one.source.id, ()))
        made = "原件，未改动" if one.unchanged else "由工具转成表单能收的格式，画面未改动"
        digest = "原件 SHA-256"
        if not one.source.is_picture:
            made = "由该文件渲染的画面（第 1 页）"
        elif one.source.derived_from is not None:
            made, digest = "由录屏取出的整幅画面，未裁剪；录屏原件请保留", "画面 SHA-256"
        lines += [
            f"{number}. {one.name}",
            f"   {refs.worded(shows)}",
            f"   即{refs.exhibit(one.source.id)} {refs.file(one.source, 200)}；{made}；{digest} {one.source.sha256}",
        ]
    for title, needs in (("所附材料中没有画面的", choice.unseen), ("超出张数限额而没有选入的", choice.left_out)):
        if needs:
            lines += ["", f"{title}：", *(f"- {refs.worded(one_line(n.words, 160))}" for n in needs)]
    if choice.beyond:
        more = "、".join(f"{refs.exhibit(s.id)}（{refs.file(s, 200)}）" for s in choice.beyond)
        lines += ["", f"要全部看得到，还需要：{more}。"]
        if joined is not None:
            lines.append(
                f"第二选择：{joined.name}，由工具把聊天截图上下相接，未裁剪，红线为接缝；优先上传原图，"
                "平台允许拼图时才用它代替其中的聊天截图。"
            )
    over = limits.text is not None and len(statement) > limits.text
    count = f"{len(statement)} 字，上限 {limits.text} 字" if limits.text else f"{len(statement)} 字"
    lines += ["", f"二、申诉说明（见 {STATEMENT}，{count}{'，超出上限，请删减' if over else ''}）", statement]
    if appeal.steps:
        lines += ["", "三、提交步骤", *(f"{n}. {refs.worded(step)}" for n, step in enumerate(appeal.steps, 1))]
    lines += ["", "原图不要裁剪、涂改；提交后保留原图与聊天记录。"]
    return "\n".join(lines) + "\n"


def _allowed(limits: KitLimits) -> str:
    count = f"表单最多 {limits.pictures} 张" if limits.pictures else "平台没有公布张数上限"
    size = f"每张不超过 {limits.bytes / 1e6:g} MB" if limits.bytes else "平台没有公布每张的大小，按 5 MB 计"
    return f"{count}，{size}"
