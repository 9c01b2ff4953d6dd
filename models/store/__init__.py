"""Every query: plain functions over a session, one module a noun. They never commit."""
