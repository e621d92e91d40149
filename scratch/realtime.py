import sys,time,random
sys.path[:0]=['/tmp/dispatch/src','/tmp/dispatch/benchmarks']
from dataclasses import replace
from firstfix.engines.dispatch.planning import *
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.slots import *
from firstfix.engines.dispatch.planning.repair import *
from firstfix.engines.dispatch.planning.search import search
from dispatch_region import region
class T:
    def __init__(s,sec): s.t=time.process_time(); s.sec=sec; s.n=0
    def __call__(s): s.n+=1; return (time.process_time()-s.t)/s.sec
seed=int(sys.argv[1]); base=float(sys.argv[2])
job=region(seed); g=Ground(job)
f=[*search(g,T(base))][-1]; plan=told_plan(g,f.orders); print('base',plan.points)
r=random.Random(7)
def newp1(i):
    v=job.visits[r.randrange(len(job.visits))]
    return replace(v,id=f'new{i}',priority=1,promise=Promise(r.randint(600,2000)),windows=((480,4320),))
ts=[];tb=[]
for i in range(60):
    job2=published(replace(job,visits=(*job.visits,newp1(i))),plan); g2=Ground(job2)
    d=Draft(g2,orders_of(g2,plan)); v=g2.count-1
    if i%3==0:
        for row in g2.rows: d.days[row].insertion(0)
    t=time.perf_counter(); s=best_slots(d,v); ts.append(time.perf_counter()-t)
    d=Draft(g2,orders_of(g2,plan))
    t=time.perf_counter(); b=bump(d,v); tb.append(time.perf_counter()-t)
    if i<4:
        before=d.points
        full=[*repair(g2,plan,T(15))][-1].points
        one=[*repair(g2,plan,T(1))][-1]
        p1=told_plan(g2,one.orders)
        where={x.visit:(day.technician,x.starts) for day in plan.days for x in day.visits}
        moved=sum(where.get(x.visit,(day.technician,x.starts))!=(day.technician,x.starts) for day in p1.days for x in day.visits)
        other=sum(where.get(x.visit,(day.technician,0))[0]!=day.technician for day in p1.days for x in day.visits)
        pl=s[0].points if s else None
        print('plain',pl,'bump',b.points if b else None,'-> cost',d.points-g2.value[v]+min(pl or 1e9,b.points if b else 1e9),'repair1s',one.points,'full15',full,'moved',moved,other,flush=True)
ts.sort();tb.sort(); print('slots p50',ts[30],'max',ts[-1],'bump p50',tb[30],'max',tb[-1])
