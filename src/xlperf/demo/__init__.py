"""The example round of 王平镇 2021: its data, and villages that fill in their workbooks."""
