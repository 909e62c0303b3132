"""The shipped reference data: dated YAML files for people to read, and what loads them."""
