# build.sh NAME: builds one guest of this folder as ./out.wasm in the current directory.
set -eu
src=$(dirname "$0")
venv=$TOOLS/python-$(cksum <"$src/requirements.txt" | cut -d' ' -f1)
if [ ! -e "$venv/done" ]; then
	rm -rf "$venv"
	python3 -m venv "$venv"
	"$venv/bin/pip" install -q --require-hashes -r "$src/requirements.txt"
	touch "$venv/done"
fi
. "$venv/bin/activate" # the tool finds the SDK only in an activated environment
cp "$src"/*.py .
case $1 in
python-p3-hello) module=hello ;;
python-p3-http)  module=app ;;
*)               echo "no guest $1 here" >&2; exit 2 ;;
esac
componentize-py -w spin:up/http-trigger@4.1.0 componentize $module -o out.wasm
