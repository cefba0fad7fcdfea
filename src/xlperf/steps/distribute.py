"""``xlperf distribute``: one prefilled workbook for each unit, and a record of what went to whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from xlperf.forms.filling import Assignment
from xlperf.forms.spec import FormSpec
from xlperf.model.errors import UserError
from xlperf.model.ledger import ZERO, ExpenditureKind, LedgerEntry, Round, Settings, Target, Unit
from xlperf.model.printing import number_text
from xlperf.rules.ruleset import RuleSet
from xlperf.steps.filling import Filler, Share
from xlperf.steps.folder import RoundFolder, digest, name_part, read_file, write_file
from xlperf.steps.manifest import IssuedFile, Manifest, read_manifest, write_manifest
from xlperf.steps.office import Office
from xlperf.steps.progress import Progress, silent
from xlperf.steps.receiving import store


@dataclass(frozen=True, slots=True)
class Distribution:
    """What a run of distribute did, by file name.

    ``renamed`` pairs a file issued before, and still lying in 下发/, with the one that took its place since
    its unit has another name; ``obsolete`` are those whose unit has nothing to evaluate any more. ``advice``
    are sentences about targets that units could not answer without a mistake.
    """

    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    obsolete: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


def distribute(office: Office, progress: Progress = silent) -> Distribution:
    """Issue a workbook to every unit that has a project to evaluate.

    A workbook that would come out as it already is stays untouched. One that changes is kept in the
    archive as it was issued, since a unit may still return that edition. No file is ever deleted.

    Raises:
        UserError: there is nothing to issue, the template cannot be filled, or the disk refuses.
    """
    folder, spec = office.folder, FormSpec.from_rules(office.rules, office.money_unit, office.catalogue)
    names = _file_names(office)
    filler = Filler(read_file(folder.form_template), spec, office.settings)
    before = read_manifest(folder)
    manifest = Manifest()
    outcome: dict[str, list[str]] = {"created": [], "changed": [], "unchanged": []}
    shares = list(names.values())
    workbooks = filler.fill_all(shares)
    for name, (unit, _) in progress(list(names.items()), "下发"):
        issued = next(workbooks)
        outcome[_issue(folder, name, issued.data)].append(name)
        file = IssuedFile(unit.code, unit.name, digest(issued.data), issued.sheets)
        manifest.put(name, replace(file, earlier=file.after(before.get(name))))
    gone = {name: before[name].unit_code for name in sorted(before.keys() - manifest.keys())}
    for name in gone:
        manifest.put(name, before[name])
    write_manifest(folder, manifest)
    renamed, obsolete = _left_over(folder, gone, {unit.code: name for name, (unit, _) in names.items()})
    done = {key: tuple(names) for key, names in outcome.items()}
    return Distribution(
        **done, renamed=renamed, obsolete=obsolete, advice=tuple(_advice(shares, office.rules))
    )


def _left_over(
    folder: RoundFolder, gone: Mapping[str, str], successors: Mapping[str, str]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Of the files not issued any more that still lie there: those with a successor, and the others.

    ``gone`` has the unit of each file, ``successors`` the file that a unit gets now.
    """
    lying = [(name, unit) for name, unit in gone.items() if (folder.issued / name).exists()]
    renamed = tuple((name, successors[unit]) for name, unit in lying if unit in successors)
    return renamed, tuple(name for name, unit in lying if unit not in successors)


def assignments(round_: Round) -> Iterator[tuple[Unit, tuple[Assignment, ...]]]:
    """Each unit with the projects that it is to evaluate, in the order of the directory."""
    targets: dict[str, list[Target]] = defaultdict(list)
    for target in round_.targets:
        targets[target.project_code].append(target)
    projects: dict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in round_.ledger:
        if entry.kind is ExpenditureKind.PROJECT and entry.evaluate:
            projects[entry.unit_code].append(entry)
    for unit in round_.units:
        mine = tuple(Assignment(entry, tuple(targets[entry.code])) for entry in projects[unit.code])
        if mine:
            yield unit, mine


def _advice(shares: Iterable[Share], rules: RuleSet) -> Iterator[str]:
    """What to mend in 绩效目标 before the villages fill in, since those cells are locked for them."""
    for _, projects in shares:
        for project in projects:
            weights = [target.weight for target in project.targets]
            own = sum((weight for weight in weights if weight is not None), ZERO)
            if weights and None not in weights and own != rules.weights_total - rules.execution.weight:
                yield (
                    f"“{project.entry.name}”（{project.entry.code}）的指标分值合计 {number_text(own)}，"
                    f"加上执行率 {number_text(rules.execution.weight)} 分"
                    f"应为 {number_text(rules.weights_total)}：请在“绩效目标”里改正，再下发一次。"
                )


def file_name(unit: Unit, settings: Settings) -> str:
    """``<单位编码>_<单位名称>_<年度>绩效自评.xlsx``; what a file name cannot hold becomes ``_``."""
    return f"{name_part(unit.code)}_{name_part(unit.name)}_{settings.year}绩效自评.xlsx"


def _file_names(office: Office) -> dict[str, Share]:
    """What goes into which file; no two units may share one (Windows does not tell a from A)."""
    found: dict[str, Share] = {}
    owners: dict[str, Unit] = {}
    for unit, projects in assignments(office.round):
        name = file_name(unit, office.settings)
        other = owners.setdefault(name.casefold(), unit)
        if other is not unit:
            raise UserError(
                f"单位“{other.code} {other.name}”和“{unit.code} {unit.name}”的文件会同名（{name}）。"
                "请在“单位名录”里改其中一个的编码。"
            )
        found[name] = unit, projects
    if not found:
        raise UserError("台账里没有要自评的项目支出，没有可下发的。请检查“项目台账”和“单位名录”。")
    return found


def _issue(folder: RoundFolder, name: str, data: bytes) -> str:
    """Write one workbook; says whether it is "created", "changed" or "unchanged"."""
    path = folder.issued / name
    if not path.exists():
        write_file(path, data)
        return "created"
    old = read_file(path)
    if old == data:
        return "unchanged"
    store(folder, digest(old), name, old)
    write_file(path, data)
    return "changed"
