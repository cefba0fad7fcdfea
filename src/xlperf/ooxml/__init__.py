"""The workbook file format, losslessly: read cells, change the ones that are meant, keep everything else."""
