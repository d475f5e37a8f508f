"""What runs in the worker that holds LLVM's library: little is imported, so that it starts soon."""
