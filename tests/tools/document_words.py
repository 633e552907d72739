"""The words of the documents that are made from the program, in each language; what keys and options do, the program says."""

from __future__ import annotations

from collections.abc import Mapping

#: In languages other than English: the English words → theirs. Longer texts have a name.
WORDS: Mapping[str, Mapping[str, str]] = {
    "zh-Hans": {
        "made": "<!-- 由 `make docs` 从程序生成。在这里改动会丢失：请改 book/messages/locale 里的翻译。 -->\n\n",
        "settings.intro": """\
# 设置

一本书的文件夹里有 `book.toml`，即设置；运行过 `wenxuan scan` 之后，还有 `articles.toml`，即篇目表。两者都是 [TOML](https://toml.io)：
键、`=`、值；文字写在引号里，列表写在方括号里。`book.toml` 里的键都可以不写，不写就用默认值；不存在的键算错，提示会写出最接近的一个。
`wenxuan new` 写的 `book.toml` 里列出全部的键，都是注释。

文件名和文件夹都相对于写着它们的文件。只有一项的列表可以不写方括号。

## 在编辑器里

认得 TOML 的 JSON Schema 的编辑器（装了 Even Better TOML 的 VS Code，以及其他用 taplo 的），只要文件第一行写明 schema，就能补全键名、显示这里的说明（英文）、
标出错误：

```toml
#:schema ./book.schema.json
```

`articles.toml` 另有一个：`#:schema ./articles.schema.json`；[书库的设置](library-settings.md)用 `#:schema ./library.schema.json`。路径相对于文件：
把 [book.schema.json](../book.schema.json)、[articles.schema.json](../articles.schema.json) 或 [library.schema.json](../library.schema.json) 复制到书旁边，或写出到它们的路径。装好的 Wenxuan 里，它们在包的 `schemas` 文件夹里；
`python -c "import book; print(book.__path__)"` 显示包在哪里。对程序来说，这一行只是注释。

""",
        "articles.intro": """\
# articles.toml

由 `wenxuan scan` 写出，每篇文章一个条目，书按条目的次序编：移动一个条目，那一章就随之移动。在这里写明的，以这里为准，不用文章自己的。再次扫描时，你改过的
一概不动，新文章加在该加的位置，删掉的条目会回来；`skip` 则从此不收一篇文章。

""",
        "edits.intro": """\
# edits/NAME.toml

一篇文章正文的改动；文件由 `articles.toml` 里那个条目的 `edits` 写明。`wenxuan edit 书的文件夹 文章` 在你的编辑器（`$EDITOR`）里以 Markdown 打开文章，
把你的改动写进它的文件；也可以在这里手写。各键按下面的次序起作用，用在读入并清理之后、转换字形之前的文章上；`split` 在最后。来源有了变化，改动仍然保留：不再是原样的段落，取最相近的，
两边的改动都用上；找不到位置的，或有好几处合适的，不改，并给出警告。`wenxuan diff 书的文件夹` 列出全部改动。

""",
        "library.intro": """\
# 书库的设置

`library.toml` 放在[书库](library.md)的文件夹里，或放在 `--config` 写明的地方。它和 [book.toml](settings.md) 一样是 [TOML](https://toml.io)：键都可以不写，
不写就用默认值；不存在的键算错，提示会写出最接近的一个。文件名和文件夹都相对于它。第一行写 `#:schema ./library.schema.json`，编辑器就能找到[它的 schema](../library.schema.json)。

`[library]` 写明有哪些书，每个 `[[book]]` 是你自选的一本，其余的表就是 book.toml 里的那些，用于所有的书：{tables}。book.toml 的 `[book]` 和 `[sources]` 只属于一本书，
不在其中。`[output] formats` 在这里默认为 `{formats}`。

""",
        ", ": "、",
        "All keys": "全部的键",
        "One of the values below": "下列值之一",
        "List of the values below": "下列值的列表",
        "Text": "文字",
        "List of texts": "文字的列表",
        "`true` or `false`": "`true` 或 `false`",
        "Whole number": "整数",
        "Number": "数",
        "{takes}. It must be there.": "{takes}。必须写。",
        "{takes}.": "{takes}。",
        "*{takes}. Default:* {value}": "*{takes}。默认：*{value}",
        "{takes}, {span}": "{takes}，{span}",
        "commands.intro": """\
# 命令

`wenxuan 命令 --help` 或 `-h` 显示的，就是这里写的。选项写在其他参数之前或之后都可以；`…` 代表一个值。选项优先于 `book.toml`（见[设置](settings.md)）；两处都没有写的，
用默认值。

""",
        "Argument": "参数",
        "Option": "选项",
        "what it does": "作用",
        "default": "默认",
        "Exit codes": "退出码",
        "code": "退出码",
        "meaning": "含义",
        " ({least} to {most})": "（{least} 到 {most}）",
        "exit.0": "一切顺利，该收入的输入都在书里。",
        "exit.1": "做完了，但有些没有收入或没能读，或者检查发现了错误；加 `--strict` 时，有警告也算。",
        "exit.2": "参数不成立：没有这个命令、选项或值，或没有东西可做。什么也没有写。",
        "exit.3": "`book.toml`、`articles.toml`、`library.toml` 或其中写明的文件读不了，或写了不能写的。没有编书。",
        "exit.4": "没有剩下可以编书的文章，或没有找到文章。只写了报告。",
        "exit.5": "系统缺少部件：Pango、有中文的字体，或打开地址的程序。没有编书。",
        "exit.6": "文件没能写入；没有留下写了一半的东西。",
        "exit.70": "Wenxuan 自己的故障。提示会说怎样报告。",
        "exit.130": "被中断（Ctrl-C）。",
    },
    "zh-Hant": {
        "made": "<!-- 由 `make docs` 從程式產生。在這裡改動會遺失：請改 book/messages/locale 裡的翻譯。 -->\n\n",
        "settings.intro": """\
# 設定

一本書的資料夾裡有 `book.toml`，即設定；執行過 `wenxuan scan` 之後，還有 `articles.toml`，即篇目表。兩者都是 [TOML](https://toml.io)：
鍵、`=`、值；文字寫在引號裡，清單寫在方括號裡。`book.toml` 裡的鍵都可以不寫，不寫就用預設值；不存在的鍵算錯，訊息會寫出最接近的一個。
`wenxuan new` 寫的 `book.toml` 裡列出全部的鍵，都是註解。

檔名和資料夾都相對於寫著它們的檔案。只有一項的清單可以不寫方括號。

## 在編輯器裡

認得 TOML 的 JSON Schema 的編輯器（裝了 Even Better TOML 的 VS Code，以及其他用 taplo 的），只要檔案第一行寫明 schema，就能補全鍵名、顯示這裡的說明（英文）、
標出錯誤：

```toml
#:schema ./book.schema.json
```

`articles.toml` 另有一個：`#:schema ./articles.schema.json`；[書庫的設定](library-settings.md)用 `#:schema ./library.schema.json`。路徑相對於檔案：
把 [book.schema.json](../book.schema.json)、[articles.schema.json](../articles.schema.json) 或 [library.schema.json](../library.schema.json) 複製到書旁邊，或寫出到它們的路徑。裝好的 Wenxuan 裡，它們在套件的 `schemas` 資料夾裡；
`python -c "import book; print(book.__path__)"` 顯示套件在哪裡。對程式來說，這一行只是註解。

""",
        "articles.intro": """\
# articles.toml

由 `wenxuan scan` 寫出，每篇文章一個條目，書按條目的次序編：移動一個條目，那一章就隨之移動。在這裡寫明的，以這裡為準，不用文章自己的。再次掃描時，你改過的
一概不動，新文章加在該加的位置，刪掉的條目會回來；`skip` 則從此不收一篇文章。

""",
        "edits.intro": """\
# edits/NAME.toml

一篇文章正文的改動；檔案由 `articles.toml` 裡那個條目的 `edits` 寫明。`wenxuan edit 書的資料夾 文章` 在你的編輯器（`$EDITOR`）裡以 Markdown 開啟文章，
把你的改動寫進它的檔案；也可以在這裡手寫。各鍵按下面的次序起作用，用在讀入並清理之後、轉換字形之前的文章上；`split` 在最後。來源有了變化，改動仍然保留：不再是原樣的段落，取最相近的，
兩邊的改動都用上；找不到位置的，或有好幾處合適的，不改，並給出警告。`wenxuan diff 書的資料夾` 列出全部改動。

""",
        "library.intro": """\
# 書庫的設定

`library.toml` 放在[書庫](library.md)的資料夾裡，或放在 `--config` 寫明的地方。它和 [book.toml](settings.md) 一樣是 [TOML](https://toml.io)：鍵都可以不寫，
不寫就用預設值；不存在的鍵算錯，訊息會寫出最接近的一個。檔名和資料夾都相對於它。第一行寫 `#:schema ./library.schema.json`，編輯器就能找到[它的 schema](../library.schema.json)。

`[library]` 寫明有哪些書，每個 `[[book]]` 是你自選的一本，其餘的表就是 book.toml 裡的那些，用於所有的書：{tables}。book.toml 的 `[book]` 和 `[sources]` 只屬於一本書，
不在其中。`[output] formats` 在這裡預設為 `{formats}`。

""",
        ", ": "、",
        "All keys": "全部的鍵",
        "One of the values below": "下列值之一",
        "List of the values below": "下列值的清單",
        "Text": "文字",
        "List of texts": "文字的清單",
        "`true` or `false`": "`true` 或 `false`",
        "Whole number": "整數",
        "Number": "數",
        "{takes}. It must be there.": "{takes}。必須寫。",
        "{takes}.": "{takes}。",
        "*{takes}. Default:* {value}": "*{takes}。預設：*{value}",
        "{takes}, {span}": "{takes}，{span}",
        "commands.intro": """\
# 命令

`wenxuan 命令 --help` 或 `-h` 顯示的，就是這裡寫的。選項寫在其他參數之前或之後都可以；`…` 代表一個值。選項優先於 `book.toml`（見[設定](settings.md)）；兩處都沒有寫的，
用預設值。

""",
        "Argument": "參數",
        "Option": "選項",
        "what it does": "作用",
        "default": "預設",
        "Exit codes": "結束代碼",
        "code": "結束代碼",
        "meaning": "含義",
        " ({least} to {most})": "（{least} 到 {most}）",
        "exit.0": "一切順利，該收入的輸入都在書裡。",
        "exit.1": "做完了，但有些沒有收入或沒能讀，或者檢查發現了錯誤；加 `--strict` 時，有警告也算。",
        "exit.2": "參數不成立：沒有這個命令、選項或值，或沒有東西可做。什麼也沒有寫。",
        "exit.3": "`book.toml`、`articles.toml`、`library.toml` 或其中寫明的檔案讀不了，或寫了不能寫的。沒有編書。",
        "exit.4": "沒有剩下可以編書的文章，或沒有找到文章。只寫了報告。",
        "exit.5": "系統缺少元件：Pango、有中文的字型，或開啟地址的程式。沒有編書。",
        "exit.6": "檔案沒能寫入；沒有留下寫了一半的東西。",
        "exit.70": "Wenxuan 自己的故障。訊息會說怎樣回報。",
        "exit.130": "被中斷（Ctrl-C）。",
    },
}  # fmt: skip
