"""What sinks an appeal, by the order in which things were said: talks with the gates they must and must not raise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.match import judge
from evidence.match.examples import example_messages

TALKS = {
    # the seller led the buyer to say it
    "bait: money for silence is put into his mouth": (
        {"seller-bait"},
        "买:毛巾掉毛\n卖:您是不是想要点钱才不写差评\n买:那给我40，不给就差评\n卖:好的知道了",
    ),
    "bait: he had only told how many stars he gave": (
        {"seller-bait"},
        "买:壶嘴漏水，我打了两星\n卖:您开个价，多少钱肯改成五星\n买:要不60？\n卖:给60就改对吧\n买:对",
    ),
    "bait: a lawful warning is turned into a price": (
        {"seller-bait"},
        "买:再不发货我就给差评了\n卖:您的意思是不给补偿就差评是吧\n买:行啊那补我30，不补就差评",
    ),
    "bait: he denies it": (
        {"seller-bait"},
        "买:秤不准，要换一台\n卖:你就是想拿差评讹我们吧\n买:我没提过差评，我要换货\n卖:那您寄回来",
    ),
    "bait: say it again in writing": (
        {"seller-bait"},
        "买:鞋底开胶了\n卖:您把电话里要多少钱不然差评的话打字再说一遍\n买:给80不给就差评",
    ),
    "bait: dared to": (
        {"seller-bait"},
        "买:质量真差\n卖:有本事你去写差评啊，不就是想要钱吗\n买:对，给五十，不然一星",
    ),
    "no bait: he had coerced alone before": (
        set(),
        "买:给我转66，不转一星长评今晚发\n卖:您这是拿差评要挟我们吗\n买:随你怎么说\n卖:抱歉不能",
    ),
    "no bait: he had put his review up for sale": (
        set(),
        "买:那条差评还挂着呢，120我就删\n卖:您是不给钱就不删是吗\n买:对",
    ),
    "no bait: asks what happened and how to mend it": (
        set(),
        "买:给我返55，不返就差评\n卖:请问哪里出了问题，您希望退货还是换货\n买:都不要，就55\n卖:抱歉做不到",
    ),
    "no bait: repeats the demand and refuses": (
        set(),
        "买:不赔80我就发一星\n卖:您要求赔80否则一星，这个我们不能答应\n买:那就等着一星吧",
    ),
    # paid praise first
    "praise: the card in the parcel": (
        {"paid-praise-first"},
        "卖:亲，五星晒图截图给客服，返3元\n买:3元打发谁，给我50，不给就一星",
    ),
    "praise: money for the removed review": (
        {"paid-praise-first"},
        "卖:亲那条一星能删掉吗，给您转30\n买:30不够，转我100，不转我再追一条\n卖:抱歉",
    ),
    "praise: asked for later, after his coercion": (
        set(),
        "买:转我50，不转就差评\n卖:不能哦\n买:差评发了啊\n卖:亲麻烦给个五星好评吧",
    ),
    # the other gates
    "failed talks over a real defect": (
        {"after-failed-negotiation"},
        "买:水槽裂了一条缝，照片发你\n卖:超过签收24小时了\n买:那换一个行不行\n卖:不支持换\n买:退一半呢\n卖:抱歉做不到\n买:那我评价照实写了，两星",
    ),
    "the hotel that refused": (
        {"after-failed-negotiation"},
        "买:空调坏了一夜没睡，照片给你了\n卖:这边没法处理\n买:把房费退我168\n卖:入住后不能退\n买:那我点评写好了，照片放上去了",
    ),
    "no failed talks: they agreed": (
        set(),
        "买:水槽裂了一条缝\n卖:给您换新\n买:好的，收到了\n买:评价写了五星",
    ),
    "failed talks over a guide who was changed": (
        {"after-failed-negotiation"},
        "买:说好是周导带队，临出发换了第二个人\n卖:换导游不属于退费理由\n买:那退我一半团费\n卖:抱歉，最多减一顿餐\n买:行，点评我如实写",
    ),
    "no failed talks: he gave way in the end": (
        set(),
        "买:水杯盖渗水\n卖:抱歉不支持退\n买:那退我8块我自己配个盖\n卖:那给您退8元，已提交\n买:谢谢\n买:评价我照实写",
    ),
    "the review is meant, not named": (
        set(),
        "买:再给我寄两罐，别收钱\n卖:没有这个活动\n买:那我让我闺女上网写一篇",
    ),
    "money without a review": (
        {"review-never-mentioned"},
        "买:给我返30呗\n卖:没有这个活动\n买:意思意思嘛，30块的事\n卖:抱歉",
    ),
    "only elsewhere": (
        {"off-platform-only"},
        "买:微信上跟你说的那个数考虑得怎么样\n卖:请在平台沟通\n买:不是都说好了吗",
    ),
    "not elsewhere: he complains of the calls": (
        set(),
        "买:别再打我电话了，一天打六个电话让我改评价\n卖:抱歉打扰了",
    ),
    "swore back": (
        {"seller-swore-back"},
        "买:客服是傻逼，给我转60，不然一星\n卖:你有病吧，穷疯了\n买:截图了",
    ),
    "patient": (
        set(),
        "买:给我转60，不然一星\n卖:您的心情我理解，请说明具体问题\n买:别废话，60",
    ),
}


@pytest.mark.parametrize("name", TALKS)
def test_a_talk_raises_its_gates_and_no_others(name: str) -> None:
    expected, text = TALKS[name]
    gates = judge(example_messages(text, "buyer")).gates
    assert {g.id for g in gates} == expected
    assert all(g.messages and g.why and g.remedy for g in gates)


def test_a_bait_gate_names_the_leading_lines_in_their_order() -> None:
    text = "买:碗有缺口\n卖:您是想要多少钱才不打差评\n卖:说个数吧\n买:40，不给就差评"
    (gate,) = judge(example_messages(text, "buyer")).gates
    assert gate.messages == ("M0002", "M0003")


def test_an_automatic_card_is_no_bait() -> None:
    text = "机:亲，您是不是要给差评呢，有问题找客服\n买:给我50，不给就差评"
    messages = example_messages(text.replace("机:", "卖:"), "buyer")
    automatic = (replace(messages[0], kind="auto"), *messages[1:])
    assert "seller-bait" not in {g.id for g in judge(automatic).gates}
