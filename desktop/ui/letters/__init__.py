"""Letters on paper: laid out, looked at in their true size, printed or kept as PDF."""
