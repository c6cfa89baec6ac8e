"""What is fuzzed, each a function of hypothesis' choices: for the short runs of the tests and the long of the bench."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from hostile.images import plain, saved
from hypothesis import strategies as st

from evidence.appeal import load_platform
from evidence.case import load_casefile
from evidence.case.picture import decode_picture
from evidence.chat import converse
from evidence.chat.clock import find_stamp, named_time, read_stamp, resolve
from evidence.documents import dumps
from evidence.errors import EvidenceError, Exit
from evidence.facts import establish, exports
from evidence.match import judge, load_rules, parse_utterances
from evidence.model import CHINA, Box, Case, Engine, Line, Page, Region, Source, Surface
from evidence.seal import verify_pack

SEEDS = [saved(plain("#8833AA", (40, 30)), form) for form in ("PNG", "JPEG", "WEBP", "GIF", "BMP")]
WORDS = (
    "昨天 14:30",
    "2026-10-05 14:30:59",
    "星期二 下午3:05",
    "2月30日 25:61",
    "不返30元就给差评",
    "加微信 abc123",
    "已签收",
    "订单编号：",
    "6953495324704314513",
    "运单号 78950012345678",
    "中通快递",
    "评价时间",
    "追评",
    "商品评价 ★★★★☆",
    "买家 --> 店铺:客服",
    "已读",
    "[图片]",
    "撤回了一条消息",
    "发送",
    "实付款 ￥30.00",
    "派送中，派件员 张三 13800000000",
    "签收人：本人",
    "1星",
    "差评",
    "退款成功",
    "您已添加",
)

TEXT = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), max_size=4).map("".join),
    st.text(max_size=40),
    st.text(alphabet="0123456789:-/年月日时分秒上下午昨今前天 ", max_size=30),
)
JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def mutated(draw: Any) -> bytes:
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 12))):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=4))
        if not data:
            break
    return bytes(data)


def picture(data: bytes) -> None:
    try:
        found = decode_picture(data, Path("x.png"), shown="x.png")
    except EvidenceError as error:
        assert error.exit_code in (Exit.UNUSABLE, Exit.MISSING)
    else:
        assert found.pixels.shape == (found.height, found.width, 3)


@st.composite
def pages(draw: Any) -> list[Page]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        width, height = draw(st.integers(1, 1200)), draw(st.integers(1, 2600))
        coordinate = st.integers(0, max(width, height) + 20)

        def box(coordinate: Any = coordinate) -> Box:
            x, y = sorted(draw(st.tuples(coordinate, coordinate))), sorted(draw(st.tuples(coordinate, coordinate)))
            return Box(x[0], y[0], x[1], y[1])

        colour = st.sampled_from([(255, 255, 255), (149, 236, 105), (237, 237, 237), (17, 17, 17), (18, 150, 219)])
        lines = [
            Line(draw(TEXT), draw(st.floats(0, 1)), box(), draw(st.none() | colour), draw(st.none() | colour))
            for _ in range(draw(st.integers(0, 9)))
        ]
        regions = [Region(box(), draw(colour), draw(st.booleans())) for _ in range(draw(st.integers(0, 6)))]
        rows = tuple(draw(st.lists(st.integers(0, 3), max_size=30)))
        surface = draw(st.just(None) | st.just(Surface(draw(colour), tuple(regions), rows)))
        made.append(
            Page(f"S{number + 1:03d}", f"{number:064d}", width, height, Engine("e", "1"), tuple(lines), surface)
        )
    return made


def sources(read: list[Page], kind: Any = "chat") -> tuple[Source, ...]:
    return tuple(
        Source(p.source, f"{p.source}.png", p.sha256, 9, "image/png", kind, "used", width=p.width, height=p.height)
        for p in read
    )


def layout(read: list[Page]) -> None:
    held = converse(read, sources(read), captured=datetime(2026, 10, 6, 20, tzinfo=CHINA))
    ids = [m.id for m in held.messages]
    assert len(set(ids)) == len(ids)
    assert held == converse(read, sources(read), captured=datetime(2026, 10, 6, 20, tzinfo=CHINA)), "another result"
    for message in held.messages:
        assert message.time.value is None or message.time.value.tzinfo is not None


def logistics(read: list[Page]) -> None:
    for kind in ("logistics", "order", "review"):
        case = Case(Path("x"), sources(read, kind))
        establish(read, converse([], case.sources), case)


def clock(text: str) -> None:
    stamp = read_stamp(text)
    found = find_stamp(text)
    named_time(text)
    for one in (stamp, found[0] if found else None):
        if one is not None:
            for captured in (None, datetime(2026, 3, 1, tzinfo=CHINA), datetime(2024, 2, 29, tzinfo=CHINA)):
                moment = resolve(one, captured)
                assert moment.value is None or moment.value.utcoffset() is not None


def matcher(text: str) -> None:
    try:
        messages = parse_utterances(text)
    except EvidenceError as error:
        assert error.exit_code is Exit.UNUSABLE
        return
    lengths = {m.id: len(m.text) for m in messages}
    for finding in judge(messages).findings:
        assert all(0 <= s.start < s.end <= lengths[s.message] for s in finding.spans)


def toml(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.toml"
        path.write_bytes(data)
        for read in (load_casefile, lambda p: load_rules([p]), load_platform):
            try:
                read(path)
            except EvidenceError as error:
                assert error.exit_code is Exit.CONFIG, read


def table(data: bytes) -> None:
    """An order export: refused in words, or screened, and written as JSON writes it."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.csv"
        path.write_bytes(data)
        try:
            export = exports.read_export(path)
        except EvidenceError as error:
            assert error.exit_code is Exit.UNUSABLE
            return
    screening = exports.screen(export)
    assert exports.as_json(export, screening) == dumps(exports.as_document(export, screening))
    text = exports.as_text(export, screening)
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    exports.as_csv(screening)


HEADINGS = ("订单号", "订单编号", "买家会员名", "收货地址", "联系手机", "订单创建时间", "订单付款时间", "宝贝标题",
            "数量", "物流单号", "物流公司", "退款金额", "售后状态", "售后申请时间", "评价星级", "买家留言", "订单状态",
            "快递信息", "省", "市", "实付金额")  # fmt: skip
CELLS = st.one_of(
    TEXT,
    st.sampled_from(["-", "1", "5星", "2026-10-05 14:30:59", "2026/13/40 1:2", "退款成功", "仅退款 退款成功", "待发货",
                     "买家已付款", "tb_甲", "138****1111", '"', ",", "~Agk3QpZxYtLmNo12==~1~", "1.23E+18", "=1+1",
                     "73811112222333-中通快递,YT9988776655443", "浙江省杭州市西湖区文一西路9号", "9" * 400]),
)  # fmt: skip


@st.composite
def sheets(draw: Any) -> bytes:
    columns = draw(st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=8))
    rows = draw(st.lists(st.lists(CELLS, max_size=len(columns) + 1), max_size=8))
    delimiter = draw(st.sampled_from([",", "\t", ";"]))
    text = "\n".join(delimiter.join(row) for row in [["订单号", "数量", "订单状态", *columns], *rows])
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])), "replace")


def verify(parts: tuple[bytes, bytes, bytes]) -> None:
    with tempfile.TemporaryDirectory() as place:
        pack = Path(place) / "p.pdf"
        for path, data in zip((pack, pack.with_suffix(".json"), Path(f"{pack}.sha256")), parts, strict=True):
            path.write_bytes(data)
        try:
            verdict = verify_pack(pack, Path(place))
        except EvidenceError as error:
            assert error.exit_code in (Exit.FILE, Exit.CHANGED, Exit.SEAL, Exit.UNUSABLE)
        else:
            assert verdict.exit_code in (Exit.CHANGED, Exit.SEAL), "nothing made up may pass"


def _json(value: object) -> str:
    import json

    return json.dumps(value)


TOMLISH = st.one_of(
    st.binary(max_size=80),
    st.lists(
        st.builds(
            lambda table, key, value: f"{table}\n{key} = {value}\n",
            st.sampled_from(
                ["", "[case]", "[review]", "[shipment]", "[[exhibit]]", "[[rule]]", "[form]", "[[reason]]"]
            ),
            st.sampled_from(["captured", "stars", "order", "file", "id", "label", "parts", "as_of", "name", "x"]),
            JSONISH.map(_json)
            | st.sampled_from(["2026-10-06T20:00:00+08:00", "0001-01-01", "23:59:60", "inf", "1e999"]),
        ),
        max_size=4,
    ).map(lambda rows: "".join(rows).encode("utf-8", "replace")),
)
SPOKEN = st.one_of(
    TEXT,
    st.lists(st.dictionaries(st.sampled_from(["speaker", "text", "time", "name", "kind", "quote", "conversation"]),
                             JSONISH | st.sampled_from(["buyer", "seller", "text"]), max_size=5).map(_json),
             max_size=4).map("\n".join),
    JSONISH.map(lambda value: _json({"messages": value})),
)  # fmt: skip
MANIFEST = st.lists(st.fixed_dictionaries({"path": TEXT, "sha256": TEXT}) | JSONISH, max_size=3)
PARTS = st.tuples(
    st.binary(max_size=60) | st.binary(max_size=60).map(lambda tail: b"%PDF-1.7\n" + tail),
    st.binary(max_size=40)
    | st.fixed_dictionaries({"schema": TEXT, "manifest": MANIFEST | JSONISH}).map(lambda v: _json(v).encode()),
    st.binary(max_size=40) | st.text(max_size=60).map(lambda t: f"{'0' * 64}  p.pdf\n{t}".encode("utf-8", "replace")),
)

TARGETS: dict[str, tuple[Any, Callable[[Any], None], int]] = {
    "picture": (mutated() | st.binary(max_size=200), picture, 150),
    "layout": (pages(), layout, 40),
    "logistics": (pages(), logistics, 25),
    "clock": (TEXT, clock, 300),
    "matcher": (SPOKEN, matcher, 80),
    "toml": (TOMLISH, toml, 100),
    "table": (st.binary(max_size=200) | sheets(), table, 150),
    "verify": (PARTS, verify, 80),
}
"""Each target's choices, its function, and the examples of a short run."""

RAW: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    "picture": (picture, SEEDS),
    "clock": (lambda data: clock(data.decode("utf-8", "surrogateescape")), [word.encode() for word in WORDS]),
    "matcher": (lambda data: matcher(data.decode("utf-8", "surrogateescape")), [word.encode() for word in WORDS]),
    "toml": (
        toml,
        [b'[case]\norder = "1"\n[review]\nstars = 1\n', b"[[exhibit]]\nfile = 'a'\n", b"[[rule]]\nid = 'a'\n"],
    ),
    "table": (table, ["订单号,数量,订单状态,买家留言\n6931112223334445556,1,待发货,不送就差评\n".encode()]),
}
"""The targets that take bytes as they are, and what a coverage-guided run starts from; the others take choices."""
