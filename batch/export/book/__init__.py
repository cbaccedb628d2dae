"""The tables of a run together as one workbook, for people: words, real dates, notes, and a sheet that sums it up."""
