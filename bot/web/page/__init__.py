"""The scoring page: evaluation of texts, its HTML, bulk input. `page.py` alone needs Gradio."""
