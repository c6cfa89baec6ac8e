"""Messages a second on one core, on ordinary service talk: `python bench/matching.py [MESSAGES]`.

The talk is plain (sizes, shipping, thanks, returns, a few complaints: about one line in twenty speaks of a review or
an authority), in conversations of twelve lines. Printed beside it: the same without the cheap first pass.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from itertools import cycle, islice

from evidence.match import judge, load_rules
from evidence.match.utterances import utterance
from evidence.model import Message

BUYER = """在吗|这个有现货吗|大概几天能到|身高165体重110穿什么码|好的谢谢|那我拍了|可以发顺丰吗
帮我备注一下颜色要深的|收到了，挺好的
什么时候发货呀|物流怎么不动了|能改下地址吗|怎么洗，能机洗吗|退货要多久到账|我申请了退货麻烦通过一下
尺码有点大想换小一码|包装有点破
发票怎么开|孩子很喜欢|嗯嗯|行|知道了|还有别的颜色吗|和图片一样吗|保修多久|怎么安装啊|说明书没有看到
谢谢客服，态度真好|麻烦快一点
周末发货吗|再不发货我就投诉了""".replace("\n", "|").split("|")
SELLER = """您好，在的|有现货的亲|一般三到五天|建议您选M码|好的，已经备注|今天下午发出|可以机洗，建议反面
已经通过了，请您寄回|稍等我帮您查一下
不客气，祝您生活愉快|说明书在包装盒侧面|质保一年|抱歉让您久等了|已经帮您催快递了|支持七天无理由退换""".replace(
    "\n", "|"
).split("|")


def talk(count: int) -> tuple[Message, ...]:
    """`count` messages, twelve to a conversation, every third the seller's."""
    buyer, seller = cycle(BUYER), cycle(SELLER)
    lines = (("seller", next(seller)) if at % 3 == 2 else ("buyer", next(buyer)) for at in range(count))
    return tuple(
        replace(utterance(at + 1, who, text), conversation=at // 12 + 1)
        for at, (who, text) in enumerate(islice(lines, count))
    )


def speed(messages: tuple[Message, ...], *, thorough: bool) -> float:
    """Messages a second of one core's time."""
    start = time.process_time()
    judge(messages, thorough=thorough)
    return len(messages) / (time.process_time() - start)


def main() -> int:
    """Print both figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 24_000
    messages = talk(count)
    load_rules()
    judge(messages[:2400])
    fast = max(speed(messages, thorough=False) for _ in range(3))
    full = speed(messages[: count // 20], thorough=True)
    print(f"{count} messages: {fast:,.0f} a second with the first pass, {full:,.0f} without")
    return 0


if __name__ == "__main__":
    sys.exit(main())
