# build.sh NAME: builds one guest of this folder as ./out.wasm in the current directory.
set -eu
src=$(dirname "$0")
cp "$src/index.js" .
case $1 in
js-http)
	node "$NPM/componentize.mjs" "$PWD/index.js" out.wasm
	;;
js-spin) # as Spin's own template does it; its tools forget that they need preview2-shim
	cp "$src/package.json" "$src/package-lock.json" .
	npm install --no-audit --no-fund --loglevel=error
	node_modules/.bin/j2w -i index.js -o out.wasm
	;;
*)
	echo "no guest $1 here" >&2
	exit 2
	;;
esac
