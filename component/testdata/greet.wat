;; The component of the package's example: greet(name) says what to print by
;; the imported function print.
(component $greet
  (import "print" (func $print (param "line" string)))
  (core module $Libc
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $next)
      (global.set $next (i32.add (global.get $next) (local.get 3)))))
  (core instance $libc (instantiate $Libc))
  (core func $print' (canon lower (func $print) (memory (core memory $libc "memory"))))
  (core module $Main
    (import "libc" "memory" (memory 1))
    (import "host" "print" (func $print (param i32 i32)))
    (data (i32.const 16) "hello, ")
    (func (export "greet") (param $name i32) (param $len i32) (result i32)
      (memory.copy (i32.const 23) (local.get $name) (local.get $len))
      (call $print (i32.const 16) (i32.add (local.get $len) (i32.const 7)))
      (local.get $len)))
  (core instance $main (instantiate $Main
    (with "libc" (instance $libc))
    (with "host" (instance (export "print" (func $print'))))))
  (func (export "greet") (param "name" string) (result u32) (canon lift (core func $main "greet")
    (memory (core memory $libc "memory")) (realloc (core func $libc "realloc")))))
