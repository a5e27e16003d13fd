"""Pages of the reminders: the ledger, the outbox, the preview, the machinery."""
