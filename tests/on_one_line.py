"""Pages as a browser reads them: without the lines and indentation of their templates."""

import re

BROKEN = r"[ \t]*\n\s*"


def on_one_line(page: str) -> str:
    """Return `page` with each tag on one line, and no line broken at the edge of an element.

    A line that breaks before an element within a text stays a space.
    """
    page = re.sub(r"<[a-z][^>]*>", lambda tag: re.sub(r"\s+", " ", tag[0]).replace(" >", ">"), page)
    page = re.sub(f"(?<=>){BROKEN}|{BROKEN}(?=</)", "", page)
    return re.sub(BROKEN, " ", page)
