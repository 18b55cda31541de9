"""What decides the marks: one module of oracles a lab. Never released, never inside the sandbox."""
