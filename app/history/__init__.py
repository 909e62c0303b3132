"""History: what happened to records, told as far as its reader may know. What writes it down is `app.audit`."""
