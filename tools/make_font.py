"""Makes the fonts of the pack from two npm packages: run by hand when a font changes, never at install or run time.

Takes the static TrueType instances of Noto Sans SC and Noto Emoji, keeps the characters a Chinese pack needs, and
writes the subsets with licence and provenance to `evidence/report/fonts/`. The same inputs give the same bytes.

    pip install fonttools==4.68.0 pypinyin-dict==0.9.0
    python tools/make_font.py

The 8105 characters of 通用规范汉字表 (2013) are the keys of pypinyin-dict's `ktghz2013`; the other sets are Python's
codecs. Regular holds every ideograph of GBK too, as nicknames use them; Bold holds fewer and falls back to Regular.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from pypinyin_dict.pinyin_data import ktghz2013

TARGET = Path(__file__).resolve().parent.parent / "evidence" / "report" / "fonts"
SANS = ("@expo-google-fonts/noto-sans-sc", "0.4.3")
EMOJI = ("@expo-google-fonts/noto-emoji", "0.4.7")
STANDARD = frozenset(ktghz2013.pinyin_dict)
HANGUL = frozenset([*range(0x1100, 0x1200), *range(0x3130, 0x3190), *range(0xA960, 0xA980), *range(0xAC00, 0xD800)])
PRIVATE = frozenset(range(0xE000, 0xF900))
# What only vertical setting and Japanese typesetting use, and what a pack never shows.
VERTICAL = frozenset([*range(0xFE10, 0xFE20), *range(0xFE30, 0xFE50)])


@dataclass(frozen=True)
class Recipe:
    """One font: the file in the package, the file made of it, the PostScript name it must have, what it holds."""

    package: tuple[str, str]
    member: str
    output: str
    postscript: str
    wanted: frozenset[int]
    holds: str


def ideograph(code: int) -> bool:
    """Whether the code point is a Chinese character (any block)."""
    return 0x3400 <= code <= 0x4DBF or 0x4E00 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF


def decodable(codec: str, first: range, second: range) -> Iterator[int]:
    """The characters of a two-byte codec within the given first and second bytes."""
    for high in first:
        for low in second:
            try:
                yield ord(bytes([high, low]).decode(codec))
            except (UnicodeDecodeError, TypeError):
                continue


def recipes(everything: frozenset[int]) -> list[Recipe]:
    """What to make; `everything` is the character map of Noto Sans SC."""
    plain = {code for code in everything if not ideograph(code)} - HANGUL - PRIVATE - VERTICAL
    gb2312 = set(decodable("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF)))
    gbk = set(decodable("gbk", range(0x81, 0xFF), range(0x40, 0xFF))) - PRIVATE
    beyond = {code for code in everything if code >= 0x9FA6 and ideograph(code)}
    sans = "package/{0}/NotoSansSC_{0}.ttf"
    return [
        Recipe(
            SANS, sans.format("400Regular"), "NotoSansSC-Regular.ttf", "NotoSansSC-Regular",
            frozenset(plain | gbk | beyond | STANDARD), "通用规范汉字表 8105, GBK, symbols",
        ),
        Recipe(
            SANS, sans.format("700Bold"), "NotoSansSC-Bold.ttf", "NotoSansSC-Bold",
            frozenset({c for c in plain if c < 0x3100 or c >= 0xFF00} | gb2312 | STANDARD),
            "通用规范汉字表 8105, GB2312, symbols",
        ),
        Recipe(
            EMOJI, "package/400Regular/NotoEmoji_400Regular.ttf", "NotoEmoji-Regular.ttf", "NotoEmoji-Regular",
            frozenset(), "every character of the font",
        ),
    ]  # fmt: skip


def pack(package: tuple[str, str], folder: Path) -> Path:
    """The package's archive, as the npm client fetches it."""
    name = "@".join(package)
    command = ["npm", "pack", "--silent", name]
    run = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603 - fixed words
    return folder / run.stdout.strip().splitlines()[-1]


def member(archive: Path, name: str) -> bytes:
    """One file of the archive."""
    with tarfile.open(archive) as opened:
        found = opened.extractfile(name)
        if found is None:
            raise SystemExit(f"{archive.name} holds no {name}")
        return found.read()


def make(recipe: Recipe, source: Path, target: Path) -> int:
    """Write the subset; returns how many characters it maps. Refuses a font the pack could not embed."""
    font = TTFont(source, recalcTimestamp=False)
    name = font["name"].getDebugName(6)
    if "glyf" not in font or "fvar" in font or name != recipe.postscript or font["OS/2"].fsType != 0:
        raise SystemExit(f"{source.name}: not a static, embeddable TrueType font named {recipe.postscript} but {name}")
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "STAT", "meta"]
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = ["*"]
    options.recalc_timestamp = False
    maker = subset.Subsetter(options)
    maker.populate(unicodes=recipe.wanted or set(font.getBestCmap()))
    maker.subset(font)
    font.save(target, reorderTables=True)
    return len(font.getBestCmap())


def sha256(data: bytes) -> str:
    """The digest in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def main() -> None:
    """Make the three fonts, `OFL.txt` and `PROVENANCE.toml`."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        archives = {package: pack(package, folder) for package in (SANS, EMOJI)}
        whole = folder / "whole.ttf"
        whole.write_bytes(member(archives[SANS], "package/400Regular/NotoSansSC_400Regular.ttf"))
        lines = [
            "# Where the fonts of the pack come from; written by tools/make_font.py.",
            f'tool = "fonttools {version("fonttools")}"',
            f'standard = "pypinyin-dict {version("pypinyin-dict")} ktghz2013"',
        ]
        for recipe in recipes(frozenset(TTFont(whole).getBestCmap())):
            archive = archives[recipe.package]
            source = folder / recipe.output
            source.write_bytes(member(archive, recipe.member))
            made = TARGET / recipe.output
            count = make(recipe, source, made)
            covered = len(STANDARD & set(TTFont(made).getBestCmap()))
            lines += [
                "", f'["{recipe.output}"]', f'package = "{recipe.package[0]}"', f'version = "{recipe.package[1]}"',
                f'archive_sha256 = "{sha256(archive.read_bytes())}"', f'file = "{recipe.member}"',
                f'file_sha256 = "{sha256(source.read_bytes())}"', f'sha256 = "{sha256(made.read_bytes())}"',
                f"bytes = {made.stat().st_size}", f'postscript = "{recipe.postscript}"', f"characters = {count}",
                f"standard_characters = {covered}", f'holds = "{recipe.holds}"', 'licence = "OFL-1.1"',
            ]  # fmt: skip
            sys.stdout.write(f"{recipe.output}: {count} characters, {made.stat().st_size / 1e6:.2f} MB\n")
        (TARGET / "PROVENANCE.toml").write_text("\n".join(lines) + "\n", "utf-8")
        texts = [member(archives[p], "package/LICENSE_FONT").decode("utf-8").strip() for p in (SANS, EMOJI)]
        heads = [text.split("\n", 1)[0] for text in texts]
        (TARGET / "OFL.txt").write_text(
            f"Noto Sans SC: {heads[0]}\nNoto Emoji: {heads[1]}\n{texts[0].split(chr(10), 1)[1]}\n", "utf-8"
        )


if __name__ == "__main__":
    main()
