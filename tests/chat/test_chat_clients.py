"""Client files are checked data."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.chat import known_clients, load_client
from evidence.chat.clients import Words
from evidence.errors import EvidenceError, Exit

GOOD = 'id = "shop-chat"\nname = "某客服"\nas_of = "2026-11-20"\nbasis = "M"\n'


def test_the_clients_that_come_along_are_valid_and_have_their_own_ids() -> None:
    ids = [client.id for client in known_clients()]
    assert "generic" in ids
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        (GOOD + "marks = [", Exit.CONFIG, "chat.client-toml"),
        (GOOD + 'marks = ["(已读"]', Exit.CONFIG, "chat.client-key"),
        (GOOD + 'colour = "red"', Exit.CONFIG, "chat.client-key"),
        (GOOD.replace("2026-11-20", "soon"), Exit.CONFIG, "chat.client-key"),
        (GOOD + 'device = "phone"', Exit.CONFIG, "chat.client-key"),
    ],
)
def test_a_wrong_client_file_names_file_and_key(tmp_path: Path, text: str, code: Exit, key: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(EvidenceError) as caught:
        load_client(file)
    assert caught.value.exit_code is code
    assert caught.value.notice.key == key
    assert dict(caught.value.notice.params)["path"] == str(file)


def test_a_missing_client_file_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as caught:
        load_client(tmp_path / "none.toml")
    assert caught.value.exit_code is Exit.FILE


def test_a_good_client_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD, "utf-8")
    assert load_client(file).id == "shop-chat"


@pytest.mark.parametrize(
    ("topic", "text", "is_one"),
    [
        ("marks", "已读", True),
        ("marks", "已 读", True),
        ("marks", "我已读过说明", False),
        ("auto", "智能客服", True),
        ("auto", "智能客服答非所问", False),
        ("voice", '12"', True),
        ("voice", '屏幕有55"吗', False),
        ("system", "对方撤回了一条消息", True),
        ("system", "你为什么撤回", False),
        ("buttons", "查看物流", True),
        ("buttons", "我要查看物流信息", False),
    ],
)
def test_only_the_clients_own_words_count(topic: str, text: str, is_one: bool) -> None:
    assert Words(None).is_a(topic, text) is is_one
