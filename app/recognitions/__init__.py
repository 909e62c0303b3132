"""The ledger of recognitions: of people, of agencies, and of innovations by their awards."""
