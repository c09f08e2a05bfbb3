"""The steps that bring an older office to the present tables, one numbered file each."""
