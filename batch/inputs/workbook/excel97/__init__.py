"""Old Excel workbooks, of Excel 5 to 97: records, as a rule in a container."""
