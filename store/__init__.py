"""The database: tables, migrations, units of work, boxes, queue and seed.

Knows nothing above it; nobody else speaks SQL.
"""
