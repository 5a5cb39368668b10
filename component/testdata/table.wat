;; Code that changes a table.
(component
  (core module $Main
    (type $f (func (result i32)))
    (table $t 2 funcref)
    (elem (i32.const 0) func $one)
    (elem declare func $two)
    (func $one (result i32) (i32.const 1))
    (func $two (result i32) (i32.const 2))
    (func (export "call") (result i32) (call_indirect (type $f) (i32.const 0)))
    (func (export "set") (table.set $t (i32.const 0) (ref.func $two))))
  (core instance $main (instantiate $Main))
  (func (export "call") (result u32) (canon lift (core func $main "call")))
  (func (export "set") (canon lift (core func $main "set"))))
