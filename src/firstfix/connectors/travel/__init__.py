"""Routing services that know the roads: OSRM, Valhalla, openrouteservice. ``choosing`` says who is asked."""
