"""The operations console: what staff see and judge, as pages under /ops and JSON under /v1/ops."""
