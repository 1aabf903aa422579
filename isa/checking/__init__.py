"""Does each part of an agreement hold together, with itself, with the vocabulary and with the other parts?"""
