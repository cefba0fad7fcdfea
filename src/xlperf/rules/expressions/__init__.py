"""The language in which rules are written: one text, judged in Python and by an Excel formula.

A condition is a line that a finance clerk can read, in the form's own words: ``得分 <= 分值``.
:mod:`.parser` makes a tree of it, :mod:`.resolving` finds its fields and kinds, :mod:`.evaluating`
compiles it for Python, :mod:`.excel` writes it as a formula. What it means:

- A condition **holds**, is **violated**, or is **open**: something that it needs is blank, or an error,
  or words where a number belongs. ``and``, ``or`` and ``not`` are Kleene's: ``and`` is violated as soon
  as one part is, ``or`` holds as soon as one part does, else what is open makes the whole open.
- An open number makes what is computed from it open, a division by zero is open, and so is a comparison
  with anything open. ``if`` with an open condition is open, whatever its branches.
- Numbers are compared to six decimals: their difference, rounded, with zero.
- ``round`` goes half up, away from zero, after binary residues beyond ten decimals are taken off.
- Texts are compared without spaces and line breaks; a blank text is open.
- ``sum``, ``count``, ``any`` and ``all`` go over the rows in use (with a name, a target, an actual value,
  a weight, a score or a reason); ``sum`` and ``count`` are open as soon as one row is.
- 空, 有内容, 是数字, 是文字, 是错误, 有说明, 有回答 and 长度 ask about the cell itself and are never open
  (but for a formula that no program has calculated yet, which is neither 空 nor 有内容).
"""
