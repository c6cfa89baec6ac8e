"""Ordinary service talk by the ten thousand: templates, goods and numbers put together in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

GOODS = (
    "保温杯",
    "连衣裙",
    "充电宝",
    "猫粮",
    "草莓",
    "苹果",
    "卫星锅",
    "企鹅抱枕",
    "红包封面",
    "锤子",
    "瓜子",
    "插瓶",
    "菜刀",
    "杀虫剂",
    "纱布",
    "狗绳",
    "猪蹄",
    "炸鸡",
    "双面胶",
    "打火机",
    "一星杯",
    "差速器",
    "追光灯",
    "评书光盘",
    "五星红旗",
    "台灯",
    "书架",
    "牛仔裤",
    "运动鞋",
    "洗发水",
    "面霜",
    "口红",
    "奶瓶",
    "电热水壶",
    "床单",
    "窗帘",
    "鼠标",
    "耳机",
    "手机壳",
    "茶叶",
)
NUMBERS = (
    "2",
    "3",
    "5",
    "8",
    "12",
    "15",
    "20",
    "30",
    "49.9",
    "50",
    "66",
    "88",
    "100",
    "129",
    "200",
    "三十",
    "五十",
    "一百",
    "十二",
    "两",
)

BUYER = """{g}还有货吗|{g}{n}块能便宜点吗|买{n}个{g}有优惠吗|{g}什么时候发货|我买的{g}到哪了|{g}多少钱一个
满{n}减多少
{g}能退吗|退{g}运费谁出|{n}块运费险怎么理赔|收到{g}了，谢谢|{g}颜色有点深，可以换吗|{g}少发了一个，补发下
{g}坏了，给我退{n}块吧|{g}碎了一个，退我{n}元就行|{g}降价{n}块了，退我差价可以吗|你们说送{g}的，怎么没有
页面写着晚到赔{n}，怎么申请|押金{n}什么时候退|退货签收{n}天了，钱还没到|退款{n}元收到了|多付了{n}块，退给我
再不发货我就投诉了|三天没人理我，我要给差评|{g}质量太差了，差评|物流太慢，给个三星|我会如实评价{g}的
已经给{g}五星好评啦|好评写了{n}个字|评价怎么写|{g}评价里有人说掉色是真的吗|看到有差评说{g}不好用|差评多吗
我不会给差评的，放心|不用返现，我给好评|朋友说你家{g}不错|给我老婆买的{g}，{n}码|帮我备注送{g}给客户
{g}发错了，要么换货要么退款|七天无理由退{g}|质量问题退{g}，不同意我申请平台介入|12315怎么打
我问了12315说可以退
再不退款我找消协|快递员态度差我要投诉他|{g}的红包怎么用|{n}元红包领不了|收到{n}元红包了谢谢|转账{n}元可以吗
能微信付吗
我发朋友圈推荐你家{g}了|小红书看到{g}来的|抖音直播间{g}{n}块的那个|拍视频用的{g}|我粉丝{n}个也能领吗
{g}能打死蟑螂吗|这{g}香死了|笑死我了|急死了快点|累死了刚搬完|{g}难吃死了|你们忙死了吧
{g}是给狗用的还是给猪用的
我要{n}个|{n}|{n}个|{n}块的那个|就{n}那款吧|改成{n}号发货|身高170体重{n}公斤|地址改成{n}栋|电话尾号{n}
便宜{n}块我就下单|再送个{g}呗老板|能抹零吗|凑单差{n}块|定金{n}尾款多少|补{n}块差价|{g}换{g}要补多少
你看着办吧哪个好发哪个|随便发哪个都行|要么发{g}要么发别的|不行就算了|那行吧|好的等着收货|不然就换个颜色
否则来不及了
谢谢老板大方|老板人真好|客服态度很好|下次还来|孩子很喜欢{g}|我妈说{g}好用|{g}一般般|不太满意{g}|有点失望
气死了""".replace("\n", "|").split("|")

SELLER = """亲，{g}有货的哦|{g}今天发货|抱歉让您久等了|可以退货的，运费我们承担|给您补发{g}|给您退{n}元可以吗
已经帮您登记
{g}支持七天无理由退换|抱歉，这个没法便宜了|满{n}减{n}的活动|请您拍照发来|核实后给您处理|麻烦提供订单号
您的评价我们看到了
不好意思，超过时间不能退了|您可以申请平台介入|我们不做返现哦|{g}是正品，有质检报告|您稍等|好的亲|感谢支持""".replace(
    "\n", "|"
).split("|")

REVIEWS = """{g}收到了，质量不错|{g}用了{n}天，还可以|物流太慢，{g}一般|{g}掉色，差评|客服态度差，{g}也不好
给{n}岁孩子买的{g}，喜欢
{g}和图片不一样，失望|五星好评，{g}值得买|一星，{g}第二天就坏了|{n}块钱买的{g}，性价比高|送的小礼物很可爱
包装破了但{g}没事
垃圾{g}，别买|骗人的，{g}根本不是纯棉|找客服说了三次才退款|{g}尺码偏小，换了一次|无语，{g}太难用了
还没用，先给好评|不值{n}块""".replace("\n", "|").split("|")


def utterances(templates: list[str], count: int) -> Iterator[str]:
    """The first `count` utterances, goods and numbers turning at different speeds so that few repeat."""

    def every() -> Iterator[str]:
        at = 0
        while True:
            template = templates[at % len(templates)]
            turn = at // len(templates)
            yield template.replace("{g}", GOODS[(at * 7 + turn) % len(GOODS)]).replace(
                "{n}", NUMBERS[(at * 3 + turn) % len(NUMBERS)]
            )
            at += 1

    return islice(every(), count)


def conversations(count: int, length: int = 12) -> Iterator[list[tuple[str, str]]]:
    """Talks of ordinary lines in changing order: buyer, seller, buyer …; each line may meet any other."""
    buyer = list(utterances(BUYER, 4001))
    seller = list(utterances(SELLER, 801))
    for at in range(count):
        yield [
            ("seller", seller[(at * 31 + k * 17) % len(seller)])
            if k % 3 == 2
            else ("buyer", buyer[(at * 101 + k * (37 + at % 61)) % len(buyer)])
            for k in range(length)
        ]
