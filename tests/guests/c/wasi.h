// WASI 0.2 as core functions: what the canonical ABI makes of the interfaces
// that these guests use. Handles and pointers are 32 bits; a result that does
// not fit one core value goes to the memory that the last parameter points to.
//
// HTTP and V are the versions of wasi:http and of everything else.
#pragma once
#include "abi.h"

#ifndef V
#define V "0.2.12"
#endif
#ifndef HTTP
#define HTTP V
#endif

typedef struct { uint8_t bad; uint8_t code; } status;         // result<_, an enum>
typedef struct { uint8_t bad; union { handle h; uint8_t code; }; } made; // result<own<r>, an enum> and result<own<r>>
typedef struct { uint8_t bad; union { uint8_t code; handle h[3]; }; } opened; // result<tuple of handles, an enum>
typedef struct { uint8_t bad; union { struct { uint8_t closed; handle error; }; str data; }; } chunk; // result<list<u8>, stream-error>
typedef struct { uint8_t bad; union { uint64_t n; struct { uint8_t closed; handle error; }; }; } permit; // result<u64, stream-error>
typedef struct { uint8_t bad; _Alignas(4) uint8_t closed; handle error; } written; // result<_, stream-error>
typedef struct { uint8_t tag; uint64_t rest[3]; } error_code; // wasi:http error-code
typedef struct { uint8_t bad; union { handle h; error_code error; }; } sent; // result<own<r>, error-code>
typedef struct { uint8_t some; _Alignas(8) uint8_t taken; _Alignas(8) uint8_t bad; union { handle h; struct { uint8_t has; handle trailers; }; error_code error; }; } future;
typedef struct { uint64_t seconds; uint32_t nanoseconds; } datetime;
typedef struct { uint8_t some; datetime t; } opt_datetime;
typedef struct { uint8_t type; uint64_t links, size; opt_datetime accessed, modified, changed; } stat;
typedef struct { uint8_t bad; union { uint8_t code; stat s; }; } stat_result;
typedef struct { uint8_t bad; union { uint8_t code; struct { uint8_t some; _Alignas(4) uint8_t type; str name; } e; }; } dir_entry;
typedef struct { handle h; str path; } preopen;
typedef struct { uint8_t tag; uint16_t port; uint8_t ip4[4]; } ip4_address; // ip-socket-address.ipv4 in memory
typedef struct { str data; uint8_t some; _Alignas(4) uint8_t tag; _Alignas(4) uint8_t payload[28]; } datagram; // outgoing-datagram
typedef struct { str data; uint8_t tag; _Alignas(4) uint8_t payload[28]; } received; // incoming-datagram
typedef struct { uint8_t bad; union { uint8_t code; list datagrams; }; } datagrams;
typedef struct { uint8_t bad; union { uint8_t code; uint64_t n; }; } counted;
typedef struct { uint8_t bad; _Alignas(2) uint8_t some; _Alignas(2) uint8_t family; _Alignas(2) uint8_t ip[16]; } resolved;

_Static_assert(sizeof(sent) == 40 && sizeof(future) == 56 && sizeof(stat) == 96 && sizeof(stat_result) == 104, "layout");
_Static_assert(sizeof(datagram) == 44 && sizeof(received) == 40 && sizeof(resolved) == 22 && sizeof(dir_entry) == 20, "layout");

#define TYPES "wasi:http/types@" HTTP
IMPORT(TYPES, "[constructor]fields") handle fields_new(void);
IMPORT(TYPES, "[method]fields.append") void fields_append(handle, const char *, size_t, const char *, size_t, status *);
IMPORT(TYPES, "[method]fields.entries") void fields_entries(handle, list *);
IMPORT(TYPES, "[method]fields.get") void fields_get(handle, const char *, size_t, list *);
IMPORT(TYPES, "[resource-drop]fields") void fields_drop(handle);
IMPORT(TYPES, "[method]incoming-request.method") void request_method(handle, name *);
IMPORT(TYPES, "[method]incoming-request.path-with-query") void request_path(handle, opt_str *);
IMPORT(TYPES, "[method]incoming-request.headers") handle request_headers(handle);
IMPORT(TYPES, "[method]incoming-request.consume") void request_consume(handle, made *);
IMPORT(TYPES, "[resource-drop]incoming-request") void request_drop(handle);
IMPORT(TYPES, "[method]incoming-body.stream") void incoming_body_stream(handle, made *);
IMPORT(TYPES, "[static]incoming-body.finish") handle incoming_body_finish(handle);
IMPORT(TYPES, "[method]future-trailers.subscribe") handle trailers_subscribe(handle);
IMPORT(TYPES, "[method]future-trailers.get") void trailers_get(handle, future *);
IMPORT(TYPES, "[resource-drop]future-trailers") void trailers_drop(handle);
IMPORT(TYPES, "[constructor]outgoing-response") handle response_new(handle);
IMPORT(TYPES, "[method]outgoing-response.set-status-code") int response_set_status(handle, int);
IMPORT(TYPES, "[method]outgoing-response.body") void response_body(handle, made *);
IMPORT(TYPES, "[method]outgoing-body.write") void outgoing_body_write(handle, made *);
IMPORT(TYPES, "[static]outgoing-body.finish") void outgoing_body_finish(handle, int, handle, sent *);
IMPORT(TYPES, "[resource-drop]outgoing-body") void outgoing_body_drop(handle);
IMPORT(TYPES, "[static]response-outparam.set") void outparam_set(handle, int, int, int, int64_t, int, int, int, int);
IMPORT(TYPES, "[constructor]outgoing-request") handle outgoing_request_new(handle);
IMPORT(TYPES, "[method]outgoing-request.set-method") int outgoing_request_set_method(handle, int, const char *, size_t);
IMPORT(TYPES, "[method]outgoing-request.set-scheme") int outgoing_request_set_scheme(handle, int, int, const char *, size_t);
IMPORT(TYPES, "[method]outgoing-request.set-authority") int outgoing_request_set_authority(handle, int, const char *, size_t);
IMPORT(TYPES, "[method]outgoing-request.set-path-with-query") int outgoing_request_set_path(handle, int, const char *, size_t);
IMPORT(TYPES, "[method]outgoing-request.body") void outgoing_request_body(handle, made *);
IMPORT(TYPES, "[method]future-incoming-response.subscribe") handle response_subscribe(handle);
IMPORT(TYPES, "[method]future-incoming-response.get") void response_get(handle, future *);
IMPORT(TYPES, "[resource-drop]future-incoming-response") void response_future_drop(handle);
IMPORT(TYPES, "[method]incoming-response.status") int incoming_response_status(handle);
IMPORT(TYPES, "[method]incoming-response.headers") handle incoming_response_headers(handle);
IMPORT(TYPES, "[method]incoming-response.consume") void incoming_response_consume(handle, made *);
IMPORT(TYPES, "[resource-drop]incoming-response") void incoming_response_drop(handle);
IMPORT("wasi:http/outgoing-handler@" HTTP, "handle") void send_request(handle, int, handle, sent *);

#define STREAMS "wasi:io/streams@" V
IMPORT(STREAMS, "[method]input-stream.read") void stream_read(handle, int64_t, chunk *);
IMPORT(STREAMS, "[method]input-stream.blocking-read") void stream_blocking_read(handle, int64_t, chunk *);
IMPORT(STREAMS, "[method]input-stream.subscribe") handle input_subscribe(handle);
IMPORT(STREAMS, "[resource-drop]input-stream") void input_drop(handle);
IMPORT(STREAMS, "[method]output-stream.check-write") void stream_check_write(handle, permit *);
IMPORT(STREAMS, "[method]output-stream.write") void stream_write(handle, const void *, size_t, written *);
IMPORT(STREAMS, "[method]output-stream.blocking-write-and-flush") void stream_write_and_flush(handle, const void *, size_t, written *);
IMPORT(STREAMS, "[method]output-stream.blocking-flush") void stream_flush(handle, written *);
IMPORT(STREAMS, "[method]output-stream.blocking-splice") void stream_splice(handle, handle, int64_t, permit *);
IMPORT(STREAMS, "[method]output-stream.subscribe") handle output_subscribe(handle);
IMPORT(STREAMS, "[resource-drop]output-stream") void output_drop(handle);
IMPORT("wasi:io/error@" V, "[resource-drop]error") void error_drop(handle);
IMPORT("wasi:io/poll@" V, "[method]pollable.block") void pollable_block(handle);
IMPORT("wasi:io/poll@" V, "[method]pollable.ready") int pollable_ready(handle);
IMPORT("wasi:io/poll@" V, "[resource-drop]pollable") void pollable_drop(handle);
IMPORT("wasi:io/poll@" V, "poll") void poll(const handle *, size_t, list *);

IMPORT("wasi:cli/environment@" V, "get-environment") void get_environment(list *);
IMPORT("wasi:cli/environment@" V, "get-arguments") void get_arguments(list *);
IMPORT("wasi:cli/environment@" V, "initial-cwd") void initial_cwd(opt_str *);
IMPORT("wasi:cli/exit@" V, "exit") void cli_exit(int);
IMPORT("wasi:cli/exit@" V, "exit-with-code") void cli_exit_with_code(int);
IMPORT("wasi:cli/stdin@" V, "get-stdin") handle get_stdin(void);
IMPORT("wasi:cli/stdout@" V, "get-stdout") handle get_stdout(void);
IMPORT("wasi:cli/stderr@" V, "get-stderr") handle get_stderr(void);

IMPORT("wasi:clocks/monotonic-clock@" V, "now") int64_t monotonic_now(void);
IMPORT("wasi:clocks/monotonic-clock@" V, "subscribe-duration") handle subscribe_duration(int64_t);
IMPORT("wasi:clocks/wall-clock@" V, "now") void wall_now(datetime *);
IMPORT("wasi:random/random@" V, "get-random-bytes") void random_bytes(int64_t, str *);
IMPORT("wasi:random/random@" V, "get-random-u64") int64_t random_u64(void);

#define FS "wasi:filesystem/types@" V
IMPORT("wasi:filesystem/preopens@" V, "get-directories") void get_directories(list *);
IMPORT(FS, "[method]descriptor.open-at") void open_at(handle, int, const char *, size_t, int, int, made *);
IMPORT(FS, "[method]descriptor.read-via-stream") void read_via_stream(handle, int64_t, made *);
IMPORT(FS, "[method]descriptor.write-via-stream") void write_via_stream(handle, int64_t, made *);
IMPORT(FS, "[method]descriptor.stat") void descriptor_stat(handle, stat_result *);
IMPORT(FS, "[method]descriptor.read-directory") void read_directory(handle, made *);
IMPORT(FS, "[method]descriptor.create-directory-at") void create_directory_at(handle, const char *, size_t, status *);
IMPORT(FS, "[method]descriptor.remove-directory-at") void remove_directory_at(handle, const char *, size_t, status *);
IMPORT(FS, "[method]descriptor.unlink-file-at") void unlink_file_at(handle, const char *, size_t, status *);
IMPORT(FS, "[method]descriptor.rename-at") void rename_at(handle, const char *, size_t, handle, const char *, size_t, status *);
IMPORT(FS, "[resource-drop]descriptor") void descriptor_drop(handle);
IMPORT(FS, "[method]directory-entry-stream.read-directory-entry") void read_directory_entry(handle, dir_entry *);
IMPORT(FS, "[resource-drop]directory-entry-stream") void directory_drop(handle);

#define TCP "wasi:sockets/tcp@" V
#define UDP "wasi:sockets/udp@" V
#define ADDRESS int, int, int, int, int, int, int, int, int, int, int, int // ip-socket-address, flattened
IMPORT("wasi:sockets/instance-network@" V, "instance-network") handle instance_network(void);
IMPORT("wasi:sockets/network@" V, "[resource-drop]network") void network_drop(handle);
IMPORT("wasi:sockets/ip-name-lookup@" V, "resolve-addresses") void resolve_addresses(handle, const char *, size_t, made *);
IMPORT("wasi:sockets/ip-name-lookup@" V, "[method]resolve-address-stream.resolve-next-address") void resolve_next(handle, resolved *);
IMPORT("wasi:sockets/ip-name-lookup@" V, "[method]resolve-address-stream.subscribe") handle resolve_subscribe(handle);
IMPORT("wasi:sockets/ip-name-lookup@" V, "[resource-drop]resolve-address-stream") void resolve_drop(handle);
IMPORT("wasi:sockets/tcp-create-socket@" V, "create-tcp-socket") void create_tcp_socket(int, made *);
IMPORT(TCP, "[method]tcp-socket.start-bind") void tcp_start_bind(handle, handle, ADDRESS, status *);
IMPORT(TCP, "[method]tcp-socket.finish-bind") void tcp_finish_bind(handle, status *);
IMPORT(TCP, "[method]tcp-socket.start-listen") void tcp_start_listen(handle, status *);
IMPORT(TCP, "[method]tcp-socket.finish-listen") void tcp_finish_listen(handle, status *);
IMPORT(TCP, "[method]tcp-socket.accept") void tcp_accept(handle, opened *);
IMPORT(TCP, "[method]tcp-socket.start-connect") void tcp_start_connect(handle, handle, ADDRESS, status *);
IMPORT(TCP, "[method]tcp-socket.finish-connect") void tcp_finish_connect(handle, opened *);
IMPORT(TCP, "[method]tcp-socket.shutdown") void tcp_shutdown(handle, int, status *);
IMPORT(TCP, "[method]tcp-socket.subscribe") handle tcp_subscribe(handle);
IMPORT(TCP, "[resource-drop]tcp-socket") void tcp_drop(handle);
IMPORT("wasi:sockets/udp-create-socket@" V, "create-udp-socket") void create_udp_socket(int, made *);
IMPORT(UDP, "[method]udp-socket.start-bind") void udp_start_bind(handle, handle, ADDRESS, status *);
IMPORT(UDP, "[method]udp-socket.finish-bind") void udp_finish_bind(handle, status *);
IMPORT(UDP, "[method]udp-socket.stream") void udp_stream(handle, int, ADDRESS, opened *);
IMPORT(UDP, "[method]udp-socket.subscribe") handle udp_subscribe(handle);
IMPORT(UDP, "[resource-drop]udp-socket") void udp_drop(handle);
IMPORT(UDP, "[method]outgoing-datagram-stream.check-send") void udp_check_send(handle, counted *);
IMPORT(UDP, "[method]outgoing-datagram-stream.send") void udp_send(handle, const datagram *, size_t, counted *);
IMPORT(UDP, "[resource-drop]outgoing-datagram-stream") void udp_out_drop(handle);
IMPORT(UDP, "[method]incoming-datagram-stream.receive") void udp_receive(handle, int64_t, datagrams *);
IMPORT(UDP, "[method]incoming-datagram-stream.subscribe") handle udp_in_subscribe(handle);
IMPORT(UDP, "[resource-drop]incoming-datagram-stream") void udp_in_drop(handle);
