"""Gives a workbook file its ribbon: the part, and the relationship by which Office finds it."""

from typing import Final

from xlperf.ooxml.package import Package

#: The form of 2006: Excel has read it ever since, and other programs that know ribbons at all know this one.
#: Nothing that the form of 2009 added is needed.
RIBBON_PART: Final = "customUI/customUI.xml"
RIBBON_RELATION: Final = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"


def with_ribbon(data: bytes, ribbon: bytes) -> bytes:
    """The workbook file with the ribbon XML; every other part as it was."""
    package = Package.load(data)
    package.add(RIBBON_PART, ribbon, "application/xml")
    package.relate("", RIBBON_RELATION, RIBBON_PART)
    return package.to_bytes()
