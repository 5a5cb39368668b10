package wit

var primitiveNames = [...]string{
	Bool: "bool", S8: "s8", U8: "u8", S16: "s16", U16: "u16", S32: "s32", U32: "u32",
	S64: "s64", U64: "u64", F32: "f32", F64: "f64", Char: "char", String: "string",
	ErrorContext: "error-context",
}

// String returns the type's keyword in WIT.
func (p Primitive) String() string {
	if int(p) < len(primitiveNames) && p != 0 {
		return primitiveNames[p]
	}
	return "invalid"
}
