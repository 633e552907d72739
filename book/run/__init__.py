"""The order of the stages: a job, its inputs read and cleaned, the book bound, its files made and written."""
