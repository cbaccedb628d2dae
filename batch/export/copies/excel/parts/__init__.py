"""The parts of an Excel workbook's archive that a copy changes, each byte for byte but for what is meant."""
