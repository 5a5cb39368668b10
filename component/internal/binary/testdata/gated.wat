;; What the standard has not shipped yet.
(component
  (type (list u8 4))
  (type error-context)
  (core module $m
    (memory (export "memory") 1)
    (table (export "table") 1 funcref)
    (func (export "run")))
  (core instance $m (instantiate $m))
  (core type $start (func (param i32)))
  (core func (canon thread.new-indirect $start (core table $m "table")))
  (core func (canon thread.index))
  (core func (canon error-context.new (memory (core memory $m "memory"))))
  (core func (canon error-context.drop))
  (core func (canon subtask.cancel async))
  (func $run async (canon lift (core func $m "run") async))
  (export "run" (func $run)))
