// Multiplication of matrices of doubles, the inner loop along columns.
#include "kernel.h"

#define N 96
static double a[N][N], b[N][N], c[N][N];

static NOINLINE void multiply(void) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            double s = 0;
            for (int k = 0; k < N; k++) s += a[i][k] * b[k][j];
            c[i][j] = s;
        }
}

EXPORT {
    u32 seed = 1, sum = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            a[i][j] = (double)(next(&seed) >> 16);
            b[i][j] = (double)(next(&seed) >> 16);
        }
    for (u32 i = 0; i < n; i++) {
        multiply();
        sum = mix(sum, (u32)(u64)c[i % N][i % N]);
        a[0][0] += 1;
    }
    return sum;
}
