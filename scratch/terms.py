import sys
sys.path[:0]=['/tmp/dispatch/src','/tmp/dispatch/benchmarks']
from firstfix.engines.dispatch.planning.schedule import *
def terms(g,orders):
    t=Terms()
    served=set()
    for row,o in enumerate(orders):
        t=t+tell_day(g,row,o).terms; served|=set(o)
    return t+Terms(unserved=sum(g.value[v] for v in range(g.count) if v not in served))
