;; A core module with canonical names whose allocator calls a core function, as
;; that of standard Go reads the clock.
(module
  (import "clock" "now" (func $now (result i32)))
  (memory (export "memory") 1)
  (global $sum (mut i32) (i32.const 0))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $sum (i32.add (global.get $sum) (call $now)))
    (i32.const 1024))
  (func (export "test:native/run@1.0.0#run") (param i32 i32) (result i32)
    (global.get $sum)))
