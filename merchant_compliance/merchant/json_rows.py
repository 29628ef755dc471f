"""Records of JSON files: lines, or the elements of one array, read piece by piece."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from merchant_compliance.errors import InputError, Problem
from merchant_compliance.merchant.files import Raw, check_magic, empty, fail, lines, wrong_encoding
from merchant_compliance.merchant.json_text import TOO_DEEP, JsonReader, broken
from merchant_compliance.text import Text

CHUNK = 1024 * 1024
ELEMENT_LIMIT = 64 * 1024 * 1024
"""Characters of one element; the buffer never grows beyond it."""
EDGE = 32
"""An error this near to the end of the buffer may only mean that the rest was not read yet."""
SPACE = re.compile(r"[ \t\r\n]*")
TOO_LONG_LINE = Problem(
    "too-long",
    Text("这一行超过 64 MiB", "this line is longer than 64 MiB"),
    Text("文件可能缺少换行", "the file may lack line ends"),
    Text("每条记录写成一行", "write one record a line"),
)


def json_lines(stream: BinaryIO, source: str | Path) -> Iterator[Raw]:
    """One record a line; a broken line is a row with problems, an empty line is nothing."""
    reader = JsonReader()
    for number, text, position in lines(stream, source):
        if text is None:
            yield Raw(number, None, (TOO_LONG_LINE,), position)
        elif not text.isspace() and text:
            value, problems = reader.whole(text)
            yield Raw(number, value, problems, position)


class _Text:
    """The text of a stream as far as it was read, from the last element on, with the line it has reached."""

    def __init__(self, stream: BinaryIO, source: str | Path) -> None:
        self.source, self.text, self.at, self.bytes = source, "", 0, 0
        self.line = self.column = 1
        self.ended = False
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()

    def more(self) -> bool:
        """Read on; false at the end. What lies before the present place is dropped."""
        if self.ended:
            return False
        data = self._stream.read(max(CHUNK, len(self.text) - self.at))
        if not self.bytes:
            check_magic(data, self.source)
        self.ended = not data
        try:
            self.text = self.text[self.at :] + self._decoder.decode(data, final=self.ended)
        except UnicodeDecodeError as error:
            before = self.text.count("\n", self.at) + data[: error.start].count(b"\n")
            raise wrong_encoding(self.source, self.line + before) from None
        self.at, self.bytes = 0, self.bytes + len(data)
        return True

    def move(self, to: int) -> None:
        self.line, self.column = self.place_of(to)
        self.at = to

    def place_of(self, index: int) -> tuple[int, int]:
        """Line and column of a place in the text at or after the present one."""
        ends = self.text.count("\n", self.at, index)
        if not ends:
            return self.line, self.column + index - self.at
        return self.line + ends, index - self.text.rindex("\n", self.at, index)

    def next_character(self) -> str:
        """The next character that is no white space, not consumed; empty at the end."""
        while True:
            found = SPACE.match(self.text, self.at)
            self.move(found.end() if found else self.at)
            if self.at < len(self.text) or not self.more():
                return self.text[self.at : self.at + 1]

    def element(self, reader: JsonReader) -> Raw:
        """The value that starts here, consumed. Raises `InputError` where the file breaks."""
        while True:
            try:
                value, end, problems = reader.value_at(self.text, self.at)
            except RecursionError:
                raise InputError(TOO_DEEP.at(str(self.source), self.line)) from None
            except ValueError as error:
                if not self._may_grow(error):
                    raise self._broken_element(error) from None
                continue
            if end < len(self.text) or not self.more():
                row = Raw(self.line, value, problems, self.bytes)
                self.move(end)
                return row

    def _may_grow(self, error: ValueError) -> bool:
        """True if the element was cut by the end of the buffer and more of it has now been read."""
        if not isinstance(error, json.JSONDecodeError) or len(self.text) - self.at > ELEMENT_LIMIT:
            return False
        cut = error.msg.startswith("Unterminated string") or error.pos >= len(self.text) - EDGE
        return cut and self.more()

    def _broken_element(self, error: ValueError) -> InputError:
        line, column = self.place_of(error.pos if isinstance(error, json.JSONDecodeError) else self.at)
        return InputError(broken(error, column).at(str(self.source), line, column))

    def broken(self, zh: str, en: str) -> InputError:
        mend = Text("从来源重新导出该文件", "export the file again from where it comes")
        return fail("bad-json", Text(zh, en), mend=mend, file=str(self.source), line=self.line)


def json_elements(stream: BinaryIO, source: str | Path) -> Iterator[Raw]:
    """The elements of one array, or the one object of a file. Raises `InputError` where the file breaks."""
    text, reader = _Text(stream, source), JsonReader()
    first = text.next_character()
    if not first:
        raise empty(source)
    if first == "[":
        text.move(text.at + 1)
        yield from _array(text, reader)
    else:
        yield text.element(reader)
    if text.next_character():
        raise text.broken(
            "第一个值之后还有内容；每行一条记录的文件应以 .jsonl 结尾",
            "something follows the first value; a file of one record a line is named .jsonl",
        )


def _array(text: _Text, reader: JsonReader) -> Iterator[Raw]:
    separator = ","
    if text.next_character() == "]":
        separator = "]"
    while separator == ",":
        text.next_character()
        yield text.element(reader)
        separator = text.next_character()
        if separator == ",":
            text.move(text.at + 1)
    if separator != "]":
        raise text.broken("列表没有结束：缺少逗号或 ]", "the array does not end: a comma or ] is missing")
    text.move(text.at + 1)
