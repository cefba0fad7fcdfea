"""Plain, frozen data of the domain. Knows nothing of files, Excel or pandas.

Money is :class:`~decimal.Decimal` in 元, rates are fractions (0.946), scores are points (分).
"""
