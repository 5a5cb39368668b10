;; total makes a shelf, puts n things on it, and adds up what the store says.
(module
  (import "acme:store/types@1.0.0" "[constructor]shelf" (func $shelf (param i32 i32) (result i32)))
  (import "acme:store/types@1.0.0" "[method]shelf.put" (func $put (param i32 i32 i32 i32) (result i32)))
  (import "acme:store/types@1.0.0" "[resource-drop]shelf" (func $drop (param i32)))
  (import "acme:store/shop@1.0.0" "look" (func $look (param i32 i32)))
  (import "acme:store/shop@1.0.0" "closed" (func $closed (result i32)))
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 1024))
  (data (i32.const 8) "label")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.get $next)
    (global.set $next (i32.add (global.get $next) (local.get 3))))
  (func (export "total") (param $n i32) (result i32)
    (local $s i32) (local $sum i32)
    (local.set $s (call $shelf (i32.const 8) (i32.const 5)))
    (local.set $sum (call $put (local.get $s) (i32.const 8) (i32.const 5) (local.get $n))) ;; n+1
    (call $look (local.get $s) (i32.const 64))
    (local.set $sum (i32.add (local.get $sum) (i32.load (i32.const 76)))) ;; n
    (local.set $sum (i32.add (local.get $sum) (i32.load (i32.const 72)))) ;; 5
    (call $drop (local.get $s))
    (i32.add (local.get $sum) (i32.mul (call $closed) (i32.const 100)))))
