"""Administration: an owner's commands about policy and database, apart from the running bot."""
