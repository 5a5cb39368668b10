package wit

// The syntax tree of WIT texts, one node type per production of WIT.md.

// A name is an identifier and where it stands.
type name struct {
	text string
	pos  pos
}

// A unit is the content of a file outside nested packages, or of one
// package { … } block. Top-level `use` is scoped to it.
type unit struct {
	src    *source
	pkg    *PackageName // nil for a file without package declaration
	pos    pos          // of the package name
	nested bool
	text   string // of the block or file
	docs   string
	uses   []topUse
	ifaces []*ifaceDecl
	worlds []*worldDecl

	// Filled by resolution.
	owner *pkgScope
	scope map[string]*topUse
}

// An itemPath is a use-path: the name of an interface or world, with its package
// unless it is the current one.
type itemPath struct {
	pkg  *PackageName
	name name
	pos  pos
}

type topUse struct {
	path itemPath
	as   name
	busy bool // while being resolved, to find cycles
}

// attrs are what may stand before any item.
type attrs struct {
	docs       string
	gates      Gates
	gated      bool
	externalID string
	hasID      bool
	pos        pos // of the first gate
}

type ifaceDecl struct {
	attrs
	name  name
	unit  *unit // where names are looked up
	uses  []*useDecl
	types []*typeDecl
	funcs []*funcDecl
}

type useDecl struct {
	attrs
	from  itemPath
	names []useName
}

type useName struct{ name, as name }

type typeDecl struct {
	attrs
	name     name
	expr     *typeExpr
	resource bool
	methods  []*funcDecl
}

type funcKind uint8

const (
	plainFunc funcKind = iota
	method
	static
	constructor
)

type funcDecl struct {
	attrs
	name   name
	kind   funcKind
	async  bool
	params []field
	result *typeExpr
}

type field struct {
	name name
	typ  *typeExpr // nil for a case without payload, a flag or an enum case
	docs string
}

type exprKind uint8

const (
	exprPrimitive exprKind = iota
	exprName
	exprList
	exprMap
	exprTuple
	exprOption
	exprResult
	exprOwn
	exprBorrow
	exprStream
	exprFuture
	exprRecord
	exprVariant
	exprEnum
	exprFlags
)

// A typeExpr is a type as it is written. args may hold nil for an absent part
// of a result, a stream or a future.
type typeExpr struct {
	kind   exprKind
	prim   Primitive
	len    uint32
	name   name
	args   []*typeExpr
	fields []field
	pos    pos
}

type worldDecl struct {
	attrs
	name     name
	unit     *unit
	uses     []*useDecl
	types    []*typeDecl
	externs  []*externDecl
	includes []*includeDecl
}

// An externDecl is an import or export. Either path is set, or name and one of
// fn, inline and path.
type externDecl struct {
	attrs
	export bool
	name   name
	fn     *funcDecl
	inline *ifaceDecl
	path   *itemPath
}

type includeDecl struct {
	attrs
	path itemPath
	with []useName
}
