;; Imports and exports as WIT tools make them: interfaces with resources, types
;; used across interfaces and by the world, an annotated plain name.
(component
  (type $io (instance
    (export "input-stream" (type (sub resource)))
    (type $kind (enum "open" "closed"))
    (export "stream-kind" (type $kind' (eq $kind)))
    (type $self (borrow 0))
    (export "[method]input-stream.read" (func (param "self" $self) (param "len" u64) (result (list u8))))
    (export "[method]input-stream.kind" (func (param "self" $self) (result $kind')))))
  (import "wasi:io/streams@0.2.0" (instance $io (type $io)))
  (alias export $io "input-stream" (type $input-stream))
  (type $fs (instance
    (alias outer 1 $input-stream (type $stream))
    (export "stream" (type $stream' (eq $stream)))
    (export "file" (type $file (sub resource)))
    (type $stat (record (field "size" u64) (field "tags" (list (tuple string (option u8))))))
    (export "stat" (type $stat' (eq $stat)))
    (export "[constructor]file" (func (param "path" string) (result (own $file))))
    (export "[method]file.open" (func (param "self" (borrow $file)) (result (result (own $stream') (error string)))))
    (export "[static]file.stat" (func (param "path" string) (result $stat')))))
  (import "test:fs/files@1.2.3-rc.1" (instance $fs (type $fs)))
  (alias export $fs "stat" (type $stat))
  (import "stat" (type $stat' (eq $stat)))
  (import "log" (external-id "LOG!") (func (param "stat" $stat')))
  (import "backup" (implements "test:fs/files@1.2.3-rc.1") (instance
    (export "file" (type (sub resource)))))
  (core module $m
    (memory (export "mem") 1)
    (func (export "take") (param i32) (result i32) i32.const 0))
  (core instance $m (instantiate $m))
  (func $take (param "s" (own $input-stream)) (result u32) (canon lift (core func $m "take")))
  (instance $run (export "take" (func $take)))
  (export "test:app/run" (instance $run)))
