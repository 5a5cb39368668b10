#!/bin/sh
# Records the first use of gyro in a terminal, by tmux, and prints what the
# terminal shows: docs/first-use.sh > docs/first-use.txt
# gyro, go, curl and tmux have to be on the path; PORT is where gyro listens.
set -eu
port=${PORT:-3000}
dir=$(mktemp -d)
t() { tmux -f /dev/null -S "$dir/tmux" "$@"; }
trap 't kill-server 2>/dev/null || true; rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM

mkdir "$dir/work"
t new-session -d -x 100 -y 50 -c "$dir/work" "PS1='$ ' exec sh"

screen() { t capture-pane -p -S - -t "${1:-0}" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'; }

# await waits until a pane shows a line for the so many-th time.
await() { # PANE PATTERN [TIMES]
	tries=0
	until [ "$(screen "$1" | grep -c -e "$2")" -ge "${3:-1}" ]; do
		tries=$((tries + 1))
		if [ $tries -gt 600 ]; then
			echo "first-use.sh: nothing shows $2:" >&2
			screen "$1" >&2
			exit 1
		fi
		sleep 0.2
	done
}

# enter types a line when the prompt is there.
enter() { # PANE LINE
	t send-keys -t "$1" -l "$2"
	t send-keys -t "$1" Enter
}

await 0 '^\$'
enter 0 'gyro new -t http-go -a hello'
await 0 '^\$ *$'
enter 0 'cd hello'
await 0 '^\$ *$'
enter 0 "gyro up --build --listen 127.0.0.1:$port"
await 0 '^Serving http'
t split-window -t 0 -l 15 -c "$dir/work/hello" "PS1='$ ' exec sh"
await 1 '^\$'
enter 1 "curl http://127.0.0.1:$port/"
await 1 '^hello from Go'
t send-keys -t 0 C-c
await 0 '^\$ *$'
enter 1 "sed -i 's/hello from Go/hello again/' main.go"
enter 0 "gyro up --build --listen 127.0.0.1:$port"
await 0 '^Serving http' 2
enter 1 "curl http://127.0.0.1:$port/"
await 1 '^hello again'
t send-keys -t 0 C-c
await 0 '^\$ *$'

screen 0
echo
echo '# in a second terminal'
screen 1
