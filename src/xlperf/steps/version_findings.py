"""What is wrong with a file as a whole, and with several versions of one form, once all files are read."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlperf.model.finding import Finding
from xlperf.rules.checking import finding
from xlperf.steps.collecting import Collection, ReturnedFile, ReturnedForm
from xlperf.steps.file_findings import refusal_finding


def about_file(file: ReturnedFile, collection: Collection) -> Iterator[Finding]:
    """What is wrong with a file as a whole; nothing about one that the clerk has set aside."""
    if file.refused:
        return
    name = file.receipt.file_name
    if file.refusal is not None:
        yield refusal_finding(file.refusal, name, file.receipt.name)
    elif not collection.forms_of(file):
        yield replace(finding("F02", 文件=name), file=file.receipt.name)
    elif file.edition is not None and collection.is_foreign(file) and _matters(file, collection):
        theirs, ours = " ".join(file.edition), " ".join(collection.edition)
        yield replace(finding("F03", 文件=name, 版本=theirs, 应为=ours), file=file.receipt.name)
    yield from file.about


def _matters(file: ReturnedFile, collection: Collection) -> bool:
    """Whether a form in the file counts, or none is known: one whose forms are all superseded does not."""
    forms = collection.forms_of(file)
    return any(form.chosen for form in forms) or all(form.entry is None for form in forms)


def about_versions(collection: Collection) -> Iterator[tuple[int, Finding]]:
    """Which projects came in versions that differ (F13), and in which receipt the one stands that counts."""
    for code, versions in collection.versions().items():
        if len({version.content for version in versions}) > 1:
            yield versions[0].file.receipt.sequence, _several_versions(code, versions)


def _several_versions(code: str, versions: tuple[ReturnedForm, ...]) -> Finding:
    used, *others = versions
    item = finding(
        "F13",
        项目=used.name or code,
        n=str(len(versions)),
        采用=_place(used, others),
        其余="、".join(dict.fromkeys(_place(other, (used,)) for other in others)),
    )
    return replace(
        item,
        file=used.file.receipt.name,
        sheet=used.sheet,
        project_code=code,
        unit_code=used.entry.unit_code if used.entry else "",
    )


def _place(form: ReturnedForm, others: Sequence[ReturnedForm]) -> str:
    """A version's file; with its folder or sheet where the file's name alone does not tell it apart."""
    receipt = form.file.receipt
    if any(other.file is form.file for other in others):
        return f"{receipt.file_name}的“{form.sheet}”"
    if any(other.file.receipt.file_name == receipt.file_name for other in others):
        return receipt.name
    return receipt.file_name
