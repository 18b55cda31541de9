"""What people read afterwards: feedback pages, the report on the class, tables, and how far a run is."""
