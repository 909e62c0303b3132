"""Every list as a file: CSV, XLSX and NDJSON, made from the route of the list itself."""
