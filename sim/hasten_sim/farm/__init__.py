"""Many independent pieces of work on many machines: planned, dispatched, merged; resumable."""
