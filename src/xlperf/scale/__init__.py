"""More than one computer or one table holds: results as Parquet, summaries of millions of rows, a cluster."""
