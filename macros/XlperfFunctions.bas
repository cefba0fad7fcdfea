Attribute VB_Name = "XlperfFunctions"
Option Explicit

' The worksheet functions of the add-in. Written out here, they need no import at run time, and so no
' trusted access to the VBA project. They are calculated by the Python that stays running between calls.

Private Const MODULE_NAME As String = "xlperf.addin.vba_functions"

' Excel runs this when it has opened the add-in. It takes descriptions only once it has started and has a window.
Public Sub Auto_Open()
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!XlperfDescribe"
End Sub

' What the wizard says stands on a sheet, for it is Chinese: category, name, answer, a cell for each argument.
Public Sub XlperfDescribe()
    Dim line As Range
    On Error Resume Next ' No function fails for want of help.
    For Each line In ThisWorkbook.Worksheets("help").UsedRange.Rows
        Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & line.Cells(1, 2).Value, _
            Category:=line.Cells(1, 1).Value, Description:=line.Cells(1, 3).Value, _
            ArgumentDescriptions:=ArgumentsOf(line)
    Next line
    ThisWorkbook.Saved = True
End Sub

Private Function ArgumentsOf(line As Range) As Variant
    Dim words() As String
    Dim count As Long
    Do While line.Cells(1, 4 + count).Value <> ""
        ReDim Preserve words(count)
        words(count) = line.Cells(1, 4 + count).Value
        count = count + 1
    Loop
    ArgumentsOf = words
End Function

Public Function XlperfRate(actual As Variant, budget As Variant) As Variant
    XlperfRate = CallFunction("XlperfRate", Array(actual, budget))
End Function

Public Function XlperfScore(relation As Variant, target As Variant, actual As Variant, weight As Variant, _
                            Optional ruleset As Variant) As Variant
    XlperfScore = CallFunction("XlperfScore", Array(relation, target, actual, weight, ruleset))
End Function

Public Function XlperfGrade(total As Variant, Optional ruleset As Variant) As Variant
    XlperfGrade = CallFunction("XlperfGrade", Array(total, ruleset))
End Function

Public Function XlperfAmount(text As Variant, Optional unit As Variant) As Variant
    XlperfAmount = CallFunction("XlperfAmount", Array(text, unit))
End Function

' A function answers in its cell, also where there is no Python.
Private Function CallFunction(name As String, arguments As Variant) As Variant
    On Error GoTo failed
    If FunctionWizardIsOpen() Then Exit Function
    CallFunction = XLPy.CallUDF(MODULE_NAME, name, arguments, ActiveWorkbook, Application.Caller)
    Exit Function
failed:
    CallFunction = PythonIsMissing(Err.Description)
End Function

' The wizard calculates at every key that is pressed.
Private Function FunctionWizardIsOpen() As Boolean
    FunctionWizardIsOpen = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function
