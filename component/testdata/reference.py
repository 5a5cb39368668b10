"""Plays scenarios on the reference interpreter of the Canonical ABI.

usage: reference.py DIRECTORY-OF-definitions.py

Each line of input is a scenario as JSON, see scenario_test.go, and each line of
output the list of what came of it. The instances are those of scenario.wat.

Where the specification leaves a choice, it is made as gyro makes it, or by the
scenario; where gyro follows the standard's suite and not definitions.py, that is
done here too. RATIONALE.md says why.
"""
import json
import os
import sys
import traceback
import zlib
from functools import partial, partialmethod
from itertools import count

sys.path.insert(0, sys.argv[1])
import definitions as d

TYPES = {'bytes': d.StreamType(d.U8Type()), 'ticks': d.StreamType(None),
         'byte': d.FutureType(d.U8Type()), 'signal': d.FutureType(None)}
GIFT = d.VariantType([d.CaseType('none', None)] + [d.CaseType(n, t) for n, t in TYPES.items()])
PARAMS = [('body', d.U32Type()), ('gift', GIFT)]
CALLEES = {'a': {'x': 'b', 'y': 'c'}, 'b': {'x': 'c'}, 'c': {}}


class Choices:
    """Stands for the module random in definitions.py."""

    def __init__(self, store, picks):
        self.store, self.picks = store, picks

    def choice(self, threads):
        if len(threads) == 1:
            return threads[0]
        waiting = sorted(threads, key=self.store.waiting.index)
        return waiting[self.picks.pop(0) % len(waiting)] if self.picks else waiting[0]

    def shuffle(self, waitables):
        """Events are taken in the order in which they came to the set."""
        waitables.sort(key=lambda w: w.since)


clock = count()


def set_pending_event(self, event, original=d.Waitable.set_pending_event):
    if not self.has_pending_event():
        self.since = next(clock)
    original(self, event)


def join(self, wset, original=d.Waitable.join):
    self.since = next(clock)
    original(self, wset)


def wait_for_event(self, cancellable, original=d.WaitableSet.wait_for_event):
    """A wait for what is there already does not block."""
    if self.has_pending_event() and not cancellable:
        return self.get_pending_event()
    return original(self, cancellable)


def wait_for_event_and(self, ready, cancellable):
    """A task that waits for its callback is told that it is cancelled as soon as
    nobody has the instance for itself."""
    task = d.current_task()

    def cancelled_meanwhile():
        return cancellable and task.needs_exclusive() and task.state == d.Task.State.PENDING_CANCEL

    self.num_waiting += 1
    cancelled = d.current_thread().wait_until(
        lambda: ready() and (self.has_pending_event() or cancelled_meanwhile()), cancellable)
    if not cancelled and not self.has_pending_event():
        cancelled = task.deliver_pending_cancel(cancellable)
    event = (d.EventCode.TASK_CANCELLED, 0, 0) if cancelled else self.get_pending_event()
    self.num_waiting -= 1
    return event


def wait_for_resolve(self):
    """A synchronous subtask.cancel returns how the subtask has ended, the text
    says; the code takes an event that says that it has started, and fails."""
    self.has_sync_waiter = True
    d.current_thread().wait_until(self.resolved)
    self.has_sync_waiter = False


def enter_implicit_thread(self, original=d.Task.enter_implicit_thread):
    """Follows the suite: the thread that has the instance may go on first, if it
    is a guest that calls."""
    inst = self.inst
    if self.by_guest and self.ft.async_ and self.needs_exclusive() and inst.backpressure == 0:
        holder = inst.exclusive_thread
        if holder is not None and holder.ready():
            holder.resume()
    return original(self)


d.DETERMINISTIC_PROFILE = True  # what is ready to go on waits for its turn
d.Waitable.set_pending_event = set_pending_event
d.Waitable.join = join
d.WaitableSet.wait_for_event = wait_for_event
d.WaitableSet.wait_for_event_and = wait_for_event_and
d.Subtask.wait_for_pending_event = wait_for_resolve
d.Task.enter_implicit_thread = enter_implicit_thread
# Dropping works the same in futures as in streams, the text says; an assertion in
# the code takes the writer that waits then for a reader.
d.SharedFutureImpl.drop = d.SharedStreamImpl.drop


def may_block(f):
    """Follows the suite: a synchronous task traps where a built-in might block."""
    def checked(*args):
        thread, inst = d.current_thread(), d.current_instance()
        if not thread.task.ft.async_:
            d.trap_if(not any(t.ready() and t is not inst.exclusive_thread for t in inst.threads))
        return f(*args)
    return checked


def cancelled(f):
    """Follows the suite: what is cancelled is not told that it has completed."""
    def cancel(i):
        [result] = f(i)
        return [result | d.CopyResult.CANCELLED if result & 15 == d.CopyResult.COMPLETED else result]
    return cancel


class Node:
    """A component instance that does what the scenario says."""

    def __init__(self, play, name):
        self.play, self.name, self.begun = play, name, False
        self.inst = d.ComponentInstance(play.store)
        mem = bytearray(65536)
        mem[64:4096] = ((i * 31 + (i >> 8)) & 255 for i in range(64, 4096))
        self.mem = d.MemInst(mem, 'i32')
        self.funcs = {
            'plain': self.lift(self.start, False),
            'sync': self.lift(self.start, True),
            'callback': self.lift(self.start, True, async_=True, callback=self.callback),
            'stackful': self.lift(self.stackful, True, async_=True)}
        self.ops = self.builtins() | self.copies() | self.calls()

    def lift(self, f, async_type, **options):
        opts = d.CanonicalOptions(memory=self.mem, **options)
        ft = d.FuncType(PARAMS, [GIFT], async_=async_type)
        return ft, self.play.store.lift(f, ft, opts, self.inst)

    def builtins(self):
        return {
            'backpressure.inc': d.canon_backpressure_inc,
            'backpressure.dec': d.canon_backpressure_dec,
            'task.cancel': d.canon_task_cancel,
            'task.return': lambda *flat: d.canon_task_return([GIFT], d.LiftOptions(memory=self.mem), list(flat)),
            'yield': lambda: d.canon_thread_yield(False),
            'context.get': lambda: d.canon_context_get('i32', 0),
            'context.set': lambda v: d.canon_context_set('i32', 0, v),
            'set.new': d.canon_waitable_set_new,
            'set.wait': lambda i: self.event(d.canon_waitable_set_wait, i),
            'set.poll': lambda i: self.event(d.canon_waitable_set_poll, i),
            'set.drop': d.canon_waitable_set_drop,
            'join': d.canon_waitable_join,
            'subtask.cancel': may_block(partial(d.canon_subtask_cancel, False)),
            'subtask.cancel-async': partial(d.canon_subtask_cancel, True),
            'subtask.drop': d.canon_subtask_drop}

    def copies(self):
        ops = {}
        sync, async_ = self.options()
        for name, t in TYPES.items():
            kind = 'stream' if isinstance(t, d.StreamType) else 'future'
            canon = lambda op, *args: partial(getattr(d, f'canon_{kind}_{op}'), t, *args)
            told = cancelled if kind == 'stream' else lambda f: f
            ops[f'{name}.new'] = canon('new')
            for op, end in ('read', 'readable'), ('write', 'writable'):
                ops[f'{name}.{op}'] = may_block(canon(op, sync))
                ops[f'{name}.{op}-async'] = canon(op, async_)
                ops[f'{name}.cancel-{op}'] = may_block(told(canon(f'cancel_{op}', False)))
                ops[f'{name}.cancel-{op}-async'] = told(canon(f'cancel_{op}', True))
                ops[f'{name}.drop-{end}'] = canon(f'drop_{end}')
        return ops

    def calls(self):
        ops = {}
        sync, async_ = self.options()
        for by, callee in CALLEES[self.name].items():
            for name, (ft, f) in self.play.nodes[callee].funcs.items():
                lower = lambda opts: self.play.store.lower(f, ft, opts, self.inst)
                call = lambda opts: lambda *args, g=lower(opts): g(list(args))
                ops[f'{by}.{name}'] = may_block(call(sync)) if ft.async_ else call(sync)
                ops[f'{by}.{name}-async'] = call(async_)
        return ops

    def options(self):
        return d.CanonicalOptions(memory=self.mem), d.CanonicalOptions(memory=self.mem, async_=True)

    def event(self, f, i):
        [code] = f(False, self.mem, i, 32)
        return [code, self.word(32), self.word(36)]

    def word(self, p):
        return int.from_bytes(self.mem.bytes[p:p + 4], 'little')

    def start(self, args):
        body, case, handle = args
        d.current_thread().storage[1] = body
        return self.run(body, 0, case, handle)

    def callback(self, args):
        return self.run(d.current_thread().storage[1], *args)

    def stackful(self, args):
        self.start(args)
        return []

    def run(self, body, code, index, payload):
        self.begun = True
        while True:
            self.play.note(f'{body} = {code:d} {index} {payload}')
            name, *args = self.play.next(body)
            if name == 'host':
                self.play.arrive(*args)
                code = index = payload = 0
                continue
            if name == 'give-up':
                self.play.given_up.add(args[0])
                code = index = payload = 0
                continue
            if name == 'return':
                return args
            if name == 'store':
                ptr, case, handle = args
                self.mem.bytes[ptr:ptr + 8] = case.to_bytes(4, 'little') + handle.to_bytes(4, 'little')
                return [ptr]
            code, index, payload = (*self.ops[name](*args), 0, 0, 0)[:3]


class Turn:
    """A call of the host, with all the tasks that are there for it."""

    def __init__(self, body, to_end):
        self.body, self.to_end, self.resolved, self.tasks = body, to_end, False, []

    def start(self):
        return [self.body, {'none': None}]

    def resolve(self, result):
        self.resolved = True
        if result is not None:
            play.note(f'{self.body} resolved')


def new_task(self, *args, original=d.Task.__init__):
    original(self, *args)
    self.by_guest = hasattr(d.thread_local_handler, 'value')
    self.turn = d.current_task().turn if self.by_guest else play.turns[-1]
    self.turn.tasks.append(self)


def end_task(self, *args, original):
    original(self, *args)
    if self.state == d.Task.State.RESOLVED and not self.threads:
        self.turn.tasks.remove(self)


d.Task.__init__ = new_task
d.Task.exit_implicit_thread = partialmethod(end_task, original=d.Task.exit_implicit_thread)
d.Task.cancel = partialmethod(end_task, original=d.Task.cancel)


class Play:
    """Plays one scenario and ends the process."""

    def __init__(self, scenario):
        self.scenario, self.trace, self.done = scenario, [], {}
        self.turns, self.arrived, self.given_up, self.leader = [], [], set(), None
        self.store = d.Store()
        d.random = Choices(self.store, scenario['picks'] or [])
        self.nodes = {}
        for name in 'cba':
            self.nodes[name] = Node(self, name)

    def note(self, line):
        self.trace.append(line)

    def next(self, body):
        done = self.done[body] = self.done.get(body, 0) + 1
        bodies = self.scenario['bodies']
        if body >= len(bodies) or done > len(bodies[body]):
            self.end('nothing more')
        op = bodies[body][done - 1]
        self.note(f'{body}: {op}')
        name, *args = op.split()
        return name, *map(int, args)

    def arrive(self, body, inst, func, to_end):
        func = ['plain', 'sync', 'callback', 'stackful'][func]
        self.arrived.append({'inst': 'abc'[inst], 'func': func, 'body': body, 'to_end': bool(to_end)})

    def end(self, *why):
        self.trace += why
        print(json.dumps(self.trace), flush=True)
        os._exit(0)

    def play(self):
        for call in self.scenario['calls']:
            self.note('call {inst} {func} {body} {to_end}'.format_map(call | {'to_end': str(call['to_end']).lower()}))
            self.arrived.append(call)
            while self.arrived or self.turns:
                self.step()
            self.note('returned')
        self.end(*(f'memory {n.name} {zlib.crc32(n.mem.bytes[64:4096])}'
                   for n in reversed(self.nodes.values()) if n.begun))

    def step(self):
        """As gyro does it: if the call that leads is over, another one leads, which
        looks first whether there is more to begin."""
        self.begin()
        if self.leader not in self.turns:
            self.leader = self.turns[0]
        self.end_turns()
        if self.leader in self.turns:
            if not any(t.ready() for t in self.store.waiting):
                self.end('deadlock')
            self.store.tick()

    def begin(self):
        """Begins the calls that the host is about to make."""
        while self.arrived:
            call = self.arrived.pop(0)
            ft, f = self.nodes[call['inst']].funcs[call['func']]
            turn = Turn(call['body'], call['to_end'] and ft.async_)
            self.turns.append(turn)
            turn.cancel = self.store.invoke(f, turn.start, turn.resolve)

    def end_turns(self):
        """Ends the calls that the host waits for no longer."""
        i = 0
        while i < len(self.turns):
            turn = self.turns[i]
            if turn.resolved and not (turn.to_end and self.left(turn)):
                del self.turns[i]
            elif turn.body in self.given_up:
                if not turn.resolved:
                    turn.cancel(None)
                del self.turns[i]
            else:
                i += 1

    def left(self, turn):
        return turn.tasks if self.scenario.get('shared') else self.store.waiting


def guarded(f):
    """Ends a scenario where a thread traps: nobody would notice otherwise."""
    def run(*args):
        try:
            return f(*args)
        except (d.Trap, AssertionError) as e:
            play.end('trap' if isinstance(e, d.Trap) else f'assertion {traceback.format_exc()}')
    return run


d.cont_new = lambda f, original=d.cont_new: original(guarded(f))

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        play = Play(json.loads(line))
        guarded(play.play)()
    os.waitpid(child, 0)
