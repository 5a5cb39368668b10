;; Resource types that are defined, exported, instantiated and passed on.
(component
  (component $maker
    (core module $m (func (export "drop") (param i32)))
    (core instance $m (instantiate $m))
    (type $thing (resource (rep i32) (dtor (core func $m "drop"))))
    (export $thing' "thing" (type $thing))
    (core func $new (canon resource.new $thing))
    (core func $rep (canon resource.rep $thing))
    (core func $dropped (canon resource.drop $thing))
    (func $take (param "t" (own $thing')) (canon lift (core func $dropped)))
    (export "take" (func $take)))
  (component $user
    (import "thing" (type $thing (sub resource)))
    (import "take" (func $take (param "t" (own $thing))))
    (export "give" (func $take)))
  (instance $a (instantiate $maker))
  (instance $b (instantiate $maker))
  (instance $ua (instantiate $user (with "thing" (type $a "thing")) (with "take" (func $a "take"))))
  (instance $ub (instantiate $user (with "thing" (type $b "thing")) (with "take" (func $b "take"))))
  (export $a' "a" (instance $a))
  (alias export $a' "thing" (type $thing))
  (type $record (record (field "thing" (own $thing))))
  (export "holder" (type $record)))
