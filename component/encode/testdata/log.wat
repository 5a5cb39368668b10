(module
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 1024))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.get $next) (global.set $next (i32.add (global.get $next) (local.get 3))))
  (func (export "acme:calc/log@1.0.0#line") (param i32 i32)))
