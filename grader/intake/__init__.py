"""What students handed in: whose it is, which files of it are taken, and how a notebook is read and mended."""
