"""What stands around every page: the rail, the header with the finder, the status strip."""
