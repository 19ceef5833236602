import itertools
import subprocess
import sys

import pytest

from helpers.articles.rules import label_line, label_lines, load_rules
from helpers.schema import SPAN_KINDS

# What newspapers and governments write every day; no rule may take a character of it.
PROSE = (
    "来源于生活的智慧，往往最能打动人心。",
    "1月27日，溧阳市社渚镇干部在路口劝返外地车辆。",
    "2020年2月3日，全省新增确诊病例12例。",
    "2月10日上午，市委书记主持召开专题会议。",
    "2021年，全市地区生产总值突破3000亿元。",
    "据新华社报道，首批医疗物资已经抵达。",
    "据悉，该项目总投资15亿元，预计明年投产。",
    "据了解，当地已开通绿色通道。",
    "据央视新闻报道，专家组一行抵达后立即投入工作。",
    "时间就是生命。",
    "时间：是最好的答案，也是最公正的裁判。",
    "地点不变，人员不变，服务不变。",
    "联系方式已公布，请市民拨打咨询。",
    "联系电话登记在册，网格员每天回访。",
    "记者在现场看到，工人们正在抢修管道。",
    "记者了解到，目前全市超市货源充足。",
    "记者从市教育局获悉，开学时间另行通知。",
    "通讯员队伍不断壮大，基层声音越来越多。",
    "作者在书中写道，乡村是一个整体。",
    "编辑部的灯一直亮到凌晨。",
    "编辑出版工作座谈会在北京召开",
    "浏览政府网站的市民越来越多，留言答复率达到百分之百。",
    "浏览量突破百万，点赞数超过十万。",
    "阅读是一种习惯，更是一种生活方式。",
    "评论区里，网友纷纷留言致敬。",
    "扫一扫二维码就能买菜，家住城南的王阿姨对社区推出的无接触配送赞不绝口。",
    "居民扫码即可打开小程序登记信息，全程不超过一分钟，社区干部再也不用挨家挨户敲门填表。",
    "扫描二维码，进入手机办事大厅，企业足不出户就能办成事",
    "微信群里，志愿者关注着每一位老人的需求。",
    "三是强化宣传引导，通过微信、抖音等平台打开局面",
    "分享经验，共谋发展。",
    "分享会上，援鄂队员讲述了亲身经历。",
    "打印一份材料只要十秒钟。",
    "更多的人加入到志愿服务中来。",
    "关闭活禽交易市场28家。",
    "举报一经查实，给予奖励。",
    "下载量居全国前列。",
    "上一年度结余资金结转使用。",
    "下一步，我市将继续推进复工复产。",
    "相关部门要各司其职，形成合力。",
    "相关内容将进一步细化。",
    "推荐申报省级示范基地3个。",
    "最新数据显示，全市企业复工率达到98%。",
    "热门景区实行预约限流。",
    "本报曾多次报道此事，引起了社会各界的关注。",
    "本网格共有居民328户，党员27名。",
    "本站停靠时间为两分钟，请乘客抓紧上下车。",
    "本站是全市最大的接种点，每天可以接种三千人，授权委托书可以现场填写。",
    "版权保护是创新的基石。",
    "全市版权登记数量同比增长三成，来源单位覆盖各个行业。",
    "未经检疫的冷链食品一律不得进入市场。",
    "未经批准，任何单位和个人不得擅自设卡拦截。",
    "未经许可擅自聚集的，依法予以处理。",
    "注：以上数据截至2月3日24时。",
    "注意：外出请佩戴口罩。",
    "提示：节日期间错峰出行。",
    "说明：本表数据由各县区报送。",
    "声明一出，舆论哗然。",
    "主办方表示，展会将延期举行。",
    "主办单位精心组织，参赛选手奋勇争先。",
    "举报电话已向社会公布，群众可以随时反映问题。",
    "市民可拨打举报电话12345反映问题，一经查实即予以奖励。",
    "会议要求，要畅通举报热线，及时处置违法和不良信息。",
    "关键词让人眼前一亮。",
    "名称和地址都登记得清清楚楚。",
    "图书馆恢复开放，每天限流三百人。",
    "图1显示，增速逐月回升。",
    "上图村位于大山深处，全村只有一条出山的路。",
    "文化惠民工程走进千家万户。",
    "供稿件数量居全市第一。",
    "首页改版之后，办事更方便。",
    "正文部分共分五章。",
    "导读员制度已在各图书馆推开。",
    "位置偏远的村庄也通了公交。",
    "当前位置决定未来走向。",
    "各村严格落实值班制度（如图）",
    "名单由卫健部门统一公布（见附件）",
    "具体安排另行通知（详见附件1）",
    "《中华人民共和国传染病防治法》（2013年修正）",
    "增长率达到百分之六点一（2019年）",
    "他被评为全国劳动模范（1989年）",
    "一批惠民工程落地（包括图书馆）",
    "他说：“大家都是这么做的。”（笑）",
    "演出结束，观众起立鼓掌。（掌声）",
    "全县共有图书室128个（含村级）。",
    "公司主要从事纪录片拍摄（含航拍）。",
    "有关情况由县委办公室整理（含附表）",
    "一、总体要求",
    "（一）指导思想",
    "第一章 总则",
    "第三条 本办法所称突发事件，是指突然发生的事件。",
    "1.加强组织领导。",
    "3、严格落实责任，对来源不明的货物一律退回。",
    "——深化改革，激发活力。",
    "●坚持人民至上",
    "各县（区）人民政府，市政府各部门：",
    "附件：重点任务分工表",
    "特此通知。",
    "“社区就是我的家。”社区干部张敏说。",
    "问：企业如何申请补贴？",
    "答：登录省政务服务网，提交材料即可。",
    "编者的话语里满是温情。",
    "日报告、零报告制度全面落实。",
    "央视新闻频道报道了这一做法，引发热议。",
    "人民日报社社长出席会议并致辞。",
    "新华社记者的镜头记录下了这一刻。",
    "这条消息传遍了全村。",
    "通讯公司抢修光缆12处。",
    "省台办负责人介绍了有关情况。",
    "电网公司24小时值守，保障供电。",
    "国家电网江西电力公司2月3日电量创新高，负荷达到2600万千瓦。",
    "某互联网公司3月5日消息灵通人士表示，将扩大招聘。",
    "2020年2月3日，12家企业率先复工，带动三千余人返岗。",
    "2020年2月3日，国家电网启动应急响应，抢修线路。",
    "2020年2月3日，记者从市政府新闻办公室获悉，全市新增病例为零。",
    "2020年2月3日国家电网启动应急响应。",
    "市委书记会见记者时强调",
    "记者节座谈会在南昌举行",
    "一名援鄂记者的二十八天",
    "战“疫”一线的女记者",
    "记者走访多家超市",
    "记者调查：口罩去哪儿了",
    "他先后在多家报社工作（曾任记者）。",
    "学校新设两个专业（图文编辑和摄影）",
    "省广播电视节目制作基地落户南昌",
    "旅馆业应当及时向公安备案住客信息。",
    "统筹：既要防疫情，又要保生产。",
    "专题片已经开始 全面拍摄。",
    "全市共设监测点128个（含摄像头）",
    "最低气温零下六度（摄氏度）",
    "提示：换乘乘客请在本站下车。",
    "我们将继续为您提供服务（全天提供热水）",
    "第一篇报道见报之后，热线电话响个不停。",
    "网址已经公布，请登录www.example.org查询。",
    "您访问的页面越多，推荐越准。",
    "404医院是一座有着六十年历史的老医院。",
    "市民下载客户端后即可预约。",
    "责任重于泰山（编辑手记）1090203件",
    "責任重於泰山，全體同仁堅守崗位。",
    "時間就是生命，效率就是金錢。",
    "記者會上，發言人回應了外界關切。",
)


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: f"{rule.name}-{rule.where}")
def test_example_matches_its_own_rule(rule):
    assert rule.kind in SPAN_KINDS
    assert rule.where in ("line", "lead", "tail", "opens")
    assert (rule.goes_on is not None) == (rule.where == "opens")
    if rule.where in ("line", "opens"):
        assert rule.pattern.fullmatch(rule.example)
    else:
        assert rule.name in [label.rule for label in label_line(rule.example)]


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: f"{rule.name}-{rule.where}")
def test_example_is_labelled_by_its_rule_first(rule):
    assert rule.name in [label.rule for label in label_line(rule.example)]


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_labelled_by_no_rule(text):
    assert label_line(text) == []


ATOMS = (
    "中", " ", "（", "记者", "记者 张", "：", "/", "来源", "2020-01-01 ", "首页>", "【", "分享 ", "本网", "扫一扫", "日报",
    "索引号：", "更多", "版权", "网2月3日", "点击下载", "No.1", "（编辑：",
)  # fmt: skip


def test_no_pattern_runs_away_on_repetitive_lines():
    """A pattern that backtracks without bound would hang here; the longest line a rule sees is 1,500 characters."""
    for unit in (*ATOMS, *("".join(pair) for pair in itertools.permutations(ATOMS, 2))):
        line = (unit * 1500)[:1499] + "；"
        for rule in load_rules():
            rule.pattern.fullmatch(line)
            rule.pattern.search(line[-100:])
            if rule.goes_on:
                rule.goes_on.fullmatch(line)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("新华社北京2月3日电（记者王小明）会议强调，要抓好落实。（完）", ["dateline", "end-mark"]),
        ("本报讯（记者 王小明）全市各项工作有序推进。（责任编辑：张三）", ["dateline", "editor"]),
        ("（中央社記者王小明台北3日電）教育部今天宣布延後開學。", ["dateline"]),
        ("（香港新聞網）特區政府宣布將派發口罩。", ["dateline"]),
        ("【本報訊】特區政府宣布將派發口罩。", ["dateline"]),
        ("记者王小明／台北报导", ["reporter"]),
        ("發布時間：2020-02-03", ["timestamp"]),
        ("二〇二〇年二月三日", ["timestamp"]),
        ("中新社贵阳2月3日电", ["dateline"]),
        ("2020-02-03T08:12:00+08:00", ["timestamp"]),
        ("Feb. 3, 2020", ["timestamp"]),
        ("作業效率大幅提升。（編輯：林美玲）1090103", ["dated-editor"]),
        ("https://www.example.org/a/b.html", ["address"]),
        ("第三篇", ["number"]),
        ("No.12", ["number"]),
        ("責任編輯：李紅", ["editor"]),
        ("版權所有 不得轉載", ["site-footer"]),
        ("延伸閱讀：", ["related"]),
        ("瀏覽次數：128", ["views"]),
        ("2月3日，学生走进校园。（新华社发 张三 摄）", ["caption"]),
        ("现场图片由主办单位提供（县融媒体中心提供）", ["caption"]),
        ("（作者系某某县文化馆馆员）", ["field"]),
        ("用微信扫描二维码，分享至好友和朋友圈", ["qr"]),
        ("长按识别二维码，关注我们", ["qr"]),
    ],
)
def test_furniture_is_labelled(text, rules):
    assert [label.rule for label in label_line(text)] == rules


def test_a_notice_goes_on_until_its_lines_end_or_stand_apart():
    texts = ["相关阅读：", "另一条新闻", "又一条新闻", "全市各级各部门迅速行动，织密织牢防控网络。"]
    assert [bool(labels) for labels in label_lines(texts)] == [True, True, True, False]
    assert [bool(labels) for labels in label_lines(texts, {2})] == [True, True, False, False]


def test_a_line_longer_than_any_furniture_is_text():
    assert label_line("责任编辑：" + "张" * 2000) == []


HOSTILE = """
import itertools
from helpers.articles.rules import label_lines
from helpers.articles.fields import is_byline, is_source_line
from helpers.articles.names import find_names
from helpers.lexicons import read_toml

examples = [rule["example"] for rule in read_toml("boilerplate.toml")["rule"]]
marks = [" ", "|", " | ", "：", "、", "/", "　", "】【", "（", "-", ".", ""]
words = ["字字", "新闻", "2020", "来源", "记者", "编辑", "a", "打印", "字", *examples]
lines = [(word + mark) * (1490 // len(word + mark)) + end
         for word, mark in itertools.product(words, marks) for end in ("", "。", "x，")]
label_lines(lines)
for line in lines:
    is_byline(line[:159]), is_source_line(line[:59]), find_names(line[:60], labelled=True)
"""


def test_no_line_makes_a_rule_search_without_end():
    done = subprocess.run([sys.executable, "-c", HOSTILE], timeout=240, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
