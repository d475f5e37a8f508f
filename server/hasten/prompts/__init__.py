"""What a language model is asked: strategies (one a file), their templates, and what comes back."""
