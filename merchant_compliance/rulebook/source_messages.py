"""What is said of files that are not the plain YAML of a rulebook."""

from __future__ import annotations

from merchant_compliance.errors import NOTHING
from merchant_compliance.rulebook.message import Message
from merchant_compliance.text import Text

_WRITE = Text("请写成：{new}", "Write: {new}")

MESSAGES: dict[str, Message] = {
    message.code: message
    for message in (
        Message(
            "too-large",
            Text("文件有 {size} 字节，超过上限 {limit} 字节。", "The file has {size} bytes; the limit is {limit}."),
            Text(
                "制度文件是给人读的，过大的文件多半放错了位置。",
                "People read policy files; one this large is probably not one.",
            ),
            Text("请拆成多个文件，每个文件只写一项制度。", "Split it into several files, one topic each."),
        ),
        Message(
            "not-utf-8",
            Text(
                "文件不是 UTF-8 编码：此处的字节 {byte} 无法解读。",
                "The file is not UTF-8: byte {byte} here cannot be read.",
            ),
            Text("它可能以 GBK 或 UTF-16 保存。", "It was perhaps saved as GBK or UTF-16."),
            Text("请在编辑器中另存为 UTF-8。", "Save it as UTF-8 in your editor."),
        ),
        Message(
            "empty-file",
            Text("文件是空的。", "The file is empty."),
            NOTHING,
            Text(
                "请写入一项制度（第一行如 policy: 名称），或删除该文件。",
                "Write a policy (its first line is like `policy: name`), or delete the file.",
            ),
        ),
        Message(
            "control-character",
            Text("此处有不可见的控制字符 {code}。", "There is an invisible control character here, {code}."),
            Text(
                "YAML 不允许控制字符；它们常随复制粘贴而来。",
                "YAML does not permit them; they often come with copy and paste.",
            ),
            Text("请删除该字符。", "Delete it."),
        ),
        Message(
            "yaml-syntax",
            Text("YAML 语法错误：{error}。", "YAML syntax error: {error}."),
            Text(
                "常见原因：缩进不齐、引号或括号没有成对、冒号后缺空格。",
                "Usual causes: uneven indentation, an unpaired quote or bracket, no space after a colon.",
            ),
            Text("请检查此处及其上一行。", "Look at this place and at the line above it."),
        ),
        Message(
            "too-deep",
            Text("嵌套超过 {limit} 层。", "Nested more than {limit} levels deep."),
            NOTHING,
            Text("请把内容写得平一些。", "Write it flatter."),
        ),
        Message(
            "second-document",
            Text(
                "一个文件只能有一份内容，这里却开始了第二份（---）。",
                "A file holds one document; a second begins here (---).",
            ),
            NOTHING,
            Text(
                "请删除 ---，或把其后的内容另存为一个文件。",
                "Delete the ---, or move what follows into a file of its own.",
            ),
        ),
        Message(
            "not-a-mapping",
            Text("文件的最外层应为“键: 值”。", "The outermost level of a file is `key: value`."),
            NOTHING,
            Text("第一行应如 policy: 名称。", "Its first line is like `policy: name`."),
        ),
        Message(
            "anchor",
            Text("不接受锚点 &{name}。", "The anchor &{name} is refused."),
            Text(
                "每条规则都应能单独读懂；锚点也可用来制造体积爆炸的文件。",
                "Each rule must be readable by itself, and anchors are what files that explode are made of.",
            ),
            Text(
                "请写出完整内容；如果 & 属于文字或条件，请给整个值加引号。",
                "Write the content out; if the & belongs to a text or condition, put the whole value in quotes.",
            ),
        ),
        Message(
            "alias",
            Text("不接受引用 *{name}。", "The alias *{name} is refused."),
            Text("每条规则都应能单独读懂。", "Each rule must be readable by itself."),
            Text(
                "请写出完整内容；如果 * 属于文字或条件，请给整个值加引号。",
                "Write the content out; if the * belongs to a text or condition, put the whole value in quotes.",
            ),
        ),
        Message(
            "duplicate-key",
            Text(
                "键 {key} 重复：第 {line} 行第 {column} 列已有一个。",
                "The key {key} stands here twice: first at line {line}, column {column}.",
            ),
            Text("两个同名的键只有一个会生效。", "Of two keys of one name only one would count."),
            Text("请删除其中一个或改名。", "Delete or rename one of them."),
        ),
        Message(
            "complex-key",
            Text("键必须是文字。", "A key must be text."),
            Text("此处的键是列表或映射。", "Here the key is a list or a map."),
            Text("如果这是一个条件，请给整个值加引号。", "If this is a condition, put the whole value in quotes."),
        ),
        Message(
            "ambiguous-key",
            Text("键 {key} 没有引号。", "The key {key} is not in quotes."),
            Text(
                "不少 YAML 工具会把 {key} 读成“是/否”或“空”，而不是文字。",
                "Many YAML tools read {key} as true, false or nothing instead of text.",
            ),
            Text('请写成："{key}":', 'Write: "{key}":'),
        ),
        Message(
            "empty-value",
            Text("{key} 后面没有值。", "Nothing stands after {key}."),
            NOTHING,
            Text("请写上值，或删除 {key}。", "Write a value, or delete {key}."),
        ),
        Message(
            "leading-zero",
            Text("{text} 以 0 开头：是数还是编号？", "{text} begins with 0: a number or a code?"),
            Text(
                "作为数，前面的 0 会丢失；有的工具还会按八进制读。",
                "As a number it loses the 0, and some tools read it as octal.",
            ),
            Text("编号请加引号：{suggestion}", "A code goes in quotes: {suggestion}"),
        ),
        Message(
            "thousands-separator",
            Text(
                "{text} 含有千位分隔符，会被当作文字。", "{text} has thousands separators and would be taken as text."
            ),
            NOTHING,
            Text(
                '数请写成 {suggestion}；若确为文字，请加引号："{text}"',
                'Write the number as {suggestion}; if text is meant, put it in quotes: "{text}"',
            ),
        ),
        Message(
            "number-too-large",
            Text("数 {text} 超出 64 位整数的范围。", "The number {text} does not fit into 64 bits."),
            NOTHING,
            Text("编号请加引号。", "If it is a code, put it in quotes."),
        ),
        Message(
            "no-such-day",
            Text("日历上没有 {text} 这一天。", "There is no such day as {text}."),
            NOTHING,
            Text("请改成存在的日期，如 2021-02-28。", "Write a day that exists, such as 2021-02-28."),
        ),
        Message(
            "tab",
            Text("缩进用了制表符（Tab）。", "The indentation has a tab in it."),
            Text("YAML 只允许用空格缩进。", "YAML permits only spaces there."),
            Text("请改用空格：{new}", "Use spaces: {new}"),
        ),
        Message(
            "wide-colon",
            Text("键后面是全角冒号（：）。", "A full-width colon (：) stands after the key."),
            Text("YAML 只认半角冒号加一个空格。", "YAML knows only the ASCII colon and a space."),
            _WRITE,
        ),
        Message(
            "quote-then-text",
            Text("引号结束之后还有文字：{line}", "Text goes on behind the closing quote: {line}"),
            Text(
                "值以引号开头时，YAML 认为它到下一个引号就结束了。",
                "A value that begins with a quote ends, for YAML, at the next quote.",
            ),
            Text("请给整个值加引号：{new}", "Put the whole value in quotes: {new}"),
        ),
        Message(
            "tag",
            Text("值以 ! 开头：{line}", "The value begins with `!`: {line}"),
            Text(
                "没有引号时，YAML 把 ! 当作标签，而不是“非”。",
                "Without quotes YAML takes `!` for a tag, not for “not”.",
            ),
            Text("请给整个值加引号：{new}", "Put the whole value in quotes: {new}"),
        ),
        Message(
            "tag-inside",
            Text("不接受 YAML 标签：{line}", "YAML tags are refused: {line}"),
            Text("值的种类由它的写法决定。", "How a value is written says what it is."),
            Text(
                "请删除标签；若 ! 表示“非”，请给整个值加引号。",
                "Delete the tag; if `!` means “not”, put the whole value in quotes.",
            ),
        ),
        Message(
            "reserved-start",
            Text(
                "值以 YAML 的保留字符开头：{line}",
                "The value begins with a character that YAML keeps for itself: {line}",
            ),
            NOTHING,
            Text("请给整个值加引号：{new}", "Put the whole value in quotes: {new}"),
        ),
        Message(
            "bracket-then-text",
            Text("括号结束之后还有文字：{line}", "Text goes on behind the closing bracket: {line}"),
            Text(
                "值以 [ 或 {{ 开头时，YAML 认为它是列表或映射。",
                "A value that begins with [ or {{ is a list or a map for YAML.",
            ),
            Text("请给整个值加引号：{new}", "Put the whole value in quotes: {new}"),
        ),
        Message(
            "block-then-text",
            Text("值以 | 或 > 开头：{line}", "The value begins with | or >: {line}"),
            Text("YAML 认为从下一行起是一段多行文字。", "For YAML a text of several lines begins on the next line."),
            Text("请给整个值加引号：{new}", "Put the whole value in quotes: {new}"),
        ),
        Message(
            "ternary",
            Text("没有引号的值里有“? :”：{line}", "There is a `? :` in a value without quotes: {line}"),
            Text("YAML 把冒号加空格当作“键: 值”。", "YAML takes a colon and a space for `key: value`."),
            Text("请给整个值加引号：{new}", "Put the whole value in quotes: {new}"),
        ),
        Message(
            "colon-in-text",
            Text(
                "没有引号的值里有冒号加空格：{line}", "There is a colon and a space in a value without quotes: {line}"
            ),
            Text("YAML 把冒号加空格当作“键: 值”。", "YAML takes a colon and a space for `key: value`."),
            Text("请给整个值加引号：{new}", "Put the whole value in quotes: {new}"),
        ),
        Message(
            "flow-map",
            Text("花括号里的值需要引号：{line}", "A value inside the braces needs quotes: {line}"),
            Text(
                "花括号里的逗号、冒号和括号都有 YAML 的含义。",
                "Inside braces a comma, a colon or a bracket means something to YAML.",
            ),
            _WRITE,
        ),
        Message(
            "comma",
            Text("花括号里的“{key}”成了没有值的键。", "Inside the braces `{key}` has become a key without a value."),
            Text(
                "花括号里的逗号会分隔键；含逗号的文字要加引号。",
                "A comma inside braces separates keys; a text with a comma needs quotes.",
            ),
            _WRITE,
        ),
        Message(
            "key-without-value",
            Text("花括号里的键 {key} 没有值。", "Inside the braces the key {key} has no value."),
            NOTHING,
            Text("请写成 {key}: 值；含逗号的文字要加引号。", "Write {key}: value; a text with a comma needs quotes."),
        ),
        Message(
            "escape",
            Text(
                "双引号里有 YAML 不认识的反斜杠：{line}",
                "There is a backslash inside double quotes that YAML does not know: {line}",
            ),
            Text(
                "双引号里的反斜杠另有含义，单引号里没有。",
                "A backslash means something inside double quotes and nothing inside single ones.",
            ),
            Text("请用单引号：{new}", "Use single quotes: {new}"),
        ),
        Message(
            "indentation",
            Text("这一行的缩进与上面的行不对齐：{line}", "The indentation of this line fits none above it: {line}"),
            Text("上一行是：{above}", "The line above is: {above}"),
            Text("同一层的键要从同一列开始。", "Keys of one level begin in one column."),
        ),
        Message(
            "closed-key",
            Text("冒号后缺一个空格：{line}", "There is no space after the colon: {line}"),
            Text("没有空格，YAML 把整行当作文字。", "Without it YAML takes the whole line as text."),
            _WRITE,
        ),
        Message(
            "open-quote",
            Text("此处的引号没有结束。", "The quote that opens here is never closed."),
            NOTHING,
            Text("请在值的末尾补上同样的引号。", "Close it at the end of the value with the same kind of quote."),
        ),
    )
}
