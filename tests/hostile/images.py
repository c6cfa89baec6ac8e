"""Hostile pictures, made by code: each name with its bytes and what should become of it."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import numpy as np
from hostile.scene import chat
from PIL import Image

Hostile = tuple[str, bytes, str]


def saved(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *, depth: int = 8, colour: int = 0, rows: bytes = b"", extra: bytes = b"") -> bytes:
    """A PNG of claimed size with any data at all."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def plain(colour: str, size: tuple[int, int] = (64, 48)) -> Image.Image:
    return Image.new("RGB", size, colour)


def unreadable() -> Iterator[Hostile]:
    """What no program can show whole, or none should try."""
    good = chat(1)
    jpeg = saved(Image.open(BytesIO(good)).convert("RGB"), "JPEG", quality=80)
    yield "截断/png.png", good[: len(good) // 2], "unreadable"
    yield "截断/jpeg.jpg", jpeg[: len(jpeg) // 2], "unreadable"
    yield "截断/head.png", good[:20], "unreadable"
    yield "截断/webp.webp", saved(plain("#123456"), "WEBP", lossless=True)[:40], "unreadable"
    yield "截断/gif.gif", saved(plain("#123456"), "GIF")[:30], "unreadable"
    yield "截断/bmp.bmp", saved(plain("#123456"), "BMP")[:200], "unreadable"
    short = png(64, 64, rows=b"\0" * 100)  # each checksum is right, and most of the pixels are missing
    yield "缺行/一.png", short, "unreadable"
    yield "缺行/二.png", short, "unreadable"
    yield "空.png", b"", "unreadable"
    yield "冒充/html.png", b"<html><script>alert(1)</script></html>", "unreadable"
    yield "冒充/svg.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unreadable"
    yield "冒充/eps.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) (w) file", "unreadable"
    yield "冒充/tiff.png", saved(plain("#123456"), "TIFF"), "unreadable"
    yield "炸弹/一亿像素.png", png(60000, 60000, depth=1, rows=b"\0" * 8192), "unreadable"
    yield "炸弹/一亿像素多.png", png(11_000, 10_000, rows=b"\0" * 11_001 * 9), "unreadable"
    yield "炸弹/超长.png", png(1, 70000, rows=b"\0\0" * 70000), "unreadable"
    yield "炸弹/宽.png", png(2**31 - 1, 1), "unreadable"
    yield "炸弹/负.png", png(0, 0), "unreadable"
    text = b"Comment\0\0" + zlib.compress(b"\0" * 100_000_000, 9)
    yield "炸弹/文字块.png", png(8, 8, rows=b"\0" * 72, extra=chunk(b"zTXt", text)), "unreadable"


def mutated(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Good pictures with bytes changed: they may open or not, but nothing else may happen."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    image = plain("#88AA66", (96, 64))
    bases = {
        "png": saved(image),
        "jpg": saved(image, "JPEG"),
        "webp": saved(image, "WEBP"),
        "gif": saved(image, "GIF"),
        "bmp": saved(image, "BMP"),
    }
    for number in range(count):
        form = chance.choice(sorted(bases))
        data = bytearray(bases[form])
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        yield f"变异/{number:03d}.{form}", bytes(data)


def readable() -> Iterator[Hostile]:
    """Odd, but pictures all the same."""
    page = Image.open(BytesIO(chat(1))).convert("RGB").crop((0, 0, 540, 240))
    yield "能开/标错.jpg", saved(page), "used"
    yield "能开/一像素.png", saved(plain("#FF0000", (1, 1))), "used"
    yield "能开/一行.png", saved(plain("#00FF00", (900, 1))), "used"
    yield "能开/六万高.png", saved(plain("#EDEDED", (24, 60_000))), "used"
    deep = (np.linspace(0, 65535, 64 * 64).reshape(64, 64)).astype(np.uint16)
    yield "能开/十六位.png", saved(Image.fromarray(deep)), "used"
    yield "能开/印刷色.jpg", saved(Image.new("CMYK", (64, 48), (10, 200, 30, 5)), "JPEG"), "used"
    yield "能开/透明.png", saved(Image.new("RGBA", (64, 48), (0, 0, 0, 0))), "used"
    palette = plain("#0000FF").convert("P")
    palette.info["transparency"] = 0
    yield "能开/调色板.png", saved(palette, transparency=0), "used"
    frames = [plain(c) for c in ("#111111", "#777777", "#EEEEEE")]
    yield "能开/动图.gif", saved(frames[0], "GIF", save_all=True, append_images=frames[1:]), "used"
    yield "能开/动图.png", saved(frames[0], "PNG", save_all=True, append_images=frames[1:]), "used"
    yield "能开/动图.webp", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]), "used"
    exif = Image.Exif()
    exif[0x0112] = 6
    yield "能开/旋转.jpg", saved(page, "JPEG", exif=exif), "used"
    exif[0x0112] = 999
    yield "能开/乱旋转.jpg", saved(plain("#334455"), "JPEG", exif=exif), "used"
    yield "能开/尾巴.png", saved(plain("#556677")) + b"PK\x03\x04" + b"<?php ?>" * 50, "used"
