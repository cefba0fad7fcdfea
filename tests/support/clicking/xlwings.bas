Attribute VB_Name = "xlwings"
Option Explicit

' Stands in for xlwings' own module where LibreOffice runs the macros: the same way in, nothing else.
' Environment: XLPERF_TEST_PYTHON and XLPERF_TEST_CALLED, the interpreter and what it runs;
' XLPERF_TEST_DONE, the file by which Python tells how it went, its exit code in the first line;
' XLPERF_TEST_HEARD, the name that this file gets once the macro knows.

Public Function RunPython(PythonCommand As String)
    Dim done As String
    Dim waited As Long
    done = Environ("XLPERF_TEST_DONE")
    Shell Environ("XLPERF_TEST_PYTHON"), 0, Quoted(Environ("XLPERF_TEST_CALLED")) & " " & Quoted(PythonCommand) _
        & " " & Quoted("--wb=" & ThisWorkbook.Name) & " --from_xl=1", False
    Do While Dir(done) = "" And waited < 120000
        Wait 20
        waited = waited + 20
    Loop
    If Dir(done) = "" Then
        RunPython = -1
    Else
        RunPython = ExitCode(done)
        Name done As Environ("XLPERF_TEST_HEARD")
    End If
End Function

' Never asked: the interpreter is a name without a folder here.
Public Function ExecuteWindows(IsFrozen As Boolean, PythonCommand As String, PYTHON_WIN As String, _
                               Optional PYTHONPATH As String, Optional FrozenArgs As String) As Integer
    ExecuteWindows = -1
End Function

Public Function GetConfig(configKey As String, Optional fallback As String) As Variant
    GetConfig = "python"
End Function

Public Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = Dir(FileSpec) <> ""
End Function

Private Function Quoted(text As String) As String
    Quoted = Chr(34) & text & Chr(34)
End Function

Private Function ExitCode(path As String) As Integer
    Dim handle As Integer
    Dim first As String
    handle = FreeFile
    Open path For Input As #handle
    Line Input #handle, first
    Close #handle
    ExitCode = CInt(first)
End Function
