"""Between the gradebook and marking: a lab made ready, a job packed, its result written down."""
