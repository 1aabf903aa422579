"""What follows an answer: contact was made, ring me back, tell me more, no longer correct, I decided not to share."""
