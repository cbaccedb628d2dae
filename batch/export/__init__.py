"""Phase 3: writes the tables, the error report and the annotated copies from the ledger."""
