"""The rule books as pure Python: values and the functions that decide."""
