Attribute VB_Name = "XlperfAddin"
Option Explicit

' The commands for the workbook in front, for the ribbon of the add-in.
' Every Sub is one call of Python; nothing is decided here.

Private Const ACTIONS As String = "from xlperf.addin import sheet_actions; sheet_actions."

Public Sub XlperfCheckSheet()
    CallPython ACTIONS & "check_sheet()"
End Sub

Public Sub XlperfNextProblem()
    CallPython ACTIONS & "next_problem()"
End Sub

Public Sub XlperfClearMarks()
    CallPython ACTIONS & "clear_marks()"
End Sub

Public Sub XlperfRescore()
    CallPython ACTIONS & "rescore()"
End Sub

' What the ribbon calls. "As Object" where Office says "As IRibbonControl": no type library is needed.

Public Sub RibbonCheckSheet(control As Object)
    XlperfCheckSheet
End Sub

Public Sub RibbonNextProblem(control As Object)
    XlperfNextProblem
End Sub

Public Sub RibbonClearMarks(control As Object)
    XlperfClearMarks
End Sub

Public Sub RibbonRescore(control As Object)
    XlperfRescore
End Sub
