"""What stands in the rows of a run's ledger: their columns, their checksums, and the SQL that reads and writes them."""
