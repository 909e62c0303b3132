"""Citations: for each fact of a record, the words of the source that it rests on."""
