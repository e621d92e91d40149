"""Figures over the ledger: KPIs in pairs, the cases behind them, what the figures hide; reads only."""
