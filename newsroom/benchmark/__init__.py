"""What `manage.py bench` measures: every kind of page, on this site or another one."""
