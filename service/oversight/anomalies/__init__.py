"""What in the log somebody should look at: detectors over enquiries, and a sample that nobody can steer."""
