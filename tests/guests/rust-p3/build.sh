# build.sh NAME: builds one guest of this folder as ./out.wasm in the current directory.
set -eu
src=$(dirname "$0")
build() { # PACKAGE
	rustup target add wasm32-wasip2
	cargo build --release --locked --manifest-path "$src/Cargo.toml" --target-dir "$TOOLS/rust" --target wasm32-wasip2 -p "$1"
	cp "$TOOLS/rust/wasm32-wasip2/release/$(echo "$1" | tr - _).wasm" out.wasm
}
case $1 in
rust-p3-hello)      build p3-hello ;;
rust-p3-http)       build p3-http ;;
rust-p3-middleware) build p3-middleware ;;
*)                  echo "no guest $1 here" >&2; exit 2 ;;
esac
