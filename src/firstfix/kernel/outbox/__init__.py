"""What happened, kept until every consequence has been carried out."""
