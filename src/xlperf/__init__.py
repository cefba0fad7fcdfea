"""xlperf: a township's yearly performance self-evaluation (预算绩效自评), from ledger to report."""

__version__ = "0.1.0"
