"""Tables of characters: other widths, white space, Chinese numerals, and traditional characters of addresses.

The traditional characters are a table of our own and not OpenCC: of the 4,000 pairs of OpenCC, addresses and names of
places use some hundreds; a table runs inside DuckDB and is the same on every machine; and one character for one is all
that a key for comparing needs. What is not in it stays as it is: a link is missed, none is made up.
"""

from __future__ import annotations

from merchant_compliance.linking.steps import Map, Own, Sub, quoted

LOWER, UPPER = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FULL_WIDTH = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
HALF_WIDTH = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))
CIRCLED, FROM_ZERO = "⓪①②③④⑤⑥⑦⑧⑨", "0123456789"
NUMERALS, DIGITS = "〇零一二三四五六七八九两壹贰叁肆伍陆柒捌玖貳參陸", "001234567892123456789236"
"""Also as written on cheques."""

SPACES = Sub(
    "[\\x00-\x20\x7f\x85\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufe00-\ufe0f\ufeff]+"
)
"""White space, control characters, and what is invisible: the zero-width and direction marks."""
WIDTH = Map(FULL_WIDTH + CIRCLED, HALF_WIDTH + FROM_ZERO)
NUMBERS = Map(NUMERALS, DIGITS)
_CAPITALS = str.maketrans(LOWER, UPPER)
CAPITALS = Own(
    lambda text: text.translate(_CAPITALS),
    "CASE WHEN strlen({x}) = length({x}) THEN upper({x}) "
    f"WHEN regexp_matches({{x}}, '[a-z]') THEN translate({{x}}, {quoted(LOWER)}, {quoted(UPPER)}) ELSE {{x}} END",
)
"""Only the letters of ASCII: what else has capitals differs from language to language."""

TRADITIONAL = (
    "號樓棟單層間門東區縣廣龍灣島橋園莊鎮鄉雲華陽陰寧濟蘇無錫滬遼瀋連齊爾濱綏貴陝蘭肅銀開發經業達興漢長馬"
    "鄭楊劉張陳黃吳趙孫嚴韓馮鄧葉蔣賈譚鄒蕭閻盧羅關觀義烏溫潁渦淺灘澤澗漣灤濰滄漲瀾瀘滎漵瀏潯瑤瓊瑪環現璽"
    "產畝畢當眾礦碼祿禮種積穩窪竇節築簡糧紅約紡細紹組結統絲綠維綱網緯練縱總織繞續羣聖聯聽職脫臨臺舊艙莖萬"
    "葦蓋蓮薊藍藝藥蘆處術衛裏裡補製複見規視計訊記設許診試誠語誼調論諸謝證譽讓豐財貢貨販貫買費貿資賓賢賣購"
    "贊贛車軍軒軟輕輝輪輸轄轉辦農迴進運過遙遠適遷選還邊郵鄰鄲醫釋針釣鈔鈴鉛鋁鋼錄錦鍋鍾鎖鎧鏡鐘鐵鑄鑒鑲閘"
    "閔閣閩闊闢陸階際隊隨險隱雙雜雞離電霧靈靜韋頂項順預頓領頭頤頻題額顏顧風飛飯飲飾餅館馳駐駝駿騰驗驛鬥鬧"
    "魚魯鮮鯉鳳鳴鴨鴻鵝鵬鶴鷹鹽麗麥點齒龔龜亞來侖倉個們偉側備傑傳債傾僑價儀億儲優內兩冊凍凱別刪劃劇動務勝"
    "勞勢勵匯協卻廠歷厲參叢員問啓啟喬嘆嚮嚐國圍圖團坰執堅堯報場塊塢塵墊墳墾壇壋壓壘壩壯壽夢夾奧奪婁婦媽學"
    "孿宮寢實審寬寶將專尋對導屆屢屬岡峽崗嵐嶄嶗嶺嶼巒師帥帶幣幫幹幾庫廁廂廈廟廢廳彈強彙從復徑徵恆愛態慶憲"
    "懷戰戶拋掃採揚換損搖擁擇擊據擴攔攤敘數斷時晉書會條極樂樁標樞樣樹機橫檔檢櫃櫻權欄歐歲歸殘殼殺氣決沒況"
    "洩涇涼淚淨淪淵淶湯準溝滅滾滿漁漸潔潛潤澱濃濕濤瀝瀟灑為燈營燦燴爐爭爺牆獅獎獨獻瑩畫異療癒盜盡監盤"
)

SIMPLIFIED = (
    "号楼栋单层间门东区县广龙湾岛桥园庄镇乡云华阳阴宁济苏无锡沪辽沈连齐尔滨绥贵陕兰肃银开发经业达兴汉长马"
    "郑杨刘张陈黄吴赵孙严韩冯邓叶蒋贾谭邹萧阎卢罗关观义乌温颍涡浅滩泽涧涟滦潍沧涨澜泸荥溆浏浔瑶琼玛环现玺"
    "产亩毕当众矿码禄礼种积稳洼窦节筑简粮红约纺细绍组结统丝绿维纲网纬练纵总织绕续群圣联听职脱临台旧舱茎万"
    "苇盖莲蓟蓝艺药芦处术卫里里补制复见规视计讯记设许诊试诚语谊调论诸谢证誉让丰财贡货贩贯买费贸资宾贤卖购"
    "赞赣车军轩软轻辉轮输辖转办农回进运过遥远适迁选还边邮邻郸医释针钓钞铃铅铝钢录锦锅钟锁铠镜钟铁铸鉴镶闸"
    "闵阁闽阔辟陆阶际队随险隐双杂鸡离电雾灵静韦顶项顺预顿领头颐频题额颜顾风飞饭饮饰饼馆驰驻驼骏腾验驿斗闹"
    "鱼鲁鲜鲤凤鸣鸭鸿鹅鹏鹤鹰盐丽麦点齿龚龟亚来仑仓个们伟侧备杰传债倾侨价仪亿储优内两册冻凯别删划剧动务胜"
    "劳势励汇协却厂历厉参丛员问启启乔叹向尝国围图团垧执坚尧报场块坞尘垫坟垦坛垱压垒坝壮寿梦夹奥夺娄妇妈学"
    "孪宫寝实审宽宝将专寻对导届屡属冈峡岗岚崭崂岭屿峦师帅带币帮干几库厕厢厦庙废厅弹强汇从复径征恒爱态庆宪"
    "怀战户抛扫采扬换损摇拥择击据扩拦摊叙数断时晋书会条极乐桩标枢样树机横档检柜樱权栏欧岁归残壳杀气决没况"
    "泄泾凉泪净沦渊涞汤准沟灭滚满渔渐洁潜润淀浓湿涛沥潇洒为灯营灿烩炉争爷墙狮奖独献莹画异疗愈盗尽监盘"
)
PIECE = 50
MODERN = tuple(
    Map(TRADITIONAL[at : at + PIECE], SIMPLIFIED[at : at + PIECE]) for at in range(0, len(TRADITIONAL), PIECE)
)
"""In pieces, since a row pays for all of a table that it holds any character of; the commonest stand first."""
FOLDED = (SPACES, WIDTH, CAPITALS)
"""What every kind of identifier begins with."""
