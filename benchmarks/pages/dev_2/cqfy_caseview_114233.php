<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>网购“土蜂蜜”系糖浆勾兑 卖家被判十倍赔偿 - 重庆法院网</title></head><body>
<style type="text/css">body,div,dl,dt,dd,ul,ol,li,h1,h2,h3,h4,form,input,p,td{margin:0;padding:0}img{border:0}.clear{clear:both;height:0;overflow:hidden}.fl{float:left}.fr{float:right}.red{color:#c00}.more{font-size:12px;float:right}.tab span{cursor:pointer;padding:0 8px}.tab .on{background:#fff}</style>
<script type="text/javascript">
function $id(o){return document.getElementById(o)}
function setTab(name,cursel,n){for(i=1;i<=n;i++){var menu=$id(name+i);var con=$id("con_"+name+"_"+i);menu.className=i==cursel?"hover":"";con.style.display=i==cursel?"block":"none";}}
function AddFavorite(sURL,sTitle){try{window.external.addFavorite(sURL,sTitle);}catch(e){alert("加入收藏失败，请使用Ctrl+D进行添加");}}
if(window.top!=window.self){top.location=self.location}
var speed=30;function Marquee(){if(demo2.offsetWidth-demo.scrollLeft<=0)demo.scrollLeft-=demo1.offsetWidth;else{demo.scrollLeft++}}
</script>
<!-- 头部 开始 -->
<div id="megamenu" style="display:none"><dl><dd><a href="/bs/0/">招商项目</a></dd><dd><a href="/bs/1/">政府公报</a></dd><dd><a href="/bs/2/">医疗卫生</a></dd><dd><a href="/bs/3/">书记信箱</a></dd><dd><a href="/bs/4/">交通出行</a></dd><dd><a href="/bs/5/">行政审批</a></dd><dd><a href="/bs/6/">法律援助</a></dd><dd><a href="/bs/7/">涉外服务</a></dd><dd><a href="/bs/8/">表格下载</a></dd><dd><a href="/bs/9/">公共资源交易</a></dd><dd><a href="/bs/10/">在线访谈</a></dd><dd><a href="/bs/11/">教育培训</a></dd><dd><a href="/bs/12/">重点工程</a></dd><dd><a href="/bs/13/">出境入境</a></dd><dd><a href="/bs/14/">婚育收养</a></dd><dd><a href="/bs/15/">户籍办理</a></dd><dd><a href="/bs/16/">权力清单</a></dd><dd><a href="/bs/17/">残疾人服务</a></dd><dd><a href="/bs/18/">社会保障</a></dd><dd><a href="/bs/19/">就业服务</a></dd><dd><a href="/bs/20/">信用信息</a></dd><dd><a href="/bs/21/">政策解读</a></dd><dd><a href="/bs/22/">统计公报</a></dd><dd><a href="/bs/23/">安全生产</a></dd></dl></div>
<div id="header"><div id="menu"><a href="/col1000/index.html">首页</a> <a href="/col1007/index.html">法院概况</a> <a href="/col1014/index.html">新闻中心</a> <a href="/col1021/index.html">审务公开</a> <a href="/col1028/index.html">诉讼指南</a> <a href="/col1035/index.html">裁判文书</a> <a href="/col1042/index.html">执行公告</a> <a href="/col1049/index.html">开庭公告</a> <a href="/col1056/index.html">送达公告</a> <a href="/col1063/index.html">典型案例</a> <a href="/col1070/index.html">法官论坛</a> <a href="/col1077/index.html">法院文化</a> <a href="/col1084/index.html">视频直播</a> <a href="/col1091/index.html">司法拍卖</a> <a href="/col1098/index.html">网上立案</a> <a href="/col1105/index.html">院长信箱</a> </div></div>
<div id="path">当前位置：首页 → 新闻中心 → 案件快报</div><div class="detail"><div class="detail_bigtitle">网购“土蜂蜜”系糖浆勾兑 卖家被判十倍赔偿</div><div class="detail_thr">作者：罗小渝&nbsp;&nbsp;发布时间：2016-08-17 15:36:20<br/></div><hr><div class="detail_txt"><br>&nbsp;&nbsp;&nbsp;&nbsp;买了20瓶“深山土蜂蜜”，送检后却发现是用果葡糖浆勾兑而成。日前，重庆市荣昌区人民法院审结这起产品责任纠纷案，判决卖家退还货款2360元，并支付十倍赔偿金23600元。<br><br>&nbsp;&nbsp;&nbsp;&nbsp;法院经审理查明，2015年11月，原告吴某在网上向被告曾某购买蜂蜜20瓶，每瓶118元。商品页面标注“零添加、波美度42度”。吴某食用后感觉口感异常，遂将其中两瓶送检，检测报告显示碳-4植物糖含量为61%，不符合食品安全国家标准。<br><br>&nbsp;&nbsp;&nbsp;&nbsp;被告辩称，蜂蜜系从贵州一蜂农处收购，其本人并不知情，不应承担赔偿责任。<br><br>&nbsp;&nbsp;&nbsp;&nbsp;法院认为，被告作为食品经营者，未履行进货查验义务，未能提供供货者的合格证明，应认定为经营明知是不符合食品安全标准的食品。依照《中华人民共和国食品安全法》第一百四十八条第二款之规定，遂作出上述判决。宣判后，双方均未上诉，判决已发生法律效力。<br></div>
<div class="detail_footer">第1页&nbsp;&nbsp;共1页</div><div>来源：荣昌区人民法院</div><div>责任编辑：段巴川</div><div class="b"><a>关闭窗口</a></div>
<div>文章出处：&nbsp;&nbsp;&nbsp;</div><ul><li><a href="/content/20300.html">永川法院集中腾退三处涉案房屋</a></li>
<li><a href="/content/20337.html">江津：法官船头调解渔业纠纷</a></li>
<li><a href="/content/20374.html">铜梁一起借名购房案开庭</a></li>
</ul></div><div id="foot">地址：重庆市渝北区 邮编：401120 重庆市高级人民法院 版权所有<br>渝ICP备09009999号　您是第 9213377 位访问者</div>
<div class="m8 box"><div class="hd"><span class="more"><a href="#">更多&gt;&gt;</a></span><h3>本月排行</h3></div><div class="bd"><ul>
<li><em>1</em><a href="/911/46550.html" title="多地气温创下入秋以来新低 [08-28]">多地气温创下入秋以来新低 [08-28]</a></li>
<li><em>2</em><a href="/460/33080.html" title="雾霾天如何选口罩 [05-22]">雾霾天如何选口罩 [05-22]</a></li>
<li><em>3</em><a href="/834/72025.html" title="幼儿园老师手绘百张脸谱走红 [05-09]">幼儿园老师手绘百张脸谱走红 [05-09]</a></li>
<li><em>4</em><a href="/208/31311.html" title="春运抢票攻略请收好 [01-06]">春运抢票攻略请收好 [01-06]</a></li>
<li><em>5</em><a href="/724/54063.html" title="省委召开常委会会议传达学习全会精神 [08-18]">省委召开常委会会议传达学习全会精神 [08-18]</a></li>
<li><em>6</em><a href="/630/51941.html" title="中超末轮保级形势一览 [01-09]">中超末轮保级形势一览 [01-09]</a></li>
</ul></div></div>
<div class="m56 box"><div class="hd"><span class="more"><a href="#">更多&gt;&gt;</a></span><h3>为您推荐</h3></div><div class="bd"><ul>
<li><em>1</em><a href="/380/28453.html" title="一张图看懂新个税怎么算">一张图看懂新个税怎么算</a></li>
<li><em>2</em><a href="/448/43945.html" title="全省中小学寒假时间确定">全省中小学寒假时间确定</a></li>
<li><em>3</em><a href="/856/11644.html" title="双色球开奖:头奖九注花落三地">双色球开奖:头奖九注花落三地</a></li>
<li><em>4</em><a href="/469/62808.html" title="古树名木有了专属二维码">古树名木有了专属二维码</a></li>
<li><em>5</em><a href="/800/44159.html" title="今年前三季度居民人均可支配收入公布">今年前三季度居民人均可支配收入公布</a></li>
<li><em>6</em><a href="/848/15915.html" title="专家支招:秋冬进补五大误区">专家支招:秋冬进补五大误区</a></li>
<li><em>7</em><a href="/600/44079.html" title="流动科技馆走进山区小学">流动科技馆走进山区小学</a></li>
</ul></div></div>
<div class="links"><strong>友情链接</strong><a href="http://0.example.com" target="_blank">西部网</a> <a href="http://1.example.com" target="_blank">大江网</a> <a href="http://2.example.com" target="_blank">云南网</a> <a href="http://3.example.com" target="_blank">每日甘肃网</a> <a href="http://4.example.com" target="_blank">东北网</a> <a href="http://5.example.com" target="_blank">新华网</a> <a href="http://6.example.com" target="_blank">大众网</a> <a href="http://7.example.com" target="_blank">中青在线</a> <a href="http://8.example.com" target="_blank">广西新闻网</a> <a href="http://9.example.com" target="_blank">荆楚网</a> <a href="http://10.example.com" target="_blank">华龙网</a> <a href="http://11.example.com" target="_blank">人民网</a> <a href="http://12.example.com" target="_blank">中国新闻网</a> <a href="http://13.example.com" target="_blank">宁夏新闻网</a> <a href="http://14.example.com" target="_blank">山西新闻网</a> <a href="http://15.example.com" target="_blank">中国网</a> <a href="http://16.example.com" target="_blank">东南网</a> <a href="http://17.example.com" target="_blank">中安在线</a> <a href="http://18.example.com" target="_blank">中国江苏网</a> <a href="http://19.example.com" target="_blank">多彩贵州网</a> <a href="http://20.example.com" target="_blank">千龙网</a> <a href="http://21.example.com" target="_blank">深圳新闻网</a></div>
<script type="text/javascript">document.write(unescape("%3Cscript src='http://stat.example.com/stat.php?id=2089811' type='text/javascript'%3E%3C/script%3E"));</script>
</body></html>