"""Copies, shuffles and statuses out of order, in numbers: what no order of arrival may change."""
