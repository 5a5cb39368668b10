// A byte-code interpreter, as languages with one have at their heart.
#include "kernel.h"

enum { PUSH, LOAD, STORE, ADD, MUL, XOR, SHR, LESS, JUMP, JUMPZ, HALT };

// sum = 0; for (i = 0; i < limit; i = i + 1) sum = (sum ^ (i * 31 + (sum >> 3)))
static const u8 program[] = {
    PUSH, 0, STORE, 0, PUSH, 0, STORE, 1,
    LOAD, 1, LOAD, 2, LESS, JUMPZ, 40,
    LOAD, 0, LOAD, 1, PUSH, 31, MUL, LOAD, 0, PUSH, 3, SHR, ADD, XOR, STORE, 0,
    LOAD, 1, PUSH, 1, ADD, STORE, 1, JUMP, 8, HALT,
};

static NOINLINE u32 interpret(u32 limit) {
    u32 stack[16], vars[4] = {0, 0, limit, 0}, sp = 0;
    const u8 *pc = program;
    for (;;) switch (*pc++) {
        case PUSH: stack[sp++] = *pc++; break;
        case LOAD: stack[sp++] = vars[*pc++ & 3]; break;
        case STORE: vars[*pc++ & 3] = stack[--sp]; break;
        case ADD: sp--; stack[sp - 1] += stack[sp]; break;
        case MUL: sp--; stack[sp - 1] *= stack[sp]; break;
        case XOR: sp--; stack[sp - 1] ^= stack[sp]; break;
        case SHR: sp--; stack[sp - 1] >>= stack[sp] & 31; break;
        case LESS: sp--; stack[sp - 1] = stack[sp - 1] < stack[sp]; break;
        case JUMP: pc = program + *pc; break;
        case JUMPZ: pc = stack[--sp] ? pc + 1 : program + *pc; break;
        default: return vars[0];
        }
}

EXPORT {
    u32 sum = 0;
    for (u32 i = 0; i < n; i++) sum = mix(sum, interpret(20000 + i));
    return sum;
}
