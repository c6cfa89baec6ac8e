"""A small lawful case drawn by code, which every hostile thing is put beside: two chats and a review."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = str(files("evidence").joinpath("report/fonts/NotoSansSC-Regular.ttf"))
SIZE = (540, 760)
EM = 26
GOOD = ("聊天/01.png", "聊天/02.png")
TALK = (
    (("buyer", "你好,裤子收到了"), ("seller", "您好,请问有什么可以帮您"), ("buyer", "不返我30元就给差评")),
    (("seller", "我们不能用钱换评价"), ("buyer", "那我现在就去写一星"), ("seller", "请您走售后流程")),
)


@cache
def _font(size: int = EM) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


def bubbles(number: int) -> list[tuple[str, str, tuple[int, int, int, int]]]:
    """Speaker, text and the box of the text of each bubble of a screenshot, from the top down."""
    y, found = 150, []
    for speaker, text in TALK[number - 1]:
        wide = int(_font().getlength(text)) + 36
        x = 80 if speaker == "buyer" else SIZE[0] - 80 - wide
        found.append((speaker, text, (x + 18, y + 14, x + wide - 18, y + 44)))
        y += 100
    return found


@cache
def chat(number: int) -> bytes:
    """One phone screenshot as PNG: header, a time, bubbles left and right, the input box."""
    page = Image.new("RGB", SIZE, "#EDEDED")
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, SIZE[0], 70), fill="#F7F7F7")
    draw.text((200, 20), "青柠用户27", font=_font(), fill="#111111")
    draw.text((170, 95), f"2026年10月5日 14:{30 + number * 5}", font=_font(20), fill="#8A8A8A")
    y = 150
    for speaker, text in TALK[number - 1]:
        wide = int(draw.textlength(text, font=_font())) + 36
        x = 80 if speaker == "buyer" else SIZE[0] - 80 - wide
        face = 15 if speaker == "buyer" else SIZE[0] - 70
        draw.rectangle((face, y, face + 54, y + 54), fill="#7799BB" if speaker == "buyer" else "#BB7755")
        colour = "#FFFFFF" if speaker == "buyer" else "#95EC69"
        draw.rounded_rectangle((x, y, x + wide, y + 58), 8, fill=colour)
        draw.text((x + 18, y + 12), text, font=_font(), fill="#111111")
        y += 100
    draw.rectangle((0, SIZE[1] - 70, SIZE[0], SIZE[1]), fill="#F7F7F7")
    draw.text((30, SIZE[1] - 52), "输入消息", font=_font(22), fill="#AAAAAA")
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def small_case(folder: Path) -> Path:
    """Write the case into `folder`, which is made."""
    for number, name in enumerate(GOOD, 1):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chat(number))
    return folder
