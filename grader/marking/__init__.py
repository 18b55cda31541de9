"""One submission, from a job to notebooks that have run and been judged; it may be done on another machine."""
