"""How fast `evidence orders` screens an export of 100,000 orders, and how large what it writes is.

Two exports are drawn by code with invented names: a year of an ordinary shop, and one that a few people fill with tens
of thousands of orders each. Each form runs in a process of its own. Run:
`python bench/orders.py [--orders N] [--write]`; `--write` renews its section of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sections import renew

ROOT = Path(__file__).resolve().parents[1]
RUNS = 3
FORMS = ("text", "csv", "json")
HEADING = (
    "订单编号", "买家会员名", "买家应付货款", "买家实际支付金额", "订单状态", "买家留言", "收货人姓名", "收货地址",
    "联系手机", "订单创建时间", "订单付款时间", "宝贝标题", "宝贝总数量", "物流单号", "物流公司", "退款金额",
    "退款状态", "退款原因", "退款申请时间", "发货时间", "确认收货时间",
)  # fmt: skip
GOODS = ("亚麻遮光窗帘", "棉麻抱枕套", "北欧落地灯", "手工陶瓷碗四件套", "可折叠收纳箱", "儿童雨靴", "竹纤维毛巾三条装")
PLACES = (
    "浙江省 宁波市 鄞州区",
    "四川省 成都市 双流区",
    "湖南省 长沙市 岳麓区",
    "福建省 泉州市 晋江市",
    "河北省 保定市 莲池区",
)
STREETS = ("中山路", "人民大道", "学府街", "滨河东路", "长江西路", "解放巷")
NOTES = ("", "", "", "", "", "", "", "", "麻烦尽快发货", "放门口就好", "送个小礼物吧", "不送赠品就差评")
COURIERS = (
    ("中通快递", "7530{:010d}"),
    ("圆通速递", "YT{:013d}"),
    ("韵达快递", "46{:013d}"),
    ("极兔速递", "JT{:013d}"),
)
REASONS = ("七天无理由", "质量问题", "拍错了", "少件/漏发")
START = datetime(2025, 11, 1, 9, 0)  # noqa: DTZ001 — as an export writes it: without a zone


class Row(NamedTuple):
    """One line of the table: seconds of CPU, peak memory and the result in MB, orders that stand out, groups."""

    export: str
    form: str
    cpu: float
    memory: float
    written: float


def orders(count: int, people: int) -> Iterator[list[str]]:
    """The rows of an export in which `people` accounts place all orders, some of them very many."""
    draw = random.Random(20261120)  # noqa: S311 — drawn the same each time, nothing secret
    for number in range(count):
        # A few buy often, most once or twice: the square of an even draw leans to the first accounts.
        person = int(people * draw.random() ** 2)
        who = random.Random(person)  # noqa: S311
        address = (
            f"{who.choice(PLACES)} {who.choice(STREETS)} {1 + person % 900}号 {1 + person % 30}栋{101 + person % 1800}"
        )
        created = START + timedelta(seconds=int(draw.random() * 365 * 86400))
        price = f"{draw.randint(9, 300)}.{draw.choice(('00', '50', '90'))}"
        courier, form = draw.choice(COURIERS)
        sent, refunded = draw.random() < 0.93, draw.random() < 0.06
        yield [
            f'="39{created:%y%m%d}{number:011d}"',
            f"tb{person:07d}",
            price,
            price,
            "交易成功" if sent else "买家已付款，等待卖家发货",
            draw.choice(NOTES),
            f"{who.choice('赵钱孙李周吴郑王')}*",
            address,
            f"'1390{person:07d}",
            written(created),
            written(created + timedelta(minutes=2)),
            draw.choice(GOODS),
            str(draw.randint(1, 3)),
            f"No:{form.format(number)}" if sent else "",
            courier if sent else "",
            price if refunded else "0.00",
            draw.choice(("退款成功", "仅退款 退款成功", "退款处理中")) if refunded else "",
            draw.choice(REASONS) if refunded else "",
            written(created + timedelta(hours=draw.randint(1, 200))) if refunded else "",
            written(created + timedelta(hours=20)) if sent else "",
            written(created + timedelta(days=5)) if sent else "",
        ]


def written(time: datetime) -> str:
    """A time as an export writes it."""
    return f"{time:%Y-%m-%d %H:%M:%S}"


def write_export(path: Path, count: int, people: int) -> None:
    """Write such an export as a back office does: CSV with a byte order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADING)
        writer.writerows(orders(count, people))


def measure(path: Path, form: str, target: Path) -> tuple[float, float]:
    """Seconds of CPU and peak memory in MB of one run of the command, starting Python included."""
    command = [sys.executable, "-c", "from evidence.cli import main; main()", "orders", str(path), "--format", form]
    run = subprocess.Popen([*command, "-o", str(target), "--force"], stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(run.pid, 0)
    if status:
        sys.exit(f"evidence orders ended with {status}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Draw, run every form, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--write", action="store_true")
    told = parser.parse_args()
    rows: list[Row] = []
    sizes: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        for label, people in (("an ordinary shop", int(told.orders * 0.7)), ("a few people order everything", 25)):
            path = Path(name) / "orders.csv"
            write_export(path, told.orders, people)
            sizes.append(f"{path.stat().st_size / 1e6:.0f} MB")
            for form in FORMS:
                target = Path(name) / f"out.{form}"
                runs = [measure(path, form, target) for _ in range(RUNS)]
                written = target.stat().st_size / 1e6
                rows.append(Row(label, form, min(r[0] for r in runs), min(r[1] for r in runs), written))
                print(rows[-1], file=sys.stderr)
    text = table(rows, told.orders, sizes)
    print(text)
    if told.write:
        renew("orders", "Screening an export (`bench/orders.py`)", text)


def table(rows: list[Row], count: int, sizes: list[str]) -> str:
    """The results as Markdown."""
    lines = [
        f"`evidence orders` on exports of {count:,} orders ({' and '.join(sizes)} of CSV); Python "
        f"{platform.python_version()}, {platform.machine()}; one process each, starting it included, the best of "
        f"{RUNS} runs. In the second each order is one of thousands of the same person, and most are listed.",
        "",
        "| export | written as | seconds of CPU | peak memory, MB | written, MB |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for row in rows:
        lines.append(f"| {row.export} | {row.form} | {row.cpu:.1f} | {row.memory:.0f} | {row.written:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
