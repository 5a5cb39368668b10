"""Answers questions about lifting and lowering with the reference interpreter.

usage: oracle.py DIRECTORY-OF-definitions.py

Each line of input is a JSON object: the types of a parameter list, a memory and
core values to lift them from, and the string encodings of both sides. The line
of output says what lowering to an empty memory gave, or that it trapped.
"""
import json
import sys

sys.path.insert(0, sys.argv[1])
import definitions as d

d.DETERMINISTIC_PROFILE = True
ENCODINGS = ['utf8', 'utf16', 'latin1+utf16']


class Context(d.LiftLowerContext):
    """Allocates upwards from address 64, and never runs out of memory."""

    def __init__(self, mem, encoding):
        opts = d.LiftLowerOptions(encoding, d.MemInst(mem, 'i32'))
        super().__init__(opts, None)
        self.next, self.calls = 64, []

    def reallocate(self, old, old_size, align, size):
        self.calls.append(f'{old} {old_size} {align} {size}')
        ptr = d.align_to(self.next, align)
        self.next = ptr + size
        mem = self.opts.memory.bytes
        mem.extend(bytes(max(0, self.next - len(mem))))
        n = min(old_size, size)
        mem[ptr:ptr + n] = mem[old:old + n]
        return ptr


def core_values(flat, bits):
    def value(t, b):
        if t == 'i32':
            return b & 0xffffffff
        if t == 'f32':
            return d.core_f32_reinterpret_i32(b & 0xffffffff)
        if t == 'f64':
            return d.core_f64_reinterpret_i64(b)
        return b
    return [value(t, b) for t, b in zip(flat, bits)]


def bits_of(value, t):
    if t == 'f32':
        return d.core_i32_reinterpret_f32(value)
    if t == 'f64':
        return d.core_i64_reinterpret_f64(value)
    return value


def answer(q):
    types = [eval(t, vars(d)) for t in q['types']]
    src = Context(bytearray.fromhex(q['mem']), ENCODINGS[q['from']])
    dst = Context(bytearray(64), ENCODINGS[q['to']])
    ft = d.FuncType([(str(i), t) for i, t in enumerate(types)], [])
    flat = d.flatten_functype(d.CanonicalOptions(memory=src.opts.memory), ft, 'lift').params
    try:
        values = d.lift_flat_values(src, 16, d.CoreValueIter(core_values(flat, q['stack'])), types)
        out = d.lower_flat_values(dst, 16, values, types)
    except d.Trap:
        return {'trap': True}
    return {
        'flat': flat,
        'stack': [bits_of(v, t) for v, t in zip(out, flat)],
        'mem': dst.opts.memory.bytes.hex(),
        'calls': dst.calls,
    }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
