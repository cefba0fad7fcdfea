"""How fast xlperf is, beside what others do with the same workbooks: ``python3 run.py benchmark``."""
