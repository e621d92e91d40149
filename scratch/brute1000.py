import sys
sys.path[:0]=['/tmp/dispatch/src','/tmp/dispatch']
from firstfix.engines.dispatch.planning import *
from tests.engines.dispatch_jobs import *
miss=[]
for seed in range(1000):
    job=small_job(seed,is_published=False)
    a,b=make_plan(job,Iterations(5000)).points,cheapest_points(job)
    if a!=b: miss.append((seed,a,b))
print('missed',miss)
