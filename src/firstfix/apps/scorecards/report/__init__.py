"""The insight report and the review pack of one customer: a month or a quarter in figures, as PDF."""

from firstfix.apps.scorecards.report.asking import ReportAsked, asked_report
from firstfix.apps.scorecards.report.pdf import report_name, report_pdf

__all__ = ["ReportAsked", "asked_report", "report_name", "report_pdf"]
