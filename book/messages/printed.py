"""Our own words in a book, by language: a table, no more. A word that is missing in one column is an error at import.

Messages to the operator are English and live in `findings`; what a reader of the book sees is here, in the book's own
language: zh-Hans, zh-Hant (traditional, no region), zh-TW, zh-HK.
"""

from __future__ import annotations

from book.late import expression

LANGUAGES = ("zh-Hans", "zh-Hant", "zh-TW", "zh-HK")

_TABLE: dict[str, tuple[str, str, str, str]] = {
    "contents": ("目录", "目錄", "目錄", "目錄"),
    "cover": ("封面", "封面", "封面", "封面"),
    "title-page": ("扉页", "扉頁", "書名頁", "扉頁"),
    "colophon": ("版权与出处", "版權與出處", "版權與出處", "版權與出處"),
    "editor": ("编", "編", "編", "編"),
    "translator": ("译者", "譯者", "譯者", "譯者"),
    "translated": ("{} 译", "{} 譯", "{} 譯", "{} 譯"),
    "editor-note": ("编者按：", "編者按：", "編者按：", "編者按："),
    "author": ("作者", "作者", "作者", "作者"),
    "account": ("公众号", "公眾號", "公眾號", "公眾號"),
    "site": ("网站", "網站", "網站", "網站"),
    "date": ("日期", "日期", "日期", "日期"),
    "source": ("来源", "來源", "來源", "來源"),
    "link": ("网址", "網址", "網址", "網址"),
    "file": ("文件", "文件", "檔案", "檔案"),
    "original-title": ("原题", "原題", "原題", "原題"),
    "publisher": ("出版", "出版", "出版", "出版"),
    "series": ("丛书", "叢書", "叢書", "叢書"),
    "price": ("定价：{}", "定價：{}", "定價：{}", "定價：{}"),
    "identifier": ("标识", "標識", "識別碼", "識別碼"),
    "rights": ("版权", "版權", "版權", "版權"),
    "rights-default": (
        "本书为私人编选的文集，仅供个人阅读。各篇文章的版权归其作者与原发布者所有。",
        "本書為私人編選的文集，僅供個人閱讀。各篇文章的版權歸其作者與原發布者所有。",
        "本書為私人編選的文集，僅供個人閱讀。各篇文章的版權歸其作者與原發布者所有。",
        "本書為私人編選的文集，僅供個人閱讀。各篇文章的版權歸其作者與原發布者所有。",
    ),
    "made-with": ("以“文选”编排", "以「文選」編排", "以「文選」編排", "以「文選」編排"),
    "provenance": ("各篇出处", "各篇出處", "各篇出處", "各篇出處"),
    "picture": ("图片", "圖片", "圖片", "圖片"),
    "sound": ("音频", "音頻", "音訊", "音頻"),
    "film": ("视频", "視頻", "影片", "視頻"),
    "card": ("卡片", "卡片", "卡片", "卡片"),
    "minutes": ("{}分{:02}秒", "{}分{:02}秒", "{}分{:02}秒", "{}分{:02}秒"),
    "see-provenance": (
        "各篇的作者、网站与日期见书末“各篇出处”。",
        "各篇的作者、網站與日期見書末「各篇出處」。",
        "各篇的作者、網站與日期見書末「各篇出處」。",
        "各篇的作者、網站與日期見書末「各篇出處」。",
    ),
    "links": ("链接", "連結", "連結", "連結"),
    "indexes": ("索引", "索引", "索引", "索引"),
    "authors": ("作者", "作者", "作者", "作者"),
    "sites": ("网站与公众号", "網站與公眾號", "網站與公眾號", "網站與公眾號"),
    "notes": ("注释", "註釋", "註釋", "註釋"),
    "body": ("正文", "正文", "正文", "正文"),
    "unknown-year": ("年份不详", "年份不詳", "年份不詳", "年份不詳"),
    "unknown-author": ("作者不详", "作者不詳", "作者不詳", "作者不詳"),
    "unknown-site": ("出处不详", "出處不詳", "出處不詳", "出處不詳"),
    "unknown-month": ("月份不详", "月份不詳", "月份不詳", "月份不詳"),
    "unknown-category": ("未分类", "未分類", "未分類", "未分類"),
    "unknown-series": ("单篇", "單篇", "單篇", "單篇"),
    "month": ("{}年{}月", "{}年{}月", "{}年{}月", "{}年{}月"),
    "intro": ("引言", "引言", "引言", "引言"),
    "volume": ("{title} 第{number}卷", "{title} 第{number}卷", "{title} 第{number}卷", "{title} 第{number}卷"),
    "year": ("{}年", "{}年", "{}年", "{}年"),
    "article-count": ("共{}篇", "共{}篇", "共{}篇", "共{}篇"),
    "untitled": ("无题", "無題", "無題", "無題"),
    "landmarks": ("导航", "導航", "導覽", "導航"),
    "a11y-text": (
        "全书为可重排的文字，有目录、标题层级与地标。",
        "全書為可重排的文字，有目錄、標題層級與地標。",
        "全書為可重排的文字，有目錄、標題層級與地標。",
        "全書為可重排的文字，有目錄、標題層級與地標。",
    ),
    "a11y-alt": ("图片均有替代文字。", "圖片均有替代文字。", "圖片均有替代文字。", "圖片均有替代文字。"),
    "a11y-captions": (
        "没有替代文字的图片，由图题说明。",
        "沒有替代文字的圖片，由圖題說明。",
        "沒有替代文字的圖片，由圖題說明。",
        "沒有替代文字的圖片，由圖題說明。",
    ),
    "a11y-no-alt": (
        "部分图片没有替代文字。",
        "部分圖片沒有替代文字。",
        "部分圖片沒有替代文字。",
        "部分圖片沒有替代文字。",
    ),
    "a11y-pages": (
        "页码是同书 PDF 的，标在篇目与标题开始的页上。",
        "頁碼是同書 PDF 的，標在篇目與標題開始的頁上。",
        "頁碼是同書 PDF 的，標在篇目與標題開始的頁上。",
        "頁碼是同書 PDF 的，標在篇目與標題開始的頁上。",
    ),
    "preface": ("前言", "前言", "前言", "前言"),
    "dedication": ("献词", "獻詞", "獻詞", "獻詞"),
    "afterword": ("后记", "後記", "後記", "後記"),
    "biographies": ("作者简介", "作者簡介", "作者簡介", "作者簡介"),
    "original": ("原文", "原文", "原文", "原文"),
    "previous": ("上一篇", "上一篇", "上一篇", "上一篇"),
    "next": ("下一篇", "下一篇", "下一篇", "下一篇"),
    "turn": ("前后篇", "前後篇", "前後篇", "前後篇"),
    "index-authors": ("作者索引", "作者索引", "作者索引", "作者索引"),
    "index-sites": ("出处索引", "出處索引", "出處索引", "出處索引"),
    "left-out": ("未收入的来稿", "未收入的來稿", "未收入的來稿", "未收入的來稿"),
    "a11y-checked": (
        "制作时由“文选”的检查程序（wenxuan check）查过文件格式、目录、链接、标题层级和替代文字的有无，未见问题。",
        "製作時由「文選」的檢查程式（wenxuan check）查過檔案格式、目錄、連結、標題層級和替代文字的有無，未見問題。",
        "製作時由「文選」的檢查程式（wenxuan check）查過檔案格式、目錄、連結、標題層級和替代文字的有無，未見問題。",
        "製作時由「文選」的檢查程式（wenxuan check）查過檔案格式、目錄、連結、標題層級和替代文字的有無，未見問題。",
    ),
    "a11y-uncertified": (
        "未经人工评估，不声称符合 WCAG。",
        "未經人工評估，不聲稱符合 WCAG。",
        "未經人工評估，不聲稱符合 WCAG。",
        "未經人工評估，不聲稱符合 WCAG。",
    ),
    "a11y-certified": ("由{}评估。", "由{}評估。", "由{}評估。", "由{}評估。"),
    "pages": ("页码", "頁碼", "頁碼", "頁碼"),
    "title": ("题名", "題名", "題名", "題名"),
    "proof": ("校样　{}", "校樣　{}", "校樣　{}", "校樣　{}"),
    "proof-against": (
        "改动处对照“{}”，版心外侧标有竖线，书末列表。",
        "改動處對照「{}」，版心外側標有豎線，書末列表。",
        "改動處對照「{}」，版心外側標有豎線，書末列表。",
        "改動處對照「{}」，版心外側標有豎線，書末列表。",
    ),
    "proof-same": ("与“{}”无异。", "與「{}」無異。", "與「{}」無異。", "與「{}」無異。"),
    "proof-changes": ("改动一览", "改動一覽", "改動一覽", "改動一覽"),
    "proof-place": ("第{}页第{}行", "第{}頁第{}行", "第{}頁第{}行", "第{}頁第{}行"),
    "proof-was": ("原", "原", "原", "原"),
    "proof-now": ("改", "改", "改", "改"),
    "proof-new": ("新收", "新收", "新收", "新收"),
    "proof-gone": ("撤去", "撤去", "撤去", "撤去"),
    "proof-moved": ("移位", "移位", "移位", "移位"),
    "library-author": ("{key}文选", "{key}文選", "{key}文選", "{key}文選"),
    "library-site": ("{key}文选", "{key}文選", "{key}文選", "{key}文選"),
    "library-year": ("{year}年文选", "{year}年文選", "{year}年文選", "{year}年文選"),
    "library-month": (
        "{year}年{month}月文选",
        "{year}年{month}月文選",
        "{year}年{month}月文選",
        "{year}年{month}月文選",
    ),
    "library-category": ("{key}", "{key}", "{key}", "{key}"),
    "library-series": ("{key}", "{key}", "{key}", "{key}"),
    "library-rest-author": ("其他作者", "其他作者", "其他作者", "其他作者"),
    "library-rest-site": ("其他出处", "其他出處", "其他出處", "其他出處"),
    "library-rest-year": ("其他年份", "其他年份", "其他年份", "其他年份"),
    "library-rest-month": ("其他月份", "其他月份", "其他月份", "其他月份"),
    "library-rest-category": ("其他", "其他", "其他", "其他"),
    "library-rest-series": ("单篇", "單篇", "單篇", "單篇"),
    "skip": ("跳到正文", "跳到正文", "跳到正文", "跳到正文"),
    "trail": ("所在位置", "所在位置", "所在位置", "所在位置"),
    "page-before": ("上一页", "上一頁", "上一頁", "上一頁"),
    "page-behind": ("下一页", "下一頁", "下一頁", "下一頁"),
    "back": ("返回正文", "返回正文", "返回正文", "返回正文"),
}

Words = dict[str, str]

_STAND_IN = expression(
    rf"〔(?:{'|'.join(sorted({*_TABLE['sound'], *_TABLE['film'], *_TABLE['card']}))})(?:：[^〔〕]*)?〕"
)


def stands_in(text: str) -> bool:
    """Whether a line is ours: it stands for a sound, a film or a card that a book cannot show, and is no line of the article."""
    return text.startswith("〔") and _STAND_IN.fullmatch(text) is not None


def words(language: str) -> Words:
    """The column of the table for a BCP 47 tag; an unknown tag reads as zh-Hans."""
    column = LANGUAGES.index(language) if language in LANGUAGES else 0
    return {key: row[column] for key, row in _TABLE.items()}
