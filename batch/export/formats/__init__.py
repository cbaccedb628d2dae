"""The formats of a run's tables: one module for each, the only place that knows how it is laid on disk."""
