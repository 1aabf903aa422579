"""Who is asking, and what happens next?"""
