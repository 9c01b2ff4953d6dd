"""The API for programs: the verbs of the console and of Telegram, as JSON, for whoever shows a token."""
