from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.match import explain, judge
from evidence.match.examples import example_messages
from evidence.model import Box, Quote


def talk(text: str):
    return example_messages(text, "buyer")


def strong(text: str) -> list[str]:
    return [f.category for f in judge(talk(text)).findings if f.grade == "strong"]


@pytest.mark.parametrize(
    "text",
    [
        "转我七十，不转一星长评今晚就挂上去",
        "买:椅子腿有点晃\n卖:可以免费换新\n买:不换，你给我返45\n卖:不能哦亲\n买:那你等着收差评",
        "买:差评我都写好了\n卖:请问哪里不满意\n买:你自己看着办\n买:60",
        "买:那条追评还在呢\n卖:看到了\n买:八十八，钱到就删",
        "要么免单，要么我天天来评论区报到写一星",
        "给我400，不然发小红书让大家避雷",
        "拿600块出来我就撤诉，不拿等市监局上门",
        "不返25就c评",
        "不给🧧，一🌟",
        "唔畀返30蚊就差评",
    ],
)
def test_lever_demand_and_link_by_the_buyer_are_coercion(text: str) -> None:
    assert "extortion" in strong(text)


@pytest.mark.parametrize(
    "text",
    [
        "再不发货我就给差评",
        "我会照实写评价，鞋底断了",
        "协商不了我就打12315，申请平台介入",
        "我不会给你们差评的，放心",
        "我朋友说上次那家店不给红包就不处理",
        "如果我给差评会怎么样",
        "刚才你说“不给50就差评”是什么意思",
        "电影《差评师》的碟多少钱",
        "买:页面承诺晚到赔20\n卖:在核实\n买:承诺的20不给我就投诉",
        "买:桌子裂了，拍了视频\n卖:只能补漆\n买:能退我60吗\n卖:抱歉不能\n买:那算了，我自己评了三星，就是事实",
        "卖:不给50就差评是吧",
        "麻烦先帮我改下地址",
        "插瓶多少钱，送我妈的，50块以内",
    ],
)
def test_lawful_complaints_quotes_and_goods_are_not_findings(text: str) -> None:
    assert strong(text) == []


def test_a_finding_explains_itself_in_the_originals_own_characters() -> None:
    messages = talk("不给5O元补偿，我就差*评")
    (finding,) = judge(messages).findings
    words = {s.role: messages[0].text[s.start : s.end] for s in finding.spans}
    assert words["lever"] == "差*评"
    assert "差*评" in finding.why and "评价手段" in finding.why
    assert finding.messages == ("M0001",) and finding.quote == messages[0].text
    assert finding.basis


def test_the_parts_may_stand_in_several_bubbles_and_all_are_named() -> None:
    messages = talk("买:给我转55\n卖:请问什么问题\n买:没问题，就是想要\n买:不然一星走起")
    finding = judge(messages).findings[-1]
    assert finding.grade == "strong" and finding.messages == ("M0001", "M0004")


def test_conversations_are_no_context_for_each_other() -> None:
    first, second = talk("买:给我转55\n买:不然一星走起")
    assert any(f.grade == "strong" for f in judge((first, second)).findings)
    apart = judge((first, replace(second, conversation=2)))
    assert not any(f.grade == "strong" for f in apart.findings)


def test_an_unknown_speakers_line_is_at_most_medium_and_says_so() -> None:
    (message,) = talk("不给50就差评")
    (finding,) = judge((replace(message, speaker="unknown"),)).findings
    assert finding.grade == "medium" and finding.speaker == "unknown" and "说话人" in finding.why


def test_words_quoted_in_a_reply_are_not_the_repliers() -> None:
    (message,) = talk("这是什么意思")
    quoted = replace(message, quote=Quote("店铺", "不给50就差评", Box(0, 0, 1, 1)))
    assert judge((quoted,)).findings == ()


def test_two_rules_on_one_utterance_are_one_finding_with_the_other_under_it() -> None:
    (finding,) = [f for f in judge(talk("给我100，删评改五星，不给就差评")).findings if f.category == "extortion"]
    assert finding.also


def test_an_insult_at_a_person_counts_and_at_a_thing_does_not() -> None:
    assert strong("你们客服全是废物") == ["abuse"]
    assert strong("这质量就是垃圾，废物设计") == []


@pytest.mark.parametrize(
    ("gate", "text"),
    [
        ("seller-bait", "买:灯不太亮\n卖:您是不是不补偿就要给差评啊\n买:对，给30，不然差评"),
        ("paid-praise-first", "卖:五星晒图返3元哦\n买:3块太少，给我30，不给就一星"),
        ("seller-swore-back", "买:客服全是废物，不给40就差评\n卖:你有病吧，穷疯了"),
        (
            "after-failed-negotiation",
            "买:拉链坏了，给我换一件\n卖:抱歉不支持换\n买:退款也行\n卖:不能退\n买:那我照实写评价，差评",
        ),
        ("review-never-mentioned", "买:给我返30意思意思\n卖:没有这个活动\n买:随你便"),
        ("off-platform-only", "买:昨天微信上跟你说的那个数想好没\n卖:请在平台沟通\n买:都说清楚了"),
    ],
)
def test_what_sinks_an_appeal_is_named_with_its_lines_and_remedy(gate: str, text: str) -> None:
    (found,) = [g for g in judge(talk(text)).gates if g.id == gate]
    assert found.effect == "blocks" and found.messages and found.why and found.remedy


def test_no_gate_is_raised_on_a_sound_case() -> None:
    judgement = judge(talk("买:味道淡了\n卖:可以退货\n买:不退，转我60，不转一星\n卖:抱歉不能"))
    assert [f.grade for f in judgement.findings] == ["strong"] and judgement.gates == ()


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("五星晒图返5元哦亲", "paid-praise"),
        ("加我微信转您，别走平台", "off-platform"),
        ("差评麻烦删一下可以吗", "review-removal"),
        ("您开个价吧，多少才肯删", "bait"),
        ("你是不是有病", "seller-abuse"),
        ("您的电话我这都有，再闹就发群里", "seller-leak"),
        ("亲这款其实是高仿", "admission"),
    ],
)
def test_the_sellers_own_risky_line_is_named_with_what_to_say_instead(line: str, rule: str) -> None:
    risks = judge(example_messages(line, "seller")).seller_risks
    assert rule in {r.rule for r in risks}
    assert all(r.instead for r in risks)


@pytest.mark.parametrize(
    "line", ["我们不做好评返现哦", "请在平台内沟通，不加微信", "您的评价我们看到了，正在核实", "质量问题包退换"]
)
def test_a_seller_who_keeps_the_rules_is_not_warned(line: str) -> None:
    assert judge(example_messages(line, "seller")).seller_risks == ()


def test_explain_names_the_guard_that_spoke_against() -> None:
    (message,) = talk("我不会给差评的")
    seen = {(s.name, s.against) for s in explain(message).seen}
    assert ("lever-review", "negated") in seen


ORDINARY = """你好在吗|这个有现货吗|什么时候发货|发什么快递呀|能改下地址吗|身高168体重120斤穿什么码|收到了谢谢
颜色和图片一样吗|可以开发票吗|退货地址发一下|我申请退款了麻烦同意|运费险怎么用|少发了一包，麻烦补发|有优惠券吗|满200减30怎么用
质保多久|可以便宜5块吗|买两件有优惠吗|怎么安装啊|说明书没有
能送货上门吗|放驿站就行|孩子等着用|尽快哈|换货要多久
尺码买大了换小一码|包装破了一点，里面没事|客服态度真好|这个是正品吗|支持七天无理由吗|到手多少钱|保价怎么申请|刚买就降价了，退我差价|物流三天没动了
快递说丢件了怎么办|已经好评啦|给五星了|下次还来|老客户了给点优惠呗|送人的，多给个袋子|能写贺卡吗|孕妇可以用吗|过敏能退吗
这刀能砍骨头吗|杀蟑螂的药效果好吗|狗狗不爱吃能退吗|死机了怎么办|气死我了等这么久|你们家直播几点开始|小红书看到来买的|抖音下的单
微信支付可以吗|帮我备注一下|红包封面怎么兑换|一星期能到广州吗|评价在哪里写|评价写错了怎么改|差评里说掉色是真的吗|五颗星的那款
退款到账了谢谢|50元那个套餐还有吗|30块钱的和50块钱的有啥区别|要两个大的一个小的|第二件半价吗|赠品是什么|没收到赠品""".replace(
    "\n", "|"
).split("|")


@pytest.mark.parametrize("line", ORDINARY)
def test_ordinary_service_talk_has_no_finding_of_weight(line: str) -> None:
    assert [f for f in judge(talk(line)).findings if f.grade != "weak"] == []


def test_reasons_for_the_same_words_are_one_finding_with_the_others_beneath() -> None:
    messages = talk("买:今晚十点前90不到账差评就发出去\n卖:只能按规则退换\n买:行那你等着看\n买:一星看到了没")
    (finding,) = [f for f in judge(messages).findings if f.category == "extortion"]
    assert finding.messages == ("M0001", "M0004") and finding.grade == "strong"  # pressed for again, in one finding
    assert finding.beneath and all(set(b.messages) & {"M0001"} and b.why for b in finding.beneath)


def test_a_second_demand_in_its_own_words_stays_a_finding_of_its_own() -> None:
    text = "买:今晚十点前90不到账差评就发出去\n卖:只能按规则退换\n买:现在给40也行，钱到了我就把差评删掉"
    found = [f.messages for f in judge(talk(text)).findings if f.grade == "strong"]
    assert found == [("M0001",), ("M0003",)]


@pytest.mark.parametrize(
    "line",
    [
        "请您把领口的照片发来，核实后按平台规则处理",
        "您的电话打不通，我们会把信息发到您手机",
        "亲，差评麻烦您看看能不能改一下，给您补偿20",
        "非常抱歉，这边给您退款50元可以吗，不然您申请平台介入",
    ],
)
def test_a_line_that_sounds_like_the_sellers_accuses_no_buyer_where_the_speaker_is_unknown(line: str) -> None:
    (message,) = talk(line)
    assert judge((replace(message, speaker="unknown"),)).findings == ()


def test_an_unknown_speakers_threat_is_weak_unless_it_is_plainly_the_buyers() -> None:
    for line, grade in (("你出门小心点，我弄死你", "weak"), ("你们客服全是废物", "medium")):
        (message,) = talk(line)
        assert {f.grade for f in judge((replace(message, speaker="unknown"),)).findings} == {grade}
