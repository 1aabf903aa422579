"""Golden nominals: which records are one person, how that came about, and how it is changed and taken back."""
