"""Every sentence the program says to a person, in Chinese and English, from one data file per room."""

from __future__ import annotations

import locale
import os
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evidence.model import Notice

Lang = Literal["zh", "en"]


def default_lang() -> Lang:
    """The language of the locale: English only where the locale says so, Chinese otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "en" if (locale.getlocale()[0] or "").lower().startswith("en") else "zh"


@cache
def _sentences() -> dict[str, dict[str, str]]:
    """All entries: `{key: {"zh": …, "en": …}}`, from `evidence/sentences/*.toml`; a key stands in one file only."""
    import tomllib
    from importlib.resources import files

    every: dict[str, dict[str, str]] = {}
    for file in sorted(files("evidence").joinpath("sentences").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        for key, entry in tomllib.loads(file.read_text("utf-8")).items():
            if key in every:
                raise ValueError(f"{file.name}: the sentence {key} stands in two files")
            every[key] = entry
    return every


def say(notice: Notice, lang: Lang = "zh") -> str:
    """The notice in words. A key without a sentence is a defect and says so instead of hiding the notice."""
    params = dict(notice.params)
    entry = _sentences().get(notice.key)
    if entry is None:
        return f"[{notice.key}] " + ", ".join(f"{name}: {value}" for name, value in params.items())
    return entry[lang].format_map(params)
