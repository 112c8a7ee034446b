"""Turns the bytes of a text file into text, and says how.

UTF-8 (with or without a byte order mark), UTF-16 (with one, or without when it is evident) and
Windows-1252 are told apart. A file that is no text is refused.
"""

import re
import unicodedata
from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .filed_copy import CannotRead, Notes, quote

NOT_COPY = gettext_lazy(
    "“%(name)s” is not text, Markdown or a Word document (.docx). "
    "Save it as one of these and file it again."
)
DAMAGED_TEXT = gettext_lazy(
    "“%(name)s” starts as %(encoding)s text but is damaged. Save it again and file it again."
)

MOST_CONTROLS = 0.01
SIGNATURES = (
    b"%PDF-",
    b"{\\rtf",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"\x1f\x8b\x08",
)
MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "windows-1252": "Windows-1252",
}
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def decode(data: bytes, name: str, notes: Notes) -> tuple[str, str]:
    """Return the text of `data` and the name of its encoding.

    Line ends become newlines. Control characters are removed and the notes say which, how often.

    Raises: CannotRead when it is not text: a known other format, NULs outside UTF-16, more than
        1% control characters.
    """
    if data.startswith(SIGNATURES):
        raise CannotRead(NOT_COPY % {"name": name})
    text, encoding = _decode_with_mark(data, name, notes) or _decode_without_mark(data, name, notes)
    return _remove_controls(LINE_ENDS.sub("\n", text), name, notes), encoding


def _decode_with_mark(data: bytes, name: str, notes: Notes) -> tuple[str, str] | None:
    """Decode by the byte order mark, if there is one."""
    for mark, encoding in MARKS:
        if not data.startswith(mark):
            continue
        try:
            text = data[len(mark) :].decode(encoding)
        except UnicodeDecodeError:
            if encoding == "utf-8":
                return _decode_without_mark(data[len(mark) :], name, notes)
            shown = ENCODING_NAMES[encoding]
            raise CannotRead(DAMAGED_TEXT % {"name": name, "encoding": shown}) from None
        sentence = _("Read as %(encoding)s, as the file’s byte order mark says.")
        notes.say(sentence % {"encoding": ENCODING_NAMES[encoding]})
        return text, encoding
    return None


def _decode_without_mark(data: bytes, name: str, notes: Notes) -> tuple[str, str]:
    """Decode without a byte order mark: UTF-16 where evident, UTF-8, else Windows-1252."""
    if b"\0" in data:
        text, encoding = _decode_utf16(data, name)
        notes.say(_("Read as UTF-16, although the file has no byte order mark."))
        return text, encoding
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_8bit(data, notes)
    notes.say(_("Read as UTF-8."))
    return text, "utf-8"


def _decode_8bit(data: bytes, notes: Notes) -> tuple[str, str]:
    """Decode what is not UTF-8: Windows-1252, or UTF-8 with some such bytes pasted in."""
    text = data.decode("utf-8", errors="surrogateescape")
    strays = [char for char in text if "\udc80" <= char <= "\udcff"]
    well_formed = sum(char > "\x7f" for char in text) - len(strays)
    if well_formed <= len(strays):
        notes.say(_("Read as Windows-1252: the file is not UTF-8."))
        return "".join(map(_decode_windows_byte, data)), "windows-1252"
    shown = quote(
        "".join(dict.fromkeys(_decode_windows_byte(ord(char) - 0xDC00) for char in strays))
    )
    sentence = ngettext(
        "Read as UTF-8 with a Windows-1252 character in it (%(shown)s). Check it.",
        "Read as UTF-8 with %(n)s Windows-1252 characters in it (%(shown)s). Check them.",
        len(strays),
    )
    notes.say(sentence % {"n": len(strays), "shown": shown})
    repaired = (
        _decode_windows_byte(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in text
    )
    return "".join(repaired), "utf-8"


def _decode_windows_byte(byte: int) -> str:
    """Decode one byte as browsers do: the five that Windows-1252 leaves out are controls."""
    try:
        return bytes([byte]).decode("windows-1252")
    except UnicodeDecodeError:
        return chr(byte)


def _decode_utf16(data: bytes, name: str) -> tuple[str, str]:
    """Decode UTF-16 that bears no mark.

    It is evident when all NULs stand at the same side of their pairs, every character exists,
    and the rest is not simply ASCII with some NULs in it.
    """
    for encoding, side in (("utf-16-le", 1), ("utf-16-be", 0)):
        if len(data) % 2 or 0 in data[1 - side :: 2]:
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_padded_ascii(data) and _is_written_text(text):
            return text, encoding
    raise CannotRead(NOT_COPY % {"name": name})


def _is_padded_ascii(data: bytes) -> bool:
    """Tell whether these are ASCII bytes with NULs too rare for the high halves of UTF-16."""
    others = data.replace(b"\0", b"")
    ascii_bytes = sum(0x20 <= byte < 0x7F or byte in b"\t\r\n" for byte in others)
    return data.count(0) < 0.4 * len(data) and ascii_bytes >= 0.95 * len(others)


def _is_written_text(text: str) -> bool:
    kinds = {unicodedata.category(char) for char in text if char not in "\t\r\n"}
    return any(kind[0] == "L" for kind in kinds) and not kinds & {"Cc", "Cn", "Co", "Cs"}


def _remove_controls(text: str, name: str, notes: Notes) -> str:
    """Remove control characters and say which, and how often."""
    found = Counter(
        char for char in text if char not in "\t\n" and unicodedata.category(char) == "Cc"
    )
    if not found:
        return text
    total = sum(found.values())
    if "\0" in found or total > MOST_CONTROLS * len(text):
        raise CannotRead(NOT_COPY % {"name": name})
    times = [f"U+{ord(char):04X} ({count}×)" for char, count in sorted(found.items())]
    sentence = ngettext(
        "A control character was removed: %(times)s.",
        "Control characters were removed: %(times)s.",
        total,
    )
    notes.say(sentence % {"times": ", ".join(times)})
    return text.translate(dict.fromkeys(map(ord, found)))
