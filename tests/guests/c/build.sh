# build.sh NAME: builds one guest of this folder as ./out.wasm in the current directory.
set -eu
src=$(dirname "$0")
bare() { clang-19 --target=wasm32 -mbulk-memory -std=gnu23 -O2 -Wall -Wno-unused-function -nostdlib -Wl,--no-entry -Wl,--export-memory "$@"; }
libc() { clang-19 --target=wasm32-wasi -std=gnu23 -O2 -Wall -Wno-unused-function "$@"; }
p3() { bare -o "$1.core.wasm" "$src/p3_$1.c" && component "$1.core.wasm" 0.3.0 "$2" "$3"; } # NAME ADAPTER OUT
case $1 in
c-http-core)   bare -o out.wasm "$src/http.c" ;;
c-http)        bare -o core.wasm "$src/http.c" && component core.wasm 0.2.12 none out.wasm ;;
c-http-0.2.0)  bare -DV='"0.2.0"' -o core.wasm "$src/http.c" && component core.wasm 0.2.0 none out.wasm ;;
c-run-core)    bare -o out.wasm "$src/command.c" ;;
c-run)         bare -o core.wasm "$src/command.c" && component core.wasm 0.2.12 run out.wasm ;;
c-hostile)     bare -mtail-call -o out.wasm "$src/hostile.c" ;;
c-hostile-tables) bare -mtail-call -mreference-types -DTABLES -o out.wasm "$src/hostile.c" ;;
c-libc-core)   libc -mexec-model=reactor -o out.wasm "$src/libc.c" ;;
c-libc-mixed)  libc -mexec-model=reactor -DV='"0.2.0"' -o core.wasm "$src/libc.c" && component core.wasm 0.2.0 reactor out.wasm ;;
c-preview1)    libc -o out.wasm "$src/preview1.c" ;;
c-command)     libc -o core.wasm "$src/preview1.c" && component core.wasm - command out.wasm ;;
c-p3-http)       p3 http none out.wasm ;;
c-p3-http-core)  bare -o out.wasm "$src/p3_http.c" ;;
c-p3-hostile)    p3 hostile none out.wasm ;;
c-p3-middleware) p3 middleware middleware out.wasm ;;
c-p3-composed) # the middleware before the service
	p3 http none service.wasm
	p3 middleware middleware middleware.wasm
	node "$NPM/compose.mjs" middleware.wasm service.wasm out.wasm
	;;
*)             echo "no guest $1 here" >&2; exit 2 ;;
esac
