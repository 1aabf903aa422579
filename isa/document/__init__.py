"""What are the parts of an agreement, and what may each of them say?"""
