"""An xlwings engine over a live LibreOffice, with Excel's own ways where the two differ.

``CalcOffice`` starts one; its ``app`` is an :class:`xlwings.App`. Only xlwings' open (BSD) part is used: an
engine is any object with the shape of :mod:`xlwings.base_classes` (not their heirs: those declare read-only
properties).

What Excel does to a value that arrives through COM, LibreOffice does not: :mod:`~support.calc_engine.typed`
does it here, so that no test passes which Excel would fail.
"""
