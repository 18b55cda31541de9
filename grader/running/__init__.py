"""A whole run of `labs grade`: what there is to do, who does it, and in which order it comes back."""
