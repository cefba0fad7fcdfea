"""Everything that is done to a filled form, as a table: kind → what does it, and when in a row of several."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from chaos import files, numbers, printed, rows, sheets
from chaos.filled import filled
from chaos.paper import Paper

#: A hand's work, or a program's.
Change = Callable[[Paper, Random], None]
#: First what is typed, then what rows and names do, then sheets, then programs.
TYPED, MOVED, SHEETS, SAVED = range(4)


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to mangle a form."""

    name: str
    when: int
    change: Change


_TABLE: Final = {
    TYPED: (
        *(
            numbers.number_as_text,
            numbers.full_width,
            numbers.thousands,
            numbers.unit_in_cell,
            numbers.approximate,
        ),
        *(numbers.apostrophe, numbers.invisible, numbers.line_breaks, numbers.percents, numbers.days),
        *(numbers.number_shown_as_day, numbers.number_became_day, numbers.shown_as_percent),
        *(printed.value_over_formula, printed.wrong_value_over_formula, printed.formula_over_value),
        *(
            printed.wrong_sum,
            printed.broken_reference,
            printed.blanks_below,
            printed.ditto,
            printed.ditto_answers,
        ),
        *(printed.unit_once, printed.filled_down_units, printed.heading_changed, printed.code_of_another),
        *(
            printed.targets_changed,
            printed.amounts_changed,
            printed.formula_changed,
            printed.money_unit_in_label,
        ),
        *(printed.label_changed, printed.sample_rows),
    ),
    MOVED: (
        *(rows.insert_rows, rows.insert_columns, rows.delete_row, rows.delete_column),
        *(rows.delete_indicator, rows.delete_header, rows.title_above, rows.sort_rows),
        *(rows.swap_columns, rows.append_rows, rows.rows_below, rows.split_row),
        *(rows.break_merges, rows.widen_merges, rows.merge_levels, rows.hide),
        *(sheets.strike_and_white, sheets.protection, sheets.no_validations, sheets.second_table),
        *(sheets.clear_names, sheets.redirect_names),
    ),
    SHEETS: (
        *(sheets.rename_sheet, sheets.reorder_sheets, sheets.empty_sheets, sheets.duplicate_sheet),
        *(sheets.copy_out, sheets.two_on_one_sheet),
    ),
    SAVED: (files.inline_strings, files.absolute_parts, files.resaved, files.counted_from_1904),
}
KINDS: Final[Mapping[str, Kind]] = {
    change.__name__: Kind(change.__name__, when, change)
    for when, changes in _TABLE.items()
    for change in changes
}
#: How many mutations the test makes: each kind alone twice, then combinations of two to four.
COUNT: Final = 200


def mutations(count: int = COUNT) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Seeds with the kinds that they stand for, always the same."""
    alone = [(name,) for _ in range(2) for name in KINDS]
    for seed in range(count):
        if seed < len(alone):
            yield seed, alone[seed]
        else:
            random = Random(seed)  # noqa: S311 - chosen to be repeated
            yield seed, tuple(random.sample(list(KINDS), random.randint(2, 4)))


def mangled(seed: int, kinds: tuple[str, ...]) -> Paper:
    """A filled workbook after that, always the same."""
    random, paper = Random(seed), filled()  # noqa: S311 - chosen to be repeated
    for kind in sorted((KINDS[name] for name in kinds), key=lambda kind: kind.when):
        kind.change(paper, random)
        paper.close()
        paper.done.append(kind.name)
    return paper
