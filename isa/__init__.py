"""What did the agencies agree, and who signed it?"""
