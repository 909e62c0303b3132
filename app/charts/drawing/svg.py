"""From what matplotlib writes to a document that stands alone: told in words, without styles, the same every time.

The policy of every answer forbids styles, so each property becomes the attribute of its name (SVG 2, 6.6). The drawing
is an image to whoever does not see it, with its name and summary; behind it the figures stand in a real table, of which
only a pixel shows.
"""

import re
from xml.etree import ElementTree as ET

from app.charts.drawing.style import FAMILIES
from app.charts.picture import Picture, Table

SVG = "http://www.w3.org/2000/svg"
XHTML = "http://www.w3.org/1999/xhtml"
XLINK = "http://www.w3.org/1999/xlink"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
# what the whole document says once, or what is the same without it
_DROPPED = frozenset({"font-family"})
_STYLE = f"{{{SVG}}}style"
_METADATA = f"{{{SVG}}}metadata"

ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)


def document(drawn: bytes, picture: Picture, digest: str) -> bytes:
    """Return the document of a drawing; what it refers to within itself is named by its digest."""
    root = ET.fromstring(drawn)  # noqa: S314 - written by matplotlib a moment ago
    _as_attributes(root)
    _without_leftovers(root)
    _rename(root, f"c{digest}")
    return _told(root, picture, f"c{digest}")


def _as_attributes(root: ET.Element) -> None:
    """Put every property of a style into an attribute, and the rules of the document onto its root."""
    for element in root.iter():
        for name, value in _properties(element.attrib.pop("style", "")):
            element.set(name, value)
        if element.get("transform", "").startswith("rotate(-0 "):
            del element.attrib["transform"]
    for rules in root.iter(_STYLE):
        for name, value in _properties(re.sub(r"^[^{]*\{|\}\s*$", "", rules.text or "")):
            root.set(name, value)


def _properties(style: str) -> list[tuple[str, str]]:
    parts = (part.partition(":") for part in style.split(";") if part.strip())
    return [(name.strip(), value.strip()) for name, _, value in parts if name.strip() not in _DROPPED]


def _without_leftovers(root: ET.Element) -> None:
    """Drop rules, metadata, and groups and definitions that hold nothing."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {_STYLE, _METADATA}:
                parent.remove(child)
    for parent in reversed(list(root.iter())):
        for child in list(parent):
            if child.tag in {f"{{{SVG}}}g", f"{{{SVG}}}defs"} and not len(child):
                parent.remove(child)


def _rename(root: ET.Element, prefix: str) -> None:
    """Keep the names that something refers to, so that two drawings in one page do not share them."""
    used: set[str] = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            used |= set(_REFERENCE.findall(value))
            if name == f"{{{XLINK}}}href":
                used.add(value.removeprefix("#"))
    names = {name: f"{prefix}-{number}" for number, name in enumerate(sorted(used))}
    for element in root.iter():
        identity = element.attrib.pop("id", None)
        if identity in names:
            element.set("id", names[identity])
        for name, value in list(element.attrib.items()):
            if name == f"{{{XLINK}}}href":
                del element.attrib[name]
                element.set("href", f"#{names[value.removeprefix('#')]}")
            else:
                element.set(name, _REFERENCE.sub(lambda found: f"url(#{names[found[1]]})", value))


def _told(root: ET.Element, picture: Picture, prefix: str) -> bytes:
    """Return the whole document around a drawing."""
    _, _, width, height = root.attrib["viewBox"].split()
    title, summary = f"{prefix}-title", f"{prefix}-desc"
    whole = ET.Element(
        f"{{{SVG}}}svg",
        {
            "width": width,
            "height": height,
            "viewBox": f"0 0 {width} {height}",
            "role": "figure",
            "lang": picture.language,
            _LANG: picture.language,
            "aria-labelledby": title,
            "font-family": FAMILIES,
            **{name: root.attrib[name] for name in ("stroke-linejoin", "stroke-linecap") if name in root.attrib},
        },
    )
    ET.SubElement(whole, f"{{{SVG}}}title", {"id": title}).text = picture.title
    ET.SubElement(whole, f"{{{SVG}}}desc", {"id": summary}).text = picture.summary
    image = ET.SubElement(whole, f"{{{SVG}}}g", {"role": "img", "aria-labelledby": f"{title} {summary}"})
    # browsers would read out the letters within the image one by one, too
    ET.SubElement(image, f"{{{SVG}}}g", {"aria-hidden": "true"}).extend(list(root))
    whole.append(_table(picture.table))
    told: bytes = ET.tostring(whole, encoding="utf-8", xml_declaration=True)
    return told


def _table(table: Table) -> ET.Element:
    # no namespace but an attribute of that name, so that the tags have no prefix: HTML parsers know none
    holder = ET.Element(f"{{{SVG}}}foreignObject", {"width": "1", "height": "1"})
    whole = ET.SubElement(holder, "div", {"xmlns": XHTML})
    body = ET.SubElement(whole, "table")
    ET.SubElement(body, "caption").text = table.caption
    head = ET.SubElement(ET.SubElement(body, "thead"), "tr")
    for told in table.head:
        ET.SubElement(head, "th", {"scope": "col"}).text = told
    rows = ET.SubElement(body, "tbody")
    for row in table.rows:
        line = ET.SubElement(rows, "tr")
        for place, told in enumerate(row):
            cell = ET.SubElement(line, "td" if place else "th", {} if place else {"scope": "row"})
            cell.text = told
    ET.SubElement(whole, "p").text = table.definition
    return holder
