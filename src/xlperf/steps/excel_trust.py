"""What settings of Excel and of Windows keep the buttons from working, and who has to click what.

The values are those of Microsoft's Office policy reference (Excel: Trust Center) and of Defender's attack
surface reduction rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from xlperf.steps.diagnosis import Diagnosis
from xlperf.steps.registry import Registry, RegistryValue

#: The registry's names of the Excels that can be met: 2016 and all later ones, 2013, 2010.
_VERSIONS: Final = ("16.0", "15.0", "14.0")
_OWN, _POLICY = r"HKCU\Software\Microsoft\Office", r"HKCU\Software\Policies\Microsoft\Office"
_CENTRE: Final = "在 Excel 里点“文件”→“选项”→“信任中心”→“信任中心设置”→"
_BY_POLICY: Final = "这一项由单位统一设置，自己改不了，请把这句话告诉网络管理员"


@dataclass(frozen=True, slots=True)
class TrustRule:
    """One value of Excel's trust centre.

    ``key`` is below Excel's own, ``bad`` are the values that are in the way, ``click`` is what helps.
    """

    key: str
    name: str
    bad: tuple[RegistryValue, ...]
    problem: str
    click: str


TRUST_RULES: Final = (
    TrustRule(
        "Security",
        "VBAWarnings",
        (3, 4),
        "Excel 的宏设置不允许运行没有数字签名的宏",
        "“宏设置”，选“禁用 VBA 宏，并发出通知”",
    ),
    TrustRule(
        "Security",
        "DisableAllAddins",
        (1,),
        "Excel 禁用了全部加载项",
        "“加载项”，取消“禁用所有应用程序加载项”",
    ),
    TrustRule(
        "Security",
        "RequireAddinSig",
        (1,),
        "Excel 要求加载项有数字签名",
        "“加载项”，取消“要求受信任的发布者签署应用程序加载项”",
    ),
    TrustRule(
        r"Security\Trusted Locations",
        "AllLocationsDisabled",
        (1,),
        "Excel 停用了受信任位置，加载项不能直接运行",
        "“受信任位置”，取消“禁用所有受信任位置”",
    ),
)

#: “阻止所有 Office 应用程序创建子进程”.
CHILD_PROCESS_RULE: Final = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
_DEFENDER: Final = r"Microsoft\Windows Defender"
_ASR: Final = rf"{_DEFENDER}\Windows Defender Exploit Guard\ASR\Rules"
#: Where a domain's policy, and where an effective setting, gives the rule a value of its own.
_ASR_KEYS: Final = (rf"HKLM\SOFTWARE\Policies\{_ASR}", rf"HKLM\SOFTWARE\{_ASR}")
#: Where a device management server lists all rules in one text: ``guid=1|guid=2``.
_ASR_LIST: Final = (rf"HKLM\SOFTWARE\Policies\{_DEFENDER}\Policy Manager", "ASRRules")
_BLOCKS: Final = frozenset({"1", "6"})


def trust_problems(registry: Registry) -> Iterator[Diagnosis]:
    """One sentence for each setting that is in the way."""
    for rule in TRUST_RULES:
        verdict = _verdict(registry, rule)
        if verdict is not None:
            yield verdict
    if blocks_child_processes(registry):
        yield Diagnosis(
            False,
            "Windows Defender 的规则“阻止所有 Office 应用程序创建子进程”"
            f"（{CHILD_PROCESS_RULE}）已启用，按钮启动不了 Python：请网络管理员看“安装说明”，"
            "或者改用 xlperf 命令",
        )


def blocks_child_processes(registry: Registry) -> bool:
    """Whether Defender keeps Excel from starting Python; 6 is “warn”, which blocks until somebody answers."""
    single = (str(registry.get(key, CHILD_PROCESS_RULE)) for key in _ASR_KEYS)
    rules = str(registry.get(*_ASR_LIST) or "").lower().split("|")
    listed = (rule.partition("=")[2] for rule in rules if rule.startswith(CHILD_PROCESS_RULE))
    return any(value in _BLOCKS for value in (*single, *listed))


def _verdict(registry: Registry, rule: TrustRule) -> Diagnosis | None:
    for version in _VERSIONS:
        places = (
            (root, registry.get(rf"{root}\{version}\Excel\{rule.key}", rule.name)) for root in (_POLICY, _OWN)
        )
        root, value = next(((root, value) for root, value in places if value is not None), (_OWN, None))
        if value in rule.bad:
            what = _BY_POLICY if root == _POLICY else f"请{_CENTRE}{rule.click}，再重新打开 Excel"
            return Diagnosis(False, f"{rule.problem}：{what}")
    return None
