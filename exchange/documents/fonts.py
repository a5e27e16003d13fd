"""The faces of official paper, and what may stand in for each where an office has none of them.

Word and WPS read the alternatives from the font table of the document (`w:altName`); without it they fall back to any
face at all and the paper loses its shape.
"""

from docx.document import Document as DocumentType
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

BODY, TITLE, HEAD, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"
# face: alternatives in order, the family a program without any of them chooses from
FACES = {
    BODY: ("仿宋,FangSong,华文仿宋,STFangsong,方正仿宋_GBK,FandolFang,Noto Serif CJK SC", "modern"),
    TITLE: ("方正小标宋_GBK,华文中宋,STZhongsong,Noto Serif CJK SC,宋体,SimSun", "roman"),
    HEAD: ("SimHei,华文黑体,STHeiti,方正黑体_GBK,Noto Sans CJK SC,WenQuanYi Zen Hei", "swiss"),
    SONG: ("SimSun,华文宋体,STSong,方正书宋_GBK,Noto Serif CJK SC", "roman"),
}
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"


def declare(paper: DocumentType) -> None:
    """Give a document the table of its faces in place of the template's."""
    blob = _table().encode()
    part = paper.part
    for relation in list(part.rels.values()):
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            del part.rels[relation.rId]
    name = PackURI("/word/fontTable.xml")
    part.relate_to(Part(name, CONTENT_TYPE, blob, part.package), RELATIONSHIP_TYPE.FONT_TABLE)


def _table() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="{family}"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, (others, family) in FACES.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{NAMESPACE}">{fonts}</w:fonts>'
