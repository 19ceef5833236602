"""Corpora in shapes that users bring, made up: work reports, news summaries, counties, cities of a province, no dates.

Each function fills a folder. The sentences are put together from phrases by theme; each place dwells on themes of its
own, so that a book has something to find. The same arguments give the same files.
"""

import csv
import datetime
import json
import random

import opencc

PROVINCES = [
    "北京市",
    "天津市",
    "河北省",
    "山西省",
    "内蒙古自治区",
    "辽宁省",
    "吉林省",
    "黑龙江省",
    "上海市",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "广西壮族自治区",
    "海南省",
    "重庆市",
    "四川省",
    "贵州省",
    "云南省",
    "西藏自治区",
    "陕西省",
    "甘肃省",
    "青海省",
    "宁夏回族自治区",
    "新疆维吾尔自治区",
]
CITIES = ["广州", "深圳", "珠海", "汕头", "佛山", "韶关", "湛江", "惠州", "东莞", "中山"]
COUNTIES = ("花蓮縣", "屏東縣", "彰化縣")
THEMES = {
    "industry": (
        ["先进制造业", "数字经济", "专精特新企业", "产业园区", "集成电路", "新能源汽车", "工业互联网"],
        ["增加值增长{n}%", "新增规模以上企业{n}家", "建成示范项目{n}个", "投资完成{n}亿元", "技术改造投资增长{n}%"],
        ["加快{a}集群发展，{b}", "围绕{a}补链强链，{b}", "{a}保持较快增长，{b}", "支持{a}扩大有效投资，{b}"],
    ),
    "farming": (
        ["粮食生产", "高标准农田", "乡村振兴", "种业", "农村人居环境", "特色农产品", "春耕备耕"],
        ["播种面积达到{n}万亩", "农民人均可支配收入增长{n}%", "完成改造{n}万户", "总产量{n}万吨"],
        ["扎实推进{a}，{b}", "{a}取得新成效，{b}", "把{a}摆在突出位置，{b}", "各地抓紧{a}，{b}"],
    ),
    "flood": (
        ["防汛抗旱", "水库除险加固", "堤防巡查", "山洪灾害预警", "群众转移安置", "应急响应"],
        ["转移安置群众{n}人", "出动抢险队员{n}人次", "储备编织袋{n}万条", "检查水库{n}座"],
        ["全力做好{a}，{b}", "{a}工作连夜展开，{b}", "水利部门加强{a}，{b}", "受强降雨影响，{a}任务繁重，{b}"],
    ),
    "epidemic": (
        ["疫情防控", "核酸检测", "疫苗接种", "社区排查", "医疗救治", "物资保障", "复工复产"],
        ["累计采样{n}万人次", "新增确诊病例{n}例", "治愈出院{n}例", "调拨口罩{n}万只", "派出医护人员{n}名"],
        ["切实抓好{a}，{b}", "{a}有序推进，{b}", "卫生健康部门通报{a}情况，{b}", "统筹{a}和群众生活，{b}"],
    ),
    "schools": (
        ["义务教育", "学前教育", "职业院校", "教师队伍建设", "校园食品安全", "课后服务"],
        ["新增学位{n}万个", "改扩建学校{n}所", "招聘教师{n}名", "资助学生{n}万人"],
        ["优先发展{a}，{b}", "推动{a}优质均衡，{b}", "加大{a}投入，{b}", "落实{a}政策，{b}"],
    ),
    "traffic": (
        ["高速铁路", "轨道交通", "农村公路", "港口航运", "机场改扩建", "公交优先"],
        ["通车里程新增{n}公里", "完成投资{n}亿元", "货物吞吐量增长{n}%", "新开线路{n}条"],
        ["加快{a}建设，{b}", "{a}项目全面开工，{b}", "打通{a}堵点，{b}", "{a}运行平稳，{b}"],
    ),
    "nature": (
        ["生态环境治理", "空气质量", "河湖长制", "国土绿化", "垃圾分类", "污水处理"],
        ["优良天数比例达到{n}%", "完成造林{n}万亩", "整治问题{n}个", "单位能耗下降{n}%"],
        ["持续改善{a}，{b}", "深入推进{a}，{b}", "{a}成效明显，{b}", "严格落实{a}责任，{b}"],
    ),
    "tourism": (
        ["文化旅游", "非物质文化遗产", "红色旅游", "乡村民宿", "博物馆", "冰雪运动"],
        ["接待游客{n}万人次", "旅游收入增长{n}%", "新增景区{n}家", "举办活动{n}场"],
        ["大力发展{a}，{b}", "{a}消费持续升温，{b}", "推动{a}融合发展，{b}", "{a}品牌越来越响，{b}"],
    ),
    "welfare": (
        ["城乡低保", "养老服务", "就业创业", "医疗保障", "住房保障", "退役军人服务"],
        ["城镇新增就业{n}万人", "发放补贴{n}亿元", "新建服务中心{n}个", "惠及群众{n}万人"],
        ["稳步提高{a}水平，{b}", "完善{a}体系，{b}", "用心用情做好{a}，{b}", "兜牢{a}底线，{b}"],
    ),
}  # fmt: skip
OPENINGS = (
    "今年以来，",
    "一年来，",
    "下一步，",
    "会议强调，",
    "据介绍，",
    "在有关方面支持下，",
    "",
    "",
    "",
    "",
)
ENDS = (
    "，受到群众好评。",
    "，为全年目标打下基础。",
    "。",
    "。",
    "，相关工作仍在进行。",
    "，较上年有明显提高。",
)


def writer(seed, place, *, own=3):
    """Return a function that gives a paragraph of n sentences, mostly on the place's own themes."""
    dice = random.Random(f"{seed} {place}")
    names = list(THEMES)
    favourites = dice.sample(names, own)

    def paragraph(n):
        theme = dice.choice(favourites if dice.random() < 0.7 else names)
        subjects, facts, frames = THEMES[theme]
        sentences = []
        for _ in range(n):
            fact = dice.choice(facts).format(n=dice.randint(3, 960))
            said = dice.choice(frames).format(a=dice.choice(subjects), b=fact)
            sentences.append(dice.choice(OPENINGS) + said + dice.choice(ENDS))
        return "".join(sentences)

    return paragraph


def write_reports(folder, n_chars=20_000, provinces=PROVINCES, year=2023):
    """One CSV file for each province, of one record: its government's work report, the page's furniture at its head."""
    folder.mkdir(parents=True)
    for number, province in enumerate(provinces):
        paragraph = writer("reports", province)
        day = datetime.date(year, 1, 10 + number % 15)
        title = f"{year}年{province}政府工作报告"
        head = [
            "首页 > 政务公开 > 政府信息公开目录 > 政府工作报告",
            f"发布时间：{day} 09:20  来源：{province}人民政府办公厅  浏览次数：{1000 + number * 37}次  【字体：大 中 小】",
            "分享到：微信 微博 QQ空间  打印本页  关闭窗口",
            title,
            f"——{day.year}年{day.month}月{day.day}日在{province}人民代表大会会议上",
            f"{province}人民政府主要负责人" if number % 2 else "",
            "各位代表：",
            "现在，我代表省人民政府向大会报告工作，请予审议，并请各位政协委员和列席人员提出意见。",
        ]
        parts = ["一、过去一年工作回顾", "二、面临的形势和目标", "三、今年重点工作", "四、加强政府自身建设"]
        lines, size = [line for line in head if line], 0
        for part in parts:
            lines.append(part)
            target = size + n_chars // len(parts)
            while size < target:
                lines.append(paragraph(6))
                size += len(lines[-1])
        lines += [
            "各位代表！让我们团结一心，真抓实干，为实现全年目标任务而奋斗！",
            "责任编辑：王编辑",
            "扫一扫在手机打开当前页",
        ]
        with (folder / f"{province}_{year}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(["province", "year", "title", "source_url", "publish_date", "full_text"])
            url = f"http://www.example.gov.cn/{number}/{year}/report.html"
            rows.writerow([province, year, title, url, day, "\n".join(lines)])


def write_summaries(folder, n=6600):
    """One CSV file of news summaries; every second one names no province."""
    folder.mkdir(parents=True)
    dice = random.Random("summaries")
    outlets = ["央视新闻", "人民日报", "健康中国", "新华网", "中国新闻网"]
    writers = {province: writer("summaries", province) for province in PROVINCES}
    anywhere = writer("summaries", "", own=5)
    weights = [30 if province == "湖北省" else dice.randint(1, 9) for province in PROVINCES]
    start = datetime.datetime(2020, 1, 20)
    with (folder / "news.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["id", "pubDate", "title", "summary", "infoSource", "sourceUrl", "provinceName"])
        for number in range(n):
            province = dice.choices(PROVINCES, weights)[0] if number % 2 else ""
            paragraph = writers[province] if province else anywhere
            summary = f"据{'当地' if province else ''}媒体报道，" + paragraph(dice.randint(1, 3))
            short = province[:2] if province else "全国"
            title = f"{short}：{summary.split('，')[-2][-18:]}"
            outlet = f"{province}卫健委" if province and dice.random() < 0.5 else dice.choice(outlets)
            time = start + datetime.timedelta(minutes=dice.randint(0, 150 * 24 * 60))
            rows.writerow(
                [number + 1, time, title, summary, outlet, f"http://m.weibo.cn/s/{number}", province]
            )


def write_counties(folder, each=8):
    """News of three counties of Taiwan, as text files in Traditional Chinese, dated by the years of the Republic."""
    folder.mkdir(parents=True)
    converter = opencc.OpenCC("s2twp")
    for county in COUNTIES:
        paragraph = writer("counties", county, own=2)
        for number in range(each):
            day = datetime.date(2021, 3, 5) + datetime.timedelta(days=23 * number)
            text = "\n".join(converter.convert(paragraph(4)) for _ in range(6))
            title = f"{county}政府{converter.convert(paragraph(1)).split('，')[-2][:14]}"
            lines = [
                title,
                f"發布單位：{county}政府新聞處",
                f"發布日期：{day.year - 1911}年{day.month}月{day.day}日",
                f"{county}政府今日表示，以下工作將持續辦理。",
                text,
            ]
            (folder / f"{county}_{number + 1}.txt").write_text("\n".join(lines), encoding="utf-8")


def write_cities(folder, n=40, cities=CITIES):
    """Documents of cities of one province, as web pages."""
    folder.mkdir(parents=True)
    for number in range(n):
        city = cities[number % len(cities)]
        paragraph = writer(f"cities {number}", city, own=3) if number % 3 else writer("cities", city, own=2)
        day = datetime.date(2022, 1, 4) + datetime.timedelta(days=9 * number)
        body = "".join(f"<p>　　{paragraph(3)}</p>\n" for _ in range(5))
        page = (
            f"<html><head><title>{city}市推进重点工作（{number + 1}）_{city}市人民政府</title></head><body>"
            f"<div class='nav'><a href='/'>首页</a> | <a href='/zw'>政务</a> | <a href='/fw'>服务</a></div>"
            f"<h1>{city}市推进重点工作（{number + 1}）</h1>"
            f"<div class='info'>发布时间：{day} 来源：{city}日报</div>"
            f"<div class='content'><p>　　本报讯 广东省{city}市近日召开会议。</p>\n{body}</div>"
            "<div class='foot'>版权所有 备案号：粤ICP备00000000号</div></body></html>"
        )
        (folder / f"{number + 1:02d}.html").write_text(page, encoding="utf-8")


def write_undated(folder, n=300):
    """Records without any date, a line each, from five provinces."""
    folder.mkdir(parents=True)
    names = ("湖南省", "四川省", "浙江省", "吉林省", "云南省")
    writers = {name: writer("undated", name) for name in names}
    with (folder / "docs.jsonl").open("w", encoding="utf-8") as stream:
        for number in range(n):
            name = names[number % len(names)]
            text = "\n".join(writers[name](3) for _ in range(3))
            record = {"标题": f"{name}工作简讯第{number + 1}则", "正文": text, "省份": name}
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
