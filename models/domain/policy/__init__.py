"""Medium's rules and ours that a story has to keep before it goes out; each file is a rule."""
