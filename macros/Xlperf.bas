Attribute VB_Name = "Xlperf"
Option Explicit

' The steps of a round, for the buttons and the ribbon of the control workbook.
' Every Sub is one call of Python; nothing is decided here.

Private Const ACTIONS As String = "from xlperf.addin import round_actions; round_actions."

Public Sub XlperfDistribute()
    CallPython ACTIONS & "distribute()"
End Sub

Public Sub XlperfCollect()
    CallPython ACTIONS & "collect()"
End Sub

Public Sub XlperfCheck()
    CallPython ACTIONS & "check()"
End Sub

Public Sub XlperfFill()
    CallPython ACTIONS & "fill()"
End Sub

Public Sub XlperfUnevaluated()
    CallPython ACTIONS & "unevaluated()"
End Sub

Public Sub XlperfSummarise()
    CallPython ACTIONS & "summarise()"
End Sub

Public Sub XlperfReport()
    CallPython ACTIONS & "report()"
End Sub

Public Sub XlperfRunAll()
    CallPython ACTIONS & "run_all()"
End Sub

Public Sub XlperfUndo()
    CallPython ACTIONS & "undo()"
End Sub

' What the ribbon calls. "As Object" where Office says "As IRibbonControl": no type library is needed.

Public Sub RibbonDistribute(control As Object)
    XlperfDistribute
End Sub

Public Sub RibbonCollect(control As Object)
    XlperfCollect
End Sub

Public Sub RibbonCheck(control As Object)
    XlperfCheck
End Sub

Public Sub RibbonFill(control As Object)
    XlperfFill
End Sub

Public Sub RibbonUnevaluated(control As Object)
    XlperfUnevaluated
End Sub

Public Sub RibbonSummarise(control As Object)
    XlperfSummarise
End Sub

Public Sub RibbonReport(control As Object)
    XlperfReport
End Sub

Public Sub RibbonRunAll(control As Object)
    XlperfRunAll
End Sub

Public Sub RibbonUndo(control As Object)
    XlperfUndo
End Sub
