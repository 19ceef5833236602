"""Small documents in the conventions of the whole country, each with its articles and what must not be in them."""

import unicodedata

import pytest

from helpers.articles import split_documents
from helpers.articles.page import states_date
from helpers.document import Document
from helpers.reading import sniff_form

P = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。"
Q = "连日来，党员干部冲锋在前，志愿者主动请战，汇聚起同心抗疫的强大合力。"
R = "下一步，当地将继续压实责任，统筹推进各项工作，确保群众生活平稳有序。"

# (name, text, articles as (title, first characters, last characters) of the body, what no body may hold)
PAGES = [
    (
        "web page",
        f"""<!DOCTYPE html><html><head><title>城东街道守护平安_某某网</title><style>p{{color:red}}</style></head><body>
<div class="nav"><a href="/">首页</a><a href="/xw">新闻</a></div><div class="crumbs">您所在的位置：<a href="/">首页</a> > 要闻</div>
<h1>城东街道守护平安</h1><div class="info">2020-02-03 10:20 来源：长江日报 作者：李明 <a>【打印】</a></div>
<div class="content"><p>　　{P}</p><p>　　{Q}</p><p style="text-align:center"><img src="a.jpg"/></p><p>图为志愿者在登记。</p><p>　　{R}</p></div>
<div>(责编：王小明、李红)</div><div class="sidebar"><ul><li><a href="1">某地举行招聘会</a></li></ul></div>
<h3>相关阅读</h3><ul><li><a href="2">另一条新闻的标题</a></li><li><a>又一条新闻标题</a></li></ul>
<div class="foot">版权所有 某某网 京ICP备05001234号</div><script>var a="不是正文";</script></body></html>""",
        [("城东街道守护平安", P[:10], R[-10:])],
        ["首页", "责编", "ICP", "不是正文", "图为", "另一条", "打印", "招聘会", "color"],
    ),
    (
        "gov page",
        f"""首页 > 政务公开 > 工作动态
我县扎实做好春耕备耕工作
发布时间：2021-03-05 09:12　来源：县农业农村局　浏览次数：128次　【字体：大 中 小】
　　{P}
　　{Q}
　　{R}
责任编辑：张三
【打印本页】【关闭窗口】
上一篇：我县召开工作会议
下一篇：没有了""",
        [("我县扎实做好春耕备耕工作", P[:10], R[-10:])],
        ["字体", "责任编辑", "打印", "上一篇", "下一篇", "浏览"],
    ),
    (
        "repeated heads",
        f"""标题：甲县推进复工
来源：甲县融媒体中心
时间：2020-02-20
正文：
{P}
{Q}

标题：乙市保障供应
来源：乙市日报
时间：2020-02-21
{R}
{P}
""",
        [("甲县推进复工", P[:10], Q[-10:]), ("乙市保障供应", R[:10], P[-10:])],
        ["来源", "时间", "正文"],
    ),
    *[
        (
            f"separator of {len(sep)} {unicodedata.name(sep[0])}",
            f"第一篇报道的标题\n{P}\n{Q}\n\n{sep}\n\n第二篇报道的标题\n{R}\n{P}\n",
            [("第一篇报道的标题", P[:10], Q[-10:]), ("第二篇报道的标题", R[:10], P[-10:])],
            [sep],
        )
        for sep in ("====", "--------", "***", "###", "* * *", "————————", "＝＝＝＝")
    ],
    (
        "blank lines",
        f"第一篇报道的标题\n\n{P}\n\n{Q}\n\n\n\n第二篇报道的标题\n\n{R}\n\n{P}\n",
        [("第一篇报道的标题", P[:10], Q[-10:]), ("第二篇报道的标题", R[:10], P[-10:])],
        [],
    ),
    (
        "markdown one H1",
        f"# 关于做好春耕工作的通知\n\n{P}\n\n## 总体要求\n\n{Q}\n\n## 工作措施\n\n**强化责任。**{R}\n",
        [("关于做好春耕工作的通知", P[:10], R[-10:])],
        ["#", "**"],
    ),
    (
        "markdown many H1",
        f"# 甲县推进复工\n\n{P}\n\n## 做法\n\n{Q}\n\n# 乙市保障供应\n\n{R}\n\n{P}\n",
        [("甲县推进复工", P[:10], Q[-10:]), ("乙市保障供应", R[:10], P[-10:])],
        ["#"],
    ),
    (
        "markdown H2 alone",
        f"## 甲县推进复工\n\n{P}\n\n## 乙市保障供应\n\n{R}\n\n{Q}\n",
        [("甲县推进复工", P[:10], P[-10:]), ("乙市保障供应", R[:10], Q[-10:])],
        ["#"],
    ),
    (
        "bulletin",
        f"""# 工 作 简 报

第 7 期

临江市乡村振兴局　　2021年6月1日

---

## 甲镇：产业兴旺促振兴

{P}

{Q}

## 乙镇：环境整治见实效

{R}

{P}

报：市委、市政府领导
送：市直各单位
抄送：各乡镇（街道）
""",
        [("甲镇：产业兴旺促振兴", P[:10], Q[-10:]), ("乙镇：环境整治见实效", R[:10], P[-10:])],
        ["抄送", "第 7 期"],
    ),
    (
        "plain bulletin",
        f"""疫情防控工作简报
（第12期）
平安县疫情防控指挥部办公室　2020年2月8日

甲镇筑牢防线
{P}
{Q}

抄送：县委办公室，县政府办公室。
（共印50份）
""",
        [("甲镇筑牢防线", P[:10], Q[-10:])],
        ["抄送", "第12期", "共印"],
    ),
    (
        "xinhua",
        f"多地学校有序复课\n　　新华社北京2月3日电（记者王小明、李红）{P}\n　　{Q}（完）\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["完", "新华社", "记者"],
    ),
    (
        "xinhuanet",
        f"多地学校有序复课\n2020-02-03 10:20:31 来源： 新华网\n　　新华网兰州2月3日电 (记者 王小明){P}\n　　{Q}\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["新华网", "记者"],
    ),
    (
        "chinanews",
        f"多地学校有序复课\n中新网拉萨2月3日电 (记者 王小明){P}\n{Q}\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["中新网", "记者"],
    ),
    (
        "rmrb",
        f"多地学校有序复课\n本报银川2月3日电  （记者王小明）{P}\n{Q}\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["本报", "记者"],
    ),
    (
        "benbao",
        f"多地学校有序复课\n本报讯（记者 王小明 通讯员 李红）{P}\n{Q}\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["本报", "记者"],
    ),
    (
        "benbao colon",
        f"多地学校有序复课\n本报讯 记者王小明报道：{P}\n{Q}\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["本报", "记者"],
    ),
    (
        "cnr",
        f"多地学校有序复课\n央广网昆明2月3日消息（记者 王小明）据中国之声《新闻纵横》报道，{P}\n{Q}\n",
        [("多地学校有序复课", "据中国之声《新闻纵横", Q[-10:])],
        ["央广网", "记者"],
    ),
    (
        "hn",
        f"多地学校有序复课\n华龙网-新重庆客户端2月3日10时讯（记者 王小明）{P}\n{Q}\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["华龙网", "记者"],
    ),
    (
        "hongwang",
        f"多地学校有序复课\n红网时刻新闻2月3日讯（记者 王小明）{P}\n{Q}\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["红网", "记者"],
    ),
    (
        "tianshan",
        f"多地学校有序复课\n天山网讯（记者王小明报道）{P}\n{Q}\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["天山网", "记者"],
    ),
    (
        "signature",
        f"多地学校有序复课\n{P}\n{Q}（南方日报记者 王小明 通讯员 李红）\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["南方日报", "记者"],
    ),
    (
        "signature own line",
        f"多地学校有序复课\n{P}\n{Q}\n（记者 王小明 李红 文/图）\n（责编：张三）\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["记者", "责编"],
    ),
    (
        "author below title",
        f"乡村里的灯\n王小明\n{P}\n{Q}\n（作者系某某县文化馆馆员）\n",
        [("乡村里的灯", P[:10], Q[-10:])],
        ["王小明", "作者系"],
    ),
    (
        "subtitle",
        f"让每一盏灯亮起来\n——某县农网改造纪实\n本报记者 王小明 李红\n{P}\n一、总体要求\n{Q}\n",
        [("让每一盏灯亮起来\n——某县农网改造纪实", P[:10], Q[-10:])],
        ["记者"],
    ),
    (
        "caption",
        f"多地学校有序复课\n{P}\n2月3日，学生走进校园。（张三 摄）\n{Q}\n2月3日，教师在消毒。新华社记者 李红 摄\n{R}\n",
        [("多地学校有序复课", P[:10], R[-10:])],
        ["走进校园", "教师在消毒"],
    ),
    (
        "last paragraph with credit",
        f"多地学校有序复课\n{P}\n{Q}（记者 王小明 文/摄）\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["记者"],
    ),
    (
        "word",
        f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8><style><!-- p.MsoNormal {{margin:0}} --></style></head><body lang=ZH-CN>
<p class=MsoNormal align=center><b><span style='font-size:22.0pt'>关于做好汛期工作的通知<o:p></o:p></span></b></p>
<p class=MsoNormal><span lang=EN-US>&nbsp;<o:p></o:p></span></p>
<p class=MsoNormal style='text-indent:32.0pt'><span>{P[:15]}</span><span
lang=EN-US>2021</span><span>{P[15:]}<o:p></o:p></span></p>
<p class=MsoNormal>{Q}<o:p></o:p></p></body></html>""",
        [("关于做好汛期工作的通知", P[:10], Q[-10:])],
        ["margin", "<", "\n\n"],
    ),
    (
        "entities",
        f"<div><h1>甲 &amp; 乙</h1><p>&ldquo;{P}&rdquo;&nbsp;&#20013;&#x56fd;</p><p>{Q}</p></div>",
        [("甲 & 乙", "“" + P[:9], Q[-10:])],
        ["&ldquo", "&#"],
    ),
    (
        "full-width digits",
        f"多地学校有序复课\n发布时间：２０２０－０２－０３\n{P}\n２月３日，{Q}\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["发布时间"],
    ),
    (
        "taiwan",
        """防疫升溫 學校延後開學
2020-02-03 10:20 聯合報 記者王小明／台北即時報導
（中央社記者王小明台北3日電）教育部今天宣布，高中以下學校延後兩週開學，請家長提早安排照顧事宜。
地方政府表示，將依照規定辦理消毒工作，並持續向學生與家長說明防疫措施。
▲學生走進校園。（圖／記者李紅攝）
責任編輯：李紅
※ 更多新聞
""",
        [("防疫升溫 學校延後開學", "教育部今天宣布，高中", "與家長說明防疫措施。")],
        ["中央社", "▲", "責任編輯", "聯合報"],
    ),
    (
        "taiwan 2",
        """高雄推動綠能 補助再加碼
記者李大同／高雄報導
高雄市政府今（3）日宣布，綠能補助再加碼，預計將有三千戶受惠，申請期限至六月底為止。
環保局表示，民眾可以上網申請，也可以到各區公所臨櫃辦理，詳細內容請見官網。
""",
        [("高雄推動綠能 補助再加碼", "高雄市政府今（3）日", "，詳細內容請見官網。")],
        ["報導"],
    ),
    (
        "hong kong",
        """【本報訊】特區政府宣布，將向市民派發口罩，每戶可獲十個，並可在網上登記領取，詳情將於稍後公布。
教育局表示，學校將按情況分階段復課，並為學生提供支援，家長無須過分擔憂。
""",
        [("", "特區政府宣布，將向市", "，家長無須過分擔憂。")],
        ["本報訊"],
    ),
    ("weibo-like", f"{P}", [("", P[:10], P[-10:])], []),
    (
        "numbered headings",
        f"关于印发实施方案的通知\n各县（区）人民政府，市政府各部门：\n{P}\n一、总体要求\n{Q}\n二、主要任务\n（一）加强领导\n{R}\n临江市人民政府办公室\n2021年6月1日\n",
        [("关于印发实施方案的通知", "各县（区）人民政府，", R[-10:])],
        ["2021年6月1日"],
    ),
    (
        "index box",
        f"索引号：014000/2020-01234　主题分类：卫生\n发布机构：临江市卫健委　发布日期：2020-02-03\n名　称：临江市部署春季传染病防治\n临江市部署春季传染病防治\n{P}\n{Q}\n",
        [("临江市部署春季传染病防治", P[:10], Q[-10:])],
        ["索引号", "发布机构"],
    ),
    (
        "share bar",
        f"多地学校有序复课\n2020年02月03日 10:20 | 来源：四川日报\n分享到：\n小字号\n{P}\n{Q}\n原标题：多地学校有序复课\n(编辑：王小明)\n扫码关注四川日报\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["分享", "字号", "原标题", "扫码", "四川日报"],
    ),
    (
        "copyright",
        f"多地学校有序复课\n{P}\n{Q}\n免责声明：本文仅代表作者个人观点，与本网无关。\n1、凡本网注明“来源：某某网”的所有作品，版权均属于某某网，未经授权不得转载。\n2、如因作品内容、版权需要同本网联系的，请在30日内进行。\n※ 联系方式：某某网 电话：010-12345678\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["声明", "版权", "联系"],
    ),
    ("crlf", f"多地学校有序复课\r\n\r\n{P}\r\n\r\n{Q}\r\n", [("多地学校有序复课", P[:10], Q[-10:])], ["\r"]),
    (
        "fragments two h",
        f"<h2>甲县推进复工</h2><p>{P}</p><p>{Q}</p>\n<h2>乙市保障供应</h2><p>{R}</p><p>{P}</p>",
        [("甲县推进复工", P[:10], Q[-10:]), ("乙市保障供应", R[:10], P[-10:])],
        [],
    ),
    (
        "h1 twice html",
        f"<div><h1>甲县推进复工</h1><p>{P}</p><p>{Q}</p></div><div><h1>乙市保障供应</h1><p>{R}</p><p>{P}</p></div>",
        [("甲县推进复工", P[:10], Q[-10:]), ("乙市保障供应", R[:10], P[-10:])],
        [],
    ),
    (
        "wechat",
        f"多地学校有序复课\n原创 某某发布 某某发布 2020-02-03\n{P}\n{Q}\n来源 | 某某日报\n编辑 | 王小明\n审核 | 李红\n点击“阅读原文”查看更多\n",
        [("多地学校有序复课", P[:10], Q[-10:])],
        ["编辑", "审核", "来源 |", "原创"],
    ),
]


MORE_PAGES = [
    *[
        (
            f"collection {name}",
            f"甲县推进复工\n{one}\n{P}\n{Q}\n{gap}乙市保障供应\n{two}\n{R}\n{P}\n",
            [("甲县推进复工", P[:10], Q[-10:]), ("乙市保障供应", R[:10], P[-10:])],
            ["2020", "来源"],
        )
        for name, one, two, gap in (
            ("by dates", "2020-02-03 来源：甲县日报", "2020-02-04 来源：乙市日报", "\n"),
            ("by sources", "来源：甲县日报", "来源：乙市日报", "\n"),
            ("without a gap", "甲县日报 2020-02-03", "乙市日报 2020-02-04", ""),
            ("below addresses", "2020-02-03", "2020-02-04", "\nhttp://example.org/2020/2.html\n"),
            ("below numbers", "2020-02-03", "2020-02-04", "\n【第2篇】\n"),
        )
    ],
    (
        "two lines of a headline in a collection",
        f"甲县推进复工\n——春天的故事\n2020-02-03\n{P}\n\n乙市保障供应\n——一线见闻\n2020-02-04\n{Q}\n",
        [("甲县推进复工\n——春天的故事", P[:10], P[-10:]), ("乙市保障供应\n——一线见闻", Q[:10], Q[-10:])],
        ["2020", "一线"],
    ),
    (
        "sources below tables",
        f"甲县推进复工\n2020-02-03\n{P}\n各镇复工率\n来源：县统计局\n{Q}\n各镇用电量\n来源：县统计局\n{R}\n",
        [("甲县推进复工", P[:10], R[-10:])],
        ["2020"],
    ),
    (
        "markdown collection",
        f"# 各地新闻汇编\n\n## 甲县推进复工\n\n{P}\n\n## 乙市保障供应\n\n{R}\n",
        [("甲县推进复工", P[:10], P[-10:]), ("乙市保障供应", R[:10], R[-10:])],
        ["汇编"],
    ),
    (
        "markdown byline under H1",
        f"# 甲县推进复工\n\n2020-02-03 来源：甲县日报\n\n## 抓早抓实\n\n{P}\n\n## 抓细抓好\n\n{R}\n",
        [("甲县推进复工", "抓早抓实\n" + P[:5], R[-10:])],
        ["2020"],
    ),
    (
        "html header of an article",
        f"<html><body><main><article><header><h1>甲县推进复工</h1><p>2020-02-03 来源：甲县日报</p></header>"
        f"<p>{P}</p><p>{Q}</p></article></main></body></html>",
        [("甲县推进复工", P[:10], Q[-10:])],
        ["2020"],
    ),
    (
        "bulletin without markup",
        f"工作简报\n第12期\n\n某省农业农村厅办公室　　2020年4月2日\n————————\n按：现将有关情况编发如下，供参考。\n\n"
        f"甲市推进农田建设\n　　{P}\n　　{Q}\n\n乙市加快补贴发放\n　　{R}\n　　{P}\n\n————————\n报：省委办公厅、省政府办公厅\n"
        "送：各市农业农村局\n共印80份\n",
        [("甲市推进农田建设", P[:10], Q[-10:]), ("乙市加快补贴发放", R[:10], P[-10:])],
        ["按：", "报：", "共印"],
    ),
    (
        "bulletin with an editor's note",
        f"# 工作简报\n\n第7期\n\n---\n\n编者按：{Q}\n\n## 甲镇产业兴旺\n\n{P}\n\n## 乙镇环境整治\n\n{R}\n",
        [("甲镇产业兴旺", P[:10], P[-10:]), ("乙镇环境整治", R[:10], R[-10:])],
        ["编者按"],
    ),
    (
        "long headline above a byline",
        f"{'甲县召开会议' * 15}\n2020-02-03\n{P}\n{Q}\n",
        [("甲县召开会议" * 15, P[:10], Q[-10:])],
        [],
    ),
    (
        "long headline above a blank line",
        f"{'甲县召开会议' * 15}\n\n{P}\n{Q}\n",
        [("甲县召开会议" * 15, P[:10], Q[-10:])],
        [],
    ),
    (
        "attachments",
        f"关于做好防汛工作的通知\n{P}\n{Q}\n附件：1.任务分工表\n2.联络员名单\n江西省人民政府\n2020年2月3日\n",
        [("关于做好防汛工作的通知", P[:10], Q[-10:])],
        ["附件", "名单"],
    ),
    (
        "unquoted attributes",
        f"<html><body><p><a href=/>首页</a></p><p><a href=/xw/>新闻</a></p><p>甲县推进复工</p><p>2020-02-03</p><p>{P}</p></body></html>",
        [("甲县推进复工", P[:10], P[-10:])],
        ["首页", "新闻"],
    ),
    (
        "headline in the title element",
        f"<html><head><title>甲县推进复工_某某网</title></head><body><p>2020-02-03</p><p>{P}</p><p>{Q}</p></body></html>",
        [("甲县推进复工", P[:10], Q[-10:])],
        ["某某网"],
    ),
    (
        "headline that the title element repeats",
        f"<html><head><title>甲县推进复工 - 某某网</title></head><body><p>新闻</p><p>甲县推进复工</p><p>{P}</p></body></html>",
        [("甲县推进复工", P[:10], P[-10:])],
        ["某某网", "新闻"],
    ),
    (
        "table at the top",
        f"<table><tr><td>地区</td><td>病例数</td></tr><tr><td>甲县</td><td>12例</td></tr></table><p>{P}</p><p>{Q}</p>",
        [("", "地区\t病例数\n甲县\t", Q[-10:])],
        [],
    ),
    (
        "table of layout",
        f"<table><tr><td>甲县推进复工</td></tr><tr><td>2020-02-03</td></tr><tr><td><p>{P}</p><p>{Q}</p></td></tr></table>",
        [("甲县推进复工", P[:10], Q[-10:])],
        ["2020"],
    ),
    (
        "diary",
        f"抗疫日记\n2020年2月3日 晴\n{P}\n2020年2月4日 小雨\n{Q}\n",
        [("抗疫日记", "2020年2月3日 ", Q[-10:])],
        [],
    ),
    (
        "app",
        f"北市完成防汛整備\n2021/05/20 05:30\n{P}\n{Q}\n用APP看新聞 點我下載APP\n",
        [("北市完成防汛整備", P[:10], Q[-10:])],
        ["下載"],
    ),
]


def split(text, form=None):
    form = form or sniff_form(text)
    return split_documents([Document("d", "page", None, "", "text/plain", "utf-8", text, form, "ok")])


@pytest.mark.parametrize(
    ("name", "text", "articles", "absent"),
    [*PAGES, *MORE_PAGES],
    ids=[page[0] for page in [*PAGES, *MORE_PAGES]],
)
def test_page_becomes_its_articles(name, text, articles, absent):
    found = split(text).articles
    rows = zip(found["title"].fillna(""), found["text"], strict=True)
    assert [(title, body[:10], body[-10:]) for title, body in rows] == articles
    for words in absent:
        assert not found["text"].str.contains(words, regex=False).any(), words


def test_page_break_inside_a_sentence_is_joined():
    text = f"# 标题在此\n\n{Q * 2}干部职工坚持日夜奋战在第一线，\n\n用行动践行初心使命。\n\n{R}\n\n# 又一个标题\n\n{P}"
    split_up = split(text)
    assert "第一线，用行动" in split_up.articles["text"][0]
    assert "page-break" in set(split_up.spans["rule"])


@pytest.mark.parametrize(
    "above",
    ["The province exported flowers worth 80 million dollars in the year 2020", f"{Q}全市病例为 2020"],
)
def test_only_han_is_joined_across_a_page_break(above):
    found = split(f"标题在此\n\n{P}\n\n{above}\n\n{R}\n").articles
    assert f"{above}\n{R}" in found["text"][0]


BYLINES = (
    "赣南日报 2020-02-03 08:12", "中国江西网 | 2020-02-03", "四川在线 2021-01-15 来源：四川日报 编辑：李强",
    "字号：大 中 小 2020-02-03", "某市人民政府网 www.example.org 2020年2月3日", "天山网讯 2018-07-20 11:20:33 [字号 大 中 小]",
    "发布于 2020-02-03 16:20 阅读 120", "2020-02-03 08:12 来自 赣南日报", "2020-02-03T08:12:00Z", "民國109年2月3日",
    "109年2月3日", "February 3, 2020", "3 Feb 2020", "发布时间：20200203", "赣南日报2020年2月3日", "更新時間：2020-02-03 12:00",
    "新华社南昌2月3日电", "中新网拉萨2月3日电（记者 王小明）",
)  # fmt: skip


@pytest.mark.parametrize("form", ["plain", "html"])
@pytest.mark.parametrize("byline", BYLINES)
def test_short_line_with_a_date_below_the_headline_is_its_byline(byline, form):
    page = f"<div><h2>甲县推进复工</h2><p>{byline}</p><p>{P}</p><p>{Q}</p></div>"
    found = split(page if form == "html" else f"甲县推进复工\n{byline}\n\n{P}\n{Q}\n", form)
    (article,) = found.articles.itertuples()
    assert (article.title, article.text) == ("甲县推进复工", f"{P}\n{Q}")
    dated = found.clues[found.clues["field"] == "published"]
    source = "dateline" if byline[-1] in "电）" else "byline" if "更新" in byline else "page"
    assert dated["source"].tolist() == [source]


@pytest.mark.parametrize(
    "headline",
    [
        "2020年2月3日疫情通报",
        "某市2020年2月3日新增病例情况",
        "情况通报 2020年2月3日",
        "2020年2月3日 某省疫情通报",
    ],
)
def test_headline_may_hold_a_date(headline):
    (article,) = split(f"{headline}\n来源：某某日报\n{P}\n{Q}\n").articles.itertuples()
    assert (article.title, article.text) == (headline, f"{P}\n{Q}")


@pytest.mark.parametrize(
    "line",
    [
        "2020年2月3日疫情通报", "2020年2月3日，全省无新增病例", "会议时间：2020年2月3日 上午9点", "截至2020年2月3日 24时",
        "2020年2月3日—2020年2月9日", "今天是2020年2月3日 星期一 农历正月初十", "自2020年2月3日起施行", "某省疫情通报 2020年2月3日",
    ],
)  # fmt: skip
def test_date_in_other_words_is_no_byline(line):
    assert not states_date(line)


def test_office_that_a_bulletin_goes_to_is_no_outlet():
    found = split(f"工作简报\n第3期\n————\n甲市推进农田建设\n{P}\n{Q}\n{R}\n报：省委办公厅、省政府办公厅\n")
    assert found.articles["outlet"].isna().all()
    assert not found.clues["text"].str.contains("报：").any()


@pytest.mark.parametrize(
    "text",
    [
        "<html><body><h1>要闻</h1><ul>"
        + "".join(
            f'<li><a href="{i}">某市召开会议部署工作</a> <span>[2020-04-{i:02d}]</span></li>'
            for i in range(1, 9)
        )
        + "</ul></body></html>",
        "<html><head><title>404</title></head><body><h1>404 Not Found</h1><p>您访问的页面不存在</p></body></html>",
    ],
    ids=["index", "missing"],
)
def test_page_without_an_article_has_none(text):
    assert split(text).documents["status"].tolist() == ["boilerplate-only"]


@pytest.mark.parametrize("below", [f"一、总体要求\n{P}", f"（一）加强领导\n{P}", f"1.压实责任\n{P}"])
def test_numbered_heading_is_body(below):
    found = split(f"关于春耕工作的通知\n{Q}\n{below}\n{R}\n").articles
    assert len(found) == 1
    assert below in found["text"][0]


def test_furniture_alone_is_no_article():
    found = split("首页 > 新闻\n【打印本页】【关闭窗口】\n版权所有 某某网\n")
    assert found.documents["status"].tolist() == ["boilerplate-only"]
    assert found.articles.empty
    assert found.spans["end"].iloc[-1] == found.documents["n_chars"][0]


def test_related_list_ends_where_the_next_article_begins():
    found = split(f"甲县推进复工\n{P}\n相关阅读：\n另一条新闻\n\n标题：乙市保障供应\n{R}\n{Q}\n").articles
    assert found["title"].tolist() == ["甲县推进复工", "乙市保障供应"]
    assert found["text"].tolist() == [P, f"{R}\n{Q}"]


def test_related_list_ends_at_a_gap():
    found = split(f"甲县推进复工\n{P}\n相关阅读：\n另一条新闻\n\n\n\n乙市保障供应\n{R}\n{Q}\n").articles
    assert found["title"].tolist() == ["甲县推进复工", "乙市保障供应"]


@pytest.mark.parametrize(
    "text",
    [
        f"【标题】甲县推进复工\n【来源】江西日报\n【日期】2020年2月3日\n【正文】\n{P}\n{Q}",
        f"日期: 2020-02-03\n来源: 江西日报\n标题: 甲县推进复工\n正文: {P}\n{Q}\n",
        f"标题：甲县推进复工\n省份：江西\n来源：江西日报\n链接：http://example.org/a.html\n\n{P}\n\n{Q}",
        f"# 甲县推进复工\n\n> 来源：江西日报\n> 2020-02-03\n\n{P}\n\n{Q}",
    ],
    ids=["brackets", "title below", "colons", "quotation"],
)
def test_fields_around_the_headline(text):
    (article,) = split(text).articles.itertuples()
    assert (article.title, article.text, article.outlet) == ("甲县推进复工", f"{P}\n{Q}", "江西日报")


def test_bylines_above_a_labelled_headline_are_its_own():
    found = split(f"时间：2020年2月3日\n标题：甲县\n{P}\n{Q}\n\n时间：2020年2月4日\n标题：乙县\n{R}\n{P}\n")
    assert found.articles["title"].tolist() == ["甲县", "乙县"]
    dated = found.clues[found.clues["field"] == "published"]
    assert dated["text"].tolist() == ["2020年2月3日", "2020年2月4日"]


def test_official_paper():
    text = (
        f"关于做好防汛工作的通知\n某府发〔2020〕3号\n各市、县人民政府：\n{P}\n{Q}\n\n　　　江西省人民政府\n"
        "　　　2020年2月3日\n（此件公开发布）\n"
    )
    found = split(text)
    (article,) = found.articles.itertuples()
    assert (article.title, article.text) == ("关于做好防汛工作的通知", f"各市、县人民政府：\n{P}\n{Q}")
    assert article.outlet == "江西省人民政府"


def test_blanks_that_a_scanner_put_between_characters_are_no_text():
    spaced = " ".join(P)
    found = split(f"甲县推进复工\n\n{spaced}\n{Q}\n")
    assert found.articles["text"].tolist() == [f"{P}\n{Q}"]
    body = found.spans[found.spans["kind"] == "body"]
    assert (body["end"] - body["start"]).sum() == len(P) + len(Q)


def test_a_line_of_fields_parted_by_bars_is_no_navigation():
    found = split(f"塔，又站在山上\n郴州日报 | A1 | 本报记者 李秉钧 | 2008-12-12\n\n{P}\n{Q}\n")
    (article,) = found.articles.itertuples()
    assert (article.outlet, article.authors) == ("郴州日报", ["李秉钧"])
