"""Personal data: kept encrypted, read only with a purpose, corrected and withdrawn on request (UU 27/2022)."""
