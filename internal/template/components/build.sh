# build.sh: builds the components of the templates redirect and
# static-fileserver with Debian's clang-19 and wasi-libc.
set -eu
cd "$(dirname "$0")"
build() { # SOURCE TEMPLATE FILE
	mkdir -p "../builtin/$2/content"
	clang-19 --target=wasm32-wasi -mexec-model=reactor -Oz -flto -Wall -Wl,--strip-all -o "../builtin/$2/content/$3" "$1"
	chmod 644 "../builtin/$2/content/$3"
}
build redirect.c redirect redirect.wasm
build fileserver.c static-fileserver fileserver.wasm
cat *.c *.h build.sh | sha256sum | cut -d' ' -f1 >sources.sha256
