"""What a packet capture shows: findings with the packets that prove them, whose fault it is, what to ask for.

``report = read_capture(stream)`` reads a file once, in bounded memory; ``report.damage`` says where it is
damaged, and all that lies before it is reported. ``compare_ends(sample_of(...), sample_of(...))`` compares
two captures of the same traffic. ``report_document`` gives a report as JSON values.
"""

from firstfix.engines.capture.both_ends import Comparison, compare_ends
from firstfix.engines.capture.codes import CODES
from firstfix.engines.capture.crossing_names import Sample, sample_of
from firstfix.engines.capture.damage import Damage
from firstfix.engines.capture.document import report_document, time_text
from firstfix.engines.capture.finding import CaptureCode, Finding
from firstfix.engines.capture.reading import Reader
from firstfix.engines.capture.report import CaptureReport, read_capture

__all__ = [
    "CODES",
    "CaptureCode",
    "CaptureReport",
    "Comparison",
    "Damage",
    "Finding",
    "Reader",
    "Sample",
    "compare_ends",
    "read_capture",
    "report_document",
    "sample_of",
    "time_text",
]
