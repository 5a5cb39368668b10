;; A component as toolchains build it: a core module with memory and realloc,
;; an import that is lowered, an export that is lifted.
(component $hello
  (import "log" (func $log (param "message" string)))
  (core module $libc
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 16))
  (core module $main
    (import "libc" "memory" (memory 1))
    (import "host" "log" (func $log (param i32 i32)))
    (table (export "table") 1 funcref)
    (global (export "counter") (mut i64) (i64.const -1))
    (func (export "greet") (param i32 i32) (result i32) i32.const 8)
    (func (export "greet-done") (param i32)))
  (core instance $libc (instantiate $libc))
  (core func $log (canon lower (func $log) (memory (core memory $libc "memory"))))
  (core instance $main (instantiate $main
    (with "libc" (instance $libc))
    (with "host" (instance (export "log" (func $log))))))
  (func $greet (param "name" string) (result string) (canon lift (core func $main "greet")
    (memory (core memory $libc "memory"))
    (realloc (core func $libc "realloc"))
    (post-return (core func $main "greet-done"))
    string-encoding=utf16))
  (export "greet" (func $greet)))
