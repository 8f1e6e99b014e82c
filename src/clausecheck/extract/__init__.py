"""Files → documents. One module per format, chosen by content then suffix."""
