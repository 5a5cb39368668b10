package component

// An Option is an option<T>: Value is meaningful if Some is true.
type Option[T any] struct {
	Value T
	Some  bool
}

// Some returns an option that holds v.
func Some[T any](v T) Option[T] { return Option[T]{Value: v, Some: true} }

// A Result is a result<T, E> in a place where Go's own way of returning an
// error does not fit.
type Result[T, E any] struct {
	OK    T
	Err   E
	IsErr bool
}

// A Tuple1 is a tuple of one member.
type Tuple1[A any] struct{ F0 A }

// A Tuple2 is a tuple of two members.
type Tuple2[A, B any] struct {
	F0 A
	F1 B
}

// A Tuple3 is a tuple of three members.
type Tuple3[A, B, C any] struct {
	F0 A
	F1 B
	F2 C
}

// A Tuple4 is a tuple of four members.
type Tuple4[A, B, C, D any] struct {
	F0 A
	F1 B
	F2 C
	F3 D
}

// A Tuple5 is a tuple of five members.
type Tuple5[A, B, C, D, E any] struct {
	F0 A
	F1 B
	F2 C
	F3 D
	F4 E
}

// A Tuple6 is a tuple of six members.
type Tuple6[A, B, C, D, E, F any] struct {
	F0 A
	F1 B
	F2 C
	F3 D
	F4 E
	F5 F
}

// A Tuple7 is a tuple of seven members.
type Tuple7[A, B, C, D, E, F, G any] struct {
	F0 A
	F1 B
	F2 C
	F3 D
	F4 E
	F5 F
	F6 G
}

// A Tuple8 is a tuple of eight members.
type Tuple8[A, B, C, D, E, F, G, H any] struct {
	F0 A
	F1 B
	F2 C
	F3 D
	F4 E
	F5 F
	F6 G
	F7 H
}
