"""What readers owe: the ledger folded into accounts, what a lost copy costs, and entries being written."""
