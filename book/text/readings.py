"""How names are read whose characters have several readings: surnames, places, words with which titles begin. A table, no more.

Made by hand, after the entries of 《现代汉语词典》 (7th ed.) that say 姓 or name a place: what pypinyin 0.55 reads otherwise,
or may. A tone is the number behind its syllable, as in `pinyin`. A build tells of what is doubtful here, and `[book] readings` has
the last word.
"""

from __future__ import annotations

Reading = tuple[str, ...]


def _table(rows: str) -> dict[str, Reading]:
    """Rows parted by `;`: names, simplified and traditional, then the syllables of each."""
    table: dict[str, Reading] = {}
    for row in rows.replace("\n", " ").split(";"):
        words = row.split()
        read = tuple(word for word in words if word[-1].isdigit())
        table |= dict.fromkeys(words[: len(words) - len(read)], read)
    return table


#: Surnames of one character that have one reading as a surname, which is not the common one.
SURNAMES = _table("""
单 單 shan4; 解 xie4; 查 zha1; 仇 qiu2; 朴 piao2; 区 區 ou1; 任 ren2; 华 華 hua4; 葛 ge3; 缪 繆 miao4; 洗 xian3; 冼 xian3;
种 chong2; 繁 po2; 曾 zeng1; 纪 紀 ji3; 晁 chao2; 逄 pang2; 员 員 yun4; 宁 寧 ning2; 甯 ning4; 尉 wei4; 折 she2; 那 na1; 哈 ha3;
乜 nie4; 令 ling2; 车 車 che1; 应 應 ying1; 过 過 guo1; 燕 yan1; 要 yao1; 占 zhan1; 卜 bu3; 阚 闞 kan4; 於 yu1; 相 xiang4;
句 gou1; 会 會 gui4; 郄 qie4; 妫 媯 gui1; 佴 nai4; 适 kuo4; 俞 yu2; 石 shi2; 盛 sheng4; 薄 bo2; 贾 賈 jia3; 谷 gu3; 沈 shen3;
叶 葉 ye4; 曲 qu1; 撒 sa4; 戚 qi1; 臧 zang1; 贲 賁 ben1; 褚 chu3; 殷 yin1; 嵇 ji1; 瞿 qu2; 阙 闕 que1; 余 yu2; 眭 sui1; 綦 qi2;
芮 rui4; 柴 chai2; 晏 yan4; 尹 yin3; 郝 hao3; 訾 zi1; 藏 zang4; 都 du1; 黑 hei1; 呙 咼 guo1; 万 萬 wan4
""")

#: Surnames that bearers read in several ways that a catalogue tells apart: the first is the usual one, and is taken.
DOUBTFUL = _table("""
乐 樂 yue4 le4; 覃 qin2 tan2; 盖 蓋 ge3 gai4; 翟 zhai2 di2; 召 shao4 zhao4; 郇 xun2 huan2; 隗 wei3 kui2; 祭 zhai4 ji4;
柏 bai3 bo2; 莘 shen1 xin1; 宓 mi4 fu2; 郗 xi1 chi1; 秘 bi4 mi4; 长 長 chang2 zhang3; 行 xing2 hang2; 颉 頡 xie2 jie2;
牟 mou2 mu4; 谌 諶 chen2 shen4
""")

#: Characters of given names that are read in several ways, the first the usual one in names.
GIVEN = _table("""
乐 樂 le4 yue4; 行 xing2 hang2; 重 chong2 zhong4; 朝 chao2 zhao1; 茜 qian4 xi1; 长 長 chang2 zhang3; 曾 zeng1 ceng2;
单 單 dan1 shan4; 晟 sheng4 cheng2; 降 jiang4 xiang2; 传 傳 chuan2 zhuan4; 还 還 huan2 hai2; 调 調 diao4 tiao2; 湛 zhan4 chen2;
莞 guan3 wan3
""")

#: Surnames of two characters and more.
DOUBLE = _table("""
欧阳 歐陽 ou1 yang2; 司马 司馬 si1 ma3; 上官 shang4 guan1; 诸葛 諸葛 zhu1 ge3; 夏侯 xia4 hou2; 皇甫 huang2 fu3;
东方 東方 dong1 fang1; 公孙 公孫 gong1 sun1; 慕容 mu4 rong2; 宇文 yu3 wen2; 司徒 si1 tu2; 司空 si1 kong1; 端木 duan1 mu4;
独孤 獨孤 du2 gu1; 南宫 南宮 nan2 gong1; 尉迟 尉遲 yu4 chi2; 万俟 萬俟 mo4 qi2; 澹台 澹臺 tan2 tai2; 长孙 長孫 zhang3 sun1;
令狐 ling2 hu2; 鲜于 鮮于 xian1 yu2; 呼延 hu1 yan2; 濮阳 濮陽 pu2 yang2; 公冶 gong1 ye3; 钟离 鍾離 zhong1 li2;
轩辕 軒轅 xuan1 yuan2; 闾丘 閭丘 lü2 qiu1; 亓官 qi2 guan1; 颛孙 顓孫 zhuan1 sun1; 乐正 樂正 yue4 zheng4; 拓跋 tuo4 ba2;
宰父 zai3 fu3; 谷梁 穀梁 gu3 liang2; 百里 bai3 li3; 东郭 東郭 dong1 guo1; 西门 西門 xi1 men2; 梁丘 liang2 qiu1; 左丘 zuo3 qiu1;
赫连 赫連 he4 lian2; 申屠 shen1 tu2; 完颜 完顏 wan2 yan2; 纳兰 納蘭 na4 lan2; 贺兰 賀蘭 he4 lan2; 淳于 chun2 yu2;
单于 單于 chan2 yu2; 太叔 tai4 shu1; 仲孙 仲孫 zhong4 sun1; 公羊 gong1 yang2; 屈突 qu1 tu1; 巫马 巫馬 wu1 ma3; 漆雕 qi1 diao1;
第五 di4 wu3; 羊舌 yang2 she2; 微生 wei1 sheng1; 南荣 南榮 nan2 rong2; 哥舒 ge1 shu1; 仆固 僕固 pu2 gu4; 叱干 chi4 gan1
""")

#: Places, people and first words of titles.
WORDS = _table("""
厦门 廈門 xia4 men2; 六安 lu4 an1; 六合 lu4 he2; 蚌埠 beng4 bu4; 台州 tai1 zhou1; 天台 tian1 tai1; 天台山 tian1 tai1 shan1;
丽水 麗水 li2 shui3; 大埔 da4 bu4; 东莞 東莞 dong1 guan3; 亳州 bo2 zhou1; 歙县 歙縣 she4 xian4; 番禺 pan1 yu2;
乐清 樂清 yue4 qing1; 乐山 樂山 le4 shan1; 乐亭 樂亭 lao4 ting2; 乐陵 樂陵 lao4 ling2; 长子县 長子縣 zhang3 zi3 xian4;
单县 單縣 shan4 xian4; 解州 xie4 zhou1; 解县 解縣 xie4 xian4; 莘县 莘縣 shen1 xian4; 莘庄 莘莊 xin1 zhuang1;
会稽 會稽 kuai4 ji1; 铅山 鉛山 yan2 shan1; 涡阳 渦陽 guo1 yang2; 浚县 浚縣 xun4 xian4; 渑池 澠池 mian3 chi2; 中牟 zhong1 mu4;
牟平 mu4 ping2; 尉犁 yu4 li2; 尉氏 wei4 shi4; 洪洞 hong2 tong2; 繁峙 fan2 shi4; 井陉 井陘 jing3 xing2; 蠡县 蠡縣 li3 xian4;
蔚县 蔚縣 yu4 xian4; 大城县 大城縣 dai4 cheng2 xian4; 茌平 chi2 ping2; 东阿 東阿 dong1 e1; 浒墅关 滸墅關 xu3 shu4 guan1;
甪直 lu4 zhi2; 监利 監利 jian4 li4; 黄陂 黃陂 huang2 pi2; 筠连 筠連 jun1 lian2; 犍为 犍為 qian2 wei2; 什邡 shi2 fang1;
阆中 閬中 lang4 zhong1; 吐蕃 tu3 bo1; 柞水 zha4 shui3; 吴堡 吳堡 wu2 bu3; 栎阳 櫟陽 yue4 yang2; 华县 華縣 hua4 xian4;
华山 華山 hua4 shan1; 华阴 華陰 hua4 yin1; 华州 華州 hua4 zhou1; 宕昌 tan4 chang1; 乌什 烏什 wu1 shi2; 喀什 ka1 shi2;
龟兹 龜茲 qiu1 ci2; 月氏 yue4 zhi1; 大宛 da4 yuan1; 身毒 yuan1 du2; 句容 ju4 rong2; 闽侯 閩侯 min3 hou4; 余干 餘干 yu2 gan1;
枞阳 樅陽 zong1 yang2; 邓州 鄧州 deng4 zhou1; 重庆 重慶 chong2 qing4; 重耳 chong2 er3; 重华 重華 chong2 hua2;
重读 重讀 chong2 du2; 重回 chong2 hui2; 重返 chong2 fan3; 重走 chong2 zou3; 重访 重訪 chong2 fang3; 重写 重寫 chong2 xie3;
重看 chong2 kan4; 重识 重識 chong2 shi2; 重归 重歸 chong2 gui1; 朝歌 zhao1 ge1; 朝花 zhao1 hua1; 朝霞 zhao1 xia2;
朝阳 朝陽 zhao1 yang2; 朝鲜 朝鮮 chao2 xian3; 曾国藩 曾國藩 zeng1 guo2 fan1; 曾巩 曾鞏 zeng1 gong3; 曾子 zeng1 zi3;
解缙 解縉 xie4 jin4; 查良镛 查良鏞 zha1 liang2 yong1; 查慎行 zha1 shen4 xing2; 仇英 qiu2 ying1; 单雄信 單雄信 shan4 xiong2 xin4;
华佗 華佗 hua4 tuo2; 乐毅 樂毅 yue4 yi4; 乐府 樂府 yue4 fu3; 乐黛云 樂黛雲 yue4 dai4 yun2; 冼星海 xian3 xing1 hai3;
任溶溶 ren2 rong2 rong2; 尉缭 尉繚 wei4 liao2; 员半千 員半千 yun4 ban4 qian1; 宓妃 fu2 fei1; 隗嚣 隗囂 wei3 xiao1;
翟让 翟讓 zhai2 rang4; 朴槿惠 piao2 jin3 hui4
""")

#: What follows 长 where it means elder or to grow; at the beginning of any other word it is chang2 (长岭, 长夜).
ELDER = frozenset("子孙孫老官辈輩女兄嫂房大进進势勢相者幼成满滿出到")
