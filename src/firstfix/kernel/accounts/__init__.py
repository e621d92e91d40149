"""What changes an account, a token or a link: commands, rights, visibility, and mail about them.

:mod:`firstfix.kernel.identity` below says who acts; this package stands above the command wrapper.
"""
