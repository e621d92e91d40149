import sys
sys.path[:0]=['/tmp/dispatch/src','/tmp/dispatch/benchmarks']
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.search import *
from firstfix.engines.dispatch.planning.plan import told_plan
from firstfix.engines.dispatch.planning.checker import check_plan
from dispatch_region import region
from dispatch_greedy import greedy_orders
for s in (0,1,2):
    job=region(s); g=Ground(job)
    for o in (greedy_orders(g), [*search(g,Iterations(3000),seed=1)][-1].orders):
        p=told_plan(g,o); c=check_plan(job,p); print(p.points, c.terms.total, c.faults[:3], p.terms==c.terms)
