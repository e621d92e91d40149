"""A storm for the gates: random sequences of work through every path, judged by an oracle of its own.

``ground`` lays the world, ``steps`` are the moves of a working day and ``mending`` what follows a refusal,
``paths`` and ``inboxes`` carry them (page, bulk, API, command line, job, mail, alerts, a customer's link,
reference data), ``blowing`` draws the sequences, ``reading`` gives the tables by plain SQL, and ``oracle``
with its neighbours says what the gates should have refused, by the words of domain.md. Nothing of the judging
side imports a gate.
"""
