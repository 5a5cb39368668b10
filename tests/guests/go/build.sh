# build.sh NAME: builds one guest of this folder as ./out.wasm in the current directory.
set -eu
src=$(cd "$(dirname "$0")" && pwd)
export GOOS=wasip1 GOARCH=wasm GOWORK=off
go_build() { # PACKAGE OUT FLAGS...
	pkg=$1 out=$PWD/$2
	shift 2
	(cd "$src" && go build -trimpath -o "$out" "$@" "./$pkg")
}
portable="-tags=portable -ldflags=-checklinkname=0" # early allocation by runtime.sbrk
# What gyro build adds to package runtime, so that instances are made from an image.
runtime=$(go env GOROOT)/src/runtime overlay=$src/../../../sdk/go/overlay
printf '{"Replace":{"%s/gyro_reseed.go":"%s/reseed.go.txt","%s/gyro_scheduler.go":"%s/scheduler.go.txt"}}' "$runtime" "$overlay" "$runtime" "$overlay" >overlay.json
imaged="-overlay=$PWD/overlay.json"
case $1 in
go-canonical)     go_build canonical out.wasm -buildmode=c-shared "$imaged" ;;
go-portable)      go_build canonical core.wasm -buildmode=c-shared $portable && component core.wasm 0.2.12 reactor out.wasm ;;
go-preview1)      go_build command out.wasm ;;
go-http)          go_build http out.wasm -buildmode=c-shared "$imaged" ;;
go-http-portable) go_build http core.wasm -buildmode=c-shared $portable "$imaged" && component core.wasm 0.2.0 reactor out.wasm ;;
go-p3-http)       go_build p3http out.wasm -buildmode=c-shared -tags=wasip3 "$imaged" ;;
go-p3-http-plain) go_build p3http out.wasm -buildmode=c-shared -tags=wasip3 ;;
go-p3-http-portable)
	go_build p3http core.wasm -buildmode=c-shared -tags=wasip3,portable -ldflags=-checklinkname=0 "$imaged" && component core.wasm 0.3.0 reactor out.wasm ;;
go-image)         go_build image out.wasm -buildmode=c-shared "$imaged" ;;
*)                echo "no guest $1 here" >&2; exit 2 ;;
esac
