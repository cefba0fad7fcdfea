"""Pressing the real buttons of the built workbook: VBA runs, starts Python, and Python works on what is open.

A press goes this way, as in Excel::

    button ─▶ XlperfCollect ─▶ CallPython ─▶ RunPython ─▶ a new Python
                                             workbook ◀─ xlwings ◀─ xlperf.addin

Two links are not Excel's. LibreOffice cannot compile xlwings' own VBA module, so that ``xlwings.bas`` stands
in for it; and the new Python (:mod:`support.clicking.called`) first makes the running LibreOffice the program
that xlwings talks to.
"""
