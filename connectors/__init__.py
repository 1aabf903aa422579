"""Where do records come from, and in what shape?"""
