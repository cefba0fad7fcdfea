Attribute VB_Name = "XlperfPython"
Option Explicit
Option Private Module

' The one way from here into Python. Python tells its own errors, in the workbook. What is told here is
' that there was no Python, or no xlperf, to do so.

Public Sub CallPython(command As String)
    Dim interpreter As String
    On Error GoTo failed
    interpreter = GetConfig("INTERPRETER_WIN", "")
    If InStr(interpreter, "\") > 0 And Not FileExists(interpreter) Then
        MsgBox PythonIsMissing(interpreter), vbExclamation, "xlperf"
    ElseIf Outcome(interpreter, command) = -1 Then
        MsgBox PythonIsMissing(LastLine(ThisWorkbook.Worksheets("Error").Range("A1").Value)), vbExclamation, "xlperf"
    End If
    Exit Sub
failed:
    MsgBox PythonIsMissing(Err.Description), vbExclamation, "xlperf"
End Sub

' RunPython begins by importing xlwings with all libraries that it converts for, which takes seconds. So Python is
' started as xlwings starts a frozen program: our command comes first (-P: nothing is imported from the current
' folder). RunPython remains for the server that is running already, for a Mac, and for a name without a folder.
Private Function Outcome(interpreter As String, command As String) As Variant
    If InStr(interpreter, "\") = 0 Or LCase(GetConfig("USE UDF SERVER", "")) = "true" Then
        Outcome = RunPython(command)
    Else
        Outcome = ExecuteWindows(True, interpreter, interpreter, "", "-P -B -c " & Chr(34) & command & Chr(34))
    End If
End Function

' Of a traceback the last line alone says what was wrong.
Private Function LastLine(text As String) As String
    Dim lines As Variant
    Dim i As Long
    lines = Split(Replace(text, vbCr, ""), vbLf)
    For i = LBound(lines) To UBound(lines)
        If Trim(lines(i)) <> "" Then LastLine = Trim(lines(i))
    Next i
End Function

' In Chinese: "Python or xlperf was not found; please run <install>.bat / xlperf setup first". Below it the reason.
Public Function PythonIsMissing(reason As String) As String
    PythonIsMissing = Chinese("27809 26377 25214 21040") & " Python " & Chinese("25110") & " xlperf" _
        & Chinese("65292 35831 20808 36816 34892") & " " & Chinese("23433 35013") & ".bat / xlperf setup" _
        & Chinese("12290")
    If reason <> "" Then PythonIsMissing = PythonIsMissing & vbLf & reason
End Function

' Text by the numbers of its characters: a module is stored in a code page, which not every computer has.
Private Function Chinese(numbers As String) As String
    Dim number As Variant
    For Each number In Split(numbers, " ")
        Chinese = Chinese & ChrW(CLng(number))
    Next number
End Function
