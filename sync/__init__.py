"""Makes any two replicas of rows agree; knows nothing of libraries or windows."""
