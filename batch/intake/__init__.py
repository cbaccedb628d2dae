"""Phase 1: brings every row of the inputs into the ledger, once."""
