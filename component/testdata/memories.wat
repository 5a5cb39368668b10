;; A core module with three memories, of which strings pass through the second
;; and another core module reads the third.
(component $memories
  (core module $Provider
    (memory (export "memory") 1)
    (data (i32.const 0) "provided"))
  (core module $Main
    (import "p" "memory" (memory $provided 1))
    (memory $strings (export "strings") 1)
    (memory $sums (export "sums") 1 1)
    (data (memory $strings) (i32.const 4) "\10\00\00\00\05\00\00\00")
    (data (memory $strings) (i32.const 16) "hello")
    (global $free (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $free)
      (global.set $free (i32.add (global.get $free) (local.get 3))))
    (func (export "hello") (result i32) (i32.const 4))
    ;; sum keeps the sum of the bytes of a string in $sums.
    (func (export "sum") (param $p i32) (param $n i32)
      (i32.store $sums (i32.const 0) (i32.const 0))
      (block $done
        (loop $more
          (br_if $done (i32.eqz (local.get $n)))
          (i32.store $sums (i32.const 0)
            (i32.add (i32.load $sums (i32.const 0)) (i32.load8_u $strings (local.get $p))))
          (local.set $p (i32.add (local.get $p) (i32.const 1)))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br $more))))
    ;; provided copies from the provider's memory and returns that.
    (func (export "provided") (result i32)
      (memory.copy $strings $provided (i32.const 32) (i32.const 0) (i32.const 8))
      (i32.store $strings (i32.const 24) (i32.const 32))
      (i32.store $strings (i32.const 28) (i32.const 8))
      (i32.const 24))
    (func (export "grow") (param i32) (result i32) (memory.grow $sums (local.get 0)))
    (func (export "oob") (drop (i32.load $sums offset=4 (i32.const -4)))))
  (core module $Reader
    (import "main" "sums" (memory 1 1))
    (func (export "last") (result i32) (i32.load (i32.const 0))))
  (core instance $provider (instantiate $Provider))
  (core instance $main (instantiate $Main (with "p" (instance $provider))))
  (core instance $reader (instantiate $Reader (with "main" (instance $main))))
  (alias core export $main "strings" (core memory $strings))
  (alias core export $main "realloc" (core func $realloc))
  (func (export "hello") (result string)
    (canon lift (core func $main "hello") (memory $strings)))
  (func (export "provided") (result string)
    (canon lift (core func $main "provided") (memory $strings)))
  (func (export "sum") (param "s" string)
    (canon lift (core func $main "sum") (memory $strings) (realloc $realloc)))
  (func (export "last") (result u32) (canon lift (core func $reader "last")))
  (func (export "grow") (param "pages" u32) (result s32) (canon lift (core func $main "grow")))
  (func (export "oob") (canon lift (core func $main "oob"))))
