"""The script that tries the reader on foreign files counts every one, and lets no failure pass."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path, PurePosixPath

import pytest
from corpus_judging import judge
from corpus_planted import planted
from corpus_table import Result, report
from corpus_verdict import Verdict

import corpus
from support.published import LANGFANG
from support.sheets import sheet_bytes
from xlperf.ooxml.cells import Value
from xlperf.ooxml.sheet import Sheet
from xlperf.steps.workers import Limits

PLAIN = sheet_bytes("| | A | B |\n| 1 | 道路 | 96 |\n")


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """Two corpora of a few files each."""
    for name, data in {
        "甲/自评表.xlsx": sheet_bytes(LANGFANG),
        "甲/别的/空表.xlsx": PLAIN,
        "甲/半个.xlsx": PLAIN[:900],
        "乙/表.csv": "项目,金额\n".encode(),
        "乙/README.md": b"not a file that a village sends",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path


def rows(text: str, heading: str) -> dict[str, list[str]]:
    """The rows of the table whose first column has this heading, by their first cell."""
    (table,) = (part for part in text.split("\n\n") if part.startswith(f"| {heading} "))
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:])
    return {first: others for first, *others in cells}


def test_every_file_is_in_the_table_as_what_it_turned_out_to_be(corpora: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.md"
    assert corpus.main([str(corpora), "--table", str(table), "--workers", "1"]) == 0
    text = table.read_text("utf-8")
    by_corpus = rows(text, "corpus")
    assert list(by_corpus) == ["乙", "甲", "all"]
    assert by_corpus["甲"][:5] == ["3", "1", "1", "1", "0"]
    assert by_corpus["乙"][:5] == ["1", "0", "0", "1", "0"]
    assert by_corpus["all"][:5] == ["4", "1", "1", "2", "0"]
    assert rows(text, "kind of file")[".xlsx"][0] == "3"
    assert {kind.split()[0] for kind in rows(text, "refused as")} == {"F01"}
    assert len(rows(text, "slowest")) == len(rows(text, "most memory")) == 4
    assert text.endswith("Failures: 0\n")


def test_a_verdict_says_what_the_file_cost(corpora: Path) -> None:
    verdict = judge(None, corpora / "甲" / "自评表.xlsx")
    assert (verdict.outcome, verdict.forms, verdict.lost) == ("forms", 1, "")
    assert 0 < verdict.seconds < 10
    assert 0 <= verdict.megabytes < 500
    assert verdict.size == (corpora / "甲" / "自评表.xlsx").stat().st_size


def test_a_planted_crasher_is_noticed_and_costs_the_others_nothing(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.xlsx" for name in ("1 abort", "2 loop", "3 swell", "4 raise", "5 sound")]
    found = list(corpus.run(tmp_path, paths, 1, function=planted, limits=Limits(seconds=1, megabytes=300)))
    failures = [result.failure.partition(":")[0] for result in found]
    assert failures == ["died", "time", "memory", "raised", ""]
    raised = found[3].failure
    assert raised.endswith("KeyError: '旗'")
    assert "corpus_planted.py" in raised
    text = report(found)
    assert "Failures: 4" in text
    assert "- `1 abort.xlsx`: died" in text
    assert rows(text, "corpus")["all"][:5] == ["5", "1", "0", "0", "4"]


@pytest.mark.parametrize(
    ("verdict", "failure"),
    [
        (Verdict("forms", (), 1, 10.5, 60, 9), "time: 10.5 s"),
        (Verdict("damaged", ("F01",), 0, 1, 501, 9), "memory: 501 MB"),
        (Verdict("forms", (), 1, 1, 60, 9, lost="B2"), "lost: B2"),
        (Verdict("forms", (), 1, 9.9, 499, 9), ""),
    ],
)
def test_what_costs_too_much_or_loses_something_is_a_failure(verdict: Verdict, failure: str) -> None:
    assert Result(PurePosixPath("甲/a.xlsx"), verdict).failure == failure


def test_a_failure_is_the_exit_code(corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(folder: Path, paths: Sequence[Path], _: int | None) -> list[Result]:
        return [Result(PurePosixPath(path.relative_to(folder)), None, "died") for path in paths]

    monkeypatch.setattr(corpus, "run", fails)
    assert corpus.main([str(corpora)]) == 1


def test_a_folder_without_workbooks_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert corpus.main([str(tmp_path)]) == 2
    assert "no files" in capsys.readouterr().err


def test_a_change_that_reaches_another_cell_is_a_loss(corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proper = Sheet.set

    def careless(sheet: Sheet, ref: str, value: Value, *, style: int | None = None) -> None:
        proper(sheet, ref, value, style=style)
        proper(sheet, "B1", Decimal(69))

    monkeypatch.setattr(Sheet, "set", careless)
    verdict = judge(None, corpora / "甲" / "别的" / "空表.xlsx")
    assert "such as ('Sheet1', 'B1')" in verdict.lost
