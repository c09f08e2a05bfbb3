"""The first screens on a computer without an office: look around in a sample, found an office, or join one."""
