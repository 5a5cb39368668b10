# build.sh NAME: builds one guest of this folder as ./out.wasm in the current directory.
set -eu
src=$(dirname "$0")
export GOOS=wasip1 GOARCH=wasm GOWORK=off
go_build() { # PACKAGE OUT FLAGS...
	pkg=$1 out=$PWD/$2
	shift 2
	(cd "$src" && go build -trimpath -o "$out" "$@" "./$pkg")
}
portable="-tags=portable -ldflags=-checklinkname=0" # early allocation by runtime.sbrk
case $1 in
go-canonical)     go_build canonical out.wasm -buildmode=c-shared ;;
go-portable)      go_build canonical core.wasm -buildmode=c-shared $portable && component core.wasm 0.2.12 reactor out.wasm ;;
go-preview1)      go_build command out.wasm ;;
go-http)          go_build http out.wasm -buildmode=c-shared ;;
go-http-portable) go_build http core.wasm -buildmode=c-shared $portable && component core.wasm 0.2.0 reactor out.wasm ;;
*)                echo "no guest $1 here" >&2; exit 2 ;;
esac
