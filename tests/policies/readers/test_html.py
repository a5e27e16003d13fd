"""Saved government pages: the words a visitor sees."""

import pytest

from policies.parsing.readers import read_bytes

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>云州市人民政府门户网站</title>
<style>p {{ color: red }}</style></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/gk">政务公开</a></li>
<li><a href="/fw">办事服务</a></li></ul></div>
<div>当前位置：<a>首页</a> &gt; <a>政务公开</a> &gt; <a>市政府文件</a></div>
<table><tr><td>索 引 号</td><td>0143/2025-00012</td><td>发布日期</td><td>2025-03-01</td></tr></table>
<h1>云州市人民政府办公室关于印发稳增长措施的通知</h1>
<div id="zoom"><p>　　一、稳住<b>工业</b>基本
盘。由市工业和信息化局牵头。</p><p style="DISPLAY: none">内部草稿</p>
<p>二、扩大消费。<br>由市商务局牵头，&nbsp;市财政局配合。</p></div>
<script>var a = "牵头单位：不可见";</script></body></html>"""


@pytest.mark.parametrize(
    ("declared", "encoding"), [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("gb2312", "utf-8"), ("", "gb18030")]
)
def test_a_saved_page_gives_its_visible_words_whatever_its_declaration_says(declared: str, encoding: str) -> None:
    read = read_bytes(PAGE.format(charset=declared).encode(encoding), "通知.html")
    assert read.text.split("\n") == [
        "索 引 号\t0143/2025-00012\t发布日期\t2025-03-01",
        "云州市人民政府办公室关于印发稳增长措施的通知",
        "一、稳住工业基本盘。由市工业和信息化局牵头。",
        "二、扩大消费。",
        "由市商务局牵头，\u00a0市财政局配合。",
        "",
    ]
    assert (read.format, read.encoding) == ("html", encoding)


def _lines(body: str) -> list[str]:
    return read_bytes(f"<html><body>{body}</body></html>".encode(), "a.html").text.rstrip("\n").split("\n")


def test_a_table_gives_a_line_a_row_and_merged_cells_stand_on_every_row_they_cover() -> None:
    assert _lines(
        "<table><tr><th>序号</th><th>重点工作</th><th>责任单位</th></tr>"
        "<tr><td>1</td><td>修路</td><td rowspan='2'>市交通运输局</td></tr>"
        "<tr><td>2</td><td><p>架</p><p>桥</p></td></tr>"
        "<tr><td colspan='2'>合计</td><td>市财政局</td></tr></table>"
    ) == ["序号\t重点工作\t责任单位", "1\t修路\t市交通运输局", "2\t架 桥\t市交通运输局", "合计\t\t市财政局"]


def test_a_table_that_only_lays_out_the_page_reads_as_running_text() -> None:
    body = (
        "<table><tr><td>左栏</td><td><table><tr><td><p>一、甲。</p><p>二、乙。</p></td></tr></table></td></tr></table>"
    )
    assert _lines(body) == ["左栏", "一、甲。", "二、乙。"]


def test_ordered_lists_bring_the_numbers_that_the_browser_paints() -> None:
    body = "<ol start='3'><li>甲</li><li>乙<ol type='a'><li>子</li></ol></li></ol>"
    assert _lines(body + "<ol style='list-style-type: cjk-ideographic'><li>总</li></ol><ul><li>点</li></ul>") == [
        "3.甲",
        "4.乙",
        "a.子",
        "一、总",
        "点",
    ]


def test_a_link_inside_a_sentence_stays() -> None:
    assert _lines(
        "<p>按照<a>《办法》</a><a>第三条</a><a>规定</a>，由市财政局会同市审计局抓好落实并按季度报送情况。</p>"
    ) == ["按照《办法》第三条规定，由市财政局会同市审计局抓好落实并按季度报送情况。"]


def test_a_page_saved_as_a_single_file_is_read() -> None:
    data = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        b'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        b"PGh0bWw+PGJvZHk+PHA+5biC6LSi5pS/5bGA54m15aS0PC9wPjwvYm9keT48L2h0bWw+\r\n--x--\r\n"
    )
    assert read_bytes(data, "a.mht").text == "市财政局牵头\n"


def test_a_page_named_doc_is_read_as_what_it_is_and_says_so() -> None:
    read = read_bytes("<html><body><p>由市财政局牵头</p></body></html>".encode(), "通知.doc")
    assert read.text == "由市财政局牵头\n"
    assert "扩展名与内容不符" in read.warnings[0]


def test_deeply_nested_markup_is_flattened_and_not_followed_for_ever() -> None:
    body = "<div>" * 3000 + "市财政局牵头" + "</div>" * 3000
    assert "市财政局牵头" in _lines(body)
