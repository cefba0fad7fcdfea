"""Formulas as Excel writes them (A1, English names, commas), to and from LibreOffice's own."""

from __future__ import annotations

from support.calc_engine.bridge import Untyped, constant

_GROUPS = ("ALL_EXCEPT_SPECIAL", "SEPARATORS")


class Formulas:
    """The formulas of one workbook."""

    def __init__(self, document: Untyped) -> None:
        mapper = document.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        english = constant("sheet.FormulaLanguage.XL_ENGLISH")
        groups = (constant(f"sheet.FormulaMapGroup.{group}") for group in _GROUPS)
        codes = [code for group in groups for code in mapper.getAvailableMappings(english, group)]
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.CompileEnglish = True
        self._parser.FormulaConvention = constant("sheet.AddressConvention.XL_A1")
        self._parser.OpCodeMap = tuple(codes)

    def text(self, cell: Untyped) -> str:
        """The formula of a cell that has one, with ``=``."""
        return f"={self._parser.printFormula(cell.getTokens(), cell.CellAddress)}"

    def put(self, cell: Untyped, formula: str) -> None:
        """Give a cell a formula."""
        cell.setTokens(self._parser.parseFormula(formula.removeprefix("="), cell.CellAddress))
