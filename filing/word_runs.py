"""The elements around a piece of text in a Word paragraph: format, link, track changes."""

from dataclasses import dataclass, field
from itertools import takewhile

from docx.oxml.ns import qn
from lxml import etree

from .word_text import ALTERNATIVE, DELETED, HYPERLINK, RUN, is_on, is_repeated

INSERTED = frozenset({qn("w:ins"), qn("w:moveTo")})
REMOVED = frozenset({qn("w:del"), qn("w:moveFrom")})
SIMPLE_FIELD = qn("w:fldSimple")


@dataclass
class RunContext:
    """What the elements between a piece of text and its paragraph say of it."""

    bold: bool = False
    italic: bool = False
    reason: str = ""
    marks: list[str] = field(default_factory=list)
    link: etree._Element | None = None
    code: str | None = None

    @classmethod
    def of(cls, element: etree._Element, paragraph: etree._Element) -> "RunContext":
        context = cls()
        if element.tag in DELETED:
            context.reason = "deleted"
        for parent in takewhile(lambda each: each is not paragraph, element.iterancestors()):
            context._read_parent(parent)
        if context.reason == "alternative" and is_repeated(element):
            context.reason = "repeated"
        return context

    def _read_parent(self, parent: etree._Element) -> None:
        if parent.tag == RUN:
            self._read_format(parent)
        elif parent.tag in REMOVED:
            self.reason = "deleted"
        elif parent.tag in INSERTED:
            self.marks.append("inserted")
        elif parent.tag == HYPERLINK:
            self.link = parent
        elif parent.tag == SIMPLE_FIELD:
            self.code = parent.get(qn("w:instr"), "")
        elif parent.tag == ALTERNATIVE:
            self.reason = self.reason or "alternative"

    def _read_format(self, run: etree._Element) -> None:
        look = run.find(qn("w:rPr"))
        if look is None:
            return
        style = look.find(qn("w:rStyle"))
        style_name = style.get(qn("w:val"), "") if style is not None else ""
        self.bold = is_on(look, "w:b", default=style_name == "Strong")
        self.italic = is_on(look, "w:i", default=style_name == "Emphasis")
        if is_on(look, "w:strike") or is_on(look, "w:dstrike"):
            self.marks.append("struck")
        if is_on(look, "w:vanish"):
            self.reason = self.reason or "hidden"
