"""Who and where: organisations, sites, people, teams, skills, calendars, contracts, roles."""
