"""The control workbook behind one narrow port; ``file`` works on the closed file."""
