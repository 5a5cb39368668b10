# build.sh NAME: builds one guest of this folder as ./out.wasm in the current directory.
set -eu
src=$(dirname "$0")
cp "$src/index.ts" .
node "$NPM/node_modules/assemblyscript/bin/asc.js" index.ts -o plain.wasm --runtime minimal --use abort=index/onAbort -O
node "$NPM/rename.mjs" plain.wasm core.wasm 'handle=wasi:http/incoming-handler@0.2.0#handle'
case $1 in
as-http-core) mv core.wasm out.wasm ;;
as-http)      component core.wasm 0.2.0 none out.wasm ;;
*)            echo "no guest $1 here" >&2; exit 2 ;;
esac
