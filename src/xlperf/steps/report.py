"""Fills the report's template: 《2021年度王平镇人民政府部门绩效评价情况》 as a Word file.

Values become text and nothing else: no markup, no placeholder, no field. What nobody has written is
marked 【待补充：…】 in yellow and handed back as findings.
"""

import copy
import io
import re
from collections.abc import Sequence
from typing import Final

import docx
import jinja2
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from xlperf.model.errors import UserError
from xlperf.model.finding import Finding
from xlperf.model.ledger import Settings
from xlperf.model.tables import Tables
from xlperf.ooxml.archive import deflate, read_entries, write_entries
from xlperf.ooxml.guard import PackageError
from xlperf.rules.checking_reports import check_report
from xlperf.rules.ruleset import RuleSet
from xlperf.steps.report_checks import report_case
from xlperf.steps.report_context import SAMPLE, Context, report_context
from xlperf.steps.report_text import GAP_CLOSE, GAP_OPEN
from xlperf.steps.withholding import passages, withhold

_GAP: Final = re.compile(f"({re.escape(GAP_OPEN)}[^{GAP_CLOSE}]*{GAP_CLOSE})")
#: Characters that mean something to Jinja2 or to docxtpl's own rewriting of the rendered XML.
_TEMPLATE_SIGNS: Final = str.maketrans({"{": "&#123;", "}": "&#125;", "%": "&#37;"})
#: What python-docx and docxtpl raise at a file that is no sound Word document.
_NOT_WORD: Final = (PackageNotFoundError, etree.XMLSyntaxError, KeyError, ValueError)
#: What the placeholders of a template can raise.
_NOT_WORKING: Final = (jinja2.TemplateError, ArithmeticError, TypeError, AttributeError)
_PAIRS: Final = (("{{", "}}"), ("{%", "%}"))
_REPAIR: Final = "请改正模板，或换回 xlperf 自带的报告模板。"


def render_report(
    template: bytes, tables: Tables, settings: Settings, rules: RuleSet, secret: Sequence[str] = ()
) -> tuple[bytes, tuple[Finding, ...]]:
    """The report as a .docx file, and a finding for each thing that it lacks or that is wrong in it.

    The same input gives the same bytes.

    Args:
        template: the round's template.
        tables: the tables as they are published: they hold no secret project.
        settings: whose report it is, about which year.
        rules: the rule set of the round.
        secret: the names of the secret projects, and their codes. Where a text speaks of one all the same it
            is left out, and personal data are covered; a finding says so.

    Raises:
        UserError: the template is not a Word file, or its placeholders do not work.
    """
    context = report_context(tables, settings, rules)
    document = _render(template, context.values)
    withheld = withhold(document, secret)
    _highlight_gaps(document)
    checked = report_case(tables, settings, rules, passages(document), withheld)
    document.core_properties.title = str(context.values["标题"])
    return _saved(document), (*context.findings, *check_report(checked))


def template_problems(template: bytes) -> tuple[str, ...]:
    """What is wrong with a template that an office has edited: one Chinese sentence each; () if nothing."""
    try:
        _render(template, SAMPLE)
    except UserError as error:
        return (str(error),)
    used = DocxTemplate(io.BytesIO(template)).get_undeclared_template_variables(_environment())
    missing = [name for name in SAMPLE if name not in used]
    return tuple(f"报告模板缺少占位符“{{{{ {name} }}}}”，报告里会没有这项内容。{_REPAIR}" for name in missing)


class _UnknownPlaceholder(jinja2.StrictUndefined):
    """A placeholder that the report has no value for."""

    @property
    def _undefined_message(self) -> str:
        return f"不认识的占位符“{self._undefined_name}”"


def _environment() -> jinja2.Environment:
    """Sandboxed, because a template may come from anywhere; strict, because a typo must not print nothing."""
    return SandboxedEnvironment(autoescape=True, undefined=_UnknownPlaceholder, finalize=_as_text)


def _as_text(value: object) -> object:
    """A value as XML text in which no sign means anything to what processes the template further."""
    if isinstance(value, jinja2.Undefined):
        return value
    return Markup(str(escape(value)).translate(_TEMPLATE_SIGNS))  # noqa: S704 - escaped right here


def _render(template: bytes, values: Context) -> Document:
    try:
        read_entries(template)
        word = DocxTemplate(io.BytesIO(template))
        _check_braces(word.get_docx())
        word.render(dict(values), _environment(), autoescape=True)
        stream = io.BytesIO()
        word.save(stream)
        return docx.Document(stream)
    except PackageError as error:
        raise UserError(f"报告模板打不开：{error.message}。{_REPAIR}") from error
    except jinja2.UndefinedError as error:
        raise UserError(f"报告模板里有{error.message}。{_REPAIR}") from error
    except _NOT_WORKING as error:
        raise UserError(f"报告模板里有占位符或标签写错了（{error}）。{_REPAIR}") from error
    except _NOT_WORD as error:
        raise UserError(f"报告模板不是完整的 Word 文档（.docx）。{_REPAIR}") from error


def _check_braces(document: Document) -> None:
    """A placeholder left open would swallow everything up to the next one."""
    for paragraph in document.element.body.iter(qn("w:p")):
        text = "".join(piece.text or "" for piece in paragraph.iter(qn("w:t")))
        if any(text.count(opening) != text.count(closing) for opening, closing in _PAIRS):
            raise UserError(f"报告模板里“{text[:40]}”的花括号不成对。{_REPAIR}")


def _highlight_gaps(document: Document) -> None:
    """Give every mark a yellow background."""
    for run in list(document.element.body.iter(qn("w:r"))):
        if GAP_OPEN in run.text:
            _split_run(run)


def _split_run(run: CT_R) -> None:
    *before, last = filter(None, _GAP.split(run.text))
    for text in before:
        piece = copy.deepcopy(run)
        run.addprevious(piece)
        _set_text(piece, text)
    _set_text(run, last)


def _set_text(run: CT_R, text: str) -> None:
    run.text = text
    if _GAP.fullmatch(text):
        run.get_or_add_rPr().highlight_val = WD_COLOR_INDEX.YELLOW


def _saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return write_entries(deflate(entry.name, entry.inflate()) for entry in read_entries(stream.getvalue()))
