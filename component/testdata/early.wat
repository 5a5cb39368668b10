;; An initialisation that asks the host for a number before everything is
;; instantiated, and code that changes a table.
(component
  (import "number" (func $number (result u32)))
  (core func $number' (canon lower (func $number)))
  (core module $First
    (import "" "number" (func $number (result i32)))
    (memory (export "memory") 1)
    (func $start (i32.store (i32.const 16) (call $number)))
    (func (export "seed") (result i32) (i32.load (i32.const 16)))
    (start $start))
  (core instance $first (instantiate $First (with "" (instance (export "number" (func $number'))))))
  (core module $Second (import "" "memory" (memory 1)) (data (i32.const 20) "x"))
  (core instance (instantiate $Second (with "" (instance (export "memory" (memory $first "memory"))))))
  (func (export "seed") (result u32) (canon lift (core func $first "seed"))))
