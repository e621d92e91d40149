import sys,time,resource
sys.path[:0]=['/tmp/dispatch/src','/tmp/dispatch/benchmarks']
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.search import search
from firstfix.engines.dispatch.planning.draft import Draft
from dispatch_region import region
from dispatch_greedy import greedy_orders
class T:
    def __init__(s,sec): s.t=time.process_time(); s.sec=sec; s.n=0
    def __call__(s): s.n+=1; return (time.process_time()-s.t)/s.sec
def late(g,orders):
    tot=0
    for row,o in enumerate(orders):
        pass
    return tot
sec=float(sys.argv[1]); kw={}
if len(sys.argv)>3 and sys.argv[2]=='big': kw=dict(technician_count=100,day_count=5,visit_count=1000); seeds=sys.argv[3:]
else: seeds=sys.argv[2:]
for s in map(int,seeds):
    job=region(s,**kw); t=time.process_time(); g=Ground(job); tg=time.process_time()-t
    t=time.process_time(); d=Draft(g,greedy_orders(g)); gr=d.points; tgr=time.process_time()-t
    un=sum(1 for v in d.unserved); un12=sum(job.visits[v].priority<3 for v in d.unserved)
    t=time.process_time(); b=T(sec); first=None; marks=[]
    for f in search(g,b,seed=1):
        if first is None: first=(f.points,time.process_time()-t)
    d2=Draft(g,f.orders); un2=len(d2.unserved); u212=sum(job.visits[v].priority<3 for v in d2.unserved)
    print(s,'greedy',gr,f'{tgr:.1f}s unserved {un}/{un12}','first',first[0],f'{first[0]/gr:.3f} {first[1]:.2f}s','best',f.points,f'ratio {f.points/gr:.3f}','unserved',un2,u212,'iters',b.n,'ground',round(tg,2),'rss',resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024,flush=True)
    from scratch_terms import terms
    print('   greedy',terms(g,greedy_orders(g))); print('   ours  ',terms(g,f.orders))
