import sys,time,json,math
sys.path.insert(0,'/tmp/dispatch/src')
from firstfix.engines.dispatch.planning.model import *
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.search import search
def load(name):
    L=open(f'/work/shared/data/routing/solomon/{name}.txt').read().split('\n')
    n,cap=map(int,L[4].split())
    rows=[list(map(int,l.split())) for l in L[9:] if l.strip()]
    d=[[int(math.hypot(a[1]-b[1],a[2]-b[2])*10) for b in rows] for a in rows]
    end=rows[0][5]*10
    techs=tuple(Technician(f'v{i}',(Shift(0,end,0,0),),capacity=cap,rest=0) for i in range(n))
    vis=tuple(Visit(str(r[0]),i,r[6]*10,((r[4]*10,r[5]*10),),load=r[3],value=10**7) for i,r in enumerate(rows) if i)
    # policy travel 1
    return Job(techs,vis,d,policy=Policy(travel=1))
best=json.load(open('/work/shared/data/routing/solomon_best_known.json'))['best_known']
class T:
    def __init__(s,sec): s.t=time.process_time(); s.sec=sec
    def __call__(s): return (time.process_time()-s.t)/s.sec
if __name__=='__main__':
    sec=float(sys.argv[1]); names=sys.argv[2:]
    gaps=[]
    for nm in names:
        g=Ground(load(nm)); t=time.process_time()
        first=None
        from firstfix.engines.dispatch.planning import search as S
        b=T(sec); n=0
        def bud():
            global n; n+=1; return b()
        for f in search(g,bud,seed=0):
            if first is None: first=(f.points,time.process_time()-t)
        gap=f.points/10/best[nm]-1; gaps.append(gap)
        print(nm,f.points/10,best[nm],f'{gap:.2%}','first',first[0]/10,round(first[1],2),'iters',n,flush=True)
    print('mean',sum(gaps)/len(gaps),'max',max(gaps))
