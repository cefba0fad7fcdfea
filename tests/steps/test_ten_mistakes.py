"""Ten mistakes in a village's workbook: the same in 自检, from ``xlperf check``, and in the marked copy."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from support.form import Entry, filled
from support.office import Office
from support.selfcheck import Seen, calculated, seen_in
from support.terminal import xlperf
from xlperf.forms.marking import mark_copy
from xlperf.forms.names import FORM_SHEET
from xlperf.model.finding import Finding, Severity
from xlperf.rules.catalogue import load_catalogue

#: What is typed where, and the rule that it breaks.
MISTAKES: Final[Mapping[str, tuple[Entry, str]]] = {
    "C4": (" ", "F14"),  # no 主管部门
    "F6": (999, "B01"),  # the total typed over: it is not the sum any more
    "I6": (20, "B15"),  # another weight of 执行率 than the rules give it
    "B11": ("修路", "R07"),  # a goal that says nothing
    "H13": (None, "V02"),  # no actual value
    "K14": (None, "R01"),  # points lost, no reason
    "H15": (40, "V10"),  # two and a half times the target, no reason
    "J18": (7, "S01"),  # 7 points of 5
    "D20": (None, "I13"),  # an indicator without a name
    "J23": (6.9, "S05"),  # more than its band allows
}
CODES: Final = {code: cell for cell, (_, code) in MISTAKES.items()}
#: The errors about a cell that is blank.
MISSING: Final = ("F14", "I13", "V02", "R01")


@dataclass(frozen=True, slots=True)
class Returned:
    """The village's file as it comes back, what 自检 says in it, and what the check finds."""

    path: Path
    self_check: Seen
    findings: tuple[Finding, ...]

    @property
    def live(self) -> tuple[Finding, ...]:
        """The findings of rules that 自检 has too."""
        return tuple(item for item in self.findings if load_catalogue()[item.code].live)


@pytest.fixture(scope="module")
def returned(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Returned:
    folder = tmp_path_factory.mktemp("十处错")
    typed = filled(folder / "十处错.xlsx", {cell: value for cell, (value, _) in MISTAKES.items()})
    (path,) = calculated(office, [typed], folder / "回收")
    told = json.loads(xlperf("check", path, "--json").out)
    findings = tuple(Finding(**{**item, "severity": Severity(item["severity"])}) for item in told)
    return Returned(path, seen_in(path), findings)


def test_the_check_finds_the_ten(returned: Returned) -> None:
    assert sorted((item.code, item.cell) for item in returned.live) == sorted(CODES.items())


def test_self_check_shows_the_ten(returned: Returned) -> None:
    assert returned.self_check.found() == CODES


def test_both_say_the_same_words(returned: Returned) -> None:
    shown = {line.code: (line.text, line.fix) for line in returned.self_check.lines}
    for item in returned.live:
        assert shown[item.code] == (item.message, item.fix)


def test_an_error_is_to_be_mended_or_filled_in_and_a_warning_to_be_confirmed(returned: Returned) -> None:
    severities = {item.code: item.severity for item in returned.live}
    states = returned.self_check.states()
    for code, severity in severities.items():
        mistake = "✘" if severity is Severity.ERROR else "请确认"
        assert states[code] == ("未填" if code in MISSING else mistake), code


def test_the_first_line_counts_the_errors(returned: Returned) -> None:
    errors = [item for item in returned.live if item.severity is Severity.ERROR]
    filled_in = [item for item in errors if item.code not in MISSING]
    assert returned.self_check.verdict == (
        f"还有 {len(filled_in)} 处需要修改，还有 {len(MISSING)} 处没有填写"
    )


def test_the_marked_copy_colours_and_lists_the_ten(returned: Returned) -> None:
    data = mark_copy(returned.path.read_bytes(), returned.live)
    book = openpyxl.load_workbook(io.BytesIO(data))
    form, listed = book[FORM_SHEET], book.worksheets[0]
    assert isinstance(form, Worksheet)
    assert isinstance(listed, Worksheet)
    noted = {str(cell.coordinate) for line in form.iter_rows() for cell in line if cell.comment}
    assert noted == set(MISTAKES)
    rows = {str(row[3]): str(row[6]) for row in listed.iter_rows(values_only=True) if row[3] in MISTAKES}
    assert rows == {item.cell: item.message for item in returned.live}


def test_the_marked_copy_still_checks_itself(office: Office, returned: Returned, tmp_path: Path) -> None:
    """The village mends the ten in the file that it got back, and sees there that it may send it in."""
    marked = tmp_path / "退回.xlsx"
    marked.write_bytes(mark_copy(returned.path.read_bytes(), returned.live))
    book = openpyxl.load_workbook(marked)
    right = openpyxl.load_workbook(filled(tmp_path / "对.xlsx"))[FORM_SHEET]
    form = book[FORM_SHEET]
    assert isinstance(form, Worksheet)
    assert isinstance(right, Worksheet)
    for cell in MISTAKES:
        form[cell] = right[cell].value
    mended = tmp_path / "改好.xlsx"
    book.save(mended)
    (path,) = calculated(office, [mended], tmp_path / "回收")
    assert seen_in(path).verdict == "可以报送"
