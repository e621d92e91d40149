import sys,random
sys.path[:0]=['/tmp/dispatch/src','/tmp/dispatch/benchmarks']
from firstfix.engines.dispatch.planning.model import *
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.day import Day
from firstfix.engines.dispatch.planning.timing import *
from firstfix.engines.dispatch.planning.schedule import tell_day
bad=0; n=0; some=0
for seed in range(int(sys.argv[-1])):
    r=random.Random(seed)
    k=r.randint(2,7); pts=[(r.randint(0,60),r.randint(0,60)) for _ in range(k+1)]
    tr=[[abs(a[0]-b[0])+abs(a[1]-b[1]) for b in pts] for a in pts]
    st=r.randint(0,120); en=st+r.randint(200,500)
    meal=Meal(e:=r.randint(60,300),e+r.randint(0,120),r.randint(10,45)) if r.random()<.7 else None
    cal=[0]
    for m in range(1500): cal.append(cal[-1]+(r.random()<.5))
    tech=Technician('t',(Shift(st,en,0,0,overtime=r.choice((0,60)),meal=meal),),burden=1,pace=r.choice((100,80,130)))
    vis=[]
    for i in range(k):
        w=()
        if r.random()<.5:
            a=r.randint(0,400); w=((a,a+r.randint(0,200)),)
            if r.random()<.3: b=w[0][1]+r.randint(1,100); w=w+((b,b+r.randint(0,100)),)
        vis.append(Visit(str(i),i+1,r.randint(5,60),w,priority=r.randint(1,4),promise=Promise(r.randint(0,600),r.choice((None,'c'))) if r.random()<.5 else None,is_unpopular=r.random()<.2,published=Appointment(r.choice('tu'),r.randint(0,400)) if r.random()<.2 else None))
    g=Ground(Job((tech,),tuple(vis),tr,calendars={'c':cal}))
    order=list(range(k-1)); r.shuffle(order)
    # make feasible subset
    o=()
    for v in order:
        c=[(*o[:i],v,*o[i:]) for i in range(len(o)+1)]
        c=[(cost_of_row(g,0,x),x) for x in c]; c=[x for x in c if x[0]<INFEASIBLE]
        if c: o=r.choice(c)[1]
    d=Day(g,0,o); v=k-1
    if o: assert tell_day(g,0,o).terms.total==d.cost
    exact=min(cost_of_row(g,0,(*o[:i],v,*o[i:])) for i in range(len(o)+1))
    got=d.insertion(v)
    if 0 not in g.open_to[v]: continue
    n+=1
    want=exact-d.cost if exact<INFEASIBLE else INFEASIBLE
    some+=want<INFEASIBLE
    hasp=any(x.published for x in vis)
    if got[0]!=want and not hasp and "-v" in sys.argv:
        print(g.shifts, g.windows, g.minutes, tr, g.row_limits, [(i,cost_of_row(g,0,(*o[:i],v,*o[i:]))) for i in range(len(o)+1)], d.left,d.early,d.slack,d.hard)
    if got[0]!=want and not hasp:
        bad+=1
        if bad<4: print(seed,got,want,o,meal,d.gap)
    elif got[0]!=want: 
        if got[0]<want: print('lower!',seed)
print(n,some,'bad',bad)
