# build.sh NAME: builds one guest of this folder as ./out.wasm in the current directory.
set -eu
src=$(dirname "$0")
maven() { # MODULE: compiles it as ./plain.wasm
	cp -r "$src/$1" .
	mvn -B -q -f "$1/pom.xml" process-classes
	mv "$1/target/javascript/classes.wasm" plain.wasm
}
case $1 in
java-preview1)
	maven command && mv plain.wasm out.wasm
	;;
java-http-core)
	maven http
	node "$NPM/rename.mjs" plain.wasm out.wasm _start=_initialize
	;;
java-http)
	# An adapter must not reach Java's allocator before _initialize has run.
	maven http
	node "$NPM/rename.mjs" plain.wasm core.wasm _start=_initialize cabi_realloc=cabi_import_realloc canonical_abi_realloc= canonical_abi_free=
	component core.wasm 0.2.0 reactor out.wasm
	;;
*)
	echo "no guest $1 here" >&2
	exit 2
	;;
esac
