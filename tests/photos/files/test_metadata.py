"""What files say is read field by field: XMP before IIM before EXIF, in the right letters."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photos.files import iim, pixels, xmp
from photos.files.metadata import read_metadata
from tests.factories import picture

# Fact: the names exiftool gives its places, the first that is there wins.
TEXTS = {
    "creator_job_title": ["XMP-photoshop:AuthorsPosition", "IPTC:By-lineTitle"],
    "credit": ["XMP-photoshop:Credit", "IPTC:Credit"],
    "source": ["XMP-photoshop:Source", "IPTC:Source"],
    "copyright": ["XMP-dc:Rights", "IPTC:CopyrightNotice", "IFD0:Copyright"],
    "usage_terms": ["XMP-xmpRights:UsageTerms"],
    "web_statement": ["XMP-xmpRights:WebStatement"],
    "caption": ["XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription"],
    "caption_writer": ["XMP-photoshop:CaptionWriter", "IPTC:Writer-Editor"],
    "headline": ["XMP-photoshop:Headline", "IPTC:Headline"],
    "title": ["XMP-dc:Title", "IPTC:ObjectName"],
    "sublocation": ["XMP-iptcCore:Location", "IPTC:Sub-location"],
    "city": ["XMP-photoshop:City", "IPTC:City"],
    "state": ["XMP-photoshop:State", "IPTC:Province-State"],
    "country": ["XMP-photoshop:Country", "IPTC:Country-PrimaryLocationName"],
    "country_code": ["XMP-iptcCore:CountryCode", "IPTC:Country-PrimaryLocationCode"],
    "instructions": ["XMP-photoshop:Instructions", "IPTC:SpecialInstructions"],
    "job_id": ["XMP-photoshop:TransmissionReference", "IPTC:OriginalTransmissionReference"],
    "event": ["XMP-iptcExt:Event"],
    "digital_source_type": ["XMP-iptcExt:DigitalSourceType"],
    "image_id": ["XMP-plus:ImageSupplierImageID"],
}
LISTS = {
    "creator": ["XMP-dc:Creator", "IPTC:By-line", "IFD0:Artist"],
    "keywords": ["XMP-dc:Subject", "IPTC:Keywords"],
    "persons": ["XMP-iptcExt:PersonInImage"],
    "model_release_ids": ["XMP-plus:ModelReleaseID"],
    "property_release_ids": ["XMP-plus:PropertyReleaseID"],
}
STRUCTURES = {
    "copyright_owner": "XMP-plus:CopyrightOwner",
    "licensor": "XMP-plus:Licensor",
    "image_supplier": "XMP-plus:ImageSupplier",
    "location_created": "XMP-iptcExt:LocationCreated",
    "location_shown": "XMP-iptcExt:LocationShown",
}
RELEASES = {
    "model_release": ("XMP-plus:ModelReleaseStatus", {"MR-NAP": "Not Applicable"}),
    "property_release": ("XMP-plus:PropertyReleaseStatus", {"PR-NAP": "Not Applicable"}),
}
EXIFTOOL = shutil.which("exiftool")
needs_exiftool = pytest.mark.skipif(EXIFTOOL is None, reason="exiftool is not installed")


def facts(path: Path) -> dict[str, Any]:
    image = pixels.open_image(str(path))
    image.load()
    return read_metadata(image)


def first(row: dict[str, Any], places: list[str]) -> Any:
    values = (row.get(place) for place in places)
    return next((value for value in values if value and str(value).strip()), None)


def leaves(value: Any) -> Iterator[str]:
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        for each in inner:
            yield from leaves(each)
    else:
        yield str(value)


def figures(moment: str) -> str:
    """Return a moment's digits: exiftool writes colons where ISO 8601 has hyphens and T."""
    return re.sub(r"\D", "", moment)


def expected(row: dict[str, Any]) -> dict[str, Any]:
    """Say what a picture holds by exiftool's account."""
    wanted: dict[str, Any] = {}
    for fact, places in TEXTS.items():
        if (value := first(row, places)) is not None:
            wanted[fact] = str(value).strip()
    for fact, places in LISTS.items():
        if (value := first(row, places)) is not None:
            wanted[fact] = value if isinstance(value, list) else str(value).split("; ")
    for fact, place in STRUCTURES.items():
        if place in row:
            wanted[fact] = [sorted(leaves(each)) for each in row[place]]
    for fact, (place, codes) in RELEASES.items():
        if place in row:
            wanted[fact] = {words: code for code, words in codes.items()}[row[place]]
    if written := first(row, ["XMP-photoshop:DateCreated"]):
        wanted["date_created"] = figures(written)
    elif day := row.get("IPTC:DateCreated"):
        wanted["date_created"] = figures(day + row.get("IPTC:TimeCreated", ""))
    elif taken := row.get("ExifIFD:DateTimeOriginal"):
        wanted["date_created"] = figures(taken + row.get("ExifIFD:OffsetTimeOriginal", ""))
    return wanted


def comparable(found: dict[str, Any]) -> dict[str, Any]:
    """Bring what was read into the form of `expected`, without what exiftool has elsewhere."""
    kept = {**found}
    for extra in ("camera", "gps", "private", "differs"):
        kept.pop(extra, None)
    for fact in STRUCTURES:
        if fact in kept:
            kept[fact] = [sorted(leaves(each)) for each in kept[fact]]
    if "date_created" in kept:
        kept["date_created"] = figures(kept["date_created"])
    return kept


def test_every_sample_gives_what_exiftool_reads_in_it(shared: Path) -> None:
    folder = shared / "samples" / "photo-iptc"
    rows = json.loads((folder / "expected.json").read_text())
    pictures = [row for row in rows if not row["SourceFile"].endswith(".psd")]
    assert len(pictures) == 17
    for row in pictures:
        found = comparable(facts(folder / row["SourceFile"]))
        assert found == expected(row), row["SourceFile"]


def test_the_reference_picture_holds_all_the_standard_names(shared: Path) -> None:
    folder = shared / "samples" / "photo-iptc" / "superdesk-core"
    found = facts(next(folder.rglob("IPTC-PhotometadataRef*.jpg")))
    fields = {*TEXTS, *LISTS, *STRUCTURES, *RELEASES, "date_created"}
    assert fields - set(found) == set()
    assert found["licensor"][1]["url"] == "Licensor URL 2 (ref2017.1)"
    assert found["location_shown"][0]["location_id"] == [
        "Location Id 1a(Location shown1) (ref2017.1)",
        "Location Id 1b(Location shown1) (ref2017.1)",
    ]


def test_where_the_camera_stood_is_told_to_the_desk_as_private(shared: Path) -> None:
    found = facts(shared / "samples" / "photo-iptc" / "exiftool" / "t" / "images" / "Apple.jpg")
    assert found["gps"] == [53.382847, -1.456678]
    assert found["private"] == ["GPS position", "maker notes"]


def test_an_iim_block_changed_after_the_xmp_is_shown_beside_it(shared: Path) -> None:
    found = facts(shared / "samples" / "photo-iptc" / "exiftool" / "t" / "images" / "ExifTool.jpg")
    assert found["caption"] == "UTF-16 (big-endian) encoded XMP"
    assert found["differs"] == {"caption": "A witty caption", "keywords": ["jambalaya"]}


@pytest.fixture
def tagged(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that makes a picture and has exiftool write into it."""

    def _tagged(*arguments: str, kind: str = "JPEG", packet: str = "") -> Path:
        path = tmp_path / f"picture.{kind.lower()}"
        path.write_bytes(picture(64, 48, format=kind))
        written = list(arguments)
        if packet:
            (tmp_path / "packet.xmp").write_text(packet)
            written.append(f"-xmp<={tmp_path / 'packet.xmp'}")
        program = [EXIFTOOL, "-q", "-q", "-overwrite_original", *written, str(path)]
        subprocess.run(program, check=True)
        return path

    return _tagged


PACKET = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 plus:DataMining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-SEECONSTRAINT"
 Iptc4xmpExt:AISystemUsed="Brush 3">
<plus:OtherConstraints><rdf:Alt><rdf:li xml:lang="x-default">Ask ﻿Łucja first</rdf:li></rdf:Alt>
</plus:OtherConstraints>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt>
<rdf:li xml:lang="nl">Een kraan in de mist</rdf:li>
<rdf:li xml:lang="x-default">A crane in fog</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
<Iptc4xmpCore:ExtDescrAccessibility><rdf:Alt><rdf:li xml:lang="x-default">At the left …</rdf:li>
</rdf:Alt></Iptc4xmpCore:ExtDescrAccessibility>
<Iptc4xmpExt:DigitalSourceType
 rdf:resource="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>
<Iptc4xmpExt:AIPromptInformation>a crane</Iptc4xmpExt:AIPromptInformation>
<Iptc4xmpExt:AIPromptWriterName>Jo</Iptc4xmpExt:AIPromptWriterName>
<Iptc4xmpExt:AISystemVersionUsed>3.1</Iptc4xmpExt:AISystemVersionUsed>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


@needs_exiftool
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_alt_text_data_mining_and_ai_facts_are_read_from_every_kind(tagged, kind: str) -> None:
    assert facts(tagged(kind=kind, packet=PACKET)) == {
        "alt": "A crane in fog",
        "extended_description": "At the left …",
        "data_mining": "DMI-PROHIBITED-SEECONSTRAINT",
        "other_constraints": "Ask ﻿Łucja first",
        "digital_source_type": (
            "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
        ),
        "ai_prompt": "a crane",
        "ai_prompt_writer": "Jo",
        "ai_system": "Brush 3",
        "ai_system_version": "3.1",
    }


@needs_exiftool
def test_iim_that_says_utf8_is_read_as_utf8(tagged) -> None:
    path = tagged("-IPTC:CodedCharacterSet=UTF8", "-IPTC:Caption-Abstract=Żółw w Łodzi")
    assert facts(path)["caption"] == "Żółw w Łodzi"


@needs_exiftool
def test_iim_that_says_nothing_is_read_as_latin(tagged) -> None:
    path = tagged("-IPTC:Credit=Café “Étoile”", "-IPTC:By-line=Zoë", "-IPTC:By-line=Ann")
    assert facts(path)["credit"] == "Café “Étoile”"
    assert facts(path)["creator"] == ["Zoë", "Ann"]


@needs_exiftool
def test_exif_written_in_utf8_is_read_as_such(tagged) -> None:
    path = tagged("-EXIF:Artist=Zoë Łuk; Ann", "-EXIF:Copyright=© Zoë", "-charset", "exif=UTF8")
    assert facts(path)["creator"] == ["Zoë Łuk", "Ann"]
    assert facts(path)["copyright"] == "© Zoë"


@needs_exiftool
def test_serial_numbers_and_owners_are_reported_wherever_they_stand(tagged) -> None:
    path = tagged("-EXIF:OwnerName=Bob", "-EXIF:SerialNumber=77", "-XMP-exif:GPSLatitude=52")
    assert facts(path)["private"] == ["GPS position", "owner's name", "serial number"]


@needs_exiftool
def test_xmp_comes_before_iim_and_iim_before_exif(tagged) -> None:
    path = tagged(
        "-XMP-photoshop:Credit=from XMP",
        "-IPTC:Credit=from IIM",
        "-IPTC:CopyrightNotice=from IIM",
        "-EXIF:Copyright=from EXIF",
        "-EXIF:ImageDescription=from EXIF",
    )
    found = facts(path)
    assert found["credit"] == "from XMP"
    assert found["copyright"] == "from IIM"
    assert found["caption"] == "from EXIF"


def xml(inner: str) -> bytes:
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in xmp.NAMESPACES.items())
    return f"<rdf:RDF {spaces}><rdf:Description>{inner}</rdf:Description></rdf:RDF>".encode()


@pytest.mark.parametrize(
    ("inner", "value"),
    [
        ("<dc:title>plain</dc:title>", "plain"),
        ("<dc:title><rdf:Alt><rdf:li>untold</rdf:li></rdf:Alt></dc:title>", ["untold"]),
        (
            "<dc:title><rdf:Bag><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Bag></dc:title>",
            ["a", "b"],
        ),
        ('<dc:title rdf:resource="urn:a"/>', "urn:a"),
        ('<dc:title dc:source="x"/>', {xmp.expand_name("dc:source"): "x"}),
        (
            "<dc:title><rdf:Description><rdf:value>it</rdf:value><dc:type>t</dc:type>"
            "</rdf:Description></dc:title>",
            "it",
        ),
        (
            '<dc:title rdf:parseType="Resource"><dc:source>x</dc:source></dc:title>',
            {xmp.expand_name("dc:source"): "x"},
        ),
    ],
)
def test_every_spelling_of_a_property_is_understood(inner: str, value: object) -> None:
    assert xmp.read(xml(inner))[xmp.expand_name("dc:title")] == value


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"no packet",
        b"<x:xmpmeta><broken",
        b'<!DOCTYPE a [<!ENTITY b "boom">]><rdf:RDF xmlns:rdf="r">&b;</rdf:RDF>',
        xml("<dc:title/>") + b" " * (xmp.MAX_PACKET + 1),
        "<x:xmpmeta/>".encode("utf-16-be"),
    ],
)
def test_a_packet_that_is_none_says_nothing(written: bytes) -> None:
    assert not xmp.read(written).get(xmp.expand_name("dc:title"))


def test_a_packet_nested_without_end_is_no_text(tmp_path: Path) -> None:
    packet = xml("<dc:title>" * 5000 + "</dc:title>" * 5000)
    Image.new("RGB", (8, 8)).save(tmp_path / "a", "PNG")
    image = pixels.open_image(str(tmp_path / "a"))
    image.info["xmp"] = packet
    assert read_metadata(image) == {}


def test_an_extended_packet_is_put_together_from_its_parts() -> None:
    whole = xml("<dc:title>" + "long " * 30_000 + "</dc:title>")
    head = b"http://ns.adobe.com/xmp/extension/\x00" + b"A" * 32 + len(whole).to_bytes(4)
    halves = [(0, whole[:60_000]), (60_000, whole[60_000:])]
    segments = [("APP1", head + start.to_bytes(4) + part) for start, part in reversed(halves)]
    assert xmp.read(xmp.join_extended(segments))[xmp.expand_name("dc:title")].startswith(
        "long long"
    )


@pytest.mark.parametrize(
    "block", [b"\x1c\x02", b"\x1c\x02\x78\xff\xff", b"\x1c\x02\x78\x80\x04\xff", b"junk" * 9]
)
def test_a_damaged_iim_block_is_read_as_far_as_it_goes(block: bytes) -> None:
    assert not any(text for texts in iim.read(block).values() for text in texts)


def test_facts_carry_no_characters_a_database_refuses(tmp_path: Path) -> None:
    packet = xmp.write_packet({"credit": "a\x00b\ud800c\x07d"})
    image = Image.new("RGB", (8, 8))
    image.save(tmp_path / "a", "JPEG", xmp=packet, extra=iim.write_segment({"creator": ["x\x00y"]}))
    assert facts(tmp_path / "a") == {"credit": "abcd", "creator": ["xy"]}


def test_damaged_exif_refuses_no_picture(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a", "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff")
    assert facts(tmp_path / "a") == {}


@pytest.mark.parametrize(("padding", "found"), [(0, {"creator": ["Zoe"]}), (4_000_000, {})])
def test_exif_beyond_all_measure_is_left_alone(tmp_path: Path, padding: int, found: dict) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Zoe"
    written = exif.tobytes() + b"\x00" * padding
    Image.new("RGB", (8, 8)).save(tmp_path / "a", "WEBP", exif=written)
    assert facts(tmp_path / "a") == found
