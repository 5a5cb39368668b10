# build.sh NAME: builds one guest of this folder as ./out.wasm in the current directory.
set -eu
src=$(dirname "$0")
build() { # TARGET PACKAGE FILE
	rustup target add "$1"
	cargo build --release --locked --manifest-path "$src/Cargo.toml" --target-dir "$TOOLS/rust" --target "$1" -p "$2"
	cp "$TOOLS/rust/$1/release/$3.wasm" .
}
case $1 in
rust-http-core) build wasm32-wasip1 http-guest http_guest && mv http_guest.wasm out.wasm ;;
rust-http)      build wasm32-wasip1 http-guest http_guest && component http_guest.wasm - reactor out.wasm ;;
rust-preview1)  build wasm32-wasip1 command command && mv command.wasm out.wasm ;;
rust-command)   build wasm32-wasip2 command command && mv command.wasm out.wasm ;;
*)              echo "no guest $1 here" >&2; exit 2 ;;
esac
