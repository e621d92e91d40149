"""What can be done with scorecards; importing this package registers all of it."""

from firstfix.apps.scorecards.commands.keeping import follow
from firstfix.apps.scorecards.commands.looking import look_through
from firstfix.apps.scorecards.commands.rebuild_scorecards import REBUILD_JOB, rebuild_scorecards
from firstfix.apps.scorecards.commands.rebuilding import rebuild

__all__ = ["REBUILD_JOB", "follow", "look_through", "rebuild", "rebuild_scorecards"]
