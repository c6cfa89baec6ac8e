"""Every sentence a person may see exists in both languages, with the same blanks, and no sentence is left over."""

from __future__ import annotations

import ast
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import evidence
from evidence.catalogue import say
from evidence.model import Notice

PACKAGE = Path(evidence.__file__).parent
SENTENCES = {
    key: entry
    for file in sorted((PACKAGE / "sentences").glob("*.toml"))
    for key, entry in tomllib.loads(file.read_text("utf-8")).items()
}


def keys_used() -> Iterator[tuple[str, set[str] | None, str]]:
    """Every key that stands in the code as text, with the blanks filled where that can be seen."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if name.split(".")[-1] in ("of", "EvidenceError", "say") and texts and "." in texts[0]:
                starred = any(k.arg is None for k in node.keywords)
                filled = None if starred else {str(k.arg) for k in node.keywords}
                yield texts[0], filled, f"{path.relative_to(PACKAGE)}:{node.lineno}"


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_a_sentence_says_the_same_in_both_languages(key: str) -> None:
    entry = SENTENCES[key]
    assert set(entry) == {"zh", "en"}
    assert blanks(entry["zh"]) == blanks(entry["en"])


def test_every_notice_has_a_sentence_and_fills_its_blanks() -> None:
    used = list(keys_used())
    assert len(used) > 30, "the search through the code finds nothing: it no longer knows how notices are made"
    for key, filled, where in used:
        assert key in SENTENCES, f"{where}: no sentence for {key}"
        if filled is not None:
            lacking = blanks(SENTENCES[key]["zh"]) - filled
            assert not lacking, f"{where}: {key} leaves {lacking} empty"


def test_no_sentence_is_left_over() -> None:
    code = "".join(p.read_text("utf-8") for p in PACKAGE.rglob("*.py"))
    unused = [key for key in SENTENCES if f'"{key}"' not in code]
    assert not unused


def test_a_notice_without_a_sentence_is_shown_not_hidden() -> None:
    assert "S001" in say(Notice.of("no.such-key", source="S001"))


def test_braces_in_a_file_name_are_only_text() -> None:
    said = say(Notice.of("files.not-found", path="{0}{path}{x!r}.png"), "en")
    assert "{0}{path}{x!r}.png" in said
