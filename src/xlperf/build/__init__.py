"""Builds the files in ``workbooks/`` from their specs, reproducible to the byte."""
