"""Reading in child processes with limits: what a document does to its reader, it does to nothing else."""
