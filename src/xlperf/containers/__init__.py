"""Files that are no .xlsx: each is turned into a plain workbook in memory, with every cell where it stood."""
