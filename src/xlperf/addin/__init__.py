"""What a button, a ribbon item or a worksheet function calls: a few lines each onto a step.

A click must show a sign of life at once. So the modules that VBA imports (``round_actions``,
``sheet_actions``) load next to nothing; what does the work is loaded after the status bar has spoken.
"""
