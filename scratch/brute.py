import sys
sys.path[:0]=['/tmp/dispatch/src','/tmp/dispatch']
from firstfix.engines.dispatch.planning import *
from firstfix.engines.dispatch.planning.timing import cost_of_row
from tests.engines.dispatch_jobs import *
from tests.engines import dispatch_jobs as D
from itertools import permutations
for seed in (14,30):
    job=small_job(seed,is_published=False); g=Ground(job)
    print(seed,make_plan(job,Iterations(400)).points,make_plan(job,Iterations(20000)).points,cheapest_points(job))
    for i in (0,1):
        for n in range(1,6):
            for o in permutations(range(5),n):
                a=D._points(job,i,o); b=cost_of_row(g,i,o)
                ok=all(i in g.open_to[x] for x in o)
                if (a is None and b<1<<50 and ok) or (a is not None and a!=b) : print(i,o,a,b,ok, job.technicians[i].shifts[0].meal)
