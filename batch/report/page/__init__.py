"""The report of a run as one page, which opens offline in any browser and is readable without script."""
