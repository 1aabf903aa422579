"""The clerical queue: pairs that the model cannot settle, for a person to decide."""
