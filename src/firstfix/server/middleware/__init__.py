"""What every request passes: headers, body limit, forgery check, and who is asking."""
