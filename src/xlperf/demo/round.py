"""``xlperf demo``: the whole round of 王平镇 2021, from ledger to report, mistakes and all."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib import resources
from pathlib import Path

from xlperf.demo.village import ANSWER_COLUMNS, Answer, Mistake, fill_in
from xlperf.model.errors import UserError
from xlperf.model.finding import Finding, Severity
from xlperf.model.ledger import Unit
from xlperf.steps.assessing import Assessment
from xlperf.steps.collect import collect
from xlperf.steps.distribute import assignments, distribute, file_name
from xlperf.steps.fill import fill
from xlperf.steps.folder import RoundFolder, write_file
from xlperf.steps.input_files import code_text, read_input
from xlperf.steps.new import NewRound, new_round
from xlperf.steps.office import Office, open_office
from xlperf.steps.progress import Progress, silent
from xlperf.steps.publish import publish
from xlperf.steps.summarise import summarise
from xlperf.steps.writing import write_rows

TOWN, YEAR, RULESET = "王平镇", 2021, "beijing_2021_town"
#: When the villages saved their files, first and after mending (the year after the one evaluated).
FIRST_SAVED, MENDED = f"{YEAR + 1}-01-20T09:00:00Z", f"{YEAR + 1}-02-15T09:00:00Z"
FINAL_SAVED = f"{YEAR + 1}-01-21T09:00:00Z"
#: Units that send their workbook in one zip file.
IN_ONE_ZIP = 2

Say = Callable[[str], None]


def run_demo_round(root: Path, say: Say, progress: Progress = silent) -> int:
    """Make and finish the example round below ``root``; run again, it goes on where it was.

    Returns the exit code: 0 when the finished round has no error left.
    """
    with ExitStack() as stack:
        data = stack.enter_context(resources.as_file(resources.files("xlperf.demo") / "data"))
        office = prepared_round(root, data, say)
        say("② 下发：每个单位一本预填好的自评表")
        issued = distribute(office, progress)
        count = len(issued.created) + len(issued.changed) + len(issued.unchanged)
        say(f"   下发 {count} 本 → {office.folder.issued}")
        villages = _Villages(office, data)
        return _play(office, villages, say, progress)


def prepared_round(root: Path, data: Path, say: Say) -> Office:
    """The example round below ``root`` before its first step, made where there is none.

    Raises:
        UserError: another round lies there.
    """
    folder = RoundFolder(root)
    if not folder.control.exists():
        say(f"① 新建 {TOWN} {YEAR} 年度绩效自评（示例数据，见 README）")
        wanted = NewRound(
            TOWN,
            YEAR,
            RULESET,
            units=data / "units.csv",
            ledger=data / "ledger.csv",
            targets=data / "targets.csv",
        )
        new_round(root, wanted)
        _write_narrative(open_office(root), data)
    office = open_office(root)
    if (office.settings.town, office.settings.year) != (TOWN, YEAR):
        raise UserError(
            f"“{root}”里是别的评价年度（{office.settings.town} {office.settings.year}），示例不会动它。"
        )
    return office


def _write_narrative(office: Office, data: Path) -> None:
    """What the clerk types into 部门整体 and 重点项目."""
    for table, file, headers in _TYPED:
        rows = [dict(row.values) for row in read_input(data / file, headers).rows]
        write_rows(office.book, table, rows)
    office.book.save()


_TYPED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("部门叙述", "narrative.csv", ("章节", "标题", "内容")),
    ("重点项目", "key_projects.csv", ("项目编码", "项目概况")),
    (
        "部门指标",
        "department_indicators.csv",
        (
            "一级指标",
            "二级指标",
            "三级指标",
            "指标性质",
            "指标值",
            "度量单位",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ),
    ),
)


class _Villages:
    """All units with what they will answer, right and wrong."""

    def __init__(self, office: Office, data: Path) -> None:
        self._office = office
        self._answers = _answers(data)
        self._mistakes: dict[str, list[Mistake]] = defaultdict(list)
        for unit, mistake in _mistakes(data):
            self._mistakes[unit].append(mistake)

    def _fill(self, unit: Unit, name: str, mistakes: Sequence[Mistake], saved: str) -> None:
        issued = self._office.folder.issued / file_name(unit, self._office.settings)
        fill_in(issued, self._office.folder.returned / name, self._answers, mistakes, saved)

    def return_first(self, progress: Progress) -> None:
        """Everybody returns; some with mistakes, one in two versions, two together in a zip file."""
        units = [unit for unit, _ in assignments(self._office.round)]
        zipped: dict[str, bytes] = {}
        for unit in progress(units, "各单位填报"):
            name = file_name(unit, self._office.settings)
            mistakes = self._mistakes[unit.code]
            self._fill(unit, f"微信/{name}", mistakes, FIRST_SAVED)
            if any(mistake.kind == "two_versions" for mistake in mistakes):
                self._fill(unit, f"微信/最终版2-{name}", (), FINAL_SAVED)
            if unit in units[-IN_ONE_ZIP:]:
                path = self._office.folder.returned / "微信" / name
                zipped[name] = path.read_bytes()
                path.unlink()
        write_file(self._office.folder.returned / "邮箱" / "两个单位.zip", _zip(zipped))

    def return_mended(self) -> int:
        """Those with mistakes return a corrected file; says how many."""
        units = [unit for unit, _ in assignments(self._office.round) if self._wrong(unit)]
        for unit in units:
            self._fill(unit, f"更正/{file_name(unit, self._office.settings)}", (), MENDED)
        return len(units)

    def _wrong(self, unit: Unit) -> bool:
        return any(mistake.kind != "two_versions" for mistake in self._mistakes[unit.code])


def _play(office: Office, villages: _Villages, say: Say, progress: Progress) -> int:
    say("③ 各单位填好交回（有些填错了，这正是要查出来的）")
    villages.return_first(progress)
    first = collect(office, progress).assessment
    wrong = [*_errors(first), *(item for item in first.findings if item.code == "F13")]
    others = len(first.findings) - len(wrong)
    say(f"   收到 {len(first.collection.files)} 个文件，要处理 {len(wrong)} 处，另有提醒 {others} 条：")
    for item in wrong:
        say(f"   · {item.file} {item.sheet} {item.cell}：{item.message}")
    say(f"④ 退回修改，{villages.return_mended()} 个单位交回更正后的文件，重新收集")
    return _finish(office, say, progress)


def _finish(office: Office, say: Say, progress: Progress) -> int:
    assessment = collect(office, progress).assessment
    tables = fill(assessment).tables
    summarised = summarise(office, tables)
    published = publish(office, tables)
    errors = _errors(assessment)
    bands = "，".join(f"{row.grade} {row.count} 个" for row in tables.bands)
    say(f"⑤ 自评通过 {len(tables.projects)} 个项目（{bands}），未纳入自评 {len(tables.unevaluated)} 个")
    for item in (*errors, *published.findings):
        say(f"   · {item.message}")
    say("完成。")
    say(f"控制工作簿：{office.folder.control}")
    say(f"校验结果：控制工作簿的“校验结果”工作表（{len(assessment.findings)} 条）")
    say(f"汇总工作簿：{summarised.path}")
    say(f"公开报告：{published.path}")
    return 1 if errors else 0


def _errors(assessment: Assessment) -> list[Finding]:
    return [item for item in assessment.findings if item.severity is Severity.ERROR]


def _answers(data: Path) -> Mapping[str, Answer]:
    indicators: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in read_input(data / "returns.csv", ("项目编码", "三级指标", *ANSWER_COLUMNS.values())).rows:
        cells = {key: code_text(row.values[header]) for key, header in ANSWER_COLUMNS.items()}
        indicators[code_text(row.values["项目编码"])][code_text(row.values["三级指标"])] = cells
    goals = read_input(data / "goals.csv", ("项目编码", "预期目标", "实际完成情况")).rows
    return {
        (code := code_text(row.values["项目编码"])): Answer(
            code_text(row.values["预期目标"]), code_text(row.values["实际完成情况"]), indicators[code]
        )
        for row in goals
    }


def _mistakes(data: Path) -> Iterator[tuple[str, Mistake]]:
    headers = ("单位编码", "项目编码", "类别", "字段", "三级指标", "错误值")
    for row in read_input(data / "mistakes.csv", headers).rows:
        unit, *rest = (code_text(row.values[header]) for header in headers)
        yield unit, Mistake(*rest)


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name, (YEAR + 1, 1, 20, 9, 0, 0)), data)
    return buffer.getvalue()
