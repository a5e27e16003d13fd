"""The example government of `make run`: a made-up city, a policy written for this project, and a few months of life."""
