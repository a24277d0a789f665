"""Reports: many cases counted, as text and as a chart."""
